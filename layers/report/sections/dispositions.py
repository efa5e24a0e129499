"""Where the remains are now, so that they can be found again."""

from __future__ import annotations

from collections.abc import Iterator

from layers.report.blocks import Block
from layers.report.material import Material

FIELDS = (
    "code", "cases", "packages", "kind", "date", "facility",
    "cemetery", "section", "grave_row", "plot", "marker_number",
    "received_by", "remains_missing",
)  # fmt: skip


def dispositions(material: Material) -> Iterator[Block]:
    """A row for each disposition, with plot and marker."""
    listed = material.of("disposition")
    if not listed:
        yield material.none_of("disposition")
        return
    yield from material.telling.table("disposition", FIELDS, listed)
