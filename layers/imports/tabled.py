"""What stands around a table that people made for people: titles above its header, names in two lines, totals below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from forensics.messages import Message, say, say_count
from layers.imports.hashtags import are_hashtags
from layers.imports.source import Row

LOOKED_AT = 30
"""Rows among which the header is looked for."""
_NUMBER = re.compile(r"[\s\d.,+\-−%]+")
_TOTALS = frozenset({"total", "totals", "sum", "grand total", "subtotal", "разом", "всього", "усього", "підсумок",
                     "итого", "всего"})  # fmt: skip
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
"""Characters that nobody sees, which programs leave in the names of columns."""
Cells = Sequence[str]


def header_at(rows: Sequence[Cells]) -> int:
    """Where the header stands among the first rows: below titles, which fill one cell where the table has several."""
    filled = [sum(map(bool, map(str.strip, cells))) for cells in rows[:LOOKED_AT]]
    widest = max(filled, default=0)
    for at, count in enumerate(filled):
        if count > 1 or (count == 1 and widest < 3):
            return at
    return next((at for at, count in enumerate(filled) if count), 0)


def above(count: int) -> tuple[Message, ...]:
    """That lines above the header belong to no record."""
    if not count:
        return ()
    note = say_count(
        "{count} line above the header is a title and no record.",
        "{count} lines above the header are titles and no records.", count=count,
    )  # fmt: skip
    return (note,)


def names_of(header: Cells, below: Cells) -> tuple[tuple[str, ...], bool]:
    """The names of the columns, and whether the row below belongs to them: merged cells leave names in two lines."""
    names = tuple(" ".join(_UNSEEN.sub("", cell).split()) for cell in header)
    second = [" ".join(cell.split()) for cell in below[: len(names)]]
    second += [""] * (len(names) - len(second))
    if not _is_second_line(names, second):
        return names, False
    return tuple(low or high for high, low in zip(names, second, strict=True)), True


def _is_second_line(names: Sequence[str], second: Sequence[str]) -> bool:
    """Whether names stand under merged ones: under each blank a word, and under each single name nothing."""
    single = [at for at, name in enumerate(names) if name and (at + 1 == len(names) or names[at + 1])]
    blank = [at for at, name in enumerate(names) if not name]
    words = all(not _NUMBER.fullmatch(cell) for cell in second if cell)
    return bool(blank and single and words and all(second[at] for at in blank) and not any(second[at] for at in single))


def names_none(columns: Sequence[str]) -> bool:
    """Whether a line that should name columns names none: it is blank, or holds nothing but numbers."""
    return all(not name or _NUMBER.fullmatch(name) for name in columns)


def rows_below(rows: Iterator[Cells], header: Sequence[str]) -> Iterator[Row]:
    """The rows of a table, numbered; hashtags belong to the header, and rows that do not fit it say so.

    Where tables were put one below the other, their headers stand among the rows, and are none.
    """
    width, begins = len(header), header[0]
    first = next(rows, None)
    rest = rows if first is None or are_hashtags(first) else chain([first], rows)
    for number, cells in enumerate(rest, start=1):
        if len(cells) != width:
            yield ragged(number, list(cells), width)
        elif cells[0] == begins or cells[0][:1] == _MARK:
            yield _anew(number, cells, header)
        elif is_total(cells):
            yield Row(number, cells, fault=say("The row is a total of others and no record."))
        else:
            yield Row(number, cells)


_MARK = "\ufeff"


def _anew(number: int, cells: Cells, header: Sequence[str]) -> Row:
    """A row with which another table may begin: its header again, or a first row behind a byte order mark."""
    plain = [cells[0].lstrip(_MARK), *cells[1:]]
    if names_of(plain, ())[0] == tuple(header):
        return Row(number, plain, fault=say("The row repeats the header and is no record."))
    return Row(number, plain)


def is_total(cells: Cells) -> bool:
    """Whether a row adds others up: it begins with such a word, and holds nothing but numbers beside it."""
    first = next(filter(str.strip, cells), "")
    if not first or first.strip(" :").casefold() not in _TOTALS:
        return False
    said = [cell for cell in cells if cell and not cell.isspace()]
    return all(_NUMBER.fullmatch(cell) for cell in said[1:])


def ragged(number: int, cells: list[str], width: int) -> Row:
    """A row that has more or fewer cells than the header names; blank ones too many fall away."""
    if len(cells) > width and not any(cells[width:]):
        return Row(number, cells[:width])
    fault = say("The row has {count} values and the header names {width}.", count=len(cells), width=width)
    return Row(number, cells, fault=fault)
