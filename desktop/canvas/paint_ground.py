"""What lies below the points: areas and lines, clipped to what is looked at, into any painter."""

from __future__ import annotations

from functools import lru_cache, singledispatch
from math import hypot
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera
from desktop.canvas.hatching import hatch_origin, hatch_with_lines, hatching_brush
from desktop.canvas.layer import MapLayer, ShapeLayer
from desktop.canvas.outlines import Outline, by_dimension, outline_of, transform_of
from desktop.canvas.paint_symbols import on_paper, sharpness_of
from desktop.canvas.styles import AreaStyle
from desktop.theme.theme import Theme

BLEED = 6.0  # pixels drawn beyond the edge, so that no outline shows where a tile cuts
HEAD, CLEAR_OF_SYMBOL = 11.0, 14.0  # pixels: the head of an arrow, and how far it ends before its line does
SPECK = 3.0  # pixels: what is smaller is drawn as a speck, so that it is still seen
CUT_FROM = 400  # points of a shape from which it is cut to what is looked at; Qt is quick to leave out what fewer draw


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
    many = shapely.get_num_coordinates(geometries) > CUT_FROM
    far = many & _reaches_out(bounds, camera) & ~led[codes]  # an arrow points to where its line ends, uncut
    if far.any():
        geometries[far] = _cut(geometries[far], box)
    sizes = np.max(bounds[:, 2:] - bounds[:, :2], axis=1) / camera.mpp
    kept, place = layer.index.outlines_at(camera.mpp), transform_of(camera)
    painter.setOpacity(layer.opacity)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for row, code, geometry, size, cut in zip(
        rows.tolist(), codes.tolist(), geometries, sizes.tolist(), far.tolist(), strict=True
    ):
        style = layer.styles[code]
        if not layer.background and size < SPECK:
            _paint_speck(painter, layer, row, camera, theme.colour(style.stroke or style.fill))
        elif not geometry.is_empty:
            outline = outline_of(geometry) if cut else _kept(kept, row, geometry)
            _paint_outline(painter, geometry, outline.placed(place), style, camera, theme)
    painter.setOpacity(1.0)


def paint_geometry(painter: QPainter, geometry: BaseGeometry, style: AreaStyle, camera: Camera, theme: Theme) -> None:
    """One geometry in metres of the map in one style."""
    _paint_outline(painter, geometry, outline_of(geometry).placed(transform_of(camera)), style, camera, theme)


def _paint_outline(
    painter: QPainter, geometry: BaseGeometry, outline: Outline, style: AreaStyle, camera: Camera, theme: Theme
) -> None:
    """A geometry in metres, whose outline in pixels is given too."""
    if outline.areas is not None:
        fill_area(painter, geometry, outline.areas, style, camera, theme)
        if style.stroke:
            painter.strokePath(outline.areas, pen_of(style, theme))
    if outline.lines is not None and style.stroke:
        painter.strokePath(outline.lines, pen_of(style, theme))
        if style.arrow:
            for line in shapely.get_parts(shapely.get_parts(by_dimension(geometry)[1])):
                across, down = camera.pixels(*shapely.get_coordinates(line)[[0, -1]].T)
                start, end = (QPointF(float(px), float(py)) for px, py in zip(across, down, strict=True))
                paint_arrow(painter, start, end, style, theme)
    for px, py in outline.points:
        painter.fillRect(QRectF(px - 1.5, py - 1.5, 3, 3), theme.colour(style.stroke or "grey"))


def fill_area(
    painter: QPainter, geometry: BaseGeometry, path: QPainterPath, style: AreaStyle, camera: Camera, theme: Theme
) -> None:
    """Fill and hatching, on a screen with one brush; where a line hides the edge of it, that need not be smooth."""
    filled = style.opacity > 0 and bool(style.fill)
    paper = on_paper(painter)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, paper or not style.stroke or bool(style.dash))
    if style.hatch == "none" or paper:
        if filled:
            painter.fillPath(path, theme.colour(style.fill, style.opacity))
        if style.hatch != "none":
            hatch_with_lines(painter, geometry, style, camera, theme)
    else:
        painter.setBrushOrigin(hatch_origin(camera))
        painter.fillPath(path, hatching_brush(style, theme, sharpness_of(painter)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _kept(kept: dict[int, Outline], row: int, geometry: BaseGeometry) -> Outline:
    """The outline of a row at one scale, made when it is first drawn."""
    found = kept.get(row)
    if found is None:
        found = kept[row] = outline_of(geometry)
    return found


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


@lru_cache(maxsize=512)
def pen_of(style: AreaStyle, theme: Theme) -> QPen:
    """The pen of an area's edge or of a line; shared, not to be changed by whoever gets it."""
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


def _paint_speck(painter: QPainter, layer: ShapeLayer, row: int, camera: Camera, colour: QColor) -> None:
    x, y = camera.pixels(*layer.index.anchors[row])
    painter.fillRect(QRectF(float(x) - SPECK / 2, float(y) - SPECK / 2, SPECK, SPECK), colour)
