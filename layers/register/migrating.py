"""Bringing an older register up to the declarations of this version."""

from __future__ import annotations

from sqlalchemy import Connection, inspect
from sqlalchemy.schema import CreateColumn

from layers.register.tables import Tables, create_all


def add_what_is_missing(connection: Connection, tables: Tables) -> list[str]:
    """Make tables and add columns for fields declared since; gives the names of what was added.

    Only optional fields come this way; every other change is an Alembic step (layers/migrations).
    """
    present = set(inspect(connection).get_table_names())
    create_all(connection, tables)
    added: list[str] = []
    for table in tables.metadata.sorted_tables:
        if table.name not in present:
            added.append(table.name)
            continue
        held = {row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{table.name}")')}
        for column in table.columns:
            if column.name not in held:
                definition = CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN {definition}')
                added.append(f"{table.name}.{column.name}")
    return added
