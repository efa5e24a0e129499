"""The servers of tiles that are offered (resources/basemaps/online.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "resources" / "basemaps" / "online.toml"


@dataclass(frozen=True)
class Server:
    """A server by name: `address` has {z}, {x} and {y}."""

    name: str
    address: str
    attribution: str


@cache
def servers() -> tuple[Server, ...]:
    """All that are offered."""
    return tuple(Server(**one) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["server"])
