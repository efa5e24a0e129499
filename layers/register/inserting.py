"""Many records into their tables: what follows from which fields they have is worked out once for all that are alike.

A NULL costs the driver more than a value, so a statement names the filled columns alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, insert

from layers.register.columns import Layout, is_kept_as_it_is

Row = tuple[Any, ...]
Names = tuple[str, ...]


class Inserter:
    """Inserts rows into one table, in as many statements as there are sets of filled columns."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection = connection
        self._table = table
        self._names = tuple(column.name for column in table.columns)
        self._statements: dict[Names, str] = {}
        self._pending: dict[Names, list[Row]] = {}

    def add(self, columns: Names, cells: Row) -> None:
        """Take in a row that has just these columns."""
        rows = self._pending.get(columns)
        if rows is None:
            rows = self._pending[columns] = []
        rows.append(cells)

    def add_full(self, row: Row) -> None:
        """Take in a row that has a value, or None, for every column in the order of the table."""
        filled = [cell is not None for cell in row]
        self.add(tuple(compress(self._names, filled)), tuple(compress(row, filled)))

    def flush(self) -> None:
        """Write what was taken in."""
        pending, self._pending = self._pending, {}
        for columns, rows in pending.items():
            self._connection.exec_driver_sql(self._statement(columns), rows)

    def _statement(self, columns: Names) -> str:
        """The engine's own INSERT of these columns, by position."""
        found = self._statements.get(columns)
        if found is None:
            place = {name: at for at, name in enumerate(self._names)}
            ordered = sorted(columns, key=place.__getitem__)
            if list(columns) != ordered:
                raise ValueError(f"columns out of the order of {self._table.name}: {columns}")
            statement = insert(self._table).compile(dialect=self._connection.dialect, column_keys=ordered)
            found = self._statements[columns] = str(statement)
        return found


class FilledColumns:
    """The filled columns of one table for records that have the same fields, and how their cells are read."""

    def __init__(self, first: str, layout: Layout, fields: Sequence[str]) -> None:
        given = set(fields)
        self._columns: Names = (first,)
        self._writers: list[tuple[str, Callable[[Any], Row]]] = []
        runs: list[tuple[str, ...]] = []
        simple: list[str] = []
        for one in layout.columns:
            name = one.field.name
            if name not in given:
                continue
            self._columns += one.names
            if is_kept_as_it_is(one):
                simple.append(name)
            else:
                runs.append(tuple(simple))
                simple = []
                self._writers.append((name, one.write))
        runs.append(tuple(simple))
        self._runs = [_getter(run) for run in runs]
        self._may_be_empty = any(len(one.names) > 1 and one.field.name in given for one in layout.columns)

    def of(self, first: Any, values: Mapping[str, Any]) -> tuple[Names, Row]:
        """The filled columns and their cells, the key first."""
        cells: list[Any] = [first]
        for run, (name, write) in zip(self._runs, self._writers, strict=False):
            cells += run(values)
            cells += write(values[name])
        cells += self._runs[-1](values)
        if not self._may_be_empty:
            return self._columns, tuple(cells)
        filled = [cell is not None for cell in cells]
        return tuple(compress(self._columns, filled)), tuple(compress(cells, filled))


def _getter(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], Row]:
    if not names:
        return lambda values: ()
    if len(names) == 1:
        only = names[0]
        return lambda values: (values[only],)
    return itemgetter(*names)
