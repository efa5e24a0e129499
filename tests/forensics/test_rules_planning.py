"""Rules of hazards, survey areas, visits, tracks, teams and practitioners."""

from __future__ import annotations

from typing import Any

import pytest
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point

from forensics.catalogue import catalogue
from forensics.places import place_of
from forensics.rules.planning import RULES
from tests.forensics.told import Whole

TYPES = catalogue()
ONE = "01900000-0000-7000-8000-000000000001"
TWO = "01900000-0000-7000-8000-000000000002"
AREA = place_of(MultiPolygon([Point(31, 50).buffer(0.01)]))
LINE = place_of(MultiLineString([LineString([(31, 50), (31.1, 50)])]))

WHOLE: dict[str, dict[str, Any]] = {
    "hazard": {
        "code": "EX-H-1", "hazard_type": "mine", "hazard_class": "suspected", "status": "open", "place": AREA,
    },
    "survey_area": {"code": "EX-AR-1", "place": AREA, "purpose": "reconnaissance", "status": "planned"},
    "visit": {"code": "EX-VI-1", "team": ONE, "start": "2022-05-01", "settlement": ONE},
    "track": {"code": "EX-TR-1", "team": ONE, "place": LINE},
    "team": {"code": "EX-T-1"},
    "practitioner": {"code": "EX-PE-1", "roles": ("interviewer",)},
}  # fmt: skip

CLEARED = {
    "hazard_class": "cleared", "status": "closed", "assessment": "clearance", "assessed_on": "2023-01-10",
    "clearance_body": "EXAMPLE body", "certificate": "EX-9", "cleared_depth_cm": 20.0,
}  # fmt: skip


problems = Whole(WHOLE).problems


def told(type_: str, **changed: Any) -> list[str | None]:
    return [problem.field for problem in problems(type_, **changed)]


@pytest.mark.parametrize("type_", WHOLE)
def test_a_whole_record_has_no_problem(type_: str) -> None:
    assert problems(type_) == []


def test_every_type_of_planning_has_rules() -> None:
    assert set(RULES) == set(WHOLE)


def test_cleared_land_has_a_certificate_a_body_a_depth_and_a_date() -> None:
    assert told("hazard", **CLEARED) == []
    for name in ("certificate", "clearance_body", "cleared_depth_cm", "assessed_on"):
        assert told("hazard", **{**CLEARED, name: None}) == [name]


def test_a_building_made_safe_needs_no_depth() -> None:
    assert told("hazard", **{**CLEARED, "hazard_type": "structural", "cleared_depth_cm": None}) == []


def test_only_clearance_clears_and_a_desk_finds_nothing_safe() -> None:
    assert told("hazard", **{**CLEARED, "assessment": "technical_survey"}) == ["assessment"]
    desk = {"hazard_class": "assessed_no_evidence", "assessment": "desk", "assessed_on": "2023-01-10"}
    assert told("hazard", **desk) == ["assessment"]
    assert told("hazard", hazard_class="reduced") == ["assessment", "assessed_on"]


def test_a_confirmed_hazard_is_not_closed() -> None:
    assert told("hazard", hazard_class="confirmed", status="closed") == ["status"]


def test_an_assessment_is_valid_after_it_was_made() -> None:
    assert told("hazard", **CLEARED, valid_until="2022-12-01") == ["valid_until"]


def test_an_assigned_area_has_a_team_and_dates() -> None:
    assert told("survey_area", status="assigned") == ["team", "planned_start"]


def test_a_complete_area_has_actual_dates_and_an_outcome() -> None:
    assert told("survey_area", status="complete") == ["start", "end", "outcome"]
    done = {"status": "complete", "start": "2022-05-01", "end": "2022-05-03", "outcome": "inconclusive"}
    assert told("survey_area", **done) == []
    assert told("survey_area", **{**done, "end": "2022-04-30"}) == ["end"]
    assert told("survey_area", **{**done, "status": "planned"}) == ["status"]


def test_negative_states_method_extent_and_limits() -> None:
    assert told("survey_area", outcome="negative") == ["method", "coverage_percent", "limits"]


def test_an_override_without_lead_and_reason_is_refused() -> None:
    found = problems("survey_area", hazard_clearance="overridden")
    assert [problem.field for problem in found] == ["override_by", "override_reason"]
    assert all(problem.refuses for problem in found)


@pytest.mark.parametrize("changed", [{"purpose": "exhumation"}, {"method": ("probing",)}])
def test_work_that_breaks_ground_says_how_deep(changed: dict[str, Any]) -> None:
    assert told("survey_area", **changed) == ["planned_depth_cm"]
    assert told("survey_area", **changed, planned_depth_cm=150.0) == []


def test_only_imagery_needs_no_clearance() -> None:
    assert told("survey_area", hazard_clearance="not_needed") == ["hazard_clearance"]
    assert told("survey_area", hazard_clearance="not_needed", purpose="imagery") == []


def test_a_visit_is_to_somewhere_and_ends_after_it_began() -> None:
    assert told("visit", settlement=None) == ["place"]
    assert told("visit", settlement=None, visited=(ONE,)) == []
    assert told("visit", end="2022-04-01") == ["end"]
    assert told("visit", purpose="group_meeting") == ["people_met"]


def test_a_track_ends_after_it_began_whatever_the_clocks_showed() -> None:
    times = {"start": "2022-05-01T10:00:00+03:00", "end": "2022-05-01T08:00:00Z"}
    assert told("track", **times) == []
    assert told("track", **{**times, "end": "2022-05-01T06:59:59Z"}) == ["end"]


def test_a_team_is_led_by_a_member() -> None:
    assert told("team", lead=ONE, members=(ONE, TWO)) == []
    assert told("team", lead=ONE, members=(TWO,)) == ["lead"]


def test_a_role_that_rests_on_a_licence_records_its_number() -> None:
    assert told("practitioner", roles=("ordnance_specialist",)) == ["licence_number"]
    assert told("practitioner", roles=("ordnance_specialist",), licence_number="EX-1") == []


def test_a_signing_key_is_enrolled_by_a_lead() -> None:
    assert told("practitioner", signing_keys=({"fingerprint": "EX"},)) == ["signing_keys"]
