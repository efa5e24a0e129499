"""Records go into the tables of their type, those of one shape together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from forensics.catalogue import MAIN
from forensics.changes import Columns
from layers.register.engine import ask
from layers.register.inserting import FilledColumns, shape_of
from layers.register.projection import boxes_of, projector_of
from layers.register.spatial import SpatialIndex
from layers.register.statements import Names, Row, Statements
from layers.register.tables import BOX, FOUND_BY, NARROW, TypeTables

New = tuple[Sequence[int], Columns]
"""Numbers of records of one shape, and their values, so that there is one in every column; kept ones too."""

_NUMBER = itemgetter(0)


class Writer:
    """Writes the rows of one type's records."""

    def __init__(self, connection: Connection, statements: Statements, tables: TypeTables) -> None:
        self._connection = connection
        self._statements = statements
        self._tables = tables
        self._projector = projector_of(tables)
        self._spatial = SpatialIndex(connection, statements, tables.rtree) if tables.rtree else None
        self.in_parts = tuple(place.name for place in tables.kind.places)
        self._alike: dict[tuple[Names, ...], tuple[FilledColumns, FilledColumns]] = {}

    def shape(self, values: Mapping[str, Any]) -> tuple[Names, ...]:
        """What records must share to be added together."""
        return shape_of(values, self.in_parts)

    def add(self, groups: Sequence[New]) -> None:
        """Write records that are not there yet, together in the order of their numbers.

        In any other the search index is written to disk whenever a number is smaller than the one before it.
        """
        made, tables = self._projector, self._tables
        found_by: list[Row] = []
        drawn: list[Row] = []
        written: dict[tuple[str, Names], list[Row]] = {}
        for numbers, columns in groups:
            count = len(numbers)
            main, apart = self._columns_of({name: held[0] for name, held in columns.items()})
            written.setdefault((tables.main.name, main.names), []).extend(main.rows(numbers, columns))
            written.setdefault((tables.apart.name, apart.names), []).extend(apart.rows(numbers, columns))
            found_by += zip(numbers, made.words.of(columns, count), made.refers.of(columns, count), strict=True)
            boxes = boxes_of(columns[MAIN]) if MAIN in columns else [None] * count
            drawn += made.narrow_of(numbers, columns, boxes)
            if self._spatial is not None:
                self._spatial.add(numbers, boxes)
        written |= {(tables.fts, FOUND_BY): found_by, (tables.narrow.name, NARROW): drawn}
        for (table, names), rows in written.items():
            if len(groups) > 1:
                rows.sort(key=_NUMBER)
            self._statements.insert(table, names, rows)

    def settle(self) -> None:
        """Write what waited for more of its kind."""
        if self._spatial is not None:
            self._spatial.settle()

    def amend(self, number: int, held: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Write what differs between the values that a record's rows hold and those that they are to hold.

        A click changes a field or two: to write every row and index entry anew would take three times the pages.
        """
        self.settle()
        self._statements.wait()
        tables = self._tables
        before, after = self._projector.rows(number, held), self._projector.rows(number, values)
        self._update(tables.main.name, ("_row", *tables.plain.names), before.main, after.main)
        self._update(tables.apart.name, ("_row", *tables.beside.names), before.apart, after.apart)
        drawn, boxes = (((number, *box) if box else None) for box in (before.box, after.box))
        self._exchange(tables.narrow.name, NARROW, before.narrow, after.narrow)
        self._exchange(tables.fts, FOUND_BY, (number, before.words, before.refers), (number, after.words, after.refers))
        if tables.rtree:
            self._exchange(tables.rtree, BOX, drawn, boxes)

    def _update(self, table: str, columns: Names, before: Row, after: Row) -> None:
        """Give the cells that differ their new values; the first column is the key, which stays."""
        changed = [(name, new) for name, old, new in zip(columns, before, after, strict=True) if old != new]
        if changed:
            cells = ", ".join(f'"{name}" = ?' for name, _ in changed)
            values = (*[new for _, new in changed], after[0])
            ask(self._connection, f'UPDATE "{table}" SET {cells} WHERE "{columns[0]}" = ?', values)

    def _exchange(self, table: str, columns: Names, before: Row | None, after: Row | None) -> None:
        """Put one row of an index in the place of another, where they differ; the first column is the key."""
        if before == after:
            return
        if before is not None:
            ask(self._connection, f'DELETE FROM "{table}" WHERE "{columns[0]}" = ?', (before[0],))
        if after is not None:
            self._statements.insert(table, columns, [after])

    def replace(self, number: int, values: Mapping[str, Any]) -> None:
        """Write a record over its older rows, whatever they hold."""
        self._statements.wait()
        connection, tables = self._connection, self._tables
        for table in (tables.main.name, tables.apart.name, tables.narrow.name):
            ask(connection, f'DELETE FROM "{table}" WHERE _row = ?', (number,))
        ask(connection, f"DELETE FROM {tables.fts} WHERE rowid = ?", (number,))
        if tables.rtree:
            ask(connection, f"DELETE FROM {tables.rtree} WHERE _row = ?", (number,))
        self.add([([number], {name: [value] for name, value in values.items()})])
        self.settle()

    def _columns_of(self, values: Mapping[str, Any]) -> tuple[FilledColumns, FilledColumns]:
        shape = self.shape(values)
        found = self._alike.get(shape)
        if found is None:
            found = self._alike[shape] = (
                FilledColumns("_row", self._tables.plain, values),
                FilledColumns("_row", self._tables.beside, values),
            )
        return found
