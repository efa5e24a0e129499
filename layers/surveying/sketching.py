"""What a hand draws on the plan of a grave, or measures by tape onto it, as the place that a record keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from forensics.geometry import fault_of
from forensics.places import SITE_GRID, Place, geometry_hex, number_text
from layers.crs import WGS84
from layers.siteplan.tie import GridTie, Numbers
from layers.surveying.placing import DEGREES, FEWEST, PointsRefused, shape_of

HAND = "map"
PHOTOGRAPH = "imagery"
"""How a vertex was found that a hand set: on the drawing alone, or on an orthophoto beneath it."""


@dataclass(frozen=True)
class Vertex:
    """A vertex in metres of the grid. `written` says how it was measured; a hand's has a `method` instead."""

    x: float
    y: float
    z: float | None
    accuracy: float
    written: str = ""
    method: str = ""


def place_of_vertices(
    vertices: Sequence[Vertex], geometry: str, tie: GridTie | None, *, in_grid: bool = True
) -> Place:  # fmt: skip
    """The place that vertices make: metres of the grid are the evidence, degrees are derived where the grid is tied.

    Where the grave has no grid of its own (`in_grid` false), degrees alone are kept. Its accuracy is that of the worst
    vertex. Raises PointsRefused for too few of them, an outline that crosses itself, or a height without a grid.
    """
    if len(vertices) < FEWEST[geometry]:
        raise PointsRefused(
            "{count} points make no {geometry}; {fewest} or more were expected.",
            count=len(vertices), geometry=geometry, fewest=FEWEST[geometry],
        )  # fmt: skip
    local = np.round(np.array([(one.x, one.y) for one in vertices], dtype=float), 4)
    inner = shape_of(local, [one.z for one in vertices], geometry)
    _refuse_crossing(inner)
    methods = {one.method for one in vertices}
    known = vertices[0].z is not None and all(one.z is not None for one in vertices)
    accuracy = float(f"{max(one.accuracy for one in vertices):.2g}")
    if not in_grid and any(one.z is not None for one in vertices):
        raise PointsRefused(
            "This grave has no grid, so that a height has no zero; record two control points first, or leave z empty."
        )
    return Place(
        geometry=None if tie is None else geometry_hex(_in_degrees(tie, local, geometry)),
        site_geometry=geometry_hex(inner) if in_grid else None, crs=SITE_GRID if in_grid else WGS84,
        written=written_of(vertices),
        method=methods.pop() or None if len(methods) == 1 else None,
        horizontal_accuracy=accuracy, vertical_accuracy=accuracy if known else None,
    )  # fmt: skip


def _in_degrees(tie: GridTie, local: Numbers, geometry: str) -> BaseGeometry:
    return shape_of(np.round(tie.degrees(local), DEGREES), [None] * len(local), geometry)


def written_of(vertices: Sequence[Vertex]) -> str | None:
    """How each vertex was measured; None where a hand set all of them."""
    if not any(one.written for one in vertices):
        return None
    return "; ".join(
        one.written or f"{number_text(round(one.x, 3))}, {number_text(round(one.y, 3))}" for one in vertices
    )


def _refuse_crossing(shape: BaseGeometry) -> None:
    if shapely.is_valid(shape):
        return
    _, (x, y) = fault_of(shape)
    raise PointsRefused("The outline crosses itself near {at}.", at=f"{x:.2f}, {y:.2f}")
