"""Connections of psycopg that take the register's statements and raise the register's errors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from psycopg import sql as composed
from sqlcipher3 import dbapi2

from layers.register.postgres.wording import spoken

BUSY_MS = 10_000
"""How long a writer waits for another one, as on the embedded engine."""


class ServerRefused(psycopg.DatabaseError, dbapi2.DatabaseError):  # type: ignore[misc]
    """What the server would not do."""


class ServerFailed(psycopg.OperationalError, dbapi2.OperationalError):  # type: ignore[misc]
    """What the server could not do: it was away, busy or full."""


class ServerIntegrity(psycopg.IntegrityError, dbapi2.IntegrityError):  # type: ignore[misc]
    """What the schema refused."""


class SpokenCursor(psycopg.RawCursor[tuple[Any, ...]]):
    """A cursor that is given statements in SQLite's words."""

    def __iter__(self) -> Iterator[tuple[Any, ...]]:  # type: ignore[override]
        return iter(self.fetchall())  # all is at hand already, and one by one takes longer

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Run one statement; nothing where this engine has no need of it."""
        if not isinstance(query, str):
            return super().execute(query, params, **options)
        said = spoken(query)
        if not said.sql:
            return self
        try:
            return super().execute(said.sql, said.bound(params) if params else None, **options)
        except psycopg.Error as failed:
            raise of_the_register(failed) from failed


class SpokenConnection(psycopg.Connection[tuple[Any, ...]]):
    """A connection whose cursors are given statements in SQLite's words."""

    def interrupt(self) -> None:
        """End what runs on it, from another thread."""
        self.cancel()

    def copy_rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Write many rows at once."""
        into = composed.SQL("COPY {} ({}) FROM STDIN").format(
            composed.Identifier(table), composed.SQL(", ").join(map(composed.Identifier, columns))
        )
        try:
            with self.cursor() as cursor, cursor.copy(into) as copy:
                for row in rows:
                    copy.write_row(row)
        except psycopg.Error as failed:
            raise of_the_register(failed) from failed


def connect(address: str, *, read_only: bool = False) -> SpokenConnection:
    """A connection to the register of a database, with `read_only` one that writes nothing; raises ServerFailed."""
    try:
        connection = SpokenConnection.connect(
            address, autocommit=True, cursor_factory=SpokenCursor, connect_timeout=10, application_name="taphos"
        )
    except psycopg.Error as failed:
        raise of_the_register(failed) from failed
    try:
        connection.execute(
            f"SET search_path = {SCHEMA}, public; SET lock_timeout = {BUSY_MS}; SET jit = off; SET TimeZone = 'UTC'"
        )
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
    except BaseException:
        connection.close()
        raise
    return connection


SCHEMA = "taphos"

_KEY = re.compile(r"\((.*?)\)=")


def of_the_register(failed: psycopg.Error) -> Exception:
    """What psycopg raised, as whoever uses a register knows it."""
    if isinstance(failed, psycopg.IntegrityError):
        told = failed.diag
        key = _KEY.search(told.message_detail or "")
        if isinstance(failed, psycopg.errors.UniqueViolation) and key:
            return ServerIntegrity(f"UNIQUE constraint failed: {told.table_name}.{key[1]}")
        return ServerIntegrity(_line(failed))
    if isinstance(failed, psycopg.errors.LockNotAvailable):
        return ServerFailed("the register is locked")
    if isinstance(failed, psycopg.errors.DiskFull):
        return ServerFailed("the disk of the server is full")
    if isinstance(failed, psycopg.OperationalError):
        return ServerFailed(f"{_why(failed)}: {_line(failed)}")
    return ServerRefused(_line(failed))


def _why(failed: psycopg.OperationalError) -> str:
    """What kind of failure it is, in a word that layers.register.engine knows; what never connected has no code."""
    text = str(failed)
    if failed.sqlstate is not None:
        return "no connection" if failed.sqlstate[:2] in ("08", "57") else "the server failed"
    if "does not exist" in text and 'database "' in text:
        return NO_DATABASE
    return "not let in" if any(sign in text for sign in _NOT_LET_IN) else "no connection"


NO_DATABASE = "no database"
_NOT_LET_IN = ("authentication failed", "no password supplied", "pg_hba.conf", 'role "')


def _line(failed: psycopg.Error) -> str:
    return " ".join(str(failed.diag.message_primary or failed).split())[:300]
