"""How a number that a mission publishes is declared: a key, a rule in one sentence, and a function over records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from forensics.dates import month_of
from forensics.messages import Message

Value = int | float | None | Mapping[str, Any]
"""A number, a table of numbers by codes (one level or two), or None where it cannot be told."""


UNITS = "*units"
"""Stands in `reads` for the fields of a settlement that hold its administrative units."""


class Records(Protocol):
    """The records that are counted: those that are asked for, voided ones left out."""

    @property
    def units(self) -> Mapping[int, str]:
        """The fields of a settlement that hold its administrative units, by level, 1 the largest."""
        ...

    def rows(self, type_: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """These fields of every record of a type as canonical values, None where empty; each field was declared."""
        ...

    def around(self, type_: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """The same of all records, also of those that are not asked for: to look up what counted ones refer to."""
        ...


@dataclass(frozen=True)
class Figure:
    """What was counted, and how many records could not be counted because they lack what the rule asks for.

    `rests_on` is how many were counted, where the value is a rate of them.
    """

    value: Value
    unknown: int = 0
    rests_on: int | None = None


Cell = tuple[str, tuple[str, ...] | None, int]
"""What one record adds to a table: its id, the codes of the cell (None: unknown), and how much."""


@dataclass(frozen=True)
class Tabled:
    """Counts a table as the sum of what each record adds to it, so that every cell can name its records."""

    cells: Callable[[Records], Iterator[Cell]]

    def __call__(self, records: Records) -> Figure:
        return summed_up(self.cells(records))


def summed_up(cells: Iterable[Cell]) -> Figure:
    """The table of one level or two that these cells add up to."""
    found: Counter[tuple[str, ...]] = Counter()
    unknown = 0
    for _, path, weight in cells:
        if path is None:
            unknown += weight
        else:
            found[path] += weight
    value: dict[str, Any] = {}
    for path in sorted(found):
        if len(path) == 1:
            value[path[0]] = found[path]
        else:
            value.setdefault(path[0], {})[path[1]] = found[path]
    return Figure(value, unknown)


@dataclass(frozen=True)
class Statistic:
    """One number or table: `type` is what it counts, `reads` the fields that it looks at, by type.

    Where records of the type do not leave, cells of a table below the least number are suppressed, and with `persons`
    a single number too. `summed` tables add up to a published number; `names` is the type whose codes are the keys.
    `own` is a number of the mission's own work, which rests on no consent; others leave out what none covers.
    `open` tells of finished work that everybody may know of as a whole, though no record of it leaves.
    `words` name keys that are a code of no field which it reads.
    """

    key: str
    label: Message
    unit: Message
    rule: Message
    type: str
    reads: Mapping[str, tuple[str, ...]]
    count: Callable[[Records], Figure]
    persons: bool = False
    summed: bool = True
    names: str = ""
    own: bool = False
    open: bool = False
    words: Mapping[str, Message] = field(default_factory=dict)

    @property
    def cells(self) -> Callable[[Records], Iterator[Cell]] | None:
        """What each record adds to the table; None for a number that is no sum of what records add."""
        return self.count.cells if isinstance(self.count, Tabled) else None


def number_of(type_: str) -> Callable[[Records], Figure]:
    """Counts the records of a type."""
    return lambda records: Figure(sum(1 for _ in records.rows(type_, "id")))


def by_code(type_: str, name: str) -> Tabled:
    """Counts the records of a type by the code in a field."""

    def cells(records: Records) -> Iterator[Cell]:
        for id_, code in records.rows(type_, "id", name):
            yield id_, None if code is None else (code,), 1

    return Tabled(cells)


def by_two_codes(type_: str, first: str, second: str) -> Tabled:
    """Counts the records of a type by the codes in two fields."""

    def cells(records: Records) -> Iterator[Cell]:
        for id_, one, other in records.rows(type_, "id", first, second):
            yield id_, None if one is None or other is None else (one, other), 1

    return Tabled(cells)


def by_month(type_: str, name: str) -> Tabled:
    """Counts the records of a type by the month in which a date lies for certain."""

    def cells(records: Records) -> Iterator[Cell]:
        for id_, date in records.rows(type_, "id", name):
            month = month_of(date)
            yield id_, None if month is None else (month,), 1

    return Tabled(cells)


def crossed(cells: Iterable[tuple[str | None, str | None, int]]) -> Figure:
    """A table of two levels from cells with their weight; a cell that lacks a code is unknown."""
    found: dict[str, Counter[str]] = {}
    unknown = 0
    for first, second, weight in cells:
        if first is None or second is None:
            unknown += weight
        else:
            found.setdefault(first, Counter())[second] += weight
    return Figure({first: table(row) for first, row in sorted(found.items())}, unknown)


def table(found: Mapping[Any, int]) -> dict[str, int]:
    """A table in the order of its codes."""
    return {str(code): found[code] for code in sorted(found)}


def settlements_of(records: Records) -> dict[str, dict[Any, str | None]]:
    """Id to code and to the administrative units by level."""
    levels = records.units
    rows = records.around("settlement", "id", "code", *levels.values())
    return {id_: {"code": code, **dict(zip(levels, units, strict=True))} for id_, code, *units in rows}
