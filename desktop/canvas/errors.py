"""The errors of the canvas."""

from __future__ import annotations

from forensics.errors import TaphosError


class MapError(TaphosError):
    """Something that the map cannot draw."""


class ColumnsRefused(MapError):
    """Columns that do not fit each other."""


class StyleRefused(MapError):
    """A style file that cannot be read."""
