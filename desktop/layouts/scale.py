"""The scale bar, the scale and north, below a page's map."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainterPath, QPen

from desktop.canvas.camera import Camera
from desktop.canvas.furniture import NORTH, round_length
from desktop.layouts.extents import scale_of, whole_scale
from desktop.layouts.layout import TICKS
from desktop.layouts.writing import BODY, HEADING, SMALL, TICK, Pen
from forensics.messages import Message, say

WIDEST = 240.0
"""Units that the bar may take."""
PARTS = 4
HIGH = 6.0
AT_THE_MIDDLE = say("Scale and bar hold at the middle of the map.")


def bar_length(camera: Camera, widest: float = WIDEST) -> tuple[float, float]:
    """The length of the bar on the ground in metres, and on the page in units."""
    length = round_length(widest * camera.ground_mpp)
    return length, length / camera.ground_mpp


def length_words(metres: float) -> Message:
    """A length with its unit."""
    if metres >= 1000:
        return say("{length} km", length=f"{metres / 1000:g}")
    if metres >= 1:
        return say("{length} m", length=f"{metres:g}")
    return say("{length} cm", length=f"{metres * 100:g}")


def paint_scale(pen: Pen, strip: QRectF, camera: Camera) -> None:
    """The bar in parts, black and white in turn, with its lengths; beside it the scale in numbers."""
    metres, units = bar_length(camera, min(WIDEST, strip.width() * 0.45))
    left, top = strip.left() + TICKS, strip.top() + 24
    painter = pen.painter
    painter.setPen(QPen(pen.theme.colour("place"), 0.9, join=Qt.PenJoinStyle.MiterJoin))
    for number in range(PARTS):
        painter.setBrush(pen.theme.colour("place") if number % 2 == 0 else QColor("white"))
        painter.drawRect(QRectF(left + units * number / PARTS, top, units / PARTS, HIGH))
    for share in (0.0, 0.5, 1.0):
        at = pen.translate(length_words(metres * share)) if share == 1 else _bare(metres, share)
        pen.write(at, left + units * share, top - 8, TICK, "centre")
    x = left + units + 34
    words = "1 : " + f"{whole_scale(scale_of(camera)):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    pen.write(words, x, top - 2, HEADING)
    pen.write_fitted(pen.translate(AT_THE_MIDDLE), QRectF(x, top + 7, strip.right() - x - 50, 12), SMALL)


def _bare(metres: float, share: float) -> str:
    """The same number in the unit of the whole bar, without it."""
    unit = 1000 if metres >= 1000 else 1 if metres >= 1 else 0.01
    return f"{metres * share / unit:g}"


def paint_north(pen: Pen, strip: QRectF) -> None:
    """An arrow to the north at the right end of the strip."""
    x, top = strip.right() - TICKS - 12, strip.top() + 17
    arrow = QPainterPath(QPointF(x, top))
    for px, py in ((x + 7.5, top + 22), (x, top + 17), (x - 7.5, top + 22)):
        arrow.lineTo(px, py)
    arrow.closeSubpath()
    pen.painter.fillPath(arrow, pen.theme.colour("place"))
    pen.write(pen.translate(NORTH), x - 18, top + 13, BODY, "centre")
