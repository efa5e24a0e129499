"""The graph of the journal's commits, read from their headers."""

from __future__ import annotations

from sqlalchemy import Connection

from forensics.journal import Header, JournalBroken
from forensics.merging import Ancestry, History
from layers.register.blobs import as_bytes
from layers.register.engine import ask


def read_history(connection: Connection) -> History:
    """Who had seen whom, by all commits; one whose header cannot be read follows none, and is for `verify` to name."""
    numbers: dict[str, int] = {}
    names: dict[int, str] = {}
    parents: dict[int, list[int]] = {}
    for number, name, raw in ask(
        connection, "SELECT number, hash, CAST(header AS BLOB) FROM journal_commit ORDER BY number"
    ):
        numbers[str(name)], names[int(number)] = int(number), str(name)
        parents[int(number)] = [numbers[one] for one in _parents(raw) if one in numbers]
    return History(Ancestry(parents), names)


def history_at_hand(connection: Connection) -> History:
    """The same, kept with the connection as long as nothing was written."""
    known = ask(connection, "SELECT count(*), max(hash) FROM journal_commit").fetchone()
    held = connection.info.get(_HISTORY)
    if held is None or held[0] != known:
        held = connection.info[_HISTORY] = (known, read_history(connection))
    found: History = held[1]
    return found


_HISTORY = "history"
"""Under which name a connection holds the graph that was last read on it."""


def _parents(raw: object) -> tuple[str, ...]:
    try:
        return Header.from_bytes(as_bytes(raw)).parents
    except JournalBroken:
        return ()
