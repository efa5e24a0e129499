"""Which devices wrote the journal: noted with each commit, so that a save looks at no header of those before it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from forensics.journal import Header, JournalBroken
from layers.register.blobs import as_bytes
from layers.register.engine import ask
from layers.register.values_of_copy import WRITERS, get_local, set_local


def writers(connection: Connection) -> frozenset[str]:
    """The devices of all commits; of those that came since the note the headers are looked at."""
    noted = get_local(connection, WRITERS) or {"up_to": 0, "devices": []}
    since = ask(connection, "SELECT header FROM journal_commit WHERE number > ?", (noted["up_to"],))
    return frozenset(noted["devices"]).union(device_of(raw) for (raw,) in since)


def note_writers(connection: Connection, number: int) -> None:
    """Note the devices of all commits as far as this one, which is the newest."""
    set_local(connection, WRITERS, {"up_to": number, "devices": sorted(writers(connection))})


def device_of(raw: Any) -> str:
    """By which device a commit says that it is; empty where its header is none."""
    try:
        return Header.from_bytes(as_bytes(raw)).device
    except JournalBroken:
        return ""
