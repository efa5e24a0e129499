"""By whose order the grave was opened."""

from __future__ import annotations

from collections.abc import Iterator

from layers.report.blocks import Block, Heading
from layers.report.material import Material


def authority(material: Material) -> Iterator[Block]:
    """Every authority with all that is recorded of it."""
    listed = material.of("authority")
    if not listed:
        yield material.none_of("authority")
    for one in listed:
        yield Heading(material.telling.title(one))
        yield from material.telling.facts(one)
