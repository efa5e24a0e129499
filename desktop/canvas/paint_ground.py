"""What lies below the points: areas and lines, clipped to what is looked at, into any painter."""

from __future__ import annotations

from functools import singledispatch
from math import hypot
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera
from desktop.canvas.hatching import hatch
from desktop.canvas.layer import MapLayer, ShapeLayer
from desktop.canvas.paths import line_path, polygon_path
from desktop.canvas.styles import AreaStyle
from desktop.theme.theme import Theme

BLEED = 6.0  # pixels drawn beyond the edge, so that no outline shows where a tile cuts
HEAD, CLEAR_OF_SYMBOL = 11.0, 14.0  # pixels: the head of an arrow, and how far it ends before its line does
SPECK = 3.0  # pixels: what is smaller is drawn as a speck, so that it is still seen


@singledispatch
def paint_ground(layer: MapLayer, painter: QPainter, camera: Camera, theme: Theme) -> None:
    """Paint one layer that lies below the points; a layer of another kind registers its own way here."""


@paint_ground.register
def paint_shapes(layer: ShapeLayer, painter: QPainter, camera: Camera, theme: Theme) -> None:
    """Areas and lines that meet the view, in the order of their rows."""
    box = camera.padded(BLEED)
    rows = layer.index.meeting(*box, exactly=False)
    if not len(rows):
        return
    geometries = layer.index.at_scale(camera.mpp)[rows]
    bounds = layer.index.bounds[rows]
    codes = np.minimum(layer.index.style[rows], len(layer.styles) - 1)
    led = np.array([style.arrow for style in layer.styles], bool)
    far = _reaches_out(bounds, camera) & ~led[codes]  # an arrow points to where its line ends, not to where it is cut
    if far.any():
        geometries[far] = _cut(geometries[far], box)
    sizes = np.max(bounds[:, 2:] - bounds[:, :2], axis=1) / camera.mpp
    painter.setOpacity(layer.opacity)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for row, code, geometry, size in zip(rows.tolist(), codes.tolist(), geometries, sizes, strict=True):
        style = layer.styles[code]
        if not layer.background and size < SPECK:
            _paint_speck(painter, layer, row, camera, theme.colour(style.stroke or style.fill))
        elif not geometry.is_empty:
            paint_geometry(painter, geometry, style, camera, theme)
    painter.setOpacity(1.0)


def paint_geometry(painter: QPainter, geometry: BaseGeometry, style: AreaStyle, camera: Camera, theme: Theme) -> None:
    """One geometry in metres of the map in one style."""
    areas, lines, points = by_dimension(geometry)
    if areas is not None:
        path = polygon_path(areas, camera)
        if style.fill and style.opacity > 0:
            painter.fillPath(path, theme.colour(style.fill, style.opacity))
        if style.hatch != "none":
            hatch(painter, path, areas, style, camera, theme)
        if style.stroke:
            painter.strokePath(path, pen_of(style, theme))
    if lines is not None and style.stroke:
        painter.strokePath(line_path(lines, camera), pen_of(style, theme))
        if style.arrow:
            for line in shapely.get_parts(shapely.get_parts(lines)):
                across, down = camera.pixels(*shapely.get_coordinates(line)[[0, -1]].T)
                start, end = (QPointF(float(px), float(py)) for px, py in zip(across, down, strict=True))
                paint_arrow(painter, start, end, style, theme)
    for x, y in points:
        px, py = camera.pixels(x, y)
        painter.fillRect(QRectF(float(px) - 1.5, float(py) - 1.5, 3, 3), theme.colour(style.stroke or "grey"))


def paint_arrow(painter: QPainter, start: QPointF, end: QPointF, style: AreaStyle, theme: Theme) -> None:
    """The head of an arrow on a line: before the symbol at its end, in the middle of a line that is short."""
    along = end - start
    length = hypot(along.x(), along.y())
    if length < 2 * HEAD:
        return
    unit = along / length
    tip = end - unit * min(CLEAR_OF_SYMBOL, (length - HEAD) / 2)
    side = QPointF(-unit.y(), unit.x()) * (HEAD * 0.45)
    back = tip - unit * HEAD
    path = QPainterPath(tip)
    path.lineTo(back + side)
    path.lineTo(back - side)
    path.closeSubpath()
    painter.fillPath(path, theme.colour(style.stroke))


def pen_of(style: AreaStyle, theme: Theme) -> QPen:
    """The pen of an area's edge or of a line."""
    pen = QPen(theme.colour(style.stroke), style.width)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin if style.width < 3 else Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if style.dash:
        pen.setDashPattern([length / style.width for length in style.dash])
    return pen


def _reaches_out(bounds: NDArray[np.float64], camera: Camera) -> NDArray[np.bool_]:
    west, south, east, north = camera.padded(BLEED)
    return (bounds[:, 0] < west) | (bounds[:, 1] < south) | (bounds[:, 2] > east) | (bounds[:, 3] > north)


def _cut(geometries: NDArray[Any], box: tuple[float, float, float, float]) -> NDArray[Any]:
    """The parts within a rectangle; a geometry that cannot be cut is made valid first."""
    try:
        return np.asarray(shapely.clip_by_rect(geometries, *box), object)
    except shapely.errors.GEOSException:
        return np.asarray(shapely.intersection(shapely.make_valid(geometries), shapely.box(*box)), object)


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


def _paint_speck(painter: QPainter, layer: ShapeLayer, row: int, camera: Camera, colour: QColor) -> None:
    x, y = camera.pixels(*layer.index.anchors[row])
    painter.fillRect(QRectF(float(x) - SPECK / 2, float(y) - SPECK / 2, SPECK, SPECK), colour)
