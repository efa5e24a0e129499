"""Tables: columns as wide as their words need, rows that stay whole, the head again on every page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPen

from desktop.canvas.text import TextStyle, text_size
from desktop.layouts.writing import Pen
from desktop.report.flow import WIDTH, Piece
from desktop.report.text import CELL, COLUMN, Laid
from layers.report.blocks import Column, Table

ASIDE, ABOVE, DENSE = 4.0, 3.0, 0.5
"""Room in a cell beside and above its words; rows of long lists stand close and without rules."""
WIDEST = 0.42
"""How much of the table a column may claim for words that could be broken."""
_PARTS = re.compile(r"(?:[^\s-]|-(?=\d))+-?|-")
"""A line may end after a hyphen, but not before a digit (UAX #14, as Qt breaks lines): PE-60 stays whole."""
AT_ONCE = 30
"""A row with more lines than that is broken into several."""


def table_pieces(table: Table, widths: Sequence[float]) -> Iterator[Piece]:
    """The head, then the rows; the first two stay with the head and the last two together."""
    head = _head([column.title for column in table.columns], widths)
    yield replace(head, before=6.0, keep=True)
    above = DENSE if table.dense else ABOVE
    pieces = [piece for row in table.rows for piece in _rows(row, widths, above)]
    for number, piece in enumerate(pieces):
        yield replace(piece, again=head, keep=number in (0, len(pieces) - 2) and number < len(pieces) - 1)


def column_widths(table: Table, width: float = WIDTH) -> list[float]:
    """What each column's longest word needs, and of the rest as much as its words would have without breaks.

    Where even the words have no room, codes break at their hyphens, and then the widest columns give way.
    """
    room = width - 2 * ASIDE * len(table.columns)
    needs = _needs(table, str.split)
    if sum(needs) > room:
        needs = _needs(table, _at_hyphens)
    if sum(needs) > room:
        return [2 * ASIDE + one for one in _level(needs, room)]
    wants = [max(need, min(want, width * WIDEST)) for need, want in zip(needs, _wants(table), strict=True)]
    beyond = sum(wants) - sum(needs)
    share = min((room - sum(needs)) / beyond, 1.0) if beyond > 0 else 0.0
    found = [need + (want - need) * share for need, want in zip(needs, wants, strict=True)]
    left = room - sum(found)
    return [2 * ASIDE + one + left * want / sum(wants) for one, want in zip(found, wants, strict=True)]


def _needs(table: Table, words: Callable[[str], list[str]]) -> list[float]:
    """The width of the longest word of each column."""
    return [
        max(_widest(words(column.title), COLUMN), _widest({word for cell in cells for word in words(cell)}, CELL))
        for column, cells in _columns(table)
    ]


def _wants(table: Table) -> list[float]:
    """The width of the longest line of each column, unbroken."""
    return [
        max(_wide(column.title, COLUMN), _widest({line for cell in cells for line in cell.split("\n")}, CELL))
        for column, cells in _columns(table)
    ]


def _columns(table: Table) -> Iterator[tuple[Column, set[str]]]:
    for at, column in enumerate(table.columns):
        yield column, {row[at] for row in table.rows}


def _level(needs: Sequence[float], room: float) -> list[float]:
    """The needs cut to one level, as high as the room lets it be: what needs little gets it."""
    level = room / len(needs)
    for _ in needs:
        small = [need for need in needs if need <= level]
        if len(small) == len(needs):
            break
        level = (room - sum(small)) / (len(needs) - len(small))
    return [min(need, level) for need in needs]


def _at_hyphens(text: str) -> list[str]:
    """The parts of a text between which a line may end, hyphens with what is before them."""
    return _PARTS.findall(text)


def _widest(texts: Iterable[str], style: TextStyle) -> float:
    return max((_wide(text, style) for text in texts), default=0.0)


def _wide(text: str, style: TextStyle) -> float:
    return text_size(text, style)[0] + 0.5 if text else 0.0


def _rows(cells: Sequence[str], widths: Sequence[float], above: float) -> Iterator[Piece]:
    """One row as one piece, or where it is very high as several."""
    laid = [Laid(cell, CELL, w - 2 * ASIDE) for cell, w in zip(cells, widths, strict=True)]
    most = max(one.count for one in laid)
    for first in range(0, max(most, 1), AT_ONCE):
        last = min(first + AT_ONCE, most)
        yield _painted(laid, widths, first, last, above, rule=last == most and above > DENSE)


def _head(cells: Sequence[str], widths: Sequence[float]) -> Piece:
    laid = [Laid(cell, COLUMN, w - 2 * ASIDE) for cell, w in zip(cells, widths, strict=True)]
    return _painted(laid, widths, 0, max(one.count for one in laid), ABOVE, rule=True, head=True)


def _painted(
    laid: Sequence[Laid], widths: Sequence[float], first: int, last: int, above: float, *, rule: bool,
    head: bool = False,
) -> Piece:  # fmt: skip
    height = max(last - first, 1) * laid[0].step + 2 * above

    def paint(pen: Pen, x: float, y: float) -> None:
        if head:
            pen.painter.fillRect(QRectF(x, y, sum(widths), height), pen.theme.colour("border", 0.28))
        left = x
        for one, wide in zip(laid, widths, strict=True):
            one.paint(pen, left + ASIDE, y + above, first, last)
            left += wide
        if rule:
            pen.painter.setPen(QPen(pen.theme.colour("place" if head else "border"), 1.0 if head else 0.6))
            pen.painter.drawLine(QPointF(x, y + height), QPointF(left, y + height))

    return Piece(height, paint)
