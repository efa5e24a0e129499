"""A register that came from elsewhere: what in its schema would run is refused before anything is read through it."""

from __future__ import annotations

from sqlalchemy import Connection

from layers.errors import ProjectRefused
from layers.register.tables import Tables


def refuse_what_runs(connection: Connection, tables: Tables) -> None:
    """Raise ProjectRefused for triggers, views and virtual tables that are not ours.

    Other tables that are not ours run nothing, and `verify` names them. That expressions in indexes and columns call
    nothing but what is harmless is seen to by `trusted_schema`, which is off on every connection.
    """
    indexes = {name for one in tables.types.values() for name in (one.fts, one.rtree) if name}
    rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").all()
    for kind, name, sql in rows:
        virtual = str(sql or "").lstrip().upper().startswith("CREATE VIRTUAL")
        if kind in ("trigger", "view") or (virtual and name not in indexes):
            raise ProjectRefused(
                "The register holds a {kind} “{name}” that does not belong to it.",
                kind="virtual table" if virtual else str(kind), name=str(name),
            )  # fmt: skip
