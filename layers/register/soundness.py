"""Whether the engine's own trees hold what their tables do: indexes, R-trees and search indexes, node by node.

`PRAGMA integrity_check` asks each R-tree what `rtreecheck()` does, and each search index what its 'integrity-check'
does, and unlike that one needs no write (SQLite 3.44 and later). A coordinate that is no number passes both, and hides
what lies below it, so coordinates are looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from types import TracebackType
from typing import Any, Self

import numpy as np
from sqlalchemy import Connection, Engine, exc

from forensics.messages import Message, say
from layers.register.blobs import as_bytes
from layers.register.engine import is_on_server, looking_at_everything, reading
from layers.register.spatial import CELL, HEAD_BYTES
from layers.register.tables import Tables

_MOST, _MOST_TOLD = 20, 200
_BETWEEN_INTERRUPTIONS = 0.05  # seconds


def unsound(connection: Connection, tables: Tables) -> Iterator[Message]:
    """What the engine finds wrong with its own trees, and nodes of an R-tree with coordinates that are none."""
    if is_on_server(connection):  # which keeps checksums of its pages itself
        return
    _forget_search_indexes(connection, tables)
    yield from _of_the_engine(connection)
    for one in tables.types.values():
        if one.rtree is not None:
            yield from _strange_nodes(connection, one.rtree)


class SoundnessBeside:
    """What is unsound, looked for on a thread and a connection of its own: to be used as a context.

    It takes a fifth of a whole verification, and Python has nothing to do in it. Leaving the context with an error
    ends it.
    """

    def __init__(self, engine: Engine, tables: Tables) -> None:
        self._engine = engine
        self._tables = tables
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="soundness")
        self._driver: Any = None
        self._given_up = False

    def __enter__(self) -> Self:
        self._found = self._pool.submit(self._look)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._given_up = kind is not None
        while self._given_up and not self._found.done():
            if self._driver is not None:
                self._driver.interrupt()
            wait((self._found,), _BETWEEN_INTERRUPTIONS)
        self._pool.shutdown()

    def problems(self) -> Iterator[Message]:
        """What was found, once it is; raises what kept it from being looked at."""
        yield from self._found.result()

    def _look(self) -> list[Message]:
        with reading(self._engine) as connection, looking_at_everything(connection):
            self._driver = connection.connection.driver_connection
            try:
                return [] if self._given_up else list(islice(unsound(connection, self._tables), _MOST_TOLD))
            finally:
                self._driver = None


def _forget_search_indexes(connection: Connection, tables: Tables) -> None:
    """Let the engine read the structure of each search index anew.

    It keeps that with a connection, asks at every query whether somebody has written since, and does not ask before an
    integrity check: what another connection wrote would then be called a damage.
    """
    for one in tables.types.values():
        with suppress(exc.DBAPIError):  # the check will say what is wrong with it
            connection.exec_driver_sql(f"SELECT rowid FROM {one.fts} LIMIT 1").all()


def _of_the_engine(connection: Connection) -> Iterator[Message]:
    try:
        found = _asked(connection, str(_MOST))
    except exc.DBAPIError:  # one tree is so damaged that it cannot be looked at; which one is asked table by table
        for name in _tables(connection):
            try:
                found = _asked(connection, f'"{name}"')
            except exc.DBAPIError as reason:
                found = [str(reason.orig)]
            yield from (say("The table {table} is damaged: {finding}.", table=name, finding=line) for line in found)
        return
    for line in found:
        yield say("The register is damaged: {finding}.", finding=line)


def _asked(connection: Connection, what: str) -> list[str]:
    lines = connection.exec_driver_sql(f"PRAGMA integrity_check({what})").scalars().all()
    return [" ".join(str(line).split())[:200].rstrip(".") for line in lines if line != "ok"]


def _tables(connection: Connection) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    return [str(name) for name in connection.exec_driver_sql(sql).scalars()]


def _strange_nodes(connection: Connection, rtree: str) -> Iterator[Message]:
    for number, data in connection.exec_driver_sql(f'SELECT nodeno, data FROM "{rtree}_node"'):
        if not _has_numbers(as_bytes(data)):
            yield say(
                "The spatial index {table} has coordinates that are no numbers (node {number}).",
                table=rtree, number=number,
            )  # fmt: skip


def _has_numbers(node: bytes) -> bool:
    """Whether all coordinates of a node are finite; a node that is cut off has none to look at."""
    end = HEAD_BYTES + int.from_bytes(node[HEAD_BYTES - 2 : HEAD_BYTES], "big") * CELL.itemsize
    return len(node) < end or bool(np.isfinite(np.frombuffer(node[HEAD_BYTES:end], dtype=CELL)["box"]).all())
