"""What stays home is named by nothing that leaves: neither in a file, nor on a map, nor by what a condition brings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forensics.changes import Change, Operation
from layers.exports.disclosed import disclose
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from tests.layers.attacker import rows
from tests.layers.counting_places import void
from tests.layers.mapped import point
from tests.layers.projects import closing, make, record

GRAVES = {"S-a": {"publish": "yes"}, "S-b": {"publish": "yes"}, "S-shown": {"publish": "yes"}, "S-undecided": {},
          "S-no": {"publish": "no"}, "S-restricted": {"publish": "yes", "sensitivity": "restricted"},
          "S-sealed": {"publish": "yes", "sensitivity": "sealed"}, "S-void": {"publish": "yes"}}  # fmt: skip
HOME = {"public": ("S-undecided", "S-no", "S-restricted", "S-sealed", "S-void"),
        "partner": ("S-restricted", "S-sealed", "S-void")}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "p.taphos", pack="ua")) as made:
        graves = [record("site", code, place=point(30.1 + at / 100, 50.1), **held)
                  for at, (code, held) in enumerate(GRAVES.items())]  # fmt: skip
        made.register.commit(graves)
        made.register.commit([record("incident", "I-1", category="murder", sites=[one.record for one in graves])])
        void(made, "site", "S-void")
        yield made


def with_parent(project: Project, parent: str) -> None:
    """Both of two published graves are part of another."""
    ids = project.register.codes("site")
    changes = []
    for code in ("S-a", "S-b"):
        held = project.register.values("site", ids[code]) or {}
        before = {"parent": held["parent"]} if "parent" in held else {}
        changes.append(Change("site", ids[code], Operation.SET, before=before, after={"parent": ids[parent]}))
    project.register.commit(changes, "part of another")


def parents(project: Project, profile: str, path: Path, **options: Any) -> list[Any]:
    export_records(project, path, profile, **options)
    return [parent for (parent,) in rows(path, "SELECT parent FROM site WHERE code IN ('S-a', 'S-b')")]


@pytest.mark.parametrize("profile", ["public", "partner"])
def test_no_reference_tells_of_a_record_that_stays_home(project: Project, tmp_path: Path, profile: str) -> None:
    for at, parent in enumerate(GRAVES):
        if parent in ("S-a", "S-b"):
            continue
        with_parent(project, parent)
        named = parents(project, profile, tmp_path / f"{at}.gpkg")
        shown = next(one for one in disclose(project, profile).types if one.kind.name == "site")
        drawn = [one.get("parent") for one in shown.records if one["code"] in ("S-a", "S-b")]
        then = parents(project, profile, tmp_path / f"{at}-then.gpkg", as_of=project.register.info().head)
        stays = parent in HOME[profile]
        assert [[one is None for one in listed] for listed in (named, drawn, then)] == [[stays, stays]] * 3, parent
        assert len(set(named)) == 1


def test_partners_get_of_a_list_what_they_get_itself(project: Project, tmp_path: Path) -> None:
    export_records(project, tmp_path / "o.gpkg", "partner")
    ((listed,),) = rows(tmp_path / "o.gpkg", "SELECT sites FROM incident")
    known = {id_ for (id_,) in rows(tmp_path / "o.gpkg", "SELECT id FROM site")}
    assert set(json.loads(listed)) == known
    assert len(known) == len(GRAVES) - len(HOME["partner"])


def test_a_condition_that_names_what_stays_home_brings_nothing(project: Project, tmp_path: Path) -> None:
    with_parent(project, "S-undecided")
    asked = Selection(types=("site",), where=(("parent", "S-undecided"),))
    assert not parents(project, "public", tmp_path / "o.gpkg", selection=asked)
    assert len(parents(project, "partner", tmp_path / "p.gpkg", selection=asked)) == 2


def test_a_court_is_told_of_all_that_is_named(project: Project, tmp_path: Path) -> None:
    with_parent(project, "S-sealed")
    sealed = project.register.codes("site")["S-sealed"]
    assert parents(project, "court", tmp_path / "o.gpkg") == [sealed, sealed]
