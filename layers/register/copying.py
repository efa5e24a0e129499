"""A copy of the register as it is at one moment, made while others read and write it.

SQLite's own backup between two connections of one library: page by page, of the state that a read transaction holds, so
that writers neither wait nor make it begin anew. Copying the file beside its write-ahead log would be neither: closing
it drops this process's locks, and a checkpoint in between tears the copy. Pages of an encrypted register are encrypted
anew under the same key as they are written; in plain text none is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from layers.register.engine import give_key
from layers.register.values_of_copy import get_local

_PAGES_AT_ONCE = 256

Told = Callable[[int, int], None]
"""Hears how many pages are copied, of how many; may raise Cancelled."""


class Held:
    """The register at one moment: the state that a read transaction, begun just before, sees until it ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").all()

    def own_value(self, name: str) -> Any:
        """A value of this copy alone, by a name of layers.register.values_of_copy; None where there is none."""
        return get_local(self._connection, name)

    def copy(self, path: Path, key: bytes | None, told: Told | None = None) -> None:
        """Write it to a new file at `path`, which the caller brings to disk.

        Raises sqlcipher3's errors, and what `told` raises.
        """

        def progress(_status: int, left: int, pages: int) -> None:
            if told is not None:
                told(pages - left, pages)

        driver: Any = self._connection.connection.driver_connection
        copy = dbapi2.connect(str(path), isolation_level=None)
        try:
            give_key(copy, key)
            copy.execute("PRAGMA journal_mode = OFF")
            copy.execute("PRAGMA synchronous = OFF")
            driver.backup(copy, pages=_PAGES_AT_ONCE, progress=progress)
        finally:
            copy.close()
