"""A merge refuses nothing: an assignment under a hazard that came with it stays as recorded, and is not in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.planning.gate import Key
from forensics.records.planning import SurveyArea
from layers.gating import gate_of
from layers.planning.board import board
from layers.project import Project
from layers.records import by_ids
from tests.layers.merging.copies import bring, copies, device, enrolled, state
from tests.layers.projects import closing, make
from tests.layers.test_gating import AREA, MINE, OVERRIDE, SURVEY, change, put


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[Project]]:
    """Two copies of a project with an area that was found safe, on devices of their own, both leads'."""
    with closing(make(tmp_path / "base.taphos")) as project:
        put(project, "team", code="EX-T")
        put(project, "practitioner", code="EX-L", roles="lead")
        put(project, "hazard", **SURVEY)
        put(project, "survey_area", **AREA, status="planned")
    devices = [device("EX-ONE"), device("EX-OTHER")]
    enrolled(tmp_path / "base.taphos", *devices)
    with copies(tmp_path / "base.taphos", devices, tmp_path) as projects:
        yield projects


def area_of(project: Project) -> SurveyArea:
    [found] = by_ids(project, SurveyArea, [project.register.find("survey_area/EX-AR").id])
    return found


def closing_of(project: Project) -> list[Key]:
    return [one.key for one in gate_of(project.register, area_of(project)).closing]


def test_a_hazard_that_another_copy_reported_takes_an_assignment_out_of_force(two: list[Project]) -> None:
    one, other = two
    change(one, status="assigned")
    put(other, "hazard", **MINE)
    merged = bring(one, other)
    assert area_of(one).status == "assigned"
    assert closing_of(one) == [Key.HAZARD]
    assert [str(wrong.message) for wrong in merged.problems] == [
        "No team may enter EX-AR: EX-M (Suspected) is open, and it touches it."
    ]
    assert board(one).counts["assigned"] == 0
    assert board(one).counts["blocked"] == 1
    bring(other, one)
    assert state(one) == state(other)


def test_an_override_never_speaks_of_a_hazard_that_its_lead_had_not_seen_whatever_the_clocks_say(
    two: list[Project],
) -> None:
    one, other = two
    put(other, "hazard", **MINE)
    put(one, "hazard", **{**MINE, "code": "EX-OLD"})
    change(one, status="assigned", **OVERRIDE)  # later than the strike, and without having seen it
    assert closing_of(one) == []
    bring(one, other)
    assert [reason.record for reason in gate_of(one.register, area_of(one)).closing] == [
        one.register.find("hazard/EX-M").id
    ]
    change(one, override_reason="EXAMPLE: both seen")
    assert closing_of(one) == []
