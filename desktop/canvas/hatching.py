"""Hatching: a brush on the screen, true lines on paper; it lies still on the ground, so that tiles join seamlessly."""

from __future__ import annotations

from functools import lru_cache
from math import floor

import numpy as np
import shapely
from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QBrush, QColor, QImage, QPainter, QPen
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera
from desktop.canvas.mercator import HALF_WORLD
from desktop.canvas.outlines import by_dimension
from desktop.canvas.paths import line_path
from desktop.canvas.pictures import blank, painting
from desktop.canvas.styles import AreaStyle
from desktop.theme.theme import Theme

HATCH = 10  # pixels between hatching lines; the tiles' side is a multiple of it


def hatching_brush(style: AreaStyle, theme: Theme, sharpness: float) -> QBrush:
    """Fill and hatching of a style in one brush, for a screen."""
    fill = theme.colour(style.fill, style.opacity).rgba() if style.fill and style.opacity > 0 else 0
    return QBrush(_hatch_tile(style.hatch, _colour_of_hatching(style, theme).rgba(), fill, sharpness))


def _colour_of_hatching(style: AreaStyle, theme: Theme) -> QColor:
    return theme.colour(style.fill or style.stroke, 0.55)


@lru_cache(maxsize=256)
def _hatch_tile(kind: str, rgba: int, fill: int, sharpness: float) -> QImage:
    image = blank(HATCH, HATCH, sharpness)
    image.fill(QColor.fromRgba(fill))
    with painting(image) as painter:
        painter.setPen(QPen(QColor.fromRgba(rgba), 1.1, cap=Qt.PenCapStyle.FlatCap))
        for line in _hatch_lines(kind, QRectF(0, 0, HATCH, HATCH), QPointF(0, 0)):
            painter.drawLine(line)
        if kind == "dots":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor.fromRgba(rgba))
            painter.drawEllipse(QPointF(HATCH / 2, HATCH / 2), 1.3, 1.3)
    return image


def _hatch_lines(kind: str, area: QRectF, origin: QPointF) -> list[QLineF]:
    """The lines of a hatching that cross a rectangle, `origin` being where one begins."""
    left, right, top, bottom = area.left(), area.right(), area.top(), area.bottom()
    lines: list[QLineF] = []
    if kind in ("diagonal", "cross", "back"):
        reach = bottom - top
        first = left - reach - HATCH
        if kind != "back":
            start = first + (origin.x() + origin.y() - first - top) % HATCH
            steps = np.arange(start, right + reach + HATCH, HATCH)
            lines += [QLineF(x, top, x - reach, bottom) for x in steps]
        if kind != "diagonal":
            start = first + (origin.x() - origin.y() - first + top) % HATCH
            lines += [QLineF(x, top, x + reach, bottom) for x in np.arange(start, right + HATCH, HATCH)]
    if kind == "horizontal":
        first_y = top + (origin.y() + HATCH / 2 - top) % HATCH
        lines += [QLineF(left, y, right, y) for y in np.arange(first_y, bottom, HATCH)]
    if kind == "vertical":
        first_x = left + (origin.x() + HATCH / 2 - left) % HATCH
        lines += [QLineF(x, top, x, bottom) for x in np.arange(first_x, right, HATCH)]
    return lines


def hatch_with_lines(painter: QPainter, geometry: BaseGeometry, style: AreaStyle, camera: Camera, theme: Theme) -> None:
    """The same as true lines, cut by the area: for paper, which takes neither pictures nor clipping well."""
    kind, colour, areas = style.hatch, _colour_of_hatching(style, theme), by_dimension(geometry)[0]
    shown = shapely.intersection(shapely.make_valid(areas or geometry), shapely.box(*camera.padded(HATCH)))
    if shown.is_empty:
        return
    west, south, east, north = shown.bounds
    left, top = (float(value) for value in camera.pixels(west, north))
    area = QRectF(left, top, (east - west) / camera.mpp, (north - south) / camera.mpp)
    lines = _dotted(area, hatch_origin(camera)) if kind == "dots" else _hatch_lines(kind, area, hatch_origin(camera))
    if not lines:
        return
    ends = np.array([[(line.x1(), line.y1()), (line.x2(), line.y2())] for line in lines])
    ends = np.stack([camera.left + ends[..., 0] * camera.mpp, camera.top - ends[..., 1] * camera.mpp], axis=-1)
    cut = shapely.get_parts(shapely.intersection(shapely.multilinestrings(ends.tolist()), shown))
    hatching = shapely.multilinestrings(cut[shapely.get_type_id(cut) == 1])
    width = 2.6 if kind == "dots" else 1.1
    cap = Qt.PenCapStyle.RoundCap if kind == "dots" else Qt.PenCapStyle.FlatCap
    painter.strokePath(line_path(hatching, camera), QPen(colour, width, cap=cap))


def _dotted(area: QRectF, origin: QPointF) -> list[QLineF]:
    """Lines so short that round ends make dots of them."""
    xs = np.arange(area.left() + (origin.x() + HATCH / 2 - area.left()) % HATCH, area.right(), HATCH)
    ys = np.arange(area.top() + (origin.y() + HATCH / 2 - area.top()) % HATCH, area.bottom(), HATCH)
    return [QLineF(x, y, x + 0.01, y) for x in xs for y in ys]


def hatch_origin(camera: Camera) -> QPointF:
    """Where hatching begins, the same on the ground whatever is looked at: tiles join without a seam."""
    left, top = (camera.left + HALF_WORLD) / camera.mpp, (HALF_WORLD - camera.top) / camera.mpp
    return QPointF(-(left - HATCH * floor(left / HATCH)), -(top - HATCH * floor(top / HATCH)))
