"""Where a hand that draws on the plan is drawn to: the nearest vertex, symbol or control point within reach."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from layers.siteplan.drawing import Area, Drawing, Mark, Point
from layers.siteplan.tie import Numbers

REACH = 12.0
"""Pixels."""
SIGNS = ("looking", "hachure", "face")
"""Strokes that say something and were measured nowhere."""


def vertices_of(drawing: Drawing) -> Numbers:
    """Everything in a drawing that can be snapped to, in metres of the view (n, 2)."""
    return np.array(list(_vertices(drawing)), dtype=float).reshape(-1, 2)


def _vertices(drawing: Drawing) -> Iterator[Point]:
    for part in drawing.areas:
        if isinstance(part, Mark):
            yield part.at
        elif isinstance(part, Area):
            yield from shapely.get_coordinates(part.shape).tolist()
        elif part.look not in SIGNS:
            yield from part.points


def nearest(vertices: Numbers, x: float, y: float, reach: float) -> Point | None:
    """The vertex that lies nearest to a point, where one lies within `reach` metres of it."""
    if not len(vertices):
        return None
    apart = np.hypot(vertices[:, 0] - x, vertices[:, 1] - y)
    at = int(apart.argmin())
    return (float(vertices[at, 0]), float(vertices[at, 1])) if apart[at] <= reach else None
