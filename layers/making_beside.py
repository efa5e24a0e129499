"""Large things that appear whole or not at all: made in a hidden folder beside their place, by one process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from layers.errors import ProjectRefused
from layers.evidence_lock import take_lock
from layers.files import make_own_folder

LOCK = ".making"


@contextmanager
def making_beside(place: Path) -> Iterator[Path]:
    """The folder in which what is to be called `place` is made; it goes at the end, whatever happens.

    What a crash left there is removed first. Raises ProjectRefused where another process makes the same, and OSError.
    """
    folder = place.with_name(f".{place.name}.part")
    make_own_folder(folder)
    lock = take_lock(folder / LOCK)
    if lock is None:
        raise ProjectRefused("“{file}” is being made by another process.", file=str(place))
    try:
        _empty(folder)
        yield folder
    finally:
        _empty(folder)
        with suppress(OSError):  # while the lock is held, where the system lets an open file go
            (folder / LOCK).unlink()
        lock.close()
        with suppress(OSError):
            (folder / LOCK).unlink(missing_ok=True)
            folder.rmdir()


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != LOCK:
            path.unlink(missing_ok=True)
