"""No area that people enter is open without assessments in date of all of it, nor with an open hazard in reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.geodesy import distance_m, ellipsoid
from forensics.messages import say
from forensics.planning.gate import Gate, Key, Override, gate
from forensics.records.planning import Hazard
from tests.counts import count
from tests.forensics.planning.ground import LAT, LON, SIDE, area, assessed, cleared, hazard, on, square

DAY = date(2024, 4, 20)


def keys(found: Gate) -> list[Key]:
    return [one.key for one in found.closing]


def shut(*hazards: Hazard, **values: Any) -> list[Key]:
    return keys(gate(area(**values), hazards, DAY))


def test_an_empty_hazard_layer_opens_no_area_that_people_enter() -> None:
    for purpose in ("interview", "reconnaissance", "geophysics"):
        assert shut(purpose=purpose) == [Key.NOT_ASSESSED]
    assert shut(purpose="exhumation", planned_depth_cm=100.0) == [Key.NOT_ASSESSED, Key.NOT_CLEARED]
    assert shut(purpose=None) == [Key.NOT_ASSESSED]
    assert "no hazard on the map is not safety" in str(gate(area(), (), DAY).messages[0])


def test_imagery_needs_nobody_on_the_ground_unless_its_method_does() -> None:
    assert shut(hazard(), purpose="imagery") == []
    assert shut(hazard(), purpose="imagery", method=("satellite", "drone")) == []
    assert shut(purpose="imagery", method=("satellite", "line_search")) == [Key.NOT_ASSESSED]


def test_an_assessment_in_date_of_the_whole_opens_it() -> None:
    assert shut(assessed()) == []
    assert shut(assessed(shape=square(-0.001, -0.001, 0.012))) == []
    halves = [assessed(str(at), square(at * SIDE / 2, 0, SIDE / 2).union(square(at * SIDE / 2, SIDE / 2, SIDE / 2)))
              for at in (0, 1)]  # fmt: skip
    assert shut(*halves) == []
    assert shut(halves[0]) == [Key.NOT_ASSESSED]


@pytest.mark.parametrize(
    "changed",
    [
        {"assessment": "desk"}, {"assessment": None}, {"assessed_on": None}, {"assessed_on": "2024-05-02"},
        {"assessed_on": "2024"}, {"valid_until": "2024-05-09"}, {"valid_until": "2024-05"}, {"valid_until": None},
        {"clearance_body": None}, {"hazard_type": "structural"}, {"status": "worked_on"},
    ],
)  # fmt: skip
def test_an_assessment_counts_that_says_on_what_by_whom_when_and_until_when(changed: dict[str, Any]) -> None:
    assert shut(assessed(**changed)) == [Key.NOT_ASSESSED]
    told = str(gate(area(), [assessed(**changed)], DAY).messages[0])
    assert "EX-A" in told


def test_it_has_to_hold_on_every_planned_day_and_today() -> None:
    assert shut(assessed(valid_until="2024-05-10")) == []
    assert shut(assessed(valid_until="2024-05-10"), planned_end="2024-05-11") == [Key.NOT_ASSESSED]
    late = gate(area(), [assessed(valid_until="2024-05-10")], date(2024, 5, 11))
    assert keys(late) == [Key.NOT_ASSESSED]
    assert keys(gate(area(), [assessed(valid_until="2024-05-10")], date(2024, 5, 10))) == []


def test_clearance_holds_until_it_says_otherwise_and_has_a_certificate() -> None:
    assert shut(cleared()) == []
    assert shut(cleared(valid_until="2024-05-01")) == [Key.NOT_ASSESSED]
    assert shut(cleared(certificate=None)) == [Key.NOT_ASSESSED]
    assert shut(cleared(assessment=None)) == []


@pytest.mark.parametrize("work", [{"purpose": "exhumation"}, {"method": ("probing",)}, {"method": ("test_trench",)}])
def test_work_that_breaks_ground_needs_clearance_at_least_as_deep(work: dict[str, Any]) -> None:
    assert shut(assessed(), **work, planned_depth_cm=50.0) == [Key.NOT_CLEARED]
    assert shut(cleared(), **work, planned_depth_cm=150.0) == []
    assert shut(cleared(), **work, planned_depth_cm=151.0) == [Key.NOT_CLEARED]
    assert shut(cleared(), **work) == [Key.NO_DEPTH]
    assert shut(cleared(cleared_depth_cm=None), **work, planned_depth_cm=1.0) == [Key.NOT_CLEARED]
    part = [assessed(), cleared(shape=square(side=SIDE / 2))]
    assert shut(*part, **work, planned_depth_cm=100.0) == [Key.NOT_CLEARED]


@pytest.mark.parametrize("class_", ["suspected", "confirmed", None])
@pytest.mark.parametrize("status", ["open", "worked_on", None])
@pytest.mark.parametrize("type_", ["mine", "chemical", "structural", None])
def test_no_open_hazard_may_touch_it_whatever_its_kind(class_: str | None, status: str | None, type_: str) -> None:
    open_ = hazard(hazard_class=class_, status=status, hazard_type=type_)
    assert shut(assessed(), open_) == [Key.HAZARD]


def test_a_suspected_hazard_can_be_closed_a_confirmed_one_has_to_be_released() -> None:
    assert shut(assessed(), hazard(hazard_class="suspected", status="closed")) == []
    assert shut(assessed(), hazard(status="closed")) == [Key.HAZARD]
    assert shut(assessed(), hazard(hazard_class="cancelled", status="closed")) == []


def test_the_exclusion_distance_is_measured_on_the_ground() -> None:
    beside = square(SIDE + 0.002)
    metres = distance_m(LON + SIDE, LAT + SIDE / 2, LON + SIDE + 0.002, LAT + SIDE / 2)
    assert 145 < metres < 147
    assert shut(assessed(), hazard(shape=beside)) == []
    assert shut(assessed(), hazard(shape=beside, exclusion_m=metres - 1)) == []
    assert shut(assessed(), hazard(shape=beside, exclusion_m=metres)) == [Key.HAZARD]
    unsure = on(beside, horizontal_accuracy=60.0)
    assert shut(assessed(), hazard(place=unsure, exclusion_m=100.0)) == [Key.HAZARD]


def test_a_hazard_that_only_touches_an_edge_closes_it() -> None:
    assert shut(assessed(), hazard(shape=square(SIDE))) == [Key.HAZARD]
    assert shut(assessed(), hazard(shape=square(SIDE, SIDE))) == [Key.HAZARD]


def test_a_hazard_that_nobody_could_draw_closes_its_settlement() -> None:
    nowhere = hazard(place=None, settlement="EX-V")
    assert shut(assessed(), nowhere, settlement="EX-V") == [Key.HAZARD]
    assert shut(assessed(), nowhere, settlement="EX-W") == []


def test_an_area_without_an_outline_is_closed() -> None:
    assert shut(assessed(), place=None) == [Key.NO_OUTLINE]


def test_a_strip_that_nobody_assessed_closes_it_and_the_noise_of_drawing_does_not() -> None:
    metre = 1 / distance_m(LON, LAT, LON + 1, LAT)
    for width, found in ((0.02, []), (0.3, [Key.NOT_ASSESSED]), (2.0, [Key.NOT_ASSESSED])):
        left = shapely.box(LON, LAT, LON + SIDE / 2 - width * metre, LAT + SIDE)
        right = shapely.box(LON + SIDE / 2, LAT, LON + SIDE, LAT + SIDE)
        assert shut(assessed("EX-1", left), assessed("EX-2", right)) == found, width


def override(*hazards: Hazard, day: date = DAY, **values: Any) -> Override:
    return Override(area(**values), hazards, day)


def test_a_lead_overrides_what_was_known_and_nothing_that_came_since() -> None:
    mine = hazard()
    known = override(assessed(), mine)
    assert gate(area(), [assessed(), mine], DAY, known).is_open
    struck = hazard("EX-NEW", square(0.002, 0.002, 0.001), hazard_class="suspected")
    assert [one.record for one in gate(area(), [assessed(), mine, struck], DAY, known).closing] == ["EX-NEW"]
    wider = hazard(exclusion_m=50.0)
    assert keys(gate(area(), [assessed(), wider], DAY, known)) == [Key.HAZARD]


def test_an_override_of_a_hazard_does_not_outlast_the_assessment() -> None:
    mine, sure = hazard(), assessed(valid_until="2024-05-10")
    known = override(sure, mine)
    assert keys(gate(area(), [sure, mine], date(2024, 5, 11), known)) == [Key.NOT_ASSESSED]
    unassessed = override(mine)
    assert gate(area(), [mine], date(2024, 5, 11), unassessed).is_open


def test_an_override_holds_for_the_ground_and_the_depth_that_it_was_given_for() -> None:
    larger = square(side=2 * SIDE)
    assert gate(area(), (), DAY, override()).is_open
    assert keys(gate(area(shape=larger), (), DAY, override())) == [Key.NOT_ASSESSED]
    dig = {"purpose": "exhumation", "planned_depth_cm": 100.0}
    assert gate(area(**dig), (), DAY, override(**dig)).is_open
    assert keys(gate(area(**{**dig, "planned_depth_cm": 120.0}), (), DAY, override(**dig))) == [Key.NOT_CLEARED]
    assert keys(gate(area(**dig), (), DAY, override())) == [Key.NOT_CLEARED]


def test_an_override_that_is_not_the_leads_lifts_nothing() -> None:
    found = gate(area(), (), DAY, replace(override(), fault=say("EXAMPLE")))
    assert keys(found) == [Key.NOT_ASSESSED]
    assert str(found.messages[-1]) == "EXAMPLE"


@settings(max_examples=count(30, 400), deadline=None)
@given(st.floats(-60, 60), st.floats(-179, 179), st.floats(1, 9000), st.floats(5, 85), st.floats(0.7, 1.3))
def test_whatever_lies_within_the_exclusion_distance_closes_it(
    lat: float, lon: float, metres: float, bearing: float, part: float
) -> None:
    """A sliver that begins so far along a geodesic from the north-eastern corner of an area."""
    south, west = (ellipsoid().fwd(lon, lat, turn, 400)[at] for turn, at in ((180, 1), (270, 0)))
    shape = shapely.box(west, south, lon, lat)
    tips = [ellipsoid().fwd(lon, lat, bearing + turn, far)[:2] for turn, far in ((0, metres), (0, 1.02 * metres + 9),
                                                                               (0.5, 1.02 * metres + 9))]  # fmt: skip
    there = hazard(shape=shapely.Polygon(tips), exclusion_m=metres * part)
    found = keys(gate(area(shape=shape), [assessed(shape=shape), there], DAY))
    if part >= 1:
        assert found == [Key.HAZARD]
    elif metres * (1 - part * 1.001) > 0.06:
        assert found == []
