"""Many rows into a table: those with the same empty columns together, as a NULL costs the driver more than a value."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from typing import Any

from sqlalchemy import Connection, Table, insert

Row = tuple[Any, ...]


class Inserter:
    """Inserts full rows into one table, in as many statements as there are patterns of empty columns."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection = connection
        self._table = table
        self._names = tuple(column.name for column in table.columns)
        self._statements: dict[tuple[bool, ...], str] = {}

    def insert(self, rows: Iterable[Row]) -> None:
        """Write the rows; each has a value, or None, for every column in the order of the table."""
        groups: dict[tuple[bool, ...], list[Row]] = {}
        for row in rows:
            filled = tuple([cell is not None for cell in row])
            groups.setdefault(filled, []).append(tuple(compress(row, filled)))
        for filled, alike in groups.items():
            self._connection.exec_driver_sql(self._statement(filled), alike)

    def _statement(self, filled: tuple[bool, ...]) -> str:
        """The engine's own INSERT of these columns, by position."""
        found = self._statements.get(filled)
        if found is None:
            chosen = dict.fromkeys(compress(self._names, filled))
            found = str(insert(self._table).compile(dialect=self._connection.dialect, column_keys=list(chosen)))
            self._statements[filled] = found
        return found
