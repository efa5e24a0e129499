"""What comes back from a phone is held to the gate, and a strike in the same pack keeps its area closed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from layers.editing import adding, keep, setting
from layers.fieldpack.accepting import Outcome, accept, without_conflicts
from layers.fieldpack.returned import read_pack
from layers.fieldpack.reviewing import review
from layers.project import Project
from tests.layers.fieldpack.area_of_work import HERE, area_of_work, held, made_pack
from tests.layers.fieldpack.phone import blob, phone, put
from tests.layers.projects import closing as closing_project

SURVEY = {
    "code": "EX-A", "place": shapely.MultiPolygon([HERE]).wkt, "hazard_type": "ERW", "status": "closed",
    "hazard_class": "assessed_no_evidence", "assessment": "non_technical_survey", "assessed_on": "2024-01-05",
    "valid_until": "2099-12-31", "clearance_body": "EXAMPLE",
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing_project(area_of_work(tmp_path / "work")) as made:
        keep(made, adding(made, "team", {"code": "EX-T"}))
        keep(made, adding(made, "hazard", SURVEY))
        area = made.register.find("survey_area/A-1")
        keep(made, setting(made, area, {"status": "assigned", "team": "EX-T", "planned_start": "2099-05-01"}))
        yield made


def came_back(project: Project, folder: Path, *, struck: bool) -> Outcome:
    """The area is begun on the phone, where a strike may be reported too; all of it is taken."""
    folder.mkdir()
    made_pack(project, folder / "pack.gpkg")
    with phone(folder / "pack.gpkg") as file:
        file.execute("UPDATE survey_area SET status = 'in_progress', start = '2099-05-01' WHERE code = 'A-1'")
        if struck:
            strike = shapely.MultiPolygon([shapely.box(30.2, 50.5, 30.201, 50.501)])
            put(file, "hazard", id=str(uuid.uuid4()), geom=blob(strike), hazard_type="ERW", hazard_class="suspected",
                status="open", code="EX-H")  # fmt: skip
    found = review(project, read_pack(project, folder / "pack.gpkg"))
    return accept(project, found, without_conflicts(found))


def test_an_area_that_may_be_entered_is_begun_on_a_phone(project: Project, tmp_path: Path) -> None:
    assert came_back(project, tmp_path / "phone", struck=False).refused == {}
    assert held(project, "A-1", "survey_area")["status"] == "in_progress"


def test_a_strike_of_the_same_pack_is_taken_and_the_area_is_not_begun(project: Project, tmp_path: Path) -> None:
    outcome = came_back(project, tmp_path / "phone", struck=True)
    [refused] = outcome.refused.values()
    assert str(refused).startswith("No team may enter A-1: EX-H (Suspected) is open")
    assert held(project, "EX-H", "hazard")["status"] == "open"
    assert held(project, "A-1", "survey_area")["status"] == "assigned"
