"""The order of the steps keeps nobody from recording; it keeps a team from being assigned to dig."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.commandline import main
from desktop.commands.context import REFUSED
from forensics.errors import RecordRefused
from layers.editing import adding, keep, setting
from layers.project import Project
from tests.layers.projects import make

GROUND = "MULTIPOLYGON(((37.2 49.1, 37.21 49.1, 37.21 49.11, 37.2 49.11, 37.2 49.1)))"
ELSEWHERE = "MULTIPOLYGON(((38.2 49.1, 38.21 49.1, 38.21 49.11, 38.2 49.11, 38.2 49.1)))"
AREA = {"code": "EX-AR", "place": GROUND, "purpose": "exhumation", "team": "EX-T", "planned_start": "2024-05-01",
        "planned_depth_cm": "150"}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "assigning.taphos")
    put(made, "team", code="EX-T", name="EXAMPLE")
    put(made, "site", code="EX-S", form="multiple_grave", status="reported", place="49.105, 37.205")
    yield made
    made.close()


def put(project: Project, type_: str, **texts: str) -> None:
    keep(project, adding(project, type_, texts), "EXAMPLE")


def digging(project: Project, **texts: str) -> str:
    """Why no team may dig in an area; empty where nothing is said of that."""
    found = adding(project, "survey_area", {**AREA, **texts}).problems
    return next((str(one.message) for one in found if one.message.id.startswith("No team is assigned to dig")), "")


def refusal(project: Project, **texts: str) -> str:
    """Why an area is refused; empty where it is kept."""
    found = adding(project, "survey_area", {**AREA, **texts}).refusal
    return str(found.message) if found is not None else ""


def test_a_team_is_assigned_to_dig_only_when_every_step_before_is_borne_out(project: Project) -> None:
    said = refusal(project, status="assigned")
    assert said.startswith("No team is assigned to dig at EX-S before these steps are borne out: ")
    for step in ("Hazards assessed", "Secured", "Authorised", "Cleared"):
        assert step in said
    put(project, "authority", code="EX-AU", authority_type="prosecutor_order", sites="EX-S", date="2024-01-02",
        issuer="EXAMPLE", order_number="1")  # fmt: skip
    assert "Authorised" not in refusal(project, status="assigned")
    put(project, "hazard", code="EX-H", place=GROUND, hazard_type="ERW", hazard_class="cleared", status="closed",
        assessment="clearance", assessed_on="2024-02-01", cleared_depth_cm="200", certificate="EX-1",
        clearance_body="EXAMPLE")  # fmt: skip
    assert refusal(project, status="assigned").endswith(": “Secured”.")
    site = project.register.find("site/EX-S")
    keep(project, setting(project, site, {"protection": "guard", "protected_from": "2024-01-03"}), "EXAMPLE")
    assert refusal(project, status="assigned") == ""


def test_what_was_done_and_what_breaks_no_ground_is_recorded_whatever_the_order(project: Project) -> None:
    for status in ("planned", "in_progress", "complete"):
        assert digging(project, status=status) == ""
    assert digging(project, status="assigned", purpose="reconnaissance") == ""
    assert digging(project, status="assigned", place=ELSEWHERE) == ""
    assert "EX-S" in digging(project, status="assigned", purpose="reconnaissance", method="test_trench")


def test_a_lead_overrides_what_is_asked_of_hazards_and_nothing_else(project: Project) -> None:
    put(project, "practitioner", code="EX-L", roles="lead")
    override = {"hazard_clearance": "overridden", "override_by": "EX-L", "override_reason": "EXAMPLE"}
    said = refusal(project, status="assigned", **override)
    assert "Hazards assessed" not in said
    assert "Cleared" not in said
    assert "Authorised" in said


def test_the_command_refuses_an_assignment_in_one_sentence(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    put(project, "survey_area", **AREA, status="planned")
    with pytest.raises(RecordRefused, match="No team is assigned to dig at EX-S"):
        keep(project, setting(project, project.register.find("EX-AR"), {"status": "assigned"}), "EXAMPLE")
    line = ["set", str(project.folder), "EX-AR", "status=assigned", "--reason", "EXAMPLE"]
    assert main(line) == REFUSED
    said = capsys.readouterr().err.strip().splitlines()
    assert said[0].startswith("No team is assigned to dig at EX-S")
