"""The roles of a mission as roles of the database server; each is named after its database, since a server has many.

Those of `WORKING` read and write the register. The others read what is open of it, and no more, whatever they read it
with: rows of the classes public and partner in the tables of public and partner fields. Nothing else is granted to
them: not the second tables, not the indexes made of them, neither journal nor keys.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from forensics.fields import Sensitivity
from layers.register.engine import ask
from layers.register.tables import Tables

WORKING = (
    "lead", "forensic", "medical_expert", "evidence_custodian", "family_liaison", "reviewer", "data_protection",
)  # fmt: skip
LOOKING = ("interviewer", "planner", "analyst", "reader")
ROLES = (*WORKING, *LOOKING)
_LONGEST = 63
"""Letters of the longest name that PostgreSQL keeps whole."""

_OPEN = ", ".join(f"'{one.value}'" for one in Sensitivity if not one.apart)


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


def grant_rights(connection: Connection, tables: Tables, made: set[str]) -> None:
    """Give the roles their rights on the tables that were made now, and row security to those of records."""
    (database, schema) = ask(connection, "SELECT current_database(), current_schema()").fetchone()
    working, looking = (_quoted(str(database), roles) for roles in (WORKING, LOOKING))
    ask(connection, f'GRANT USAGE ON SCHEMA "{schema}" TO {working}, {looking}')
    for name in sorted(made):
        ask(connection, f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{name}" TO {working}')
    for one in tables.types.values():
        if one.main.name in made:
            ask(connection, f'GRANT SELECT ON "{one.main.name}" TO {looking}')
            ask(connection, f'ALTER TABLE "{one.main.name}" ENABLE ROW LEVEL SECURITY')
            ask(connection, f'CREATE POLICY working ON "{one.main.name}" TO {working} USING (true) WITH CHECK (true)')
            ask(
                connection,
                f'CREATE POLICY looking ON "{one.main.name}" FOR SELECT TO {looking}'
                f" USING (coalesce(sensitivity, '{Sensitivity.PUBLIC.value}') IN ({_OPEN}))",
            )


def _quoted(database: str, roles: tuple[str, ...]) -> str:
    return ", ".join(f'"{role_of(database, role)}"' for role in roles)
