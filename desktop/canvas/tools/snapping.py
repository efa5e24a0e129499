"""Snapping: the nearest vertex within reach, else the nearest place on an edge, of what is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera
from desktop.canvas.layer import MapLayer, ShapeLayer
from desktop.canvas.mercator import to_degrees, transform_degrees

REACH = 12.0  # pixels


@dataclass(frozen=True)
class Snapped:
    """Where the pointer is drawn to. A vertex keeps exactly the degrees that it has in its geometry."""

    lon: float
    lat: float
    kind: str  # vertex or edge
    distance: float  # pixels


def snap(
    layers: Sequence[MapLayer], camera: Camera, px: float, py: float, more: Iterable[BaseGeometry] = (),
    without: tuple[str, int] | None = None, reach: float = REACH,
) -> Snapped | None:  # fmt: skip
    """What lies within `reach` pixels among the layers' shapes and `more` geometries in degrees: vertices before edges.

    `without` names a layer and a row that is not snapped to.
    """
    x, y = camera.metres(px, py)
    radius = reach * camera.mpp
    found = [
        candidate
        for lonlat, placed in _near(layers, x, y, radius, more, without)
        for candidate in _candidates(lonlat, placed, x, y, camera.mpp)
        if candidate.distance <= reach
    ]
    return min(found, key=lambda candidate: (candidate.kind != "vertex", candidate.distance), default=None)


def _near(
    layers: Sequence[MapLayer], x: float, y: float, radius: float, more: Iterable[BaseGeometry],
    without: tuple[str, int] | None,
) -> Iterable[tuple[BaseGeometry, BaseGeometry]]:  # fmt: skip
    for layer in layers:
        if isinstance(layer, ShapeLayer) and layer.visible and not layer.background:
            for row in layer.index.meeting(x - radius, y - radius, x + radius, y + radius, exactly=False):
                if (layer.key, int(layer.index.ids[row])) != without:
                    yield layer.index.lonlat[row], layer.index.geometry[row]
    for geometry in more:
        yield geometry, shapely.transform(geometry, transform_degrees)


def _candidates(lonlat: BaseGeometry, placed: BaseGeometry, x: float, y: float, mpp: float) -> list[Snapped]:
    vertices = shapely.get_coordinates(placed)
    distances = np.hypot(vertices[:, 0] - x, vertices[:, 1] - y) / mpp
    nearest = int(distances.argmin())
    lon, lat = shapely.get_coordinates(lonlat)[nearest]
    found = [Snapped(float(lon), float(lat), "vertex", float(distances[nearest]))]
    edges = shapely.boundary(placed) if shapely.get_dimensions(placed) == 2 else placed
    if shapely.get_dimensions(edges) == 1:
        point = shapely.Point(x, y)
        (at_x, at_y), _ = shapely.get_coordinates(shapely.shortest_line(edges, point))
        lon, lat = to_degrees(at_x, at_y)
        found.append(Snapped(float(lon), float(lat), "edge", float(np.hypot(at_x - x, at_y - y)) / mpp))
    return found
