"""Outlines of geometries as painter paths in metres of the map: made once for a scale, placed for each picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QPainterPath, QTransform
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera
from desktop.canvas.paths import to_polygon


@dataclass(frozen=True)
class Outline:
    """Areas and lines of a geometry as paths, and its points; shared by threads and never changed."""

    areas: QPainterPath | None
    lines: QPainterPath | None
    points: tuple[tuple[float, float], ...]

    def placed(self, transform: QTransform) -> Outline:
        """The same elsewhere, such as in pixels."""
        points = (transform.map(QPointF(x, y)) for x, y in self.points)
        return Outline(
            None if self.areas is None else transform.map(self.areas),
            None if self.lines is None else transform.map(self.lines),
            tuple((point.x(), point.y()) for point in points),
        )


def transform_of(camera: Camera) -> QTransform:
    """From metres of the map to pixels."""
    scale = 1 / camera.mpp
    return QTransform(scale, 0, 0, -scale, -camera.left * scale, camera.top * scale)


def outline_of(geometry: BaseGeometry) -> Outline:
    """The rings of its areas, closed (holes by the odd-even rule), its lines, and its points."""
    areas, lines, points = by_dimension(geometry)
    return Outline(
        None if areas is None else _path(np.asarray(shapely.get_rings(shapely.get_parts(areas)), object), closed=True),
        None if lines is None else _path(np.asarray(shapely.get_parts(lines), object), closed=False),
        tuple(points),
    )


def _path(lines: np.ndarray, closed: bool) -> QPainterPath:
    path = QPainterPath()
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    for part in np.split(coordinates, np.flatnonzero(np.diff(owner)) + 1):
        if len(part):
            path.addPolygon(to_polygon(part))
            if closed:
                path.closeSubpath()
    return path


def by_dimension(
    geometry: BaseGeometry,
) -> tuple[BaseGeometry | None, BaseGeometry | None, list[tuple[float, float]]]:
    """The areas, the lines and the points of a geometry; most have only one of them."""
    kind = shapely.get_type_id(geometry)
    if kind in (3, 6):
        return geometry, None, []
    if kind in (1, 2, 5):
        return None, geometry, []
    parts = shapely.get_parts(shapely.get_parts(geometry))
    dimensions = shapely.get_dimensions(parts)
    areas, lines = parts[dimensions == 2], parts[dimensions == 1]
    points = [(float(x), float(y)) for x, y in shapely.get_coordinates(parts[dimensions == 0])]
    return (
        shapely.multipolygons(areas) if len(areas) else None,
        shapely.multilinestrings(lines) if len(lines) else None,
        points,
    )
