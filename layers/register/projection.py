"""From a record's canonical values to its rows: one function for writing, rebuilding and verifying.

What is made of a few fields is a reader of them, asked of one record or of the columns of many.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import shapely

from forensics.catalogue import MAIN, RecordType
from forensics.changes import Columns
from forensics.dates import date_columns, day_number
from forensics.fields import Field, Kind, Sensitivity
from forensics.folding import folded
from forensics.instants import read_instant
from layers.register.tables import NO_DAY_AFTER, NO_DAY_BEFORE, TypeTables

_WKB_POINTS = (b"\x01\x01\x00\x00\x00", b"\x01\xe9\x03\x00\x00")
_XY = struct.Struct("<dd")
_POINT = np.dtype([("head", "V5"), ("xy", "<f8", 2)])
_POINT_HEAD, _POINT_DIGITS = _WKB_POINTS[0].hex(), 2 * _POINT.itemsize
_KEPT_AS = "_projector"


Box = tuple[float, float, float, float]
Made = TypeVar("Made")
Words = Mapping[str, Callable[[Any], str]]


class Rows(NamedTuple):
    """The rows of one record; `narrow` is None for a voided one, `box` (west, east, south, north) without a place."""

    main: tuple[Any, ...]
    apart: tuple[Any, ...]
    narrow: tuple[Any, ...] | None
    words: str
    refers: str
    box: Box | None


class Reader(Generic[Made]):
    """What is made of the values of some fields, None for each that is absent."""

    def __init__(self, fields: tuple[str, ...], make: Callable[..., Made]) -> None:
        self._fields = fields
        self._make = make

    def __call__(self, values: Mapping[str, Any]) -> Made:
        """Of one record."""
        return self._make(*map(values.get, self._fields))

    def of(self, columns: Columns, count: int) -> list[Made]:
        """Of each of `count` records; a field that is no column is absent in all."""
        if not self._fields:
            return [self._make()] * count
        absent = [None] * count
        return list(map(self._make, *[columns.get(name, absent) for name in self._fields]))


class Gathering:
    """The words of several fields in their order: of each that holds one text, and of each that holds several.

    With `once` a word that comes again is left out.
    """

    def __init__(self, single: Words, several: Mapping[str, Callable[[Any], Iterable[str]]], *, once: bool) -> None:
        self._single, self._several, self._once = single, several, once

    def __call__(self, values: Mapping[str, Any]) -> str:
        """Of one record."""
        found = [read(values[name]) for name, read in self._single.items() if name in values]
        for name, read_all in self._several.items():
            found += read_all(values.get(name, ()))
        return self._joined(found)

    def of(self, columns: Columns, count: int) -> list[str]:
        """Of each of `count` records; a field that is no column is absent in all."""
        single = [map(read, columns[name]) for name, read in self._single.items() if name in columns]
        rows: Iterable[Iterable[str]] = zip(*single, strict=True) if single else [()] * count
        several = [map(read, columns[name]) for name, read in self._several.items() if name in columns]
        if several:
            rows = [[*row, *chain.from_iterable(more)] for row, *more in zip(rows, *several, strict=True)]
        return list(map(self._joined, rows))

    def _joined(self, found: Iterable[str]) -> str:
        return " ".join(sorted(set(found) if self._once else found))


class _Kept(dict[str, str]):
    """What was made of short texts, of which many come again."""

    MOST, LONGEST = 50_000, 40

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> str:
        made = self._make(text)
        if len(text) <= self.LONGEST:
            if len(self) >= self.MOST:
                self.clear()
            self[text] = made
        return made


def _reference_word(record: str) -> str:
    return record.replace("-", "")


reference_word = _Kept(_reference_word).__getitem__
"""An id as one word of the index."""


def projector_of(tables: TypeTables) -> Projector:
    """The projector of a type, made when it is first asked for and kept with its tables."""
    made: Projector | None = vars(tables).get(_KEPT_AS)
    if made is None:
        made = vars(tables)[_KEPT_AS] = Projector(tables)
    return made


class Projector:
    """Makes the rows of one type's records."""

    def __init__(self, tables: TypeTables) -> None:
        kind = tables.kind
        self._plain, self._beside = tables.plain.write, tables.beside.write
        self._dates = date_reader(kind)
        self._style = code_numbers(kind, kind.about.style)
        self._category = code_numbers(kind, kind.about.category)
        self._review = Reader(("review",), lambda review: review == "voided")
        self.words = words_reader(kind)
        self.refers = references_reader(kind)

    def rows(self, number: int, values: Mapping[str, Any]) -> Rows:
        """The rows of a record whose row number is `number`; `values` hold the kept fields too."""
        box = box_of(values.get(MAIN))
        return Rows(
            (number, *self._plain(values)),
            (number, *self._beside(values)),
            self.narrow(number, values, box),
            self.words(values),
            self.refers(values),
            box,
        )

    def narrow(self, number: int, values: Mapping[str, Any], box: Box | None) -> tuple[Any, ...] | None:
        """The row of the narrow table; None for a voided record."""
        if self._review(values):
            return None
        return (number, *_middle(box), *self._dates(values), self._style(values), self._category(values))

    def narrow_of(self, numbers: Sequence[int], columns: Columns, boxes: Sequence[Box | None]) -> list[tuple[Any, ...]]:
        """The rows of the narrow table of those that are not voided."""
        count = len(numbers)
        made = zip(
            numbers, map(_middle, boxes), self._dates.of(columns, count), self._style.of(columns, count),
            self._category.of(columns, count), strict=True,
        )  # fmt: skip
        rows = [(number, *middle, *days, style, category) for number, middle, days, style, category in made]
        if "review" not in columns:
            return rows
        return [row for row, voided in zip(rows, self._review.of(columns, count), strict=True) if not voided]


def _middle(box: Box | None) -> tuple[float | None, float | None]:
    return (None, None) if box is None else ((box[0] + box[1]) / 2, (box[2] + box[3]) / 2)


def words_reader(kind: RecordType) -> Gathering:
    """Reads the folded text by which a record is found."""
    searched = [field for field in kind.fields if _is_searched(field)]
    key = _Kept(folded).__getitem__

    def of_a_table(rows: Sequence[Mapping[str, str]]) -> list[str]:
        return [key(text) for row in rows for text in row.values()]

    single = {field.name: key for field in searched if field.kind is not Kind.ROWS}
    several = {field.name: of_a_table for field in searched if field.kind is Kind.ROWS}
    return Gathering(single, several, once=False)


def references_reader(kind: RecordType) -> Gathering:
    """Reads the ids of the records that one names, as words of the index: so it is known who names a record."""
    names = [field for field in kind.fields if field.names_record]

    def of_all(records: Sequence[str]) -> Iterable[str]:
        return map(reference_word, records)

    single = {field.name: reference_word for field in names if field.kind is not Kind.REFERENCES}
    several = {field.name: of_all for field in names if field.kind is Kind.REFERENCES}
    return Gathering(single, several, once=True)


def _is_searched(field: Field) -> bool:
    if field.name == "code":
        return True
    return (
        field.typed and field.sensitivity is not Sensitivity.SEALED and field.kind in (Kind.TEXT, Kind.NOTE, Kind.ROWS)
    )


def code_numbers(kind: RecordType, name: str) -> Reader[int | None]:
    """Reads the position of a field's (first) code in its vocabulary."""
    field = kind.by_name.get(name)
    if field is None or field.vocabulary is None:
        return Reader((), lambda: None)
    numbers = {code: at for at, code in enumerate(field.vocabulary.all_codes)}
    if field.kind is Kind.CODES:
        return Reader((name,), lambda codes: numbers.get((codes or [""])[0]))
    return Reader((name,), numbers.get)


def date_reader(kind: RecordType) -> Reader[tuple[int | None, int | None]]:
    """Reads the days between which the record is dated: one date, or from the start of one to the end of another."""
    start, end = kind.about.date, kind.about.until
    if not start:
        return Reader((), lambda: (None, None))
    if kind.by_name[start].kind is Kind.INSTANT:
        return Reader((start,), _local_day)
    return Reader((start, end), _span) if end else Reader((start,), _days)


def _span(start: str | None, end: str | None) -> tuple[int | None, int | None]:
    if start is None and end is None:
        return None, None
    first, _ = _days(start)
    _, last = _days(end)
    return NO_DAY_BEFORE if first is None else first, NO_DAY_AFTER if last is None else last


@lru_cache(maxsize=1 << 13)
def _days(text: str | None) -> tuple[int | None, int | None]:
    if text is None:
        return None, None
    first, last = date_columns(text)
    return NO_DAY_BEFORE if first is None else first, NO_DAY_AFTER if last is None else last


def _local_day(text: str | None) -> tuple[int | None, int | None]:
    """The day of a moment, by the clock that it was read from."""
    if text is None:
        return None, None
    day = day_number(read_instant(text).local.date())
    return day, day


def box_of(place: Mapping[str, Any] | None) -> Box | None:
    """West, east, south and north of a place's geometry."""
    geometry = None if place is None else place.get("geometry")
    if geometry is None:
        return None
    data = bytes.fromhex(geometry)
    if data[:5] in _WKB_POINTS:
        x, y = _XY.unpack_from(data, 5)
        return (x, x, y, y) if x == x else None
    west, south, east, north = shapely.from_wkb(data).bounds
    return (west, east, south, north) if west == west else None


def boxes_of(places: Sequence[Mapping[str, Any]]) -> list[Box | None]:
    """The same of many places; of plain points, as most are, in one go."""
    written = [place.get("geometry") for place in places]
    if not all(one is not None and len(one) == _POINT_DIGITS and one.startswith(_POINT_HEAD) for one in written):
        return [box_of(place) for place in places]
    points = np.frombuffer(bytes.fromhex("".join(filter(None, written))), _POINT)["xy"].tolist()
    return [(x, x, y, y) if x == x else None for x, y in points]
