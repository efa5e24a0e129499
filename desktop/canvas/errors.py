"""The errors of the canvas."""

from __future__ import annotations

from forensics.errors import TaphosError
from layers.symbols import StyleRefused

__all__ = ["ColumnsRefused", "MapError", "StyleRefused"]


class MapError(TaphosError):
    """Something that the map cannot draw."""


class ColumnsRefused(MapError):
    """Columns that do not fit each other."""
