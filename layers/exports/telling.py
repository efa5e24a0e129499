"""How far an export is, told often, and stopped in the middle of a statement by whoever is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, exc

from forensics.ports import Progress

_STEPS = 1_000_000
"""Steps of the engine between two looks: some hundredths of a second."""


class Telling:
    """Counts the rows that are done of those to be done: each is copied, hashed and, but for GeoPackage, written out.

    It may be told on another thread than the one that copies. What `progress` raises ends the export.
    """

    def __init__(self, progress: Progress | None, times: int = 1) -> None:
        self._progress = progress
        self._times = times
        self._done = self._total = 0

    def expect(self, rows: int) -> None:
        """So many rows, of which some may turn out to stay home, are to be gone through each time."""
        self._total += rows * self._times

    def passed(self, rows: int) -> None:
        """So many more were gone through."""
        self._done += rows
        self.look()

    def look(self) -> None:
        """Tell again how far it is."""
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total)

    @contextmanager
    def stopping(self, connection: Connection) -> Iterator[None]:
        """Inside, what `progress` raises ends the statement that the connection is at, and is raised."""
        driver: Any = connection.connection.driver_connection
        raised: list[BaseException] = []

        def look() -> int:
            try:
                self.look()
            except BaseException as reason:
                raised.append(reason)
            return len(raised)

        driver.set_progress_handler(look, _STEPS)
        try:
            yield
        except exc.DBAPIError:
            if raised:
                raise raised[0] from None
            raise
        finally:
            driver.set_progress_handler(None, 0)


SILENT = Telling(None)
"""Of an export that nobody waits for."""
