"""How a layer looks in QGIS and QField."""

from __future__ import annotations

from collections.abc import Callable

from forensics.catalogue import RecordType


def layer_style(kind: RecordType, part: str, labels: Callable[[str], str]) -> str | None:
    """The QGIS style document of a layer."""
    return None
