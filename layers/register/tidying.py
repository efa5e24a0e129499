"""What was committed is brought from the write-ahead log into the file by a thread, so that no save waits for it.

A commit is durable once it is in the log; whoever opens the file next reads it from there, also after a crash.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, exc

from layers.register.drafts import empty_log

_WORTH_IT = 16_000_000
"""Bytes of the log from which on it is brought in: what some four hundred saves write, for one that comes meanwhile
waits for the same disk."""


_BETWEEN_TRIES = 0.5
"""Seconds between two tries to empty the log."""


class Tidying:
    """Keeps the write-ahead log of one register short."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._log = path.with_name(f"{path.name}-wal")
        self._thread: threading.Thread | None = None
        self._wiping: threading.Thread | None = None
        self._ended = threading.Event()

    def after_a_commit(self) -> None:
        """Bring the log in beside whatever comes next, where it has grown and nobody is at it."""
        if (self._thread is None or not self._thread.is_alive()) and self._size() >= _WORTH_IT:
            self._thread = threading.Thread(target=self._bring_in, name="tidying", daemon=True)
            self._thread.start()

    @contextmanager
    def taking_back(self) -> Iterator[None]:
        """What is begun inside and rolled back leaves no long log, as a large import that is stopped would."""
        try:
            yield
        except BaseException:
            if self._size() >= _WORTH_IT:
                self.wipe()
            raise

    def wipe(self) -> None:
        """Empty the log beside whatever comes next, as soon as nobody holds it: what was deleted must not lie there."""
        if self._wiping is None or not self._wiping.is_alive():
            self._wiping = threading.Thread(target=self._wipe, name="wiping", daemon=True)
            self._wiping.start()

    def end(self) -> None:
        """Come back when nobody is at it."""
        self._ended.set()
        for thread in (self._thread, self._wiping):
            if thread is not None:
                thread.join()
        self._thread = self._wiping = None
        self._ended.clear()

    def _wipe(self) -> None:
        """Whoever closes the register last empties the log as well, so that giving up at the end loses nothing."""
        while not empty_log(self._engine) and not self._ended.wait(_BETWEEN_TRIES):
            pass

    def _size(self) -> int:
        with suppress(OSError):
            return self._log.stat().st_size
        return 0

    def _bring_in(self) -> None:
        """As far as nobody reads an older state, and no program holds the file; the next commit tries again."""
        with suppress(exc.DBAPIError), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").all()
