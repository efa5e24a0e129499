"""Writing another SQLite file from the register's own connection, which copies without a detour through Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

CACHE_KB = 262_144
"""What of the register is kept decrypted meanwhile: second tables are looked up by ids, which lie anywhere.
Half as much again was tried with a million interviews, and was no faster."""
OUT = "file"
"""The name under which the other file is attached."""


@contextmanager
def attached(engine: Engine, path: Path) -> Iterator[Connection]:
    """A connection to the register with the plain file at `path` attached for writing.

    The register is read in one unchanging state; what is written to the file is written when the block ends. The file
    keeps no write-ahead log, and is not flushed to disk: whoever gives it its name does that.
    """
    with engine.connect() as connection:
        run = connection.exec_driver_sql
        run(f"ATTACH DATABASE ? AS {OUT} KEY ''", (str(path),))
        before = run("PRAGMA main.cache_size").scalar_one()
        try:
            run(f"PRAGMA main.cache_size = -{CACHE_KB}")
            run(f"PRAGMA {OUT}.journal_mode = OFF")
            run(f"PRAGMA {OUT}.synchronous = OFF")
            run(f"PRAGMA {OUT}.secure_delete = OFF")
            run("BEGIN")
            yield connection
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        finally:
            run(f"DETACH DATABASE {OUT}")
            run(f"PRAGMA main.cache_size = {before}")
