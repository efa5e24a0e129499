"""Which devices wrote the journal: noted with each commit, so that a save looks at no header of those before it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from forensics.journal import Header, JournalBroken
from layers.register.blobs import as_bytes
from layers.register.engine import ask
from layers.register.values_of_copy import WRITERS, get_local, set_local


def writers(connection: Connection, other_than: int = 0) -> frozenset[str]:
    """The devices of all commits, or of all but one; of those that came since the note the headers are looked at."""
    noted = get_local(connection, WRITERS)
    if noted is None or (noted["hash"],) != _hash_of(connection, noted["up_to"]):
        noted = {"up_to": 0, "devices": []}
    sql = "SELECT header FROM journal_commit WHERE number > ? AND number <> ?"
    since = ask(connection, sql, (noted["up_to"], other_than))
    return frozenset(noted["devices"]).union(device_of(raw) for (raw,) in since)


def note_writers(connection: Connection, number: int, name: str, device: str) -> None:
    """Note the devices of all commits as far as this one, which is the newest and by this device; `name` is its hash.

    Where another commit has its number later, the note is of another journal and none.
    """
    devices = writers(connection, number) | {device}
    set_local(connection, WRITERS, {"up_to": number, "hash": name, "devices": sorted(devices)})


def _hash_of(connection: Connection, number: int) -> Any:
    return ask(connection, "SELECT hash FROM journal_commit WHERE number = ?", (number,)).fetchone()


def device_of(raw: Any) -> str:
    """By which device a commit says that it is; empty where its header is none."""
    try:
        return Header.from_bytes(as_bytes(raw)).device
    except JournalBroken:
        return ""
