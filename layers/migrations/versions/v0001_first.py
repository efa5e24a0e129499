"""The register as it was first made; layers.register.tables makes it whole, so there is nothing to do."""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing: a register begins with this revision."""


def downgrade() -> None:
    """Nothing: there is none before it."""
