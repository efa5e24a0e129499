"""What contradicts a report for a court, or says otherwise of the same: it is told whatever was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from layers.report.blocks import Block, Heading
from layers.report.material import Material


def along(material: Material) -> Iterator[Block]:
    """Each with its type and all that is recorded of it."""
    for one in material.along:
        yield Heading(f"{material.telling.label(one.kind.about.label)} {material.telling.title(one)}")
        yield from material.telling.facts(one)
