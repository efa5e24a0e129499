"""What is under the cursor or in a rectangle: symbols, what aggregates stand for, lines and areas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera, units_between
from desktop.canvas.layer import MapLayer, PointLayer, ShapeLayer
from desktop.canvas.marks import Marks
from desktop.canvas.mercator import transform_degrees
from desktop.canvas.paint import Painted, drawn
from desktop.canvas.paint_marks import half_size

TOLERANCE = 12.0  # pixels, for a hand in a glove
TURN = {"symbol": 0, "aggregate": 1, "line": 2, "area": 3}


@dataclass(frozen=True, eq=False)
class Hit:
    """Rows of one layer; several where an aggregate stands for them. Which they are is looked up when asked for."""

    layer: str
    kind: str  # symbol, aggregate, line or area
    distance: float  # pixels; 0 inside an area
    anchor: tuple[float, float]  # EPSG:3857 metres
    count: int
    _rows: Callable[[], tuple[NDArray[np.int64], NDArray[Any]]]  # their numbers and style codes

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """The numbers of the rows."""
        return self._rows()[0]

    @cached_property
    def codes(self) -> NDArray[Any]:
        """The style code of each row, in the order of `ids`."""
        return self._rows()[1]

    @cached_property
    def styles(self) -> dict[int, int]:
        """How many rows of each style code."""
        codes, counts = np.unique(self._rows()[1], return_counts=True)
        return dict(zip(codes.tolist(), counts.tolist(), strict=True))

    def same_as(self, other: Hit | None) -> bool:
        """Whether both stand for the same mark or shape."""
        return other is not None and (self.layer, self.kind, self.anchor, self.count) == (
            other.layer, other.kind, other.anchor, other.count,
        )  # fmt: skip


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


def count_between(
    layers: Sequence[MapLayer], camera: Camera, left: float, top: float, right: float, bottom: float
) -> int:
    """How many rows `ids_between` would find."""
    west, south, east, north = _metres_between(camera, left, top, right, bottom)
    found = 0
    for layer in drawn(layers, camera):
        if isinstance(layer, PointLayer) and not layer.background:
            found += layer.index.count_in(units_between(west, south, east, north))
        elif isinstance(layer, ShapeLayer) and not layer.background:
            found += len(layer.index.meeting(west, south, east, north))
    return found


def ids_between(
    layers: Sequence[MapLayer], camera: Camera, left: float, top: float, right: float, bottom: float
) -> dict[str, NDArray[np.int64]]:
    """The rows of each layer that a rectangle in pixels holds (points) or meets (shapes)."""
    west, south, east, north = _metres_between(camera, left, top, right, bottom)
    found: dict[str, NDArray[np.int64]] = {}
    for layer in drawn(layers, camera):
        if isinstance(layer, PointLayer) and not layer.background:
            found[layer.key] = layer.index.ids_at(layer.index.found_in(units_between(west, south, east, north)))
        elif isinstance(layer, ShapeLayer) and not layer.background:
            found[layer.key] = layer.index.ids[layer.index.meeting(west, south, east, north)]
    return {key: rows for key, rows in found.items() if len(rows)}


def ids_within(layers: Sequence[MapLayer], camera: Camera, area: BaseGeometry) -> dict[str, NDArray[np.int64]]:
    """The rows of each layer that an area in degrees holds (points) or meets (shapes)."""
    placed = shapely.transform(area, transform_degrees)
    shapely.prepare(placed)
    west, south, east, north = shapely.bounds(placed).tolist()
    found: dict[str, NDArray[np.int64]] = {}
    for layer in drawn(layers, camera):
        if isinstance(layer, PointLayer) and not layer.background:
            places = layer.index.found_in(units_between(west, south, east, north))
            x, y = layer.index.metres(places)
            found[layer.key] = layer.index.ids_at(places[shapely.intersects_xy(placed, x, y)])
        elif isinstance(layer, ShapeLayer) and not layer.background:
            rows = layer.index.meeting(west, south, east, north)
            found[layer.key] = layer.index.ids[rows[shapely.intersects(layer.index.geometry[rows], placed)]]
    return {key: rows for key, rows in found.items() if len(rows)}


def _metres_between(
    camera: Camera, left: float, top: float, right: float, bottom: float
) -> tuple[float, float, float, float]:
    west, north = camera.metres(min(left, right), min(top, bottom))
    east, south = camera.metres(max(left, right), max(top, bottom))
    return west, south, east, north


def _marks_at(layer: PointLayer, painted: Painted, camera: Camera, px: float, py: float, tolerance: float) -> list[Hit]:
    found = next((pair for pair in zip(painted.marks, painted.places, strict=True) if pair[0].key == layer.key), None)
    if found is None or found[0].density is not None:
        return []
    marks, (x, y) = found
    aside = painted.camera.pixels(marks.x, marks.y)
    now = camera.pixels(marks.x, marks.y)
    distance = np.hypot(now[0] + x - aside[0] - px, now[1] + y - aside[1] - py)
    true = np.hypot(now[0] - px, now[1] - py)  # a mark that gave way to another is found where its records are, too
    near = np.flatnonzero((distance <= np.maximum(half_size(layer, marks), tolerance)) | (true <= tolerance))
    return [_hit(layer, marks, int(at), float(distance[at])) for at in near[np.argsort(distance[near])]]


def _hit(layer: PointLayer, marks: Marks, at: int, distance: float) -> Hit:
    index, starts, stops = layer.index, marks.start[at : at + 1], marks.stop[at : at + 1]

    def rows() -> tuple[NDArray[np.int64], NDArray[Any]]:
        found = index.order[index.rows_in(starts, stops, marks.box)]
        return index.ids[found], index.style[found]

    kind = "symbol" if marks.code[at] >= 0 else "aggregate"
    return Hit(layer.key, kind, distance, (float(marks.x[at]), float(marks.y[at])), int(marks.count[at]), rows)


def _shapes_at(layer: ShapeLayer, camera: Camera, px: float, py: float, tolerance: float) -> list[Hit]:
    x, y = camera.metres(px, py)
    reach = tolerance * camera.mpp
    rows = layer.index.meeting(x - reach, y - reach, x + reach, y + reach)
    if not len(rows):
        return []
    shapes = layer.index.geometry[rows]
    distances = shapely.distance(shapes, shapely.Point(x, y)) / camera.mpp
    areas = shapely.area(shapes)
    order = np.lexsort((areas, distances))
    return [
        _shape_hit(layer, int(rows[at]), "area" if areas[at] > 0 else "line", float(distances[at]))
        for at in order.tolist()
        if distances[at] <= tolerance
    ]


def _shape_hit(layer: ShapeLayer, row: int, kind: str, distance: float) -> Hit:
    index = layer.index
    x, y = index.anchors[row]
    return Hit(
        layer.key, kind, distance, (float(x), float(y)), 1,
        lambda: (index.ids[row : row + 1], index.style[row : row + 1]),
    )  # fmt: skip
