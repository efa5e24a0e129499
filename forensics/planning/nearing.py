"""Where a track came close to a hazard: within its exclusion distance, and not along a safe lane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.messages import Message, say
from forensics.planning.gate import is_open_hazard, reach_m
from forensics.planning.plane import Plane, plane_around
from forensics.records.planning import Hazard, Track

LANE_M = 2.0
"""How far from the line of a safe lane a track still lies in it, beside what its receiver may err."""


def nearings(track: Track, hazards: Sequence[Hazard]) -> Iterator[Message]:
    """A sentence for each open hazard that a track came too close to; widened by the accuracy of its receiver."""
    line = track.place.shape if track.place is not None else None
    if line is None or line.is_empty:
        return
    plane = plane_around(line)
    walked = plane.flat(line)
    unsure = track.accuracy_m or 0.0
    for one in hazards:
        there = one.place.shape if one.place is not None else None
        if there is None or not is_open_hazard(one):
            continue
        outside = _beside_lane(walked, one, plane, unsure)
        metres = float(shapely.distance(outside, plane.flat(there))) if not outside.is_empty else float("inf")
        if metres <= reach_m(one) + unsure:
            yield _said(one, metres)


def _beside_lane(walked: BaseGeometry, hazard: Hazard, plane: Plane, unsure: float) -> BaseGeometry:
    lane = hazard.safe_lane.shape if hazard.safe_lane is not None else None
    if lane is None:
        return walked
    return shapely.difference(walked, shapely.buffer(plane.flat(lane), LANE_M + unsure))


def _said(hazard: Hazard, metres: float) -> Message:
    if metres <= 0:
        return say("The track goes through {code}, which is open.", code=hazard.code)
    return say("The track comes within {metres:.0f} m of {code}, which is open.", metres=metres, code=hazard.code)
