"""A process that reads files whose readers are C or Rust, for layers.imports.apart; it holds no project and no key."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from forensics.messages import Message
from layers.errors import SourceRefused
from layers.hearing import heard, route_warnings
from layers.imports.apart import SIZE
from layers.imports.source import Opening, Row, Source, Unreadable, UnreadableSource
from layers.passing import remove_passing

AT_ONCE = 500
IDLE = 90.0
"""Seconds without a question after which it ends by itself."""
MEMORY = 2 << 30
"""Bytes that it may hold; a file that asks for more is no file of the field."""


def serve() -> None:
    """Answer questions until nobody asks any more."""
    answers = _own_standard_output()
    _bound_memory()
    route_warnings()
    desk = _Desk()
    while (question := _question(sys.stdin.buffer)) is not None:
        data = orjson.dumps(desk.answer(question))
        answers.write(SIZE.pack(len(data)) + data)
        answers.flush()
    remove_passing()


def _own_standard_output() -> BinaryIO:
    """Where answers go; what a library prints goes nowhere."""
    own = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return own


def _bound_memory() -> None:
    """Hold this process to so much memory, where the system can; a crash of it is then told as one."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _question(asked: BinaryIO) -> Any:
    """The next question; None where nobody will ask one. Ends the process where none comes for a while."""
    watch = threading.Timer(IDLE, _leave)
    watch.daemon = True
    watch.start()
    head = asked.read(SIZE.size)
    watch.cancel()
    return orjson.loads(asked.read(SIZE.unpack(head)[0])) if len(head) == SIZE.size else None


def _leave() -> None:
    """End at once, with nothing left behind."""
    remove_passing()
    os._exit(0)


class _Desk:
    """What was opened last, and the rows that are under way."""

    def __init__(self) -> None:
        self._key = b""
        self._source: Source | None = None
        self._rows: Iterator[Row] = iter(())

    def answer(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """What a question comes to, or why it was refused, with what libraries warned of."""
        with heard() as warned:
            try:
                answer: dict[str, Any] = {"said": self._said(question)}
            except SourceRefused as refusal:
                answer = {"refused": [type(refusal).__name__, _plain(refusal.message)]}
            except Exception as failure:  # whatever a library makes of hostile bytes
                name = Path(_path(question)).name
                refused = UnreadableSource(
                    "“{file}” cannot be read: it is damaged, empty, or not what its name says.", file=name
                )
                answer = {"refused": [type(refused).__name__, _plain(refused.message)]}
                warned.append(f"{type(failure).__name__}: {failure}"[:200])
        return {**answer, "warned": list(warned)}

    def _said(self, question: Mapping[str, Any]) -> Any:
        if question["do"] == "more":
            return [_told(row) for row in islice(self._rows, AT_ONCE)]
        module = importlib.import_module(f"layers.imports.{question['module']}")
        path = Path(_path(question))
        if question["do"] == "layers":
            return list(module.layer_names(path)) if hasattr(module, "layer_names") else []
        source = self._opened(module, path, question)
        if question["do"] == "open":
            return {
                "name": source.name, "columns": source.columns, "geometry": source.geometry, "crs": source.crs,
                "geometry_column": source.geometry_column, "encoding": source.encoding, "claimed": source.claimed,
                "notes": [_plain(note) for note in source.notes], "numbering": list(source.numbering),
            }  # fmt: skip
        self._rows = source.rows()
        return [_told(row) for row in islice(self._rows, AT_ONCE)]

    def _opened(self, module: Any, path: Path, question: Mapping[str, Any]) -> Source:
        """The source asked for; the last one is kept at hand while its file stays as it is."""
        known = path.stat() if path.exists() else None
        stamp = (known.st_size, known.st_mtime_ns) if known else ()
        key = orjson.dumps([question["module"], question["path"], question["opening"], stamp])
        if self._source is None or key != self._key or question["do"] == "open":
            layer, preferred, encodings, geometry = question["opening"]
            self._source, self._key = None, b""
            self._source = module.open_table(path, Opening(layer, preferred, tuple(encodings), geometry))
            self._key = key
        return self._source


def _path(question: Mapping[str, Any]) -> str:
    return os.fsdecode(bytes.fromhex(question.get("path", "")))


def _told(row: Row) -> tuple[Any, ...]:
    damaged = isinstance(row.shape, Unreadable)
    shape = None if row.shape is None else bytes(row.shape).hex()
    cells = [cell.encode("utf-8", "replace").decode() if not cell.isascii() else cell for cell in row.cells]
    return row.number, cells, shape, damaged, None if row.fault is None else _plain(row.fault)


def _plain(message: Message) -> list[Any]:
    values = {name: _plain(one) if isinstance(one, Message) else one for name, one in message.values.items()}
    return [message.id, {name: _kept(one) for name, one in values.items()}, message.plural]


def _kept(value: Any) -> Any:
    return value if isinstance(value, str | int | float | list) else str(value)
