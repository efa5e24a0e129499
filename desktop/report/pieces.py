"""Words as pieces: headings, paragraphs without stranded lines, facts in pairs where they are short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from desktop.canvas.text import TextStyle
from desktop.layouts.writing import Pen
from desktop.report.flow import WIDTH, Entry, Paint, Piece
from desktop.report.text import BODY, GROUP, HEADING, LABEL, QUIET, TITLE, VALUE, Laid

GAP = 20.0
"""Between the two facts of a pair."""
LABELLED = 0.47
"""How much of its half the label of a fact takes."""
BETWEEN = 2.5


def title_piece(text: str) -> Piece:
    """The title of a section."""
    return _heading(text, TITLE, before=34.0, after=12.0, level=1)


def heading_piece(text: str, level: int, new_page: bool = False) -> Piece:
    """A heading in a section; those of level 2 stand in the table of contents."""
    if level == 2:
        return _heading(text, HEADING, before=22.0, after=6.0, level=2, new_page=new_page)
    return _heading(text, GROUP, before=12.0, after=3.0, level=0, new_page=new_page)


def _heading(text: str, style: TextStyle, *, before: float, after: float, level: int, new_page: bool = False) -> Piece:
    laid = Laid(text, style, WIDTH)
    entry = Entry(text, level) if level else None
    return Piece(laid.height + after, laid.paint, before=before, keep=True, new_page=new_page, entry=entry)


def paragraph_pieces(text: str, quiet: bool = False, leads: bool = False) -> Iterator[Piece]:
    """A paragraph line by line; neither its first nor its last line ever stands alone on a page."""
    laid = Laid(text, QUIET if quiet else BODY, WIDTH)
    pieces = list(line_pieces(laid, before=3.0, after=5.0))
    yield from (replace(piece, keep=True) if leads else piece for piece in pieces)


def line_pieces(laid: Laid, *, before: float, after: float, x: float = 0.0) -> Iterator[Piece]:
    """The lines of a text, each a piece, the first two and the last two held together."""
    for number in range(laid.count):
        last = number == laid.count - 1
        yield Piece(
            laid.step + (after if last else 0.0), _line(laid, number, x),
            before=before if number == 0 else 0.0, keep=not last and number in (0, laid.count - 2),
        )  # fmt: skip


def _line(laid: Laid, number: int, shift: float) -> Paint:
    def paint(pen: Pen, x: float, y: float) -> None:
        laid.paint(pen, x + shift, y, number, number + 1)

    return paint


def facts_pieces(rows: Sequence[tuple[str, str]], width: float = WIDTH) -> Iterator[Piece]:
    """Labels with values: two beside each other where both are short, else one over the whole width."""
    half = (width - GAP) / 2
    labelled = half * LABELLED
    waiting: tuple[Laid, Laid] | None = None
    for label, value in rows:
        name, said = Laid(label, LABEL, labelled - 8), Laid(value, VALUE, half - labelled)
        if said.count > 1:
            if waiting is not None:
                yield _pair(waiting, None, labelled, half)
                waiting = None
            yield from _long(name, Laid(value, VALUE, width - labelled), labelled)
        elif waiting is None:
            waiting = name, said
        else:
            yield _pair(waiting, (name, said), labelled, half)
            waiting = None
    if waiting is not None:
        yield _pair(waiting, None, labelled, half)


def _pair(one: tuple[Laid, Laid], other: tuple[Laid, Laid] | None, labelled: float, half: float) -> Piece:
    laid = [one] if other is None else [one, other]

    def paint(pen: Pen, x: float, y: float) -> None:
        for number, (name, said) in enumerate(laid):
            left = x + number * (half + GAP)
            name.paint(pen, left, y)
            said.paint(pen, left + labelled, y)

    return Piece(max(part.height for pair in laid for part in pair) + BETWEEN, paint)


def _long(name: Laid, said: Laid, labelled: float) -> Iterator[Piece]:
    """One fact whose value takes several lines, broken between them where a page ends."""
    with_label = max(min(said.count, 2), 1)

    def paint_first(pen: Pen, x: float, y: float) -> None:
        name.paint(pen, x, y)
        said.paint(pen, x + labelled, y, 0, with_label)

    rest = said.count - with_label
    first = max(name.height, with_label * said.step)
    yield Piece(first + (0.0 if rest else BETWEEN), paint_first, keep=rest == 1)
    for number in range(with_label, said.count):
        last = number == said.count - 1
        yield Piece(
            said.step + (BETWEEN if last else 0.0), _line(said, number, labelled), keep=number == said.count - 2
        )
