"""What was known of mines and other dangers, and what clears the ground."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.planning.unmarked import NOT_FOUND_SAFE
from layers.report.blocks import Block, Heading, Paragraph
from layers.report.material import Material


def hazards(material: Material) -> Iterator[Block]:
    """Every hazard or assessment whose area touches the grave, and the ordnance checks of the exhumations."""
    listed = material.of("hazard")
    if not listed:
        yield material.none_of("hazard")
    yield Paragraph(material.say(NOT_FOUND_SAFE), quiet=True)
    for one in listed:
        yield Heading(material.telling.title(one))
        yield from material.telling.facts(one)
    checked = [one for one in material.of("exhumation") if one.get("ordnance_check")]
    if checked:
        fields = ("code", "ordnance_check", "ordnance_specialist", "metal_detector")
        yield from material.telling.table("exhumation", fields, checked)
