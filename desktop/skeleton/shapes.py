"""The outlines of a plate as Qt has them: what lies under the pointer, and what is nearest to it in a direction."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QPainterPath, QPolygonF

from layers.skeleton.plates import LEFT, TOP, WIDTH, Key, plates

_PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")


@dataclass(frozen=True)
class Shape:
    """One bone on one of the two views, in the coordinates of both side by side; `far` ones lie behind others."""

    key: Key
    path: QPainterPath
    zones: Mapping[str, QPainterPath]
    at: QPointF
    far: bool

    def zone_at(self, point: QPointF) -> str:
        """The zone under a point; nothing where the bone has one alone."""
        return next((name for name, path in self.zones.items() if path.contains(point)), "")


@cache
def shapes_of(juvenile: bool) -> tuple[Shape, ...]:
    """The bones of front and back, from the back of the drawing to its front; read once, on any thread."""
    found = []
    for at, plate in enumerate(plates(juvenile)):
        dx, dy = at * WIDTH - LEFT, -TOP
        for drawn in plate.bones:
            zones = {name: path_of(zone.path, dx, dy) for name, zone in drawn.zones.items()}
            at_point = QPointF(drawn.at[0] + dx, drawn.at[1] + dy)
            found.append(Shape(drawn.key, path_of(drawn.outline, dx, dy), zones, at_point, drawn.far))
    return tuple(found)


def path_of(text: str, dx: float, dy: float) -> QPainterPath:
    """The path of a drawing (closed polygons), moved."""
    path = QPainterPath()
    for ring in text.split("Z"):
        points = [QPointF(float(x) + dx, float(y) + dy) for x, y in _PAIR.findall(ring)]
        if points:
            path.addPolygon(QPolygonF(points))
            path.closeSubpath()
    return path


def shape_at(shapes: tuple[Shape, ...], point: QPointF, reach: float) -> Shape | None:
    """The bone under a point, the frontmost one; else the nearest one within `reach`, so that small ones are hit."""
    for shape in reversed(shapes):
        if not shape.far and shape.path.boundingRect().contains(point) and shape.path.contains(point):
            return shape
    near = [(_away(shape.at, point), at) for at, shape in enumerate(shapes) if not shape.far]
    distance, at = min(near, default=(math.inf, 0))
    return shapes[at] if distance <= reach else None


def shape_beside(shapes: tuple[Shape, ...], at: QPointF, dx: int, dy: int) -> Shape | None:
    """The next bone in a direction (one of dx and dy is 1 or -1); those straight ahead before those aside."""
    best: tuple[float, Shape] | None = None
    for shape in shapes:
        x, y = shape.at.x() - at.x(), shape.at.y() - at.y()
        ahead, aside = x * dx + y * dy, abs(x * dy) + abs(y * dx)
        if not shape.far and ahead > 0.5:
            weight = ahead + 2.5 * aside
            if best is None or weight < best[0]:
                best = weight, shape
    return best[1] if best else None


def _away(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())
