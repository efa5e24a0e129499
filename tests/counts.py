"""How often a law is tried: few times in `make test`, as often as the issues ask in `make prove`."""

from __future__ import annotations

import os


def proving() -> bool:
    """Whether this run is `make prove`."""
    return os.environ.get("TAPHOS_PROVE") == "1"


def count(small: int, full: int) -> int:
    """`small` in `make test`, `full` in `make prove`."""
    return full if proving() else small
