"""Words on the map: with a halo, as ready-made pictures on the screen and as outlines on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import ceil, hypot

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPaintEngine, QPainter, QPainterPath, QPen

from desktop.canvas.paint_symbols import lay_down, on_paper, sharpness_of
from desktop.canvas.pictures import blank, painting
from desktop.theme import fonts
from desktop.theme.theme import Theme

STEP = 0.25
"""Pixels that a halo laid down in whole steps reaches beyond its width, to look as wide as one that is stroked."""


@dataclass(frozen=True)
class TextStyle:
    """How words look; sizes in pixels, colours by their names in the theme."""

    size: float = 12.0
    bold: bool = False
    italic: bool = False
    spacing: float = 0.0
    colour: str = "place"
    halo: float = 2.0  # pixels on each side, 0 for none
    capitals: bool = False


def text_size(text: str, style: TextStyle) -> tuple[float, float]:
    """Width and height in pixels."""
    return _measure(text.upper() if style.capitals else text, style)


def paint_text(painter: QPainter, text: str, x: float, y: float, style: TextStyle, theme: Theme) -> QRectF:
    """Words centred on x, y in pixels; what comes back is the room that they take."""
    shown = text.upper() if style.capitals else text
    width, height = _measure(shown, style)
    rect = QRectF(x - width / 2, y - height / 2, width, height)
    if on_paper(painter):
        _draw(painter, shown, rect, style, theme)
        return rect
    sharpness = sharpness_of(painter)
    sprite = _sprite(shown, style, theme, sharpness)
    lay_down(painter, sprite, x, y)
    return rect


@lru_cache(maxsize=4096)
def _measure(text: str, style: TextStyle) -> tuple[float, float]:
    metrics = QFontMetricsF(fonts.font(style.size, style.bold, style.italic, style.spacing))
    return metrics.horizontalAdvance(text), metrics.ascent() + metrics.descent()


@lru_cache(maxsize=4096)
def _sprite(text: str, style: TextStyle, theme: Theme, sharpness: float) -> QImage:
    width, height = _measure(text, style)
    wide, high = ceil(width + 2 * style.halo + 4), ceil(height + 2 * style.halo + 2)
    letters = blank(wide, high, sharpness)
    centre = QPointF(letters.width() / sharpness / 2, letters.height() / sharpness / 2)
    rect = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
    with painting(letters) as painter:
        _draw(painter, text, rect, replace(style, halo=0), theme)
    if not style.halo:
        return letters
    image = blank(wide, high, sharpness)
    with painting(image) as painter:
        _lay_halo(painter, letters, style.halo, theme.colour("halo", 0.92))
        painter.drawImage(QPointF(0, 0), letters)
    return image


def _lay_halo(painter: QPainter, letters: QImage, halo: float, colour: QColor) -> None:
    """All within `halo` pixels of the letters, which are laid down around their place: a fifth of what strokes cost."""
    sharpness = letters.devicePixelRatio()
    for x, y in _steps_around(halo * sharpness):
        painter.drawImage(QPointF(x / sharpness, y / sharpness), letters)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, letters.width(), letters.height()), colour)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


@cache
def _steps_around(radius: float) -> tuple[tuple[int, int], ...]:
    """The whole pixels within a radius."""
    reach = range(-ceil(radius), ceil(radius) + 1)
    return tuple((x, y) for x in reach for y in reach if hypot(x, y) <= radius + STEP)


def _draw(painter: QPainter, text: str, rect: QRectF, style: TextStyle, theme: Theme) -> None:
    words = keeps_text(painter)
    font = searchable(style) if words else fonts.font(style.size, style.bold, style.italic, style.spacing)
    metrics = QFontMetricsF(font)
    left = rect.center().x() - metrics.horizontalAdvance(text) / 2 if words else rect.left()
    start = QPointF(left, rect.top() + metrics.ascent())
    path = QPainterPath()
    path.addText(start, font, text)
    path.setFillRule(Qt.FillRule.WindingFill)
    if style.halo:
        halo = QPen(theme.colour("halo", 0.92), 2 * style.halo, join=Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, halo)
    if words:
        painter.setFont(font)
        painter.setPen(theme.colour(style.colour))
        painter.drawText(start, text)
    else:
        painter.fillPath(path, theme.colour(style.colour))


def searchable(style: TextStyle) -> QFont:
    """The font of words that stay words: those whose letters stand apart or change their form are not found."""
    font = fonts.font(style.size, style.bold, style.italic)
    font.setFeature(QFont.Tag("calt"), 0)
    return font


def keeps_text(painter: QPainter) -> bool:
    """Whether words stay words, to be searched for and copied: in PDF; in SVG they are outlines."""
    engine = painter.paintEngine()
    return engine is not None and engine.type() is QPaintEngine.Type.Pdf
