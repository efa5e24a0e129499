"""Values that are this copy's own: never merged, never exported, never evidence."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection

from layers.register.engine import ask


def set_local(connection: Connection, name: str, value: Any) -> None:
    """Keep a value that is this copy's own."""
    sql = "INSERT INTO local_value (name, held) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET held = excluded.held"
    ask(connection, sql, (name, orjson.dumps(value).decode()))


def get_local(connection: Connection, name: str) -> Any:
    """A value that is this copy's own, or None."""
    found = ask(connection, "SELECT held FROM local_value WHERE name = ?", (name,)).fetchone()
    return None if found is None else orjson.loads(found[0])
