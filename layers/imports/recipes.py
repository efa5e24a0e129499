"""Where the value of a field comes from in a row: said by a person, by the description of a source, or by a match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

_NAMED = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Finding:
    """One way to find the record that a row speaks of: a column holds its number in a system, or a field's value."""

    column: str
    number_of: str = ""
    field: str = ""


@dataclass(frozen=True)
class Recipe:
    """How one field gets its value; a column that is blank gives none.

    `column` holds the text; `codes` says what a text of it stands for, and `others` what becomes of the rest (refuse,
    leave). `value` is the same for every row, `beside` a column that must not be blank for it. Of dates, `until` is
    the column of a span's end, and `open_before` and `open_after` columns that say yes where the date is a bound.
    `not_under` and `not_over` are columns that a number may not fall below or rise above: where it does, it is left
    out. `find` finds a record, in turn. `rows` are templates of a table's cells. Of places, `x` and `y` are columns
    (east or longitude, north or latitude), `shape` says that the row's own geometry is it, `parts` are columns of what
    stands beside a geometry; `stricter` takes a class of sensitivity only where it is stricter than the record has,
    `words` are columns that are told line by line, `days` says that a number counts days as spreadsheets do.
    `unlike` are kinds of geometry that another field of the record takes from the same rows.
    """

    column: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    others: str = "refuse"
    value: str = ""
    beside: str = ""
    until: str = ""
    open_before: str = ""
    open_after: str = ""
    not_under: str = ""
    not_over: str = ""
    find: tuple[Finding, ...] = ()
    named: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()
    x: str = ""
    y: str = ""
    shape: bool = False
    unlike: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    stricter: bool = False
    words: tuple[str, ...] = ()
    days: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads, each once."""
        listed = [self.column, self.until, self.y, self.x, *(one.column for one in self.find)]
        listed += [self.beside, self.open_before, self.open_after, self.not_under, self.not_over]
        listed += [*self.named, *self.parts.values(), *self.words]
        listed += [name for row in self.rows for text in row.values() for name in columns_in(text)]
        return tuple(dict.fromkeys(filter(None, listed)))

    @property
    def only_parts(self) -> bool:
        """Whether it gives only what stands beside a geometry, and no geometry."""
        return self == Recipe(parts=self.parts)

    @property
    def source(self) -> str:
        """The columns that it reads, to be shown beside the field: latitude first; empty where it reads none."""
        return ", ".join(self.columns)


def columns_in(template: str) -> tuple[str, ...]:
    """The columns that a template such as “UCDP-{id}” names."""
    return tuple(_NAMED.findall(template))


def pieces(template: str) -> Iterator[tuple[str, str]]:
    """A template as pairs of plain text and the column behind it (empty at the end)."""
    at = 0
    for match in _NAMED.finditer(template):
        yield template[at : match.start()], match[1]
        at = match.end()
    yield template[at:], ""


def recipe_of(described: object) -> Recipe:
    """A recipe as the description of a source writes it: a column's name, or a table; ValueError for anything else."""
    if isinstance(described, str):
        return Recipe(column=described)
    if not isinstance(described, dict):
        raise ValueError(f"{described!r} is neither a column nor a table")
    unknown = set(described) - {one.name for one in fields(Recipe)}
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: unknown")
    return Recipe(**{name: _tidy(name, value) for name, value in described.items()})


def _tidy(name: str, value: Any) -> Any:
    if name == "find":
        return tuple(Finding(**one) for one in value)
    if name in ("named", "rows", "unlike"):
        return tuple(value)
    return value
