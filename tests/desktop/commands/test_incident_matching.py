"""`taphos match` of incidents: within a register, and over what a partner's export brought in."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from forensics.places import point_hex
from layers.exports.exporting import export_records
from layers.imports.importing import import_file
from layers.incident_matching import likely_incidents
from layers.project import Project
from tests.counts import count
from tests.desktop.commands.running import Terminal
from tests.layers.projects import closing, make


def incident(code: str, lon: float = 30.2, **values: object) -> Change:
    place = {"geometry": point_hex(lon, 50.5), "crs": "EPSG:4326"}
    after = {"code": code, "category": "murder", "date": "2022-03-04", "place": place, **values}
    return Change("incident", new_id(), Operation.ADD, after={k: v for k, v in after.items() if v is not None})


def filled(project: Project) -> None:
    project.register.commit([
        incident("EX-I-1", killed_best=3), incident("EX-I-2", 30.201, killed_best=3),
        incident("EX-I-3", 36.0), incident("EX-I-4", category="sexual_violence", place=None, date="2022-03"),
    ])  # fmt: skip


def test_two_accounts_of_one_event_are_told_with_reasons_and_linked_once(terminal: Terminal, tmp_path: Path) -> None:
    with closing(make(tmp_path / "one")) as project:
        filled(project)
        folder = project.folder
    (pair,) = terminal("match", folder, "--json").document["pairs"]
    assert ({pair["one"], pair["other"]}, pair["linked"]) == ({"EX-I-1", "EX-I-2"}, False)
    assert {one["aspect"]: one["verdict"] for one in pair["reasons"]}["killed"] == "agrees"
    told = terminal("match", folder, "EX-I-1").out
    assert "EX-I-1 and EX-I-2" in told
    assert "EX-I-4" not in told
    assert "linked" in terminal("match", folder, "EX-I-1", "--propose", "EX-I-2").out
    assert terminal("match", folder, "--json").document["pairs"][0]["linked"]
    assert "already" in terminal("match", folder, "EX-I-1", "--propose", "EX-I-2", status=2).err
    assert "is sealed" in terminal("match", folder, "EX-I-1", "--propose", "EX-I-4", status=2).err
    assert "two incidents" in terminal("match", folder, "--propose", "EX-I-2", status=2).err
    listed = terminal("list", folder, "incident", "--json").document
    assert len(listed) == 4  # nothing is merged
    assert terminal("verify", folder).status == 0


def test_what_a_partners_export_brought_in_is_compared_too(tmp_path: Path) -> None:
    with closing(make(tmp_path / "theirs")) as theirs, closing(make(tmp_path / "ours")) as ours:
        theirs.register.commit([incident("EX-T-7", 30.2005, killed_best=3)])
        export_records(theirs, tmp_path / "partner.gpkg", "partner")
        filled(ours)
        mapping = ["category=category", "level=level"]
        import_file(ours.register, tmp_path / "partner.gpkg", "incident", layer="incident", mapping=mapping, pack=None)
        pairs = {frozenset((one.one.code, one.other.code)) for one in likely_incidents(ours).pairs}
    assert {"EX-I-1", "EX-T-7"} in pairs
    assert {"EX-I-2", "EX-T-7"} in pairs


@pytest.mark.slow
def test_a_register_of_many_incidents_is_compared_in_seconds(tmp_path: Path) -> None:
    number = count(4_000, 100_000)
    with closing(make(tmp_path / "many")) as project:
        project.register.commit(
            incident(f"EX-I-{at}", 25 + at % 977 / 100, date=f"2022-{at % 12 + 1:02}-{at % 28 + 1:02}")
            for at in range(number)
        )
        begun = time.perf_counter()
        assert likely_incidents(project).compared == number
        assert time.perf_counter() - begun < 60
