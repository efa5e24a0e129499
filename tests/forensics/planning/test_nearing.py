"""A track that comes close to a hazard says so; one along a safe lane does not."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from forensics.geodesy import distance_m
from forensics.places import place_of
from forensics.planning.nearing import nearings
from forensics.records.planning import Hazard, Track
from forensics.rules.family import record_builder
from tests.forensics.planning.ground import LAT, LON, SIDE, hazard

METRE = 1 / distance_m(LON, LAT, LON, LAT + 1)


def track(north: float, **values: Any) -> Track:
    """A track from west to east, so many metres north of the northern edge of the square."""
    at = LAT + SIDE + north * METRE
    line = shapely.MultiLineString([[(LON - 0.02, at), (LON + 0.03, at)]])
    found: Track = record_builder(Track)({"id": "EX-TR", "code": "EX-TR", "place": place_of(line), **values})
    return found


def told(north: float, *hazards: Hazard, **values: Any) -> list[str]:
    return [str(one) for one in nearings(track(north, **values), hazards)]


def test_a_track_says_how_near_it_came() -> None:
    assert told(-10, hazard()) == ["The track goes through EX-H, which is open."]
    assert told(30, hazard(exclusion_m=50.0)) == ["The track comes within 30 m of EX-H, which is open."]
    assert told(60, hazard(exclusion_m=50.0)) == []
    assert told(30, hazard(exclusion_m=50.0, hazard_class="cleared", status="closed")) == []


def test_what_a_receiver_may_err_is_added() -> None:
    assert told(58, hazard(exclusion_m=50.0), accuracy_m=10.0) != []
    assert told(62, hazard(exclusion_m=50.0), accuracy_m=10.0) == []


@pytest.mark.parametrize(("north", "found"), [(0.0, 0), (1.0, 0), (6.0, 1)])
def test_a_safe_lane_is_walked_without_a_word_and_left_with_one(north: float, found: int) -> None:
    lane = shapely.MultiLineString([[(LON - 0.05, LAT + SIDE / 2), (LON + 0.05, LAT + SIDE / 2)]])
    mined = hazard(safe_lane=place_of(lane))
    half = SIDE / 2 / METRE
    assert len(told(north - half, mined)) == found
