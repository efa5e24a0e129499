"""What is under the cursor or in a rectangle: symbols, what aggregates stand for, lines and areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from desktop.canvas.camera import Camera, units_between
from desktop.canvas.layer import MapLayer, PointLayer, ShapeLayer
from desktop.canvas.marks import Marks
from desktop.canvas.paint import Painted, drawn
from desktop.canvas.paint_marks import half_size

TOLERANCE = 12.0  # pixels, for a hand in a glove
TURN = {"symbol": 0, "aggregate": 1, "line": 2, "area": 3}


@dataclass(frozen=True, eq=False)
class Hit:
    """Rows of one layer; several where an aggregate stands for them."""

    layer: str
    ids: NDArray[np.int64]
    distance: float  # pixels; 0 inside an area
    kind: str  # symbol, aggregate, line or area
    anchor: tuple[float, float]  # EPSG:3857 metres
    styles: dict[int, int] = field(default_factory=dict)  # how many rows of each style code

    @property
    def count(self) -> int:
        return len(self.ids)


def hits_at(
    layers: Sequence[MapLayer], painted: Painted | None, camera: Camera, px: float, py: float,
    tolerance: float = TOLERANCE,
) -> list[Hit]:  # fmt: skip
    """Everything at a pixel: symbols, then aggregates, lines, and areas from the smallest, each nearest first."""
    shown = [layer for layer in drawn(layers, camera) if not layer.background]
    hits: list[Hit] = []
    for layer in reversed(shown):
        if isinstance(layer, PointLayer) and painted is not None:
            hits += _marks_at(layer, painted, camera, px, py, tolerance)
        elif isinstance(layer, ShapeLayer):
            hits += _shapes_at(layer, camera, px, py, tolerance)
    return sorted(hits, key=lambda hit: (TURN[hit.kind], hit.distance))


def ids_between(
    layers: Sequence[MapLayer], camera: Camera, left: float, top: float, right: float, bottom: float
) -> dict[str, NDArray[np.int64]]:
    """The rows of each layer that a rectangle in pixels holds (points) or meets (shapes)."""
    west, north = camera.metres(min(left, right), min(top, bottom))
    east, south = camera.metres(max(left, right), max(top, bottom))
    found: dict[str, NDArray[np.int64]] = {}
    for layer in drawn(layers, camera):
        if isinstance(layer, PointLayer) and not layer.background:
            found[layer.key] = layer.index.ids_at(layer.index.found_in(units_between(west, south, east, north)))
        elif isinstance(layer, ShapeLayer) and not layer.background:
            found[layer.key] = layer.index.ids[layer.index.meeting(west, south, east, north)]
    return {key: rows for key, rows in found.items() if len(rows)}


def _marks_at(layer: PointLayer, painted: Painted, camera: Camera, px: float, py: float, tolerance: float) -> list[Hit]:
    found = next((pair for pair in zip(painted.marks, painted.places, strict=True) if pair[0].key == layer.key), None)
    if found is None or found[0].density is not None:
        return []
    marks, (x, y) = found
    aside = painted.camera.pixels(marks.x, marks.y)
    now = camera.pixels(marks.x, marks.y)
    distance = np.hypot(now[0] + x - aside[0] - px, now[1] + y - aside[1] - py)
    near = np.flatnonzero(distance <= np.maximum(half_size(layer, marks), tolerance))
    return [_hit(layer, marks, int(at), float(distance[at])) for at in near[np.argsort(distance[near])]]


def _hit(layer: PointLayer, marks: Marks, at: int, distance: float) -> Hit:
    places = layer.index.rows_in(marks.start[at : at + 1], marks.stop[at : at + 1], marks.box)
    rows = layer.index.order[places]
    codes, counts = np.unique(layer.index.style[rows], return_counts=True)
    return Hit(
        layer.key, layer.index.ids[rows], distance, "symbol" if marks.code[at] >= 0 else "aggregate",
        (float(marks.x[at]), float(marks.y[at])), dict(zip(codes.tolist(), counts.tolist(), strict=True)),
    )  # fmt: skip


def _shapes_at(layer: ShapeLayer, camera: Camera, px: float, py: float, tolerance: float) -> list[Hit]:
    x, y = camera.metres(px, py)
    reach = tolerance * camera.mpp
    rows = layer.index.meeting(x - reach, y - reach, x + reach, y + reach)
    if not len(rows):
        return []
    point, shapes = shapely.Point(x, y), layer.index.geometry[rows]
    distances = shapely.distance(shapes, point) / camera.mpp
    areas = shapely.area(shapes)
    order = np.lexsort((areas, distances))
    return [
        Hit(
            layer.key, layer.index.ids[rows[at : at + 1]], float(distances[at]), "area" if areas[at] > 0 else "line",
            (x, y), {int(layer.index.style[rows[at]]): 1},
        )
        for at in order.tolist()
        if distances[at] <= tolerance
    ]  # fmt: skip
