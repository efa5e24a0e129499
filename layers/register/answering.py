"""What a register is asked about its records; each answer is of one unchanging state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Engine

from forensics.catalogue import Catalogue
from forensics.ports import Box, Event, Found, MapColumns, Query, Values
from layers.register import past, reading
from layers.register.codes import last_number
from layers.register.engine import at_one_moment
from layers.register.engine import reading as read_transaction
from layers.register.histories import histories
from layers.register.narrow import column_of_field, columns_of_map
from layers.register.signatories import Signatories
from layers.register.tables import Tables


class Answering(Signatories):
    """What a register does for those who ask; the rest of it is layers.register.register."""

    catalogue: Catalogue
    _engine: Engine
    _tables: Tables

    def at_one_moment(self) -> AbstractContextManager[None]:
        """Whatever this thread reads inside is of one state, and asked at less cost; nothing written inside is seen."""
        return at_one_moment(self._engine)

    def values(self, type_: str, record: str) -> Values | None:
        with read_transaction(self._engine) as connection:
            return reading.read_one(connection, self._tables.types[self.catalogue[type_].name], record)

    def many_values(self, type_: str, records: Sequence[str]) -> dict[str, Values]:
        with read_transaction(self._engine) as connection:
            return reading.read_many(connection, self._tables.types[self.catalogue[type_].name], records)

    def fields_of(
        self, type_: str, names: Sequence[str], other_than: tuple[str, str] = ("", "")
    ) -> list[dict[str, Any]]:
        """These fields of every record of a type, voided ones too; of none that has the field and code `other_than`."""
        tables = self._tables.types[self.catalogue[type_].name]
        with read_transaction(self._engine) as connection:
            return list(reading.read_fields(connection, tables, names, other_than))

    def find(self, name: str, types: Sequence[str] = ()) -> Found:
        with read_transaction(self._engine) as connection:
            return reading.find(connection, self.catalogue, self._tables, name, types)

    def codes(self, type_: str) -> dict[str, str]:
        table = self._tables.types[self.catalogue[type_].name].main.name
        with read_transaction(self._engine) as connection:
            rows = connection.exec_driver_sql(f'SELECT code, id FROM "{table}" WHERE code IS NOT NULL')
            return {str(row[0]): str(row[1]) for row in rows}

    def record_with_code(self, type_: str, code: str) -> str | None:
        with read_transaction(self._engine) as connection:
            return reading.with_code(connection, self._tables.types[self.catalogue[type_].name], code)

    def code_alike(self, type_: str, code: str, record: str | None) -> str | None:
        with read_transaction(self._engine) as connection:
            return reading.code_alike(connection, self._tables.types[self.catalogue[type_].name], code, record)

    def last_number(self, type_: str, prefix: str) -> int:
        with read_transaction(self._engine) as connection:
            return last_number(connection, self._tables.types[self.catalogue[type_].name], prefix)

    def titles(self, records: Iterable[str], likely: Sequence[str] = ()) -> dict[str, Found]:
        with read_transaction(self._engine) as connection:
            return reading.titles(connection, self.catalogue, self._tables, records, likely)

    def select(self, query: Query) -> Iterator[Values]:
        one = self._tables.types[self.catalogue[query.type].name]
        with read_transaction(self._engine) as connection:
            if query.as_of:
                yield from past.select_as_of(connection, self.catalogue, query, self._resolver(connection))
            else:
                yield from reading.select(connection, one, query, self._resolver(connection))

    def count(self, query: Query) -> int:
        one = self._tables.types[self.catalogue[query.type].name]
        with read_transaction(self._engine) as connection:
            if query.as_of:
                found = past.select_as_of(connection, self.catalogue, query, self._resolver(connection))
                return sum(1 for _ in found)
            return reading.count(connection, one, query, self._resolver(connection))

    def search(self, text: str, types: Sequence[str] = (), limit: int = 50) -> list[Found]:
        with read_transaction(self._engine) as connection:
            return reading.search(connection, self.catalogue, self._tables, text, types, limit)

    def referring(self, record: str, type_: str, *, voided: bool = False) -> list[Found]:
        with read_transaction(self._engine) as connection:
            return reading.referring(connection, self.catalogue, self._tables, record, type_, voided=voided)

    def naming(self, records: Sequence[str], types: Sequence[str]) -> list[Found]:
        """The records of these types, voided ones left out, that name any of several records in any field."""
        with read_transaction(self._engine) as connection:
            return reading.naming(connection, self.catalogue, self._tables, records, types)

    def history(self, record: str) -> list[Event]:
        with read_transaction(self._engine) as connection:
            return past.history(connection, record)

    def histories(self, type_: str, records: Sequence[str]) -> dict[str, list[Event]]:
        """The same of many records of a type, without reasons and clocks."""
        with read_transaction(self._engine) as connection:
            return histories(connection, type_, records)

    def map_columns(self, type_: str) -> MapColumns:
        with read_transaction(self._engine) as connection:
            return columns_of_map(connection, self.catalogue, self.catalogue[type_])

    def field_column(self, type_: str, name: str) -> Any:
        """One field of all records of a type, in the order of `map_columns`: numbers (NaN for none), else texts."""
        kind = self.catalogue[type_]
        with read_transaction(self._engine) as connection:
            return column_of_field(connection, kind, kind.field(name))

    def rows_to_ids(self, type_: str, rows: Sequence[int]) -> list[str]:
        table = self._tables.types[self.catalogue[type_].name].main.name
        with read_transaction(self._engine) as connection:
            found: dict[int, str] = {}
            for start in range(0, len(rows), 1000):
                chunk = tuple(int(row) for row in rows[start : start + 1000])
                marks = ", ".join("?" * len(chunk))
                sql = f'SELECT _row, id FROM "{table}" WHERE _row IN ({marks})'
                found.update((int(row), record) for row, record in connection.exec_driver_sql(sql, chunk))
            return [found[int(row)] for row in rows if int(row) in found]

    def ids_to_rows(self, type_: str, ids: Sequence[str]) -> dict[str, int]:
        """Id to row number for those of `ids` that are there."""
        with read_transaction(self._engine) as connection:
            return reading.row_numbers(connection, self._tables.types[self.catalogue[type_].name], ids)

    def shapes(self, type_: str, part: str = "", bbox: Box | None = None) -> Iterator[tuple[int, bytes]]:
        kind = self.catalogue[type_]
        one = self._tables.types[kind.name]
        field = next(place for place in kind.places if place.part == part)
        side = "a" if field.sensitivity.apart else "m"
        where, parameters = reading.condition(one, Query(kind.name, bbox=bbox), self._no_resolver)
        sql = (
            f'SELECT m._row, {side}."{field.name}" FROM {one.joined}'
            f' WHERE {side}."{field.name}" IS NOT NULL AND {where}'
        )
        with read_transaction(self._engine) as connection:
            for number, data in connection.exec_driver_sql(sql, tuple(parameters)):
                yield int(number), bytes(data)

    def resolver(self, connection: Connection) -> reading.Resolver:
        """Finds records by their names on a connection that is open."""
        return self._resolver(connection)

    def _resolver(self, connection: Connection) -> reading.Resolver:
        def resolve(name: str, types: Sequence[str]) -> str:
            return reading.find(connection, self.catalogue, self._tables, name, types).id

        return resolve

    @staticmethod
    def _no_resolver(name: str, types: Sequence[str]) -> str:
        raise AssertionError("no reference is asked for here")
