"""Every road to an assignment passes the gate: what is typed, imported, brought back, undone or merged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import shapely

from forensics.errors import RecordRefused
from forensics.planning.gate import Key
from forensics.records.planning import SurveyArea
from layers.editing import adding, all_problems, keep, setting, voiding
from layers.gating import gate_of
from layers.imports.importing import import_file
from layers.project import Project
from layers.records import by_ids
from tests.forensics.planning.ground import square
from tests.layers.projects import make

GROUND = shapely.MultiPolygon([square()]).wkt
AREA = {"code": "EX-AR", "place": GROUND, "purpose": "reconnaissance", "team": "EX-T", "planned_start": "2024-05-01"}
SURVEY = {
    "code": "EX-A", "place": GROUND, "hazard_type": "ERW", "hazard_class": "assessed_no_evidence", "status": "closed",
    "assessment": "non_technical_survey", "assessed_on": "2024-01-05", "valid_until": "2099-12-31",
    "clearance_body": "EXAMPLE body",
}  # fmt: skip
MINE = {"code": "EX-M", "place": GROUND, "hazard_type": "mine", "hazard_class": "suspected", "status": "open"}
OVERRIDE = {"hazard_clearance": "overridden", "override_by": "EX-L", "override_reason": "EXAMPLE"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "gate.taphos")
    put(made, "team", code="EX-T", name="EXAMPLE")
    put(made, "practitioner", code="EX-L", roles="lead")
    put(made, "practitioner", code="EX-P", roles="planner")
    put(made, "survey_area", **AREA, status="planned")
    yield made
    made.close()


def put(project: Project, type_: str, **texts: str) -> None:
    keep(project, adding(project, type_, texts), "EXAMPLE")


def change(project: Project, name: str = "EX-AR", **texts: str) -> None:
    keep(project, setting(project, project.register.find(name), texts), "EXAMPLE")


def held(project: Project) -> SurveyArea:
    [area] = by_ids(project, SurveyArea, [project.register.find("EX-AR").id])
    return area


def closing(project: Project, day: date | None = None) -> list[Key]:
    return [one.key for one in gate_of(project.register, held(project), day).closing]


def told(project: Project) -> list[tuple[str | None, bool]]:
    """The problems of the area as it is held that speak of who may enter."""
    area = held(project)
    kind = project.catalogue["survey_area"]
    given = {one.name: getattr(area, one.name) for one in kind.fields if one.typed}
    found = all_problems(project, kind, {name: value for name, value in given.items() if value} | {"id": area.id})
    return [(one.field, one.refuses) for one in found if "may enter" in one.message.id]


@pytest.mark.parametrize("status", ["assigned", "in_progress"])
def test_an_edit_and_a_new_record_are_held_to_the_gate(project: Project, status: str) -> None:
    begun = {"status": status, "start": "2024-05-01"}
    with pytest.raises(RecordRefused, match="No team may enter EX-AR: all of it is held by no assessment in date"):
        change(project, **begun)
    with pytest.raises(RecordRefused, match="No team may enter EX-AR2"):
        put(project, "survey_area", **{**AREA, "code": "EX-AR2"}, **begun)
    put(project, "hazard", **SURVEY)
    change(project, **begun)
    assert told(project) == []


def test_an_import_is_held_to_the_gate_row_by_row(project: Project, tmp_path: Path) -> None:
    put(project, "hazard", **SURVEY)
    away = shapely.MultiPolygon([square(1.0)]).wkt
    file = tmp_path / "areas.csv"
    rows = [("EX-AR", GROUND, "assigned"), ("EX-AWAY", away, "assigned"), ("EX-LATER", away, "planned")]
    lines = [f'{code};"{place}";reconnaissance;{status};EX-T;2024-05-01' for code, place, status in rows]
    file.write_text("\n".join(["code;place;purpose;status;team;planned_start", *lines]), "utf-8")
    report = import_file(project.register, file, "survey_area", crs="EPSG:4326")
    assert [(one.row, one.field) for one in report.rejected] == [(2, "status")]
    assert "No team may enter EX-AWAY" in str(report.rejected[0].problem)
    assert held(project).status == "assigned"


def test_a_gate_that_closes_later_keeps_what_was_recorded_and_holds_nothing_in_force(project: Project) -> None:
    put(project, "hazard", **SURVEY)
    change(project, status="assigned")
    put(project, "hazard", **MINE)
    assert held(project).status == "assigned"
    assert closing(project) == [Key.HAZARD]
    assert told(project) == [("status", False)]
    change(project, next_action="EXAMPLE")
    with pytest.raises(RecordRefused, match="EX-M"):
        change(project, status="in_progress", start="2024-05-01")
    with pytest.raises(RecordRefused, match="EX-M"):
        change(project, planned_start="2024-05-02")
    change(project, status="paused_security")
    assert told(project) == []


def test_it_expires_with_its_assessment_and_with_one_that_is_voided(project: Project) -> None:
    put(project, "hazard", **{**SURVEY, "valid_until": "2099-06-30"})
    change(project, status="assigned")
    assert closing(project, date(2099, 6, 30)) == []
    assert closing(project, date(2099, 7, 1)) == [Key.NOT_ASSESSED]
    voiding(project, project.register.find("EX-A"), "EXAMPLE")
    assert closing(project) == [Key.NOT_ASSESSED]


def test_an_undo_brings_back_what_was_recorded_and_nothing_in_force(project: Project) -> None:
    put(project, "hazard", **SURVEY)
    change(project, status="assigned")
    change(project, status="planned")
    put(project, "hazard", **MINE)
    project.register.undo(project.register.history(held(project).id or "")[-1].commit)
    assert held(project).status == "assigned"
    assert closing(project) == [Key.HAZARD]


def test_only_the_lead_overrides_with_a_reason_and_a_key_of_theirs(project: Project) -> None:
    for wrong in ({**OVERRIDE, "override_by": "EX-P"}, {**OVERRIDE, "override_reason": "  "}):
        with pytest.raises(RecordRefused):
            change(project, status="assigned", **wrong)
    keys = '[{"fingerprint": "%s", "enrolled_by": "EXAMPLE"}]'
    change(project, "EX-L", signing_keys=keys % ("0" * 32))
    with pytest.raises(RecordRefused, match="a key that is none of EX-L"):
        change(project, status="assigned", **OVERRIDE)
    change(project, "EX-L", signing_keys=keys % project.device.fingerprint)
    change(project, status="assigned", **OVERRIDE)
    assert closing(project) == []
    assert told(project) == []


def test_an_override_ends_where_a_hazard_is_reported_that_it_could_not_know(project: Project) -> None:
    put(project, "hazard", **{**MINE, "code": "EX-OLD"})
    change(project, status="assigned", **OVERRIDE)
    assert closing(project) == []
    put(project, "hazard", **MINE)
    assert closing(project) == [Key.HAZARD]
    change(project, override_reason="EXAMPLE: seen again")
    assert closing(project) == []
    change(project, "EX-M", hazard_class="confirmed")
    assert closing(project) == [Key.HAZARD]


def test_a_track_through_a_hazard_is_kept_and_says_so(project: Project) -> None:
    put(project, "hazard", **MINE)
    middle = square().centroid
    line = f"MULTILINESTRING(({middle.x} {middle.y}, {middle.x + 0.001} {middle.y}))"
    edit = adding(project, "track", {"code": "EX-TR", "team": "EX-T", "place": line})
    assert edit.refusal is None
    assert [str(one.message) for one in edit.problems if one.field == "place"] == [
        "The track goes through EX-M, which is open."
    ]
