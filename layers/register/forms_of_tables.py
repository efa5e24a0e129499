"""What was added to the file, taken out of it or given another form: held to what this version itself makes.

Tables called local_* hold no evidence and their rows are not compared; their form is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from forensics.messages import Message, say
from layers.register.engine import is_on_server
from layers.register.tables import Tables, create_all

_OF_THE_ENGINE = frozenset({"sqlite_sequence", "sqlite_stat1", "sqlite_stat4"})
"""Tables that SQLite makes for itself."""

_STATED = "SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY name"


class _Made(NamedTuple):
    """One thing of a schema, and the statement that made it, its blanks evened out."""

    kind: str
    sql: str


def ill_formed(connection: Connection, tables: Tables) -> Iterator[Message]:
    """Everything in the schema of the file that is not as this version makes it."""
    if is_on_server(connection):
        from layers.register.postgres.forms import ill_formed_on_server

        yield from ill_formed_on_server(connection, tables)
        return
    ours, config = _ours(tables)
    found = _made(connection)
    for name, made in found.items():
        own = ours.get(name)
        if own is None or own.kind != made.kind:
            if name not in _OF_THE_ENGINE:
                yield say("The register holds a {kind} “{name}” that does not belong to it.", kind=made.kind, name=name)
        elif made.sql != own.sql:
            yield from _differences(name, made, own)
    for name, own in ours.items():
        if name not in found:
            yield say("The register lacks its {kind} “{name}”.", kind=own.kind, name=name)
    yield from _settings(connection, tables, found, config)


@lru_cache(maxsize=16)
def _ours(tables: Tables) -> tuple[Mapping[str, _Made], list[tuple[object, ...]]]:
    """The schema of a register made now, in memory, and the settings that a search index has from its making."""
    engine = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            create_all(connection, tables)
            one = next(iter(tables.types.values()))
            return _made(connection), _config(connection, one.fts)
    finally:
        engine.dispose()


def _made(connection: Connection) -> dict[str, _Made]:
    rows = connection.exec_driver_sql(_STATED)
    return {str(name): _Made(str(kind), " ".join(str(sql).split())) for kind, name, sql in rows}


def _differences(name: str, made: _Made, own: _Made) -> Iterator[Message]:
    """Which parts of a statement differ; the order of columns does not matter, since later ones are added behind."""
    if made.kind != "table" or made.sql.startswith("CREATE VIRTUAL"):
        yield say("The {kind} “{name}” was made otherwise: {sql}.", kind=made.kind, name=name, sql=made.sql[:200])
        return
    parts, own_parts = _parts(made.sql), _parts(own.sql)
    for part in parts:
        if part not in own_parts:
            yield say("The table {table} holds “{part}”, which does not belong to it.", table=name, part=part[:200])
    for part in own_parts:
        if part not in parts:
            yield say("The table {table} lacks “{part}”.", table=name, part=part[:200])


_PIECES = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[(),]|[^'"(),]+""")


def _parts(sql: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE, and what stands behind its parenthesis."""
    found, depth = [""], 0
    for piece in _PIECES.findall(sql.partition("(")[2]):
        depth += (piece == "(") - (piece == ")")
        if depth < 0 or (piece == "," and depth == 0):
            found.append("")
            depth = max(depth, 0)
        else:
            found[-1] += piece
    return [part.strip() for part in found if part.strip()]


def _settings(
    connection: Connection, tables: Tables, found: Mapping[str, _Made], config: list[tuple[object, ...]]
) -> Iterator[Message]:
    for one in tables.types.values():
        if f"{one.fts}_config" in found and _config(connection, one.fts) != config:
            yield say("The search index {table} is set otherwise than it was made.", table=one.fts)


def _config(connection: Connection, fts: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(f"SELECT k, v FROM {fts}_config ORDER BY k")]
