"""Points that are said to be in the grid of a grave and can hardly lie there: no grave is a kilometre long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import dist
from typing import Any

from forensics.messages import Message, say
from layers.siteplan.tie import number_of
from layers.surveying.points import PointFile, Surveyed

DOUBTED_KM = 1.0


def doubts_of_distance(points: PointFile, controls: Iterable[Mapping[str, Any]]) -> Iterator[Message]:
    """What is asked of points that lie a kilometre and more from the grid's control points, or from its x 0, y 0."""
    point, km = _farthest(points, list(_known(controls)) or [(0.0, 0.0)])
    if point is not None and km > DOUBTED_KM:
        yield say(
            "Point {number} ({code}) lies {distance} km from where this grid is known; are these coordinates of a map, "
            "whose system --crs names?",
            number=point.number, code=point.code, distance=f"{km:.0f}",
        )  # fmt: skip


def _known(controls: Iterable[Mapping[str, Any]]) -> Iterator[tuple[float, float]]:
    for row in controls:
        x, y = number_of(row.get("x")), number_of(row.get("y"))
        if x is not None and y is not None:
            yield x, y


def _farthest(points: PointFile, known: list[tuple[float, float]]) -> tuple[Surveyed | None, float]:
    """The point that lies farthest from what is known, and how far that is, in km."""
    if not points.points or not known:
        return None, 0.0
    far = {one: min(dist((one.x, one.y), at) for at in known) for one in points.points}
    point = max(far, key=lambda one: far[one])
    return point, far[point] / 1000.0
