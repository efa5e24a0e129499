"""An edit's payloads lie side by side in one row of journal_change, no longer one below the other in journal_leaf."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_CLASSES = ("public", "partner", "restricted", "sealed")
_AT_ONCE = 2000


def upgrade() -> None:
    """Make the new table of the old one; not a byte that a signature covers changes."""
    op.create_table(
        "journal_change",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("in_commit", sa.Integer, nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("record", sa.String, nullable=False),
        sa.Column("subject", sa.String),
        sa.Column("digests", sa.LargeBinary, nullable=False),
        *[sa.Column(name, sa.LargeBinary) for name in _CLASSES],
    )
    connection = op.get_bind()
    marks = ", ".join("?" * (6 + len(_CLASSES)))
    pending: list[tuple[Any, ...]] = []
    for row in _edits(connection):
        pending.append(row)
        if len(pending) == _AT_ONCE:
            connection.exec_driver_sql(f"INSERT INTO journal_change VALUES ({marks})", pending)
            pending = []
    if pending:
        connection.exec_driver_sql(f"INSERT INTO journal_change VALUES ({marks})", pending)
    op.create_index("journal_change_record", "journal_change", ["type", "record"])
    op.create_index("journal_change_commit", "journal_change", ["in_commit"])
    op.drop_table("journal_leaf")


def _edits(connection: sa.Connection) -> Iterator[tuple[Any, ...]]:
    leaves = connection.exec_driver_sql(
        "SELECT in_commit, change, type, record, subject, sensitivity, digest, body, salt"
        " FROM journal_leaf ORDER BY number"
    )
    for number, (_, edit) in enumerate(groupby(leaves, key=lambda leaf: (leaf[0], leaf[1])), start=1):
        payloads = list(edit)
        commit, _, type_, record, *_ = payloads[0]
        digests = b""
        held: list[bytes | None] = [None] * len(_CLASSES)
        for *_, rank, digest, body, salt in payloads:
            digests += bytes([rank]) + bytes(digest)
            held[rank] = None if body is None else bytes(salt or b"") + bytes(body)
        subject = next((whose for *_, whose, _, _, _, _ in payloads if whose is not None), None)
        yield number, commit, type_, record, subject, digests, *held


def downgrade() -> None:
    """Not offered: the backup that was made before is the way back."""
    raise NotImplementedError
