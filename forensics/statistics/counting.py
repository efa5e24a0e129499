"""How a number that a mission publishes is declared: a key, a rule in one sentence, and a function over records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

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


@dataclass(frozen=True)
class Statistic:
    """One number or table: `type` is what it counts, `reads` the fields that it looks at, by type.

    Where records of the type do not leave, cells of a table below the least number are suppressed, and with `persons`
    a single number too. `summed` tables add up to a published number; `names` is the type whose codes are the keys.
    `own` is a number of the mission's own work, which rests on no consent; others leave out what none covers.
    `open` tells of finished work that everybody may know of as a whole, though no record of it leaves.
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


def number_of(type_: str) -> Callable[[Records], Figure]:
    """Counts the records of a type."""
    return lambda records: Figure(sum(1 for _ in records.rows(type_, "id")))


def by_code(type_: str, name: str) -> Callable[[Records], Figure]:
    """Counts the records of a type by the code in a field."""

    def count(records: Records) -> Figure:
        found = Counter(code for (code,) in records.rows(type_, name))
        unknown = found.pop(None, 0)
        return Figure(table(found), unknown)

    return count


def by_two_codes(type_: str, first: str, second: str) -> Callable[[Records], Figure]:
    """Counts the records of a type by the codes in two fields."""

    def count(records: Records) -> Figure:
        return crossed((one, other, 1) for one, other in records.rows(type_, first, second))

    return count


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
