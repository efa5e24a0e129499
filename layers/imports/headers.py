"""What columns are called in languages that the program does not speak, by the label of the field."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "resources" / "headers"


@cache
def further_names() -> Mapping[str, tuple[str, ...]]:
    """Label to the names of such columns, of every language that there is a file of."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for label, names in tomllib.loads(path.read_text("utf-8")).items():
            found[label] = (*found.get(label, ()), *names)
    return found
