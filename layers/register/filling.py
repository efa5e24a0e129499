"""Records go into the tables of their type, those of one shape together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from forensics.catalogue import MAIN
from layers.register.inserting import FilledColumns, Records, shape_of
from layers.register.projection import box_of, projector_of
from layers.register.statements import Names, Statements
from layers.register.tables import BOX, NARROW, TypeTables


class Writer:
    """Writes the rows of one type's records."""

    def __init__(self, connection: Connection, statements: Statements, tables: TypeTables) -> None:
        self._connection = connection
        self._statements = statements
        self._tables = tables
        self._projector = projector_of(tables)
        self._in_parts = tuple(place.name for place in tables.kind.places)
        self._alike: dict[tuple[Names, ...], tuple[FilledColumns, FilledColumns]] = {}

    def shape(self, values: Mapping[str, Any]) -> tuple[Names, ...]:
        """What records must share to be added together."""
        return shape_of(values, self._in_parts)

    def add(self, numbers: Sequence[int], records: Records, kept: Mapping[str, Sequence[Any]]) -> None:
        """Write records of one shape that are not there yet; `kept` holds, by field, what the register keeps."""
        first = {**records[0], **{name: held[0] for name, held in kept.items()}}
        main, apart = self._columns_of(self.shape(records[0]), first)
        insert, tables, made = self._statements.insert, self._tables, self._projector
        insert(tables.main.name, main.names, main.rows(numbers, records, kept))
        insert(tables.apart.name, apart.names, apart.rows(kept["id"], records, kept))
        words, refers = map(made.words, records), map(made.refers, records)
        insert(tables.fts, ("rowid", "words", "refers"), list(zip(numbers, words, refers, strict=True)))
        boxes = [box_of(values.get(MAIN)) for values in records]
        drawn = map(made.narrow, numbers, records, boxes)
        insert(tables.narrow.name, NARROW, [row for row in drawn if row is not None])
        if tables.rtree:
            placed = zip(numbers, boxes, strict=True)
            insert(tables.rtree, BOX, [(number, *box) for number, box in placed if box is not None])

    def replace(self, number: int, values: Mapping[str, Any]) -> None:
        """Write a record over its older rows."""
        self._statements.wait()
        run = self._connection.exec_driver_sql
        tables = self._tables
        for table in (tables.main.name, tables.narrow.name):
            run(f'DELETE FROM "{table}" WHERE _row = ?', (number,))
        run(f'DELETE FROM "{tables.apart.name}" WHERE id = ?', (values["id"],))
        run(f"DELETE FROM {tables.fts} WHERE rowid = ?", (number,))
        if tables.rtree:
            run(f"DELETE FROM {tables.rtree} WHERE _row = ?", (number,))
        self.add([number], [values], {"id": [values["id"]]})

    def _columns_of(self, shape: tuple[Names, ...], values: Mapping[str, Any]) -> tuple[FilledColumns, FilledColumns]:
        found = self._alike.get(shape)
        if found is None:
            found = self._alike[shape] = (
                FilledColumns("_row", self._tables.plain, values),
                FilledColumns("id", self._tables.strict, values),
            )
        return found
