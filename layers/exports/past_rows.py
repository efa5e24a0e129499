"""The records of an earlier moment, laid into temporary tables of the same columns, so that one SQL exports both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from forensics.catalogue import RecordType
from layers.register.columns import Layout
from layers.register.tables import TypeTables

_AT_ONCE = 500


def main_of(kind: RecordType, as_of: str) -> str:
    """The table that holds the public and partner fields of a type now, or of the moment that was laid out."""
    return f'temp."past_{kind.name}"' if as_of else f'main."{kind.name}"'


def apart_of(kind: RecordType, as_of: str) -> str:
    """The table of the stricter fields."""
    return f'temp."past_{kind.name}_restricted"' if as_of else f'main."{kind.name}_restricted"'


def fill_past(connection: Connection, tables: TypeTables, records: Iterable[Mapping[str, Any]]) -> None:
    """Lay records of a type out as the register would keep them, in the order of their ids."""
    main, apart = main_of(tables.kind, "past"), apart_of(tables.kind, "past")
    _make(connection, main, "_row INTEGER PRIMARY KEY", tables.plain)
    _make(connection, apart, "_row INTEGER PRIMARY KEY, id TEXT", tables.strict)
    waiting = iter(records)
    while some := list(islice(waiting, _AT_ONCE)):
        plain = {field.name for field in tables.plain.fields}
        mine = [{name: value for name, value in one.items() if name in plain} for one in some]
        rest = [{name: value for name, value in one.items() if name not in plain} for one in some]
        _insert(connection, main, tables.plain, [tables.plain.write(one) for one in mine])
        rows = [(one["id"], *tables.strict.write(left)) for one, left in zip(some, rest, strict=True)]
        _insert(connection, apart, tables.strict, rows, first=("id",))


def _make(connection: Connection, table: str, key: str, layout: Layout) -> None:
    columns = ", ".join([key, *(f'"{name}"' for name in layout.names)])
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    connection.exec_driver_sql(f"CREATE TABLE {table} ({columns})")


def _insert(
    connection: Connection, table: str, layout: Layout, rows: list[tuple[Any, ...]], first: tuple[str, ...] = ()
) -> None:
    names = ", ".join(f'"{name}"' for name in (*first, *layout.names))
    marks = ", ".join("?" * (len(first) + len(layout.names)))
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
