"""Values that are this copy's own: never merged, never exported, never evidence."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection


def set_local(connection: Connection, name: str, value: Any) -> None:
    """Keep a value that is this copy's own."""
    connection.exec_driver_sql("DELETE FROM local_value WHERE name = ?", (name,))
    connection.exec_driver_sql(
        "INSERT INTO local_value (name, held) VALUES (?, ?)", (name, orjson.dumps(value).decode())
    )


def get_local(connection: Connection, name: str) -> Any:
    """A value that is this copy's own, or None."""
    held = connection.exec_driver_sql("SELECT held FROM local_value WHERE name = ?", (name,)).scalar()
    return None if held is None else orjson.loads(held)
