"""What the main window tells the vault's, one line of JSON each on its standard input; nothing goes the other way."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

import orjson
from PyQt6.QtCore import QObject, pyqtSignal

IDLE_SECONDS = 300.0


@dataclass(frozen=True)
class Told:
    """Which project is open, under which raw key, and how the main window looks; `code` is that of its record.

    `page` is the one to turn to.
    """

    project: str
    key: str | None = field(default=None, repr=False)
    language: str = "en"
    theme: str = "light"
    code: str = ""
    idle: float = IDLE_SECONDS
    page: int = 0

    def to_line(self) -> bytes:
        """One line."""
        return orjson.dumps(asdict(self)) + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Told:
        """What a line says; raises ValueError."""
        try:
            return cls(**orjson.loads(line))
        except TypeError as reason:
            raise ValueError("not what the main window tells") from reason

    @property
    def folder(self) -> Path:
        return Path(self.project)

    @property
    def raw_key(self) -> bytes | None:
        """The key of the register, for an encrypted project."""
        return None if self.key is None else bytes.fromhex(self.key)


class Listening(QObject):
    """Hears the main window on a thread, and ends this process at once when it falls silent.

    At once and whatever else it is doing: what is being written is whole or not there, as after any crash.
    """

    heard = pyqtSignal(object)
    """A Told, on the interface's thread."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = source
        self._thread = threading.Thread(target=self._listen, name="listening", daemon=True)

    def start(self) -> None:
        """Listen from now on."""
        self._thread.start()

    def _listen(self) -> None:
        try:
            while line := self._source.readline():
                self.heard.emit(Told.from_line(line))
        finally:
            os._exit(0)


def standard_input() -> BinaryIO:
    """Where the main window is heard."""
    return sys.stdin.buffer
