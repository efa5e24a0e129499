"""What cannot be shown as a base map."""

from __future__ import annotations

from layers.errors import SourceRefused


class BaseMapRefused(SourceRefused):
    """A file or server that cannot be shown as a base map, or a part of one that cannot be read."""
