"""A record's second row lies under the same number as its first, and is found by it and no longer by its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0003"
down_revision = "0002"

_SECOND = "_restricted"
_TYPES: Mapping[str, type[TypeEngine[Any]]] = {
    "VARCHAR": sa.String, "DOUBLE": sa.Double, "INTEGER": sa.Integer, "BLOB": sa.LargeBinary,
}  # fmt: skip


def upgrade() -> None:
    """Make each second table anew, in the order of the first."""
    connection = op.get_bind()
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    names = set(map(str, found))
    for name in sorted(names):
        main = name.removesuffix(_SECOND)
        if main != name and main in names:
            _number(connection, main, name)


def _number(connection: sa.Connection, main: str, name: str) -> None:
    run = connection.exec_driver_sql
    columns = [(str(row[1]), _TYPES[str(row[2])]) for row in run(f'PRAGMA table_info("{name}")')]
    listed = ", ".join(f'"{column}"' for column, _ in columns)
    of_a = ", ".join(f'a."{column}"' for column, _ in columns)
    run(f'ALTER TABLE "{name}" RENAME TO "{name}_before"')
    op.create_table(
        name,
        sa.Column("_row", sa.Integer, primary_key=True),
        *[sa.Column(column, type_) for column, type_ in columns],
    )
    run(
        f'INSERT INTO "{name}" (_row, {listed}) SELECT m._row, {of_a} FROM "{main}" m'
        f' JOIN "{name}_before" a ON a.id = m.id ORDER BY m._row'
    )
    # a row of no record stays, for `verify` to name: under a number that no record will have
    run(
        f'INSERT INTO "{name}" (_row, {listed}) SELECT -a.rowid, {of_a} FROM "{name}_before" a'
        f' WHERE NOT EXISTS (SELECT 1 FROM "{main}" m WHERE m.id = a.id)'
    )
    run(f'DROP TABLE "{name}_before"')


def downgrade() -> None:
    """Not offered: the backup that was made before is the way back."""
    raise NotImplementedError
