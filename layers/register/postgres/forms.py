"""What was added to a database, taken out of it or given another form: held to what this version itself makes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from forensics.messages import Message, say
from layers.register.engine import ask
from layers.register.postgres.schema import held_columns, type_of
from layers.register.tables import BOX, FOUND_BY, Tables

_SET_OFF = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name"


def ill_formed_on_server(connection: Connection, tables: Tables) -> Iterator[Message]:
    """Everything in the schema of the register that is not as this version makes it."""
    held, ours = held_columns(connection), _ours(tables)
    for kind, name in ask(connection, _SET_OFF).fetchall():
        yield say("The register holds a {kind} “{name}” that does not belong to it.", kind=kind, name=name)
    for table, columns in held.items():
        own = ours.get(table)
        if own is None:
            yield say("The register holds a {kind} “{name}” that does not belong to it.", kind="table", name=table)
            continue
        for name, type_ in columns.items():
            if own.get(name, type_) != type_ or (name not in own and not _is_made_by_the_server(name, table, own)):
                yield say(
                    "The table {table} holds “{part}”, which does not belong to it.",
                    table=table,
                    part=f"{name} {type_}",
                )
        for name, type_ in own.items():
            if name not in columns:
                yield say("The table {table} lacks “{part}”.", table=table, part=f"{name} {type_}")
    for table in ours:
        if table not in held:
            yield say("The register lacks its {kind} “{name}”.", kind="table", name=table)


def _ours(tables: Tables) -> dict[str, dict[str, str]]:
    """The columns of each table as they are declared, with their types."""
    declared = {
        table.name: {column.name: type_of(column).split(" COLLATE")[0] for column in table.columns}
        for table in tables.metadata.tables.values()
    }
    for one in tables.types.values():
        declared[one.fts] = {FOUND_BY[0]: "bigint", **dict.fromkeys(FOUND_BY[1:], "text")}
        if one.rtree:
            declared[one.rtree] = {BOX[0]: "bigint", **dict.fromkeys(BOX[1:], "double precision")}
    return declared


def _is_made_by_the_server(name: str, table: str, own: dict[str, str]) -> bool:
    """Whether a column is one that the server fills by itself: a shape, a key, a number."""
    return name.removeprefix("_") in own or name in ("found_by", "box", "rowid")
