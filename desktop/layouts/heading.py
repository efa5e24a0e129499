"""The head of a page and its edges: title, subtitle, who may see it, the watermark, and white around the frame."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.canvas.camera import Camera
from desktop.canvas.furniture import paint_watermark
from desktop.canvas.text import text_size
from desktop.layouts.layout import Layout
from desktop.layouts.writing import MARK, SUBTITLE, TITLE, Pen


def cover_around(painter: QPainter, page: QRectF, room: QRectF) -> None:
    """White over whatever reached beyond the frame, for readers of a page that know no clipping."""
    around = QPainterPath()
    around.addRect(page)
    around.addRect(room)
    painter.fillPath(around, QColor("white"))


def paint_heading(pen: Pen, room: QRectF, title: str, subtitle: str, marking: str, stamps: Sequence[str] = ()) -> None:
    """Title and subtitle, and at the right the marking, which may be empty, and the stamps."""
    right = room.right()
    for text, colour in ((marking, "place"), *((stamp, "vermillion") for stamp in reversed(stamps))):
        if text:
            right -= _paint_mark(pen, text, colour, right, room.top() + 14) + 10
    width = right - room.left() - 20
    pen.write_fitted(title, QRectF(room.left(), room.top(), width, 30), TITLE)
    pen.write_fitted(subtitle, QRectF(room.left(), room.top() + 31, room.width(), 18), SUBTITLE)


def _paint_mark(pen: Pen, text: str, colour: str, right: float, middle: float) -> float:
    """A word in a box whose right edge is given; gives the width of the box."""
    width = text_size(text, MARK)[0] + 22
    painter = pen.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(pen.theme.colour(colour), 1.6))
    painter.drawRect(QRectF(right - width, middle - 13, width, 26))
    pen.write(text, right - width / 2, middle, MARK, "centre")
    return width


def paint_across(pen: Pen, layout: Layout, stamps: Sequence[str]) -> None:
    """The stamps across the whole page, in turn."""
    if not stamps:
        return
    page = Camera(0.0, 0.0, 1.0, round(layout.width), round(layout.height))
    pen.painter.save()
    pen.painter.setClipRect(layout.page)
    paint_watermark(pen.painter, stamps, page, pen.theme)
    pen.painter.restore()
    pen.words += stamps
