"""A drawing that is larger than its paper, in parts: which of it stands on which sheet, and where they meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPen

from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.siteplan.frame import Extent, Frame
from desktop.siteplan.painting import Translate
from desktop.theme.theme import Theme
from forensics.messages import Message, say

OVERLAP_M = 0.2
"""Ground that two sheets beside each other both show."""
NUMBER = TextStyle(22.0, bold=True, halo=3.0, colour="blue")
BESIDE = TextStyle(10.0, bold=True, halo=2.4, colour="blue")


@dataclass(frozen=True)
class Part:
    """What of a drawing stands on one of its sheets; `number` counts from 1, `row` and `column` from 0."""

    number: int
    extent: Extent
    row: int = 0
    column: int = 0


def parts_of(extent: Extent, wide: float, high: float) -> tuple[Part, ...]:
    """The parts, each `wide` by `high` metres, that show a whole extent: from its upper left corner, row by row."""
    west, south, east, north = extent
    xs, ys = list(_starts(west, east, wide)), list(_starts(-north, -south, high))
    return tuple(
        Part(row * len(xs) + column + 1, (x, -y - high, x + wide, -y), row, column)
        for row, y in enumerate(ys) for column, x in enumerate(xs)
    )  # fmt: skip


def _starts(first: float, last: float, step: float) -> Iterator[float]:
    """Where parts begin so that they lie evenly over a span, none farther from the next than lets them overlap."""
    count = max(1, ceil((last - first - OVERLAP_M) / (step - OVERLAP_M) - 1e-9))
    if count == 1:
        yield (first + last - step) / 2
        return
    apart = (last - first - step) / (count - 1)
    for at in range(count):
        yield first + at * apart


def told_part(part: Part, parts: tuple[Part, ...]) -> Message:
    """Which sheet of how many."""
    return say("sheet {number} of {count}", number=part.number, count=len(parts))


def paint_parts(painter: QPainter, frame: Frame, parts: tuple[Part, ...], theme: Theme) -> list[str]:
    """The key: the edge of each sheet with its number, over the whole drawing; gives what was written."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for part in parts:
        west, south, east, north = part.extent
        room = QRectF(frame.at(west, north), frame.at(east, south))
        painter.setPen(QPen(theme.colour("halo", 0.9), 3.2))
        painter.drawRect(room)
        painter.setPen(QPen(theme.colour("blue"), 1.4))
        painter.drawRect(room)
        wide, tall = text_size(f"{part.number}", NUMBER)
        paint_text(painter, f"{part.number}", room.right() - wide, room.top() + tall * 0.8, NUMBER, theme)
    return [f"{part.number}" for part in parts]


def paint_neighbours(
    painter: QPainter, frame: Frame, part: Part, parts: tuple[Part, ...], theme: Theme, translate: Translate
) -> list[str]:
    """At each edge of a sheet on which sheet the drawing goes on; gives what was written."""
    room, words = frame.room, []
    for other in parts:
        dx, dy = other.column - part.column, part.row - other.row
        if abs(dx) + abs(dy) != 1:
            continue
        text = translate(say("goes on: sheet {number}", number=other.number))
        wide, tall = text_size(text, BESIDE)
        x = room.right() - wide / 2 - 6 if dx > 0 else room.left() + wide / 2 + 6
        y = room.bottom() - 2.4 * tall if dx else room.top() + tall if dy > 0 else room.bottom() - tall
        at = QPointF(x, y)
        paint_text(painter, text, at.x(), at.y(), BESIDE, theme)
        words.append(text)
    return words
