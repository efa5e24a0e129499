"""What takes a value out of a row, and what that rests on: the file's columns, how text is read, what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forensics.ports import Box
from forensics.reading import Reading
from layers.imports.around import Around

Pair = tuple[Any, Any]
"""A value typed and canonical; of a reason why nothing was recorded, the second is None."""

Take = Callable[[Sequence[str], bytes | None], Pair | None]
"""Told the cells and the geometry of a row; None where the row says nothing; raises TaphosError."""


@dataclass(frozen=True)
class Bench:
    """What taking rests on: the columns' positions, how text is read, what is there, and the coordinate system.

    `notes` counts values that were left out, by field and column.
    """

    index: Mapping[str, int]
    reading: Reading
    around: Around
    crs: str = "EPSG:4326"
    area: Box | None = None
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)
