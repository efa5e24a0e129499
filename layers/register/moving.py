"""A whole register written into an empty one, on whichever engines: every table as it is, the journal first of all.

What a person typed and has not saved stays with them, and so does what is told of the place where a register lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Table

from layers.register.engine import ask
from layers.register.spatial import SpatialIndex
from layers.register.statements import Statements
from layers.register.tables import BOX, FOUND_BY, Tables
from layers.register.values_of_copy import SERVER, WHEREABOUTS, WIPING

_AT_ONCE = 5_000
_STAYS = ("local_draft", "local_schema", "local_value")
_OF_THE_PLACE = (SERVER, WHEREABOUTS, WIPING)

Told = Callable[[int], None]


def copy_whole(home: Connection, connection: Connection, statements: Statements, tables: Tables, told: Told) -> None:
    """Copy all that `home` holds into the tables of `connection`, which are empty; `told` hears how many rows."""
    for table in tables.metadata.sorted_tables:
        if table.name not in _STAYS:
            _copy(home, statements, table.name, _columns(table), _key(table), told)
    for one in tables.types.values():
        _copy(home, statements, one.fts, FOUND_BY, FOUND_BY[0], told)
        if one.rtree:
            index = SpatialIndex(connection, statements, one.rtree)
            for row, *box in ask(home, f"SELECT {', '.join(BOX)} FROM {one.rtree}"):
                index.add((row,), [(box[0], box[1], box[2], box[3])])
            index.settle()
    statements.wait()
    for name, held in ask(home, "SELECT name, held FROM local_value").fetchall():
        if name not in _OF_THE_PLACE:
            ask(
                connection,
                "INSERT INTO local_value (name, held) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET held = excluded.held",
                (name, held),
            )


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


def _key(table: Table) -> str:
    """The column by which a table is read so many rows at a time; none where two make its key."""
    names = [column.name for column in table.primary_key.columns]
    return names[0] if len(names) == 1 else ""


def _copy(home: Connection, statements: Statements, table: str, columns: tuple[str, ...], key: str, told: Told) -> None:
    for rows in _pages(home, table, columns, key):
        statements.insert(table, columns, rows)
        told(len(rows))


def _pages(home: Connection, table: str, columns: tuple[str, ...], key: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table, so many at a time: a server would hand over all of them at once."""
    named = ", ".join(f'"{column}"' for column in columns)
    if not key:
        yield ask(home, f'SELECT {named} FROM "{table}"').fetchall()
        return
    ending = f'ORDER BY "{key}" LIMIT {_AT_ONCE}'
    at = columns.index(key)
    rows = ask(home, f'SELECT {named} FROM "{table}" {ending}').fetchall()
    while rows:
        yield rows
        if len(rows) < _AT_ONCE:
            return
        rows = ask(home, f'SELECT {named} FROM "{table}" WHERE "{key}" > ? {ending}', (rows[-1][at],)).fetchall()
