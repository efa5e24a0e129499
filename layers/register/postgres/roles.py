"""The roles of a mission as roles of the database server; each is named after its database, since a server has many."""

from __future__ import annotations

from typing import Any

ROLES = (
    "lead", "forensic", "medical_expert", "evidence_custodian", "family_liaison", "interviewer", "planner", "analyst",
    "reviewer", "data_protection", "reader",
)  # fmt: skip
_LONGEST = 63
"""Letters of the longest name that PostgreSQL keeps whole."""


def role_of(database: str, role: str) -> str:
    """The name of a mission's role on the server."""
    return f"{database[: _LONGEST - 1 - len(role)]}_{role}"


def create_roles(driver: Any, database: str) -> None:
    """Make the roles that are not there; nobody logs in as one, they are granted to whoever does."""
    named = {role_of(database, role) for role in ROLES}
    listed = "{" + ",".join(f'"{name}"' for name in sorted(named)) + "}"
    there = {name for (name,) in driver.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(?)", (listed,))}
    for name in sorted(named - there):
        driver.execute(f'CREATE ROLE "{name}" NOLOGIN')
