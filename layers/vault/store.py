"""The vault's folder: files that are there whole or not at all, and what a crash left is put right.

A file is written as NAME.part, encrypted from its first byte, and takes its name when the commit that names it is on
disk, as an original of evidence does. Nothing is ever written over.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from layers.errors import ProjectRefused
from layers.evidence_lock import take_lock
from layers.files import flush_folder, is_link, make_own_folder, open_ordinary, refuse_link, refusing, write_once
from layers.vault.ledger import KeptFile, Ledger

ENDING, PART, LOCK = ".age", ".part", ".taking"
_LARGEST = 64 << 10
"""Bytes that are read of a file; ours are an eighth of that, and a larger one is none of ours."""


class VaultStore:
    """The folder of one project's vault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, file: str) -> Path:
        """Where a file lies."""
        return self.folder / f"{file}{ENDING}"

    def part(self, file: str) -> Path:
        """Where a file lies until its commit."""
        return self.folder / f"{file}{PART}"

    def read(self, kept: KeptFile) -> bytes | None:
        """A file's bytes, None where it is not here or is a link; raises OSError."""
        for path in (self.place(kept.file), self.part(kept.file)):
            if is_link(path):
                continue
            with suppress(FileNotFoundError):
                return _bytes_of(path)
        return None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The vault is written to by one process at a time; raises ProjectRefused where another one does."""
        refuse_link(self.folder, self.folder.parent)
        with refusing(self.folder):
            make_own_folder(self.folder)
            lock = take_lock(self.folder / LOCK)
        if lock is None:
            raise ProjectRefused(
                "The vault of “{folder}” is being written to elsewhere; try again in a moment.",
                folder=str(self.folder.parent),
            )
        with lock:
            yield

    def put_part(self, file: str, data: bytes) -> str:
        """Write a file that waits for its commit, and wait until it is on disk; gives its SHA-256."""
        with refusing(self.folder):
            write_once(self.part(file), data)
        return hashlib.sha256(data).hexdigest()

    def discard(self, files: Iterable[str]) -> None:
        """Remove files that wait and will have no commit."""
        for file in files:
            with suppress(OSError):  # what cannot be removed now is removed when the project is next opened
                self.part(file).unlink(missing_ok=True)

    def settle(self, new: Iterable[str], replaced: Iterable[str]) -> None:
        """Remove what was replaced and give the new files their names; a crash on the way is made good at opening."""
        with suppress(OSError):
            flush_folder(self.folder)
            for file in replaced:
                self.place(file).unlink(missing_ok=True)
            for file in new:
                self.part(file).replace(self.place(file))
            flush_folder(self.folder)

    def clear_leftovers(self, ledger: Callable[[], Ledger]) -> None:
        """Put right what a crash left; does nothing where there is nothing, or another process is at work."""
        try:
            left = [entry.name for entry in os.scandir(self.folder) if entry.name.endswith(PART)]
            lock = take_lock(self.folder / LOCK) if left else None
            if lock is not None:
                with lock:
                    self._clear(left, ledger())
        except OSError:
            return

    def _clear(self, left: Iterable[str], ledger: Ledger) -> None:
        named = {self.part(kept.file).name: kept for kept in ledger.in_force}
        whole = [named[name].file for name in left if name in named and self._is_whole(named[name])]
        self.settle(whole, ledger.replaced)
        for name in left:
            (self.folder / name).unlink(missing_ok=True)

    def _is_whole(self, kept: KeptFile) -> bool:
        part = self.part(kept.file)
        if is_link(part) or not part.is_file():
            return False
        return is_file_of(kept, _bytes_of(part)) and not self.place(kept.file).exists()


def _bytes_of(path: Path) -> bytes:
    with open_ordinary(path) as file:
        return file.read(_LARGEST)


def is_file_of(kept: KeptFile, data: bytes) -> bool:
    """Whether these are the bytes that the journal names."""
    return hashlib.sha256(data).hexdigest() == kept.sha256
