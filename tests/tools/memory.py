"""What a process holds in memory, read as somebody does who has seized the computer (Linux)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

_AT_ONCE = 64 << 20
_OVERLAP = 256


def readable_memory(process: int) -> None:
    """Skips the test where another process's memory cannot be read."""
    if not sys.platform.startswith("linux"):
        pytest.skip("another process's memory is read in /proc, which this system has not")
    try:
        with Path(f"/proc/{process}/mem").open("rb"):
            pass
    except OSError:
        pytest.skip("this system lets no other process's memory be read")


def found_in_memory(process: int, words: Iterable[str]) -> dict[str, int]:
    """How often each word occurs in a process's memory, in the encodings in which Python and Qt hold text."""
    wanted = {word: {word.encode(name) for name in ("utf-8", "utf-16-le", "utf-32-le")} for word in words}
    found = dict.fromkeys(wanted, 0)
    for block in _blocks(process):
        for word, forms in wanted.items():
            found[word] += sum(block.count(form) for form in forms)
    return found


def bytes_in_memory(process: int, wanted: dict[str, bytes]) -> dict[str, int]:
    """How often each of these occurs in a process's memory, as it is and in hexadecimal digits."""
    found = dict.fromkeys(wanted, 0)
    for block in _blocks(process):
        for name, one in wanted.items():
            found[name] += sum(block.count(form) for form in (one, one.hex().encode(), one.hex().upper().encode()))
    return found


def _blocks(process: int) -> Iterator[bytes]:
    maps = Path(f"/proc/{process}/maps").read_text().splitlines()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            place, rights, *rest = line.split(maxsplit=5)
            of_file = rest[-1] if len(rest) == 4 else ""
            if not rights.startswith("r") or of_file.startswith(("[v", "/dev/dri")):
                continue
            if of_file.startswith("/") and "w" not in rights:
                continue  # a program or library as it lies on the disk
            start, end = (int(part, 16) for part in place.split("-"))
            for at in range(start, end, _AT_ONCE - _OVERLAP):
                try:
                    yield os.pread(memory.fileno(), min(_AT_ONCE, end - at), at)
                except (OSError, OverflowError):
                    break
