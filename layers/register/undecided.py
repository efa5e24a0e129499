"""Of which fields a person has something to decide: noted with what a merge or a decision makes of a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson
from sqlalchemy import Connection

from layers.register.engine import ask


def note_undecided(
    connection: Connection, type_: str, records: Sequence[str], fields: Iterable[tuple[str, str]]
) -> None:
    """Note (record, field) of what a person has to decide about these records, in place of what was noted of them."""
    listed = orjson.dumps(records).decode()
    ask(connection, "DELETE FROM journal_undecided WHERE record IN (SELECT value FROM json_each(?))", (listed,))
    for record, name in fields:
        sql = "INSERT INTO journal_undecided (record, field, type) VALUES (?, ?, ?)"
        ask(connection, sql, (record, name, type_))


def is_undecided(connection: Connection, record: str) -> bool:
    """Whether anything about a record waits for a person."""
    return ask(connection, "SELECT 1 FROM journal_undecided WHERE record = ? LIMIT 1", (record,)).fetchone() is not None


def undecided_of(connection: Connection, record: str) -> frozenset[str]:
    """The fields of a record about which something is undecided."""
    return frozenset(
        str(name) for (name,) in ask(connection, "SELECT field FROM journal_undecided WHERE record = ?", (record,))
    )


def all_undecided(connection: Connection) -> dict[tuple[str, str], frozenset[str]]:
    """By type and id of a record the fields about which something is undecided, in the order of both."""
    found: dict[tuple[str, str], set[str]] = {}
    sql = "SELECT type, record, field FROM journal_undecided ORDER BY type, record, field"
    for type_, record, name in ask(connection, sql):
        found.setdefault((str(type_), str(record)), set()).add(str(name))
    return {one: frozenset(names) for one, names in found.items()}
