"""No two records of a type come to share a code here: held inside the transaction, since two programs may write.

A merge may still bring equal codes; those that stand already refuse nothing, and are a problem until one is changed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from forensics.changes import CodeTaken
from layers.register.engine import ask
from layers.register.tables import TypeTables

_LONGEST_NUMBER = 9
"""Digits of a running number; a longer one was typed for another purpose, and numbering does not go on from it."""


def refuse_taken(connection: Connection, one: TypeTables, first_new: int, recoded: Sequence[str]) -> None:
    """Raise CodeTaken where a row from `first_new` on, or a record of `recoded`, has the code of another record."""
    table = one.main.name
    other = f'FROM "{table}" n JOIN "{table}" o ON o.code = n.code AND o._row <> n._row WHERE'
    found = ask(connection, f"SELECT n.code {other} n._row >= ? LIMIT 1", (first_new,)).fetchone()
    for record in recoded:
        if found is None:
            found = ask(connection, f"SELECT n.code {other} n.id = ? LIMIT 1", (record,)).fetchone()
    if found is not None:
        raise CodeTaken("The code “{code}” is taken by another record.", code=found[0])


def last_number(connection: Connection, one: TypeTables, prefix: str) -> int:
    """The largest running number that follows `prefix` in a code; 0 where there is none."""
    found = connection.exec_driver_sql(
        f'SELECT max(CAST(substr(code, ?1) AS INTEGER)) FROM "{one.main.name}" WHERE code >= ?2 AND code < ?3'
        " AND length(code) BETWEEN ?1 AND ?4 AND substr(code, ?1) NOT GLOB '*[^0-9]*'",
        (len(prefix) + 1, prefix, prefix + "\U0010ffff", len(prefix) + _LONGEST_NUMBER),
    ).scalar()
    return int(found or 0)
