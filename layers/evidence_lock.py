"""One intake at a time: a lock that the system itself takes back from a process that dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _own(path: Path) -> int:
    """A file that is no link: through one, a stranger's project would have a file made elsewhere."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)


def take_lock(path: Path) -> BinaryIO | None:
    """The lock, held until it is closed; None where another process or thread holds it. Raises OSError."""
    file = os.fdopen(_own(path), "ab")
    try:
        _lock(file)
    except OSError:
        file.close()
        return None
    return file
