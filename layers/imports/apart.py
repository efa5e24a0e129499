"""Files whose readers are C or Rust are read in a process of their own: what crashes or never ends there is a sentence.

The other end is layers.imports.reader. What comes over is JSON, one length and one document at a time; nothing of it is
ever run. A reader is kept for the next file, and ends by itself when it was not asked for a while.
"""

from __future__ import annotations

import atexit
import logging
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from forensics.messages import Message
from layers.errors import SourceRefused
from layers.imports.source import (
    Opening,
    Row,
    Source,
    UnknownFormat,
    UnknownLayer,
    Unreadable,
    UnreadableSource,
    WrongEncoding,
)

LONGEST = 180.0
"""Seconds for one answer: opening a file, or some hundred of its rows."""
SIZE = struct.Struct(">I")
_PATIENCE = 1.0
"""Seconds that a reader has to put its things away."""
_KEPT = 2
"""Readers that wait for the next file."""
_REFUSALS = {
    one.__name__: one for one in (UnreadableSource, UnknownLayer, UnknownFormat, WrongEncoding, SourceRefused)
}  # fmt: skip
_log = logging.getLogger("pyogrio")


class _Ended(Exception):
    """The reader is gone in the middle of an answer; `late` says that it was ended because it took too long."""

    def __init__(self, late: bool) -> None:
        super().__init__()
        self.late = late


class _Reader:
    """One process that reads files; one question is answered before the next is asked."""

    def __init__(self) -> None:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("TAPHOS_", "PYTHON"))}
        environment = {**own, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from layers.imports.reader import serve; serve()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        )  # fmt: skip

    @property
    def alive(self) -> bool:
        """Whether it still waits for questions."""
        return self._process.poll() is None

    def ask(self, question: Mapping[str, Any]) -> Any:
        """The answer; raises _Ended, and what the reader refused."""
        late = threading.Event()
        watch = threading.Timer(LONGEST, self._end_late, (late,))
        watch.daemon = True
        watch.start()
        try:
            return self._answer(question)
        except (OSError, struct.error, ValueError) as reason:
            self.end()
            raise _Ended(late.is_set()) from reason
        finally:
            watch.cancel()

    def _answer(self, question: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        data = orjson.dumps(question)
        self._process.stdin.write(SIZE.pack(len(data)) + data)
        self._process.stdin.flush()
        (size,) = SIZE.unpack(self._process.stdout.read(SIZE.size))
        answer = orjson.loads(self._process.stdout.read(size))
        for warning in answer.get("warned", ()):
            _log.warning("%s", warning)
        if "refused" in answer:
            name, message = answer["refused"]
            raise _REFUSALS.get(name, SourceRefused)(_message(message))
        return answer["said"]

    def _end_late(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def end(self) -> None:
        """End it, whatever it is at; one that waits is told so first, and leaves nothing behind."""
        with suppress(OSError, subprocess.TimeoutExpired):
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process.wait(_PATIENCE)
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


_waiting: list[_Reader] = []
_lock = threading.Lock()


@contextmanager
def _a_reader(path: Path) -> Iterator[_Reader]:
    """A reader of our own for a while; raises UnreadableSource where it crashes or takes too long over the file."""
    reader = _take()
    try:
        yield reader
    except _Ended as reason:
        raise _of_the_end(path, reason.late) from reason
    finally:
        _give_back(reader)


def _take() -> _Reader:
    with _lock:
        while _waiting:
            reader = _waiting.pop()
            if reader.alive:
                return reader
            reader.end()
    atexit.unregister(end_readers)
    atexit.register(end_readers)
    return _Reader()


def _give_back(reader: _Reader) -> None:
    with _lock:
        if reader.alive and len(_waiting) < _KEPT:
            _waiting.append(reader)
            return
    reader.end()


def end_readers() -> None:
    """End those that wait."""
    with _lock:
        while _waiting:
            _waiting.pop().end()


def _of_the_end(path: Path, late: bool) -> UnreadableSource:
    if late:
        return UnreadableSource(
            "“{file}” was not read within {seconds} seconds and was given up; it is damaged, or made to do harm.",
            file=path.name, seconds=int(LONGEST),
        )  # fmt: skip
    return UnreadableSource(
        "“{file}” ended the program that reads it: it is damaged, or made to do harm. Save it anew in the program that "
        "it comes from.",
        file=path.name,
    )  # fmt: skip


def open_table(module: str, path: Path, opening: Opening) -> Source:
    """One table of a file, opened by a module of this package elsewhere; raises SourceRefused."""
    asked = _asked(module, path, opening)
    with _a_reader(path) as reader:
        said = reader.ask({"do": "open", **asked})
    return Source(
        path, said["name"], tuple(said["columns"]), partial(_rows, path, asked),
        geometry=said["geometry"], geometry_column=said["geometry_column"], crs=said["crs"],
        encoding=said["encoding"], claimed=said["claimed"], notes=tuple(map(_message, said["notes"])),
        numbering=frozenset(said["numbering"]),
    )  # fmt: skip


def layer_names(module: str, path: Path) -> tuple[str, ...]:
    """The layers of a file, as a module of this package names them elsewhere; raises SourceRefused."""
    with _a_reader(path) as reader:
        return tuple(reader.ask({"do": "layers", **_asked(module, path, Opening())}))


def _asked(module: str, path: Path, opening: Opening) -> dict[str, Any]:
    return {"module": module, "path": os.fsencode(path.absolute()).hex(), "opening": list(opening)}


def _rows(path: Path, asked: Mapping[str, Any]) -> Iterator[Row]:
    with _a_reader(path) as reader:
        batch = reader.ask({"do": "rows", **asked})
        while batch:
            for row in batch:
                yield _row(*row)
            batch = reader.ask({"do": "more"})


def _row(number: int, cells: list[str], shape: str | None, damaged: bool, fault: Any) -> Row:
    data = None if shape is None else bytes.fromhex(shape)
    held = Unreadable(data) if damaged and data is not None else data
    return Row(number, cells, held, None if fault is None else _message(fault))


def _message(told: Any) -> Message:
    text, values, plural = told
    return Message(
        text, {name: _message(one) if isinstance(one, list) else one for name, one in values.items()}, plural
    )
