"""The first pages: the cover, and the table of contents with its links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPen

from desktop.canvas.text import TextStyle, text_size
from desktop.layouts.day_sheet import paint_qr
from desktop.layouts.heading import paint_across, paint_heading
from desktop.layouts.writing import Pen
from desktop.report.flow import A4, LEFT, TOP, WIDTH, Entry, Paint, Piece, Placed
from desktop.report.text import BODY, LABEL, QUIET, VALUE, Laid
from layers.report.blocks import Cover

NAME = TextStyle(44.0, bold=True, halo=0.0, colour="place")
UNDER = TextStyle(18.0, halo=0.0, colour="region")
SECTION = TextStyle(13.0, bold=True, halo=0.0, colour="place")
LABELLED = 160.0
QR = 190.0
INDENT = 18.0
PAGES = 40.0
"""Units that the numbers of pages take."""


def paint_cover(pen: Pen, cover: Cover) -> None:
    """What it is a report of, for whom, and by which commit it is held."""
    head = QRectF(LEFT, 70, WIDTH, 60)
    paint_heading(pen, head, cover.kind, "", cover.marking, cover.stamps)
    y = TOP + 130
    for text, style in ((cover.title, NAME), (cover.subtitle, UNDER)):
        laid = Laid(text, style, WIDTH)
        laid.paint(pen, LEFT, y)
        y += laid.height + 6
    y += 30
    pen.painter.setPen(QPen(pen.theme.colour("border"), 0.9))
    pen.painter.drawLine(QPointF(LEFT, y), QPointF(LEFT + WIDTH, y))
    y += 16
    for label, text in cover.facts:
        name, said = Laid(label, LABEL, LABELLED - 10), Laid(text, VALUE, WIDTH - LABELLED)
        name.paint(pen, LEFT, y)
        said.paint(pen, LEFT + LABELLED, y)
        y += max(name.height, said.height) + 7
    top = A4.height - 100 - QR
    paint_qr(pen.painter, cover.code, QRectF(LEFT - 10, top, QR, QR))
    words = Laid("\n".join(cover.code_lines), QUIET, WIDTH - QR - 16)
    words.paint(pen, LEFT + QR + 6, top + QR / 2 - words.height / 2)
    paint_across(pen, A4, cover.stamps)


@dataclass(frozen=True)
class Line:
    """A line of the table of contents, and where it leads."""

    placed: Placed
    shown: int


def contents_pieces(title: str, lines: Sequence[Line]) -> Iterator[Piece]:
    """The title, then a line for each entry with its page."""
    laid = Laid(title, TextStyle(24.0, bold=True, halo=0.0, colour="place"), WIDTH)
    yield Piece(laid.height + 14, laid.paint, keep=True)
    for line in lines:
        yield _line(line)


def _line(line: Line) -> Piece:
    level = line.placed.entry.level
    style = SECTION if level == 1 else BODY
    indent = (level - 1) * INDENT
    laid = Laid(line.placed.entry.title, style, WIDTH - indent - PAGES)
    entry = Entry(line.placed.entry.title, -level)
    return Piece(laid.height + 2, _painted(laid, indent, line.shown, style), before=8.0 if level == 1 else 0.0,
                 keep=level == 1, entry=entry)  # fmt: skip


def _painted(laid: Laid, indent: float, page: int, style: TextStyle) -> Paint:
    number = str(page)

    def paint(pen: Pen, x: float, y: float) -> None:
        laid.paint(pen, x + indent, y)
        last = y + laid.height - laid.step / 2
        right = x + WIDTH
        pen.write(number, right, last, style, "right")
        begins = x + indent + laid.last_width + 6
        ends = right - text_size(number, style)[0] - 6
        dots = QPen(pen.theme.colour("border"), 1.0, Qt.PenStyle.DotLine)
        pen.painter.setPen(dots)
        pen.painter.drawLine(QPointF(begins, last + 4), QPointF(ends, last + 4))

    return paint
