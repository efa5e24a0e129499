"""What was typed and is not saved yet, kept in the register: never journaled, merged, exported or searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, exc
from sqlcipher3 import dbapi2

from layers.register.engine import patient

PATIENCE_MS = 200
"""Milliseconds that emptying the log waits for those who read an older state."""


@dataclass(frozen=True)
class KeptDraft:
    """One record under the hand as it was typed: the texts by field, and what each rests on.

    `key` tells drafts apart, `record` is empty for a new one, `at` the moment of the last keystroke kept (UTC).
    `carried` are the fields that repeat another record and were typed by nobody.
    """

    key: str
    type: str
    record: str
    texts: Mapping[str, str] = field(repr=False)
    rests: Mapping[str, str] = field(default_factory=dict, repr=False)
    at: str = ""
    carried: Sequence[str] = ()


def keep_draft(connection: Connection, draft: KeptDraft) -> None:
    """Write a draft over what was kept of it before."""
    held = orjson.dumps(
        {"texts": dict(draft.texts), "rests": dict(draft.rests), "carried": sorted(draft.carried)}
    ).decode()
    connection.exec_driver_sql(
        "INSERT INTO local_draft (key, type, record, held, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET held = excluded.held, at = excluded.at",
        (draft.key, draft.type, draft.record, held, draft.at),
    )


def drop_drafts(connection: Connection, keys: Sequence[str]) -> int:
    """Take drafts out; gives how many there were."""
    sql = "DELETE FROM local_draft WHERE key = ?"
    return sum(int(connection.exec_driver_sql(sql, (key,)).rowcount) for key in keys)


def drop_drafts_naming(connection: Connection, records: Sequence[str]) -> None:
    """Take out every draft of these records, and every one that names them."""
    for record in records:
        connection.exec_driver_sql("DELETE FROM local_draft WHERE record = ? OR instr(held, ?) > 0", (record, record))


def read_drafts(connection: Connection) -> Iterator[KeptDraft]:
    """Every draft, the oldest first; one that cannot be read is passed over."""
    for key, type_, record, held, at in connection.exec_driver_sql(
        "SELECT key, type, record, held, at FROM local_draft ORDER BY at, key"
    ):
        found = _read(held)
        if found is not None:
            carried = tuple(found.get("carried", ()))
            yield KeptDraft(key, type_, record, found.get("texts", {}), found.get("rests", {}), at, carried)


def _read(held: Any) -> dict[str, Any] | None:
    try:
        found = orjson.loads(held)
    except (orjson.JSONDecodeError, TypeError):
        return None
    return found if isinstance(found, dict) else None


def empty_log(engine: Engine) -> bool:
    """Bring the write-ahead log in whole and cut it to nothing, so that what was deleted does not lie there either.

    False where somebody reads an older state or writes; it is to be tried again then.
    """
    try:
        with engine.connect() as connection, patient(connection, PATIENCE_MS):
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    except (exc.DBAPIError, dbapi2.Error):
        return False
    return not busy
