"""How the grave was dug."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.records.graves import GROUND, HOW, RESULTS, THE_EXHUMATION
from layers.report.blocks import Block, Heading
from layers.report.material import Material
from layers.report.sections.limitations import ORDER

GROUPS = (THE_EXHUMATION, HOW, GROUND, RESULTS)


def method(material: Material) -> Iterator[Block]:
    """Every exhumation: when, by which method, in what ground, with what result."""
    dug = material.of("exhumation")
    if not dug:
        yield material.none_of("exhumation")
    for one in dug:
        yield Heading(material.telling.title(one))
        yield from material.telling.facts(one, GROUPS, without=("site", "limitations", ORDER))
