"""Symbols and aggregates: as paths on paper, as ready-made pictures on the screen."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPen, QTransform

from desktop.canvas import styles
from desktop.canvas.paths import svg_path
from desktop.canvas.pictures import blank, painting
from desktop.canvas.styles import Symbol
from desktop.theme.theme import Theme

BOX = 24.0
CASING = 1.3  # pixels of casing around a symbol
SELECTED = 2.4


def on_paper(painter: QPainter) -> bool:
    """Whether this painter writes vectors (PDF, SVG) and not pixels."""
    engine = painter.paintEngine()
    return engine is not None and engine.type() not in (QPaintEngine.Type.Raster, QPaintEngine.Type.OpenGL2)


def paint_symbol(painter: QPainter, symbol: Symbol, x: float, y: float, theme: Theme, selected: bool = False) -> None:
    """A symbol centred on x, y in pixels."""
    if on_paper(painter):
        _draw(painter, symbol, x, y, theme, selected)
    else:
        lay_down(painter, symbol_sprite(symbol, theme, selected, sharpness_of(painter)), x, y)


def lay_down(painter: QPainter, sprite: QImage, x: float, y: float) -> None:
    """A ready-made picture centred on x, y, on whole pixels of the device, so that it stays sharp."""
    scale = sprite.devicePixelRatio()
    left, top = round(x * scale - sprite.width() / 2) / scale, round(y * scale - sprite.height() / 2) / scale
    painter.drawImage(QPointF(left, top), sprite)


def paint_shape(painter: QPainter, name: str, rect: QRectF, pen: QPen, fill: QColor) -> None:
    """A shape by name stretched into a rectangle: what stands behind the number of an aggregate."""
    placed = QTransform.fromTranslate(rect.x(), rect.y()).scale(rect.width() / BOX, rect.height() / BOX)
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawPath(placed.map(svg_path(styles.shape(name).path)))


@lru_cache(maxsize=2048)
def symbol_sprite(symbol: Symbol, theme: Theme, selected: bool, sharpness: float) -> QImage:
    """A symbol as a picture, made once."""
    side = ceil(symbol.size + 2 * (CASING + SELECTED) + 2)
    image = blank(side, side, sharpness)
    with painting(image) as painter:
        _draw(painter, symbol, image.width() / sharpness / 2, image.height() / sharpness / 2, theme, selected)
    return image


def _draw(painter: QPainter, symbol: Symbol, x: float, y: float, theme: Theme, selected: bool) -> None:
    size = symbol.size
    scale = size / BOX
    outer = styles.shape(symbol.shape)
    placed = QTransform.fromTranslate(x - size / 2, y - size / 2).scale(scale, scale)
    path = placed.map(svg_path(outer.path))
    colour, casing = theme.colour(symbol.colour), theme.colour("casing")
    join = Qt.PenJoinStyle.RoundJoin
    if selected:
        ring = QPen(theme.colour("selected"), 2 * (CASING + SELECTED), join=join)
        painter.strokePath(path, ring)
    painter.strokePath(path, QPen(casing, 2 * CASING, join=join))
    painter.fillPath(path, casing if symbol.hollow else colour)
    if symbol.hollow:
        edge = QPen(colour, max(2.0 * scale, 1.4), cap=Qt.PenCapStyle.FlatCap, join=join)
        if symbol.dashed:
            edge.setDashPattern([2.0, 1.4])
        painter.strokePath(path, edge)
    _draw_glyph(painter, symbol, placed, outer.glyph_y, scale, colour if symbol.hollow else casing)


def _draw_glyph(
    painter: QPainter, symbol: Symbol, placed: QTransform, down: float, scale: float, colour: QColor
) -> None:
    mark = styles.glyph(symbol.glyph)
    if not mark.path:
        return
    path = QTransform.fromTranslate(0, down) * placed
    if mark.solid:
        painter.fillPath(path.map(svg_path(mark.path)), colour)
    else:
        pen = QPen(colour, 2.1 * scale, cap=Qt.PenCapStyle.RoundCap, join=Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path.map(svg_path(mark.path)), pen)


def sharpness_of(painter: QPainter) -> float:
    """Pixels of the device for one of ours."""
    device = painter.device()
    return float(device.devicePixelRatioF()) if device is not None else 1.0
