"""The foot of a page: from what state of the register it is drawn, under which profile, and who made the base map."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPen

from desktop.layouts.writing import SMALL, Pen, broken

LEAST = 7.0
LINE = 1.3


@dataclass(frozen=True)
class Footing:
    """The lines of the foot, translated."""

    lines: tuple[str, ...]


def paint_footer(pen: Pen, room: QRectF, footing: Footing) -> None:
    """The lines below a rule, each broken where it must be; all are on the page, smaller where they are many."""
    painter = pen.painter
    painter.setPen(QPen(pen.theme.colour("border"), 0.9))
    painter.drawLine(QPointF(room.left(), room.top() + 6), QPointF(room.right(), room.top() + 6))
    free = room.adjusted(0, 11, 0, 0)
    style = SMALL
    lines = [part for line in footing.lines for part in broken(line, style, free.width())]
    while len(lines) * style.size * LINE > free.height() and style.size > LEAST:
        style = type(style)(style.size - 0.5, halo=0.0, colour=style.colour)
        lines = [part for line in footing.lines for part in broken(line, style, free.width())]
    for number, line in enumerate(lines):
        pen.write(line, free.left(), free.top() + (number + 0.5) * style.size * LINE, style)
