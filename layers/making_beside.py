"""Large things that appear whole or not at all: made in a hidden folder beside their place, by one process.

The folder's name is drawn by chance and the folder is new, so nothing that lay there is ever used or emptied. What a
killed process left is told from what is somebody else's by three things: the form of its name, a mark inside that we
write, and a lock beside the mark that nobody holds any more.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from layers.errors import ProjectRefused
from layers.evidence_lock import take_lock

LOCK = ".making"
MARK = ".made-by-taphos"
_SAYS = b"Taphos makes a file here; once nobody does, the folder may go.\n"
_NAME = re.compile(r"\.taphos-([0-9a-f]{16})-[0-9a-f]{16}\.part")


@contextmanager
def making_beside(place: Path) -> Iterator[Path]:
    """A new folder in which what is to be called `place` is made; it goes at the end, whatever happens.

    What a killed process of ours left beside `place` is removed first. Raises ProjectRefused where another process
    makes the same, and OSError.
    """
    folder = place.with_name(f".taphos-{_told_apart(place)}-{secrets.token_hex(8)}.part")
    folder.mkdir(mode=0o700)
    lock = None
    try:
        lock = take_lock(folder / LOCK)
        if lock is None:
            raise ProjectRefused("“{file}” is being made by another process.", file=str(place))
        (folder / MARK).write_bytes(_SAYS)
        clear_left(place.parent, folder, place)
        yield folder
    finally:
        _remove(folder, lock)


def _told_apart(place: Path) -> str:
    """What of a folder's name says for which file it is."""
    return hashlib.sha256(os.fsencode(place.name)).hexdigest()[:16]


def clear_left(where: Path, own: Path | None = None, place: Path | None = None) -> None:
    """Remove what killed processes of ours left in a folder, but not `own`.

    Raises ProjectRefused where a living one makes `place`, and OSError.
    """
    for folder in where.iterdir():
        named = _NAME.fullmatch(folder.name)
        if named is None or (own is not None and folder.name == own.name) or not _is_ours(folder):
            continue
        with suppress(OSError):  # what another process removes at the same time, or may not be removed
            lock = take_lock(folder / LOCK)
            if lock is not None:
                _remove(folder, lock)
            elif place is not None and named[1] == _told_apart(place):
                raise ProjectRefused("“{file}” is being made by another process.", file=str(place))


def _is_ours(folder: Path) -> bool:
    """Whether a folder is a real one that bears our mark, and beside it a lock that is a file; no link is followed."""
    try:
        inside = os.lstat(folder)
        mark, lock = os.lstat(folder / MARK), os.lstat(folder / LOCK)
        plain = stat.S_ISDIR(inside.st_mode) and all(stat.S_ISREG(one.st_mode) for one in (mark, lock))
        mine = not hasattr(os, "geteuid") or inside.st_uid == os.geteuid()
        return plain and mine and mark.st_size == len(_SAYS) and (folder / MARK).read_bytes() == _SAYS
    except OSError:
        return False


def _remove(folder: Path, lock: BinaryIO | None) -> None:
    """Remove a folder of ours; while something in it cannot be removed the mark stays, so that it is known again."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name not in (LOCK, MARK):
                path.unlink(missing_ok=True)
        (folder / MARK).unlink(missing_ok=True)
        with suppress(OSError):  # while the lock is held, where the system lets an open file go
            (folder / LOCK).unlink(missing_ok=True)
    if lock is not None:
        lock.close()
    with suppress(OSError):
        if not (folder / MARK).exists():
            (folder / LOCK).unlink(missing_ok=True)
            folder.rmdir()
