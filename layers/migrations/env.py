"""Alembic's entry: runs the steps on the connection that layers.register.migrating gives, in its transaction."""

from __future__ import annotations

from alembic import context

VERSION_TABLE = "local_schema"


def run() -> None:
    """Run the steps that are asked for."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, version_table=VERSION_TABLE, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


if hasattr(context, "_proxy") and context._proxy is not None:
    run()
