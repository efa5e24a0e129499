"""Many records into their tables: what follows from which fields they have is worked out once for all that are alike.

A NULL costs the driver more than a value, so a statement names the filled columns alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection

from layers.register.columns import Cell, Columns, Layout

Row = tuple[Any, ...]
Names = tuple[str, ...]
Take = Callable[[Mapping[str, Any]], Row]


class Inserter:
    """Inserts rows into one table, in as many statements as there are sets of filled columns."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._table = table
        self._pending: dict[Names, list[Row]] = {}

    def add(self, columns: Names, cells: Row) -> None:
        """Take in a row that has just these columns."""
        rows = self._pending.get(columns)
        if rows is None:
            rows = self._pending[columns] = []
        rows.append(cells)

    def flush(self) -> None:
        """Write what was taken in."""
        pending, self._pending = self._pending, {}
        for columns, rows in pending.items():
            named, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
            self._connection.exec_driver_sql(f'INSERT INTO "{self._table}" ({named}) VALUES ({marks})', rows)


def shape_of(values: Mapping[str, Any], in_parts: Iterable[str]) -> tuple[Names, ...]:
    """What records that fill the same columns share: their fields, and the parts of those fields that have parts."""
    return (tuple(values), *[tuple(values[name]) for name in in_parts if name in values])


class _Group(NamedTuple):
    """Cells taken from one mapping, the record's values or the parts of the value of `field`: as it is, then made."""

    field: str
    columns: Names
    take: Take
    made: tuple[tuple[str, Cell], ...]


class FilledColumns:
    """The columns of one table that are filled by records of the same shape, and how their cells are made."""

    def __init__(self, first: str, layout: Layout, alike: Mapping[str, Any]) -> None:
        filled = [one for one in layout.columns if one.field.name in alike]
        whole = [(one.field.name, one.names[0], one.cells[0]) for one in filled if not one.parts]
        self._groups = [_group("", whole), *[_parts_of(one, alike[one.field.name]) for one in filled if one.parts]]
        self.names: Names = (first, *[name for group in self._groups for name in group.columns])

    def cells(self, first: Any, values: Mapping[str, Any]) -> Row:
        """The cells of a record's filled columns, the key first."""
        found = [first]
        for field, _, take, made in self._groups:
            held = values[field] if field else values
            found += take(held)
            found += [make(held[key]) for key, make in made]
        return tuple(found)


def _parts_of(columns: Columns, alike: Mapping[str, Any]) -> _Group:
    parts = zip(columns.parts, columns.names, columns.cells, strict=True)
    return _group(columns.field.name, [part for part in parts if part[0] in alike])


def _group(field: str, columns: list[tuple[str, str, Cell | None]]) -> _Group:
    as_it_is = [(key, name) for key, name, make in columns if make is None]
    made = [(key, name, make) for key, name, make in columns if make is not None]
    names = (*[name for _, name in as_it_is], *[name for _, name, _ in made])
    return _Group(field, names, _getter([key for key, _ in as_it_is]), tuple([(key, make) for key, _, make in made]))


def _getter(names: Sequence[str]) -> Take:
    if len(names) < 2:
        return lambda values: tuple([values[name] for name in names])
    return itemgetter(*names)
