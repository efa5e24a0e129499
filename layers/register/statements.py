"""Rows on their way into the tables: many in one statement, run in their order on a thread of its own.

Between two rows of `executemany` the driver takes and gives Python's lock; one statement of a thousand rows does so
once, so the engine inserts, on the second core, while the next rows are made.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine

from layers.register.engine import CACHE

Row = tuple[Any, ...]
Names = tuple[str, ...]

_MOST_VALUES = 4_000
"""Values bound by one statement at the most: past that, preparing it costs memory and gains nothing."""

_WORTH_COPYING = 24
"""Rows from which on a server is sent them as a stream."""

_MOST_KEPT = 40_000
"""Rows that may wait to be so many that one statement is full, over all tables."""

_WAITING = 8
"""Batches that may wait for the engine, so that memory stays flat where it is slower than we are."""

_TURN_SECONDS = 0.0005
"""How long Python lets one thread run while another waits; with its own figure, ten times that, the engine idles."""


_LEAST_CACHE, _MOST_CACHE = 8_192, 524_288
"""The engine's cache in KiB while the thread is at work: small at first, so that pages are encrypted and written while
rows are made, and not when all is done."""

_BYTES_A_ROW = 80
"""By which it grows for a row that is written, of which a record has seven: where the pages of the indexes do not fit,
they are read, decrypted, encrypted and written again and again, half of the time of 200,000 records."""


class Statements:
    """Writes rows inside the transaction of a connection; what fails is raised by the next call.

    Rows of the same columns are gathered until they fill a statement; the first one begins the thread, so that a click,
    which writes a few, waits for no other thread. While it is open the connection is written through it alone, and
    `wait` comes before whatever reads what was written, and before the transaction ends.
    """

    def __init__(self, connection: Connection, engine: Engine) -> None:
        driver: Any = connection.connection.driver_connection
        self._execute = driver.execute
        self._copy: Callable[[str, Names, Sequence[Row]], None] | None = getattr(driver, "copy_rows", None)
        self._engine = engine
        self._before: Connection | None = None
        self._gathered: dict[tuple[str, Names], list[Row]] = {}
        self._count = 0
        self._waiting: queue.Queue[tuple[str, Names, Sequence[Row]] | None] = queue.Queue(_WAITING)
        self._thread: threading.Thread | None = None
        self._written = self._cache = 0
        self._failed: BaseException | None = None
        self._turn = sys.getswitchinterval()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._thread is None:
            return
        if kind is not None:
            self._failed = self._failed or error
        self._waiting.put(None)
        self._thread.join()
        self._thread = None
        sys.setswitchinterval(self._turn)
        if self._before is not None:
            self._before.close()
        self._execute(f"PRAGMA cache_size = {CACHE}")

    def insert(self, table: str, columns: Names, rows: Sequence[Row]) -> None:
        """Insert `rows`, each with the values of `columns`."""
        gathered = self._gathered.setdefault((table, columns), [])
        gathered += rows
        self._count += len(rows)
        full = _fullest(columns)
        if len(gathered) >= full:
            if self._thread is None:
                self._begin()
            whole = len(gathered) - len(gathered) % full
            self._hand_over(table, columns, gathered[:whole])
            del gathered[:whole]
        elif self._count >= _MOST_KEPT:
            self._hand_over_all()

    def wait(self) -> None:
        """Come back when everything is written."""
        self._hand_over_all()
        if self._thread is not None:
            self._waiting.join()
            self._raise()

    def before(self, sql: str, parameters: Row) -> list[Row]:
        """What a query finds that was written before, in this transaction or, where the thread is at work, the last.

        Asking the engine on the connection that the thread holds would make both wait for each other.
        """
        if self._thread is None:
            return list(self._execute(sql, parameters))
        if self._before is None:
            self._before = self._engine.connect()
        driver: Any = self._before.connection.driver_connection
        return list(driver.execute(sql, parameters))

    def _hand_over_all(self) -> None:
        gathered, self._gathered = self._gathered, {}
        for (table, columns), rows in gathered.items():
            if rows:
                self._hand_over(table, columns, rows)

    def _hand_over(self, table: str, columns: Names, rows: Sequence[Row]) -> None:
        self._count -= len(rows)
        if self._thread is None:
            self._write(table, columns, rows)
        else:
            self._raise()
            self._waiting.put((table, columns, rows))

    def _begin(self) -> None:
        self._cache = _LEAST_CACHE
        self._execute(f"PRAGMA cache_size = -{self._cache}")
        sys.setswitchinterval(_TURN_SECONDS)
        self._thread = threading.Thread(target=self._run, name="statements", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while (given := self._waiting.get()) is not None:
            try:
                if self._failed is None:
                    self._write(*given)
                    self._keep_indexes(len(given[2]))
            except BaseException as failed:  # raised again where the rows are made
                self._failed = failed
            finally:
                self._waiting.task_done()

    def _keep_indexes(self, count: int) -> None:
        """Let the cache grow with what was written: ids come in no order, and each goes to its place in three trees."""
        self._written += count
        wanted = min(self._written * _BYTES_A_ROW >> 10, _MOST_CACHE)
        if wanted > self._cache + _LEAST_CACHE:
            self._cache = wanted
            self._execute(f"PRAGMA cache_size = -{wanted}")

    def _raise(self) -> None:
        if self._failed is not None:
            raise self._failed

    def _write(self, table: str, columns: Names, rows: Sequence[Row]) -> None:
        if self._copy is not None and len(rows) >= _WORTH_COPYING:
            self._copy(table, columns, rows)
            return
        full = _fullest(columns)
        at = 0
        while at < len(rows):
            count = min(full, 1 << (len(rows) - at).bit_length() - 1)
            self._execute(_insertion(table, columns, count), tuple(chain.from_iterable(rows[at : at + count])))
            at += count


def _fullest(columns: Names) -> int:
    """How many rows of these columns one statement takes at the most: a power of two, so that few statements serve."""
    return 1 << (_MOST_VALUES // len(columns)).bit_length() - 1


@lru_cache(maxsize=512)
def _insertion(table: str, columns: Names, count: int) -> str:
    """The statement that inserts so many rows.

    One that fails leaves the rows before its fault, since the transaction goes with it: to take them back by themselves
    the engine would copy each page that it changes, a sixth of its time.
    """
    named = ", ".join(f'"{name}"' for name in columns)
    marks = f"({', '.join('?' * len(columns))})"
    return f'INSERT OR FAIL INTO "{table}" ({named}) VALUES {", ".join([marks] * count)}'
