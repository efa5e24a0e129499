"""Bytes as the engine gives them back."""

from __future__ import annotations

from typing import Any


def as_bytes(held: Any) -> bytes:
    """What a column of bytes holds, also where somebody wrote text or a number into it."""
    if held is None or isinstance(held, bytes):
        return held or b""
    return bytes(held) if isinstance(held, memoryview | bytearray) else str(held).encode("utf-8", "surrogatepass")
