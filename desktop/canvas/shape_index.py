"""Lines and polygons in the metres of the map: found by a tree, simplified once for each scale."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from math import floor, log2
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from desktop.canvas.columns import Labels, ShapeColumns
from desktop.canvas.mercator import Floats, transform_degrees

TOLERANCE = 0.4  # of a pixel: what simplifying may move


@dataclass(frozen=True, eq=False)
class ShapeIndex:
    """Immutable but for the simplified copies and outlines that it keeps; workers may read it at once."""

    ids: NDArray[np.int64]
    lonlat: NDArray[np.object_]  # as given, in degrees
    geometry: NDArray[np.object_]  # in EPSG:3857 metres
    style: NDArray[Any]
    labels: Labels
    rank: NDArray[Any] | None
    unplaced: int
    _simplified: dict[int, NDArray[np.object_]] = field(default_factory=dict, repr=False)
    _outlines: dict[int, dict[int, Any]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.geometry)

    @cached_property
    def bounds(self) -> Floats:
        """West, south, east, north of each, in metres of the map."""
        return np.asarray(shapely.bounds(self.geometry), np.float64).reshape(-1, 4)

    @property
    def all_areas(self) -> bool:
        return bool((shapely.get_dimensions(self.geometry) == 2).all())

    @cached_property
    def anchors(self) -> Floats:
        """Where the label of each stands: its centroid, or a point inside where that is outside."""
        middle = shapely.centroid(self.geometry)
        outside = (shapely.get_dimensions(self.geometry) == 2) & ~shapely.contains(self.geometry, middle)
        middle[outside] = shapely.point_on_surface(self.geometry[outside])
        return np.asarray(shapely.get_coordinates(middle), np.float64)

    @cached_property
    def extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of all in EPSG:3857 metres, or None where there are none."""
        if not len(self):
            return None
        west, south = self.bounds[:, :2].min(axis=0)
        east, north = self.bounds[:, 2:].max(axis=0)
        return float(west), float(south), float(east), float(north)

    def at_scale(self, mpp: float) -> NDArray[np.object_]:
        """The geometries with no detail that is finer than half a pixel at this scale."""
        step = floor(log2(mpp))
        if step not in self._simplified:
            self._simplified[step] = np.asarray(shapely.simplify(self.geometry, 2.0**step * TOLERANCE), object)
        return self._simplified[step]

    def outlines_at(self, mpp: float) -> dict[int, Any]:
        """What painting keeps of each row at this scale; of the scales used before only one is remembered."""
        step = floor(log2(mpp))
        if step not in self._outlines:
            for other in list(self._outlines)[:-1]:
                self._outlines.pop(other, None)
        return self._outlines.setdefault(step, {})

    def meeting(self, west: float, south: float, east: float, north: float, exactly: bool = True) -> NDArray[np.int64]:
        """The rows, ascending, that meet a rectangle in metres of the map (by their bounds, when not `exactly`)."""
        if not len(self):
            return np.zeros(0, np.int64)
        found = self.tree.query(shapely.box(west, south, east, north), predicate="intersects" if exactly else None)
        return np.sort(np.asarray(found, np.int64))

    def changed(self, columns: ShapeColumns, removed: Collection[int] = ()) -> ShapeIndex:
        """These rows put in or put anew and those removed. Blocking."""
        gone = np.isin(self.ids, np.union1d(columns.ids, np.fromiter(removed, np.int64, len(removed))))
        kept = np.flatnonzero(~gone)
        none = [""] * len(columns)
        labels = {
            language: [*(texts[row] for row in kept.tolist()), *columns.labels.get(language, none)]
            for language, texts in self.labels.items()
        }
        rank = None if self.rank is None or columns.rank is None else np.concatenate([self.rank[kept], columns.rank])
        joined = ShapeColumns(
            np.concatenate([self.ids[kept], columns.ids]), np.concatenate([self.lonlat[kept], columns.geometry]),
            np.concatenate([self.style[kept], columns.style]), labels, rank,
        )  # fmt: skip
        return index_shapes(joined)


def index_shapes(columns: ShapeColumns) -> ShapeIndex:
    """Place the shapes on the map; rows without a geometry are counted as unplaced. Blocking."""
    placed = ~(shapely.is_missing(columns.geometry) | shapely.is_empty(columns.geometry))
    rows = np.flatnonzero(placed)
    lonlat = shapely.force_2d(columns.geometry[rows])
    labels = {language: [texts[row] for row in rows.tolist()] for language, texts in columns.labels.items()}
    index = ShapeIndex(
        columns.ids[rows], lonlat, np.asarray(shapely.transform(lonlat, transform_degrees), object),
        np.asarray(columns.style)[rows], labels, None if columns.rank is None else np.asarray(columns.rank)[rows],
        len(columns) - len(rows),
    )  # fmt: skip
    assert index.tree is not None  # built here and not when the first mouse moves
    assert index.bounds is not None
    return index


def lines_between(columns: ShapeColumns) -> ShapeColumns:
    """The borders between polygons that lie side by side, each once and none on the outer edge."""
    edges = shapely.boundary(columns.geometry)
    inner = shapely.difference(shapely.union_all(edges), shapely.boundary(shapely.union_all(columns.geometry)))
    merged = shapely.get_parts(shapely.line_merge(inner))
    return ShapeColumns(np.arange(len(merged)), np.asarray(merged, object), np.zeros(len(merged), np.uint8))
