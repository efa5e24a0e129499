"""From a record's canonical values to its rows: one function for writing, rebuilding and verifying."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import shapely

from forensics.catalogue import MAIN, RecordType
from forensics.dates import date_columns, day_number
from forensics.fields import Field, Kind, Sensitivity
from forensics.folding import folded
from forensics.instants import read_instant
from layers.register.tables import NO_DAY_AFTER, NO_DAY_BEFORE, TypeTables

_WKB_POINTS = (b"\x01\x01\x00\x00\x00", b"\x01\xe9\x03\x00\x00")
_XY = struct.Struct("<dd")
_KEPT_AS = "_projector"


class Rows(NamedTuple):
    """The rows of one record; `narrow` is None for a voided one, `box` (west, east, south, north) without a place."""

    main: tuple[Any, ...]
    apart: tuple[Any, ...]
    narrow: tuple[Any, ...] | None
    words: str
    refers: str
    box: tuple[float, float, float, float] | None


def reference_word(record: str) -> str:
    """An id as one word of the index."""
    return record.replace("-", "")


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
        self._tables = tables
        self._plain, self._strict = tables.plain.write, tables.strict.write
        self._dates = date_reader(kind)
        self._style = code_numbers(kind, kind.about.style)
        self._category = code_numbers(kind, kind.about.category)
        self._references = [(field.name, field.kind is Kind.REFERENCES) for field in kind.fields if field.names_record]
        self.words = words_reader(kind)

    def rows(self, number: int, values: Mapping[str, Any]) -> Rows:
        """The rows of a record whose row number is `number`; `values` hold the kept fields too."""
        box = box_of(values.get(MAIN))
        return Rows(
            (number, *self._plain(values)),
            (values["id"], *self._strict(values)),
            self.narrow(number, values, box),
            self.words(values),
            self.refers(values),
            box,
        )

    def refers(self, values: Mapping[str, Any]) -> str:
        """The ids of the records that this one names, as words of the index: so it is known who names a record."""
        found: set[str] = set()
        for name, several in self._references:
            if name in values:
                found.update(values[name]) if several else found.add(values[name])
        return " ".join(sorted([reference_word(record) for record in found]))

    def narrow(
        self, number: int, values: Mapping[str, Any], box: tuple[float, float, float, float] | None
    ) -> tuple[Any, ...] | None:
        """The row of the narrow table; None for a voided record."""
        if values.get("review") == "voided":
            return None
        x, y = (None, None) if box is None else ((box[0] + box[1]) / 2, (box[2] + box[3]) / 2)
        return (number, x, y, *self._dates(values), self._style(values), self._category(values))


def words_reader(kind: RecordType) -> Callable[[Mapping[str, Any]], str]:
    """Reads the folded text by which a record is found."""
    searched = [field for field in kind.fields if _is_searched(field)]
    texts = tuple(field.name for field in searched if field.kind is not Kind.ROWS)
    tables = tuple(field.name for field in searched if field.kind is Kind.ROWS)

    def words(values: Mapping[str, Any]) -> str:
        found = [folded(values[name]) for name in texts if name in values]
        for name in tables:
            found += [folded(text) for row in values.get(name, ()) for text in row.values()]
        found.sort()
        return " ".join(found)

    return words


def _is_searched(field: Field) -> bool:
    if field.name == "code":
        return True
    return (
        field.typed and field.sensitivity is not Sensitivity.SEALED and field.kind in (Kind.TEXT, Kind.NOTE, Kind.ROWS)
    )


def code_numbers(kind: RecordType, name: str) -> Callable[[Mapping[str, Any]], int | None]:
    """Reads the position of a field's (first) code in its vocabulary."""
    field = kind.by_name.get(name)
    if field is None or field.vocabulary is None:
        return lambda values: None
    numbers = {code: at for at, code in enumerate(field.vocabulary.all_codes)}
    if field.kind is Kind.CODES:
        return lambda values: numbers.get((values.get(name) or [""])[0])
    return lambda values: numbers.get(values.get(name, ""))


def date_reader(kind: RecordType) -> Callable[[Mapping[str, Any]], tuple[int | None, int | None]]:
    """Reads the days between which the record is dated: one date, or from the start of one to the end of another."""
    start, end = kind.about.date, kind.about.until
    if not start:
        return lambda values: (None, None)
    if kind.by_name[start].kind is Kind.INSTANT:
        return lambda values: _local_day(values.get(start))
    if not end:
        return lambda values: _days(values.get(start))

    def span(values: Mapping[str, Any]) -> tuple[int | None, int | None]:
        if values.get(start) is None and values.get(end) is None:
            return None, None
        first, _ = _days(values.get(start))
        _, last = _days(values.get(end))
        return NO_DAY_BEFORE if first is None else first, NO_DAY_AFTER if last is None else last

    return span


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


def box_of(place: Mapping[str, Any] | None) -> tuple[float, float, float, float] | None:
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
