"""Pieces put below each other and over pages: what belongs together stays together, heads of tables come again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from desktop.layouts.layout import UNIT, Layout, layout_named
from desktop.layouts.writing import Pen

A4: Layout = layout_named("a4-portrait")
LEFT, RIGHT, TOP, BOTTOM = 25 / UNIT, 20 / UNIT, 28 / UNIT, 25 / UNIT
"""Margins in units; the running head and the foot stand in those above and below."""
WIDTH = A4.width - LEFT - RIGHT
HEIGHT = A4.height - TOP - BOTTOM

Paint = Callable[[Pen, float, float], None]
"""Paints with its upper left corner at x, y, in units of the page."""


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents, which is also a bookmark of the file."""

    title: str
    level: int


@dataclass(frozen=True)
class Piece:
    """What is never broken: `keep` holds it on the page of the piece that follows, `again` comes again on a new page.

    `before` is room above it, which the top of a page does not need.
    """

    height: float
    paint: Paint
    before: float = 0.0
    keep: bool = False
    new_page: bool = False
    again: Piece | None = None
    entry: Entry | None = None


@dataclass(frozen=True)
class Sheet:
    """A page of its own, of its own size."""

    layout: Layout
    paint: Callable[[Pen], None]
    entry: Entry


@dataclass(frozen=True)
class Placed:
    """Where an entry came to stand: the number of the page, and the height on it in units."""

    entry: Entry
    page: int
    y: float


class Target(Protocol):
    """What pages are made of: a painter's, or nothing where it is only measured."""

    def begin(self, layout: Layout, number: int) -> None:
        """A page of that number begins; those of A4 upright have a head and a foot."""
        ...

    def paint(self, piece: Piece, x: float, y: float) -> None: ...

    def paint_sheet(self, sheet: Sheet) -> None: ...


class Measuring:
    """Pages that nobody sees."""

    def begin(self, layout: Layout, number: int) -> None:
        """Nothing is begun."""

    def paint(self, piece: Piece, x: float, y: float) -> None:
        """Nothing is painted."""

    def paint_sheet(self, sheet: Sheet) -> None:
        """Nothing is painted."""


class Flow:
    """Places pieces from the top of a page down; `page` is the number of the last page that was begun."""

    def __init__(self, target: Target, page: int = 0) -> None:
        self.page = page
        self.placed: list[Placed] = []
        self._target = target
        self._y = HEIGHT  # the first piece begins a page
        self._empty = False
        self._chain: list[Piece] = []

    def put(self, pieces: Iterable[Piece | Sheet]) -> None:
        """Place these after what was placed."""
        for piece in pieces:
            if isinstance(piece, Sheet):
                self.settle()
                self._put_sheet(piece)
                continue
            self._chain.append(piece)
            if not piece.keep:
                self.settle()

    def settle(self) -> None:
        """Place what still waited for a piece that follows it."""
        chain, self._chain = self._chain, []
        if not chain:
            return
        high = sum(piece.height + piece.before for piece in chain)
        again = chain[0].again.height if chain[0].again else 0.0
        fits_a_page = high - chain[0].before + again <= HEIGHT
        if (chain[0].new_page and not self._empty) or (fits_a_page and self._y + high > HEIGHT):
            self._begin()
        for piece in chain:
            self._place(piece)

    def _place(self, piece: Piece) -> None:
        before = 0.0 if self._empty else piece.before
        if self._y + before + piece.height > HEIGHT + 0.01 and not self._empty:
            self._begin()
            before = 0.0
        if self._empty and piece.again is not None:
            self._target.paint(piece.again, LEFT, TOP + self._y)
            self._y += piece.again.height
        self._y += before
        if piece.entry is not None:
            self.placed.append(Placed(piece.entry, self.page, TOP + self._y))
        self._target.paint(piece, LEFT, TOP + self._y)
        self._y += piece.height
        self._empty = False

    def _begin(self) -> None:
        self.page += 1
        self._y, self._empty = 0.0, True
        self._target.begin(A4, self.page)

    def _put_sheet(self, sheet: Sheet) -> None:
        self.page += 1
        self._y, self._empty = HEIGHT, False
        self.placed.append(Placed(sheet.entry, self.page, 0.0))
        self._target.begin(sheet.layout, self.page)
        self._target.paint_sheet(sheet)
