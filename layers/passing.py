"""Folders for what must be a file for a moment, in plain, because a library reads nothing else.

They lie in memory where the system has such a place and it is large enough, else in the folder for temporary files.
They go with whoever used them and when the window locks; what a killed process left goes when a project is next opened.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from layers.making_beside import clear_left, making_beside

_IN_MEMORY = Path("/dev/shm")
_SPARE = 64 << 20
"""Bytes of memory that are left to others."""


class PassingFolder:
    """A folder of this process alone, which is gone when nothing refers to it any more, or `remove` is called."""

    def __init__(self, size: int) -> None:
        """`size` is how many bytes are to lie there at most. Raises OSError."""
        held = ExitStack()
        self.path = held.enter_context(making_beside(_place(size) / secrets.token_hex(8)))
        self.remove = weakref.finalize(self, held.close)
        _there.add(self)


_there: weakref.WeakSet[PassingFolder] = weakref.WeakSet()


@contextmanager
def passing_folder(size: int) -> Iterator[Path]:
    """A folder that goes at the end; raises OSError."""
    folder = PassingFolder(size)
    try:
        yield folder.path
    finally:
        folder.remove()


def remove_passing() -> None:
    """Remove every such folder of this process, whoever would still read there."""
    for folder in list(_there):
        folder.remove()


def clear_passing() -> None:
    """Remove what killed processes of ours left."""
    for place in {_IN_MEMORY, Path(tempfile.gettempdir())}:
        with suppress(OSError):
            clear_left(place)


def _place(size: int) -> Path:
    """Memory, where the system has a folder in it with room for `size` bytes."""
    with suppress(OSError):
        if shutil.disk_usage(_IN_MEMORY).free > size + _SPARE:
            return _IN_MEMORY
    return Path(tempfile.gettempdir())
