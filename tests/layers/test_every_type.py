"""A record of every type, with all its geometries and nearly all its fields, goes out and in again in every format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forensics.changes import Change, Operation
from forensics.fields import Sensitivity
from forensics.identifiers import id_of_key
from layers.exports.exporting import export_records
from layers.project import Project
from tests.counts import count
from tests.layers.bringing import bring, by_code
from tests.layers.every_type import TARGETS, bare_record, filled_record, target
from tests.layers.projects import closing, make
from tests.tools.proofs import Proof

BACK = (".gpkg", ".geojson", ".xlsx", ".parquet", ".csv")
"""Formats that are read back."""


@pytest.fixture
def projects(tmp_path: Path) -> Iterator[tuple[Project, Project]]:
    """One with a filled record of every type, and one with the records that those name."""
    with (
        closing(make(tmp_path / "here.taphos", pack="ua")) as here,
        closing(make(tmp_path / "there.taphos", pack="ua")) as there,
    ):
        named = [
            Change(kind.name, target(kind.name, number), Operation.ADD, after=bare_record(kind, number))
            for kind in here.catalogue
            for number in range(TARGETS)
        ]
        full = [
            Change(kind.name, id_of_key("full", kind.name), Operation.ADD, after=filled_record(kind, here.catalogue))
            for kind in here.catalogue
        ]
        here.register.commit([*named, *full], "")
        there.register.commit(named, "")
        yield here, there


def carried(project: Project, type_: str) -> dict[str, Any]:
    """What a file may carry of the filled record: all that a person fills in but what is sealed."""
    kind = project.catalogue[type_]
    values = by_code(project, type_)[f"EX-{type_}"]
    return {name: value for name, value in values.items() if kind.by_name[name].sensitivity is not Sensitivity.SEALED}


@pytest.mark.parametrize("ending", BACK)
def test_a_record_of_every_type_is_the_same_after_out_and_in_again(
    projects: tuple[Project, Project], tmp_path: Path, ending: str, proof: Proof
) -> None:
    here, there = projects
    out = tmp_path / f"out{ending}"
    manifest = export_records(here, out, "court", with_gaps=True)
    every = [kind.name for kind in here.catalogue]
    tried = every[BACK.index(ending) :: count(len(BACK), 1)]
    values = 0
    for type_ in tried:
        bring(here, there, out, type_)
        held, found = carried(here, type_), carried(there, type_)
        assert {
            name: (found.get(name), held.get(name)) for name in {*found, *held} if found.get(name) != held.get(name)
        } == {}, type_
        values += len(held)
    assert not manifest.not_carried
    proof("D3", f"types of which a record is the same after out and in again through {ending}",
          f"{len(tried)} of {len(every)}, {values} values")  # fmt: skip
