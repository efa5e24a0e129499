"""Tables written anew, so that nothing of what was erased stays in their pages; the server's log keeps it a while."""

from __future__ import annotations

from sqlalchemy import Connection

from layers.register.engine import ask

_FILLED = (
    "SELECT quote_ident(c.relname) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
    " AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0 ORDER BY 1"
)


def rewrite_tables(connection: Connection) -> None:
    """Write every table that holds anything anew; whoever reads one keeps it from being written."""
    names = ", ".join(name for (name,) in ask(connection, _FILLED))
    if names:
        ask(connection, f"VACUUM (FULL) {names}")
