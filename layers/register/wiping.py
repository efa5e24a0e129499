"""Wiping: nothing of what was erased stays in free pages of the register, or in its write-ahead log."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, exc
from sqlcipher3 import dbapi2

from layers.errors import LayersError, MayNotWrite, StillOnDisk
from layers.register.drafts import empty_log
from layers.register.engine import BUSY, FULL, engine_error, is_on_server, patient

_PATIENCE_MS = 1000
"""Milliseconds that each step waits for those who read an older state, or write."""


def wipe_pages(engine: Engine, path: Path) -> None:
    """Write the file anew without its free pages, and cut the log to nothing.

    Raises StillOnDisk where another program or the disk forbids it for now, and MayNotWrite.
    """
    try:
        with engine.connect() as connection, patient(connection, _PATIENCE_MS):
            done = _cut(connection)
            if done and is_on_server(connection):
                from layers.register.postgres.rewriting import rewrite_tables

                rewrite_tables(connection)
            elif done:
                connection.exec_driver_sql("VACUUM")
                done = _cut(connection)
    except (exc.DBAPIError, dbapi2.Error) as failed:
        empty_log(engine)  # what the try wrote takes room
        raise _refusal(path, engine_error(path, failed)) from failed
    if not done:
        raise _others(path)


def _cut(connection: Connection) -> bool:
    """Whether the log was brought in whole and cut: not where somebody reads an older state."""
    return not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]


def _refusal(path: Path, error: LayersError) -> LayersError:
    if isinstance(error, MayNotWrite):
        return error
    if error.message.id == BUSY.id:
        return _others(path)
    if error.message.id == FULL.id:
        return StillOnDisk(
            "The erasure is committed, but what was erased is still on the disk, in free pages or in the log of "
            "“{folder}”: the disk is full. It is wiped when the project is next opened or closed and there is room.",
            folder=str(path.parent),
        )
    return StillOnDisk(
        "The erasure is committed, but what was erased is still on the disk, in free pages or in the log of "
        "“{folder}”: the disk failed. It is wiped when the project is next opened or closed.",
        folder=str(path.parent),
    )


def _others(path: Path) -> StillOnDisk:
    return StillOnDisk(
        "The erasure is committed, but what was erased is still on the disk, in free pages or in the log of "
        "“{folder}”: another program reads or writes the project. It is wiped when the project is next opened or "
        "closed and no other program does.",
        folder=str(path.parent),
    )
