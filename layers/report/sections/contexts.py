"""The contexts of the grave, and what lies over what."""

from __future__ import annotations

from collections.abc import Iterator

from layers.report.blocks import Block, Heading, Plan
from layers.report.material import Material
from layers.siteplan.matrix_view import MATRIX

FIELDS = ("code", "context_type", "description", "level_top", "level_base", "above", "below", "fill_of")


def contexts(material: Material) -> Iterator[Block]:
    """A table of all contexts, and the Harris matrix on a sheet."""
    listed = material.of("context")
    if not listed:
        yield material.none_of("context")
        return
    yield from material.telling.table("context", FIELDS, listed)
    for one in listed:
        yield Heading(material.telling.title(one), 3)
        facts = material.telling.facts(one, without=("exhumation", *FIELDS))
        yield from (block for block in facts if not isinstance(block, Heading))
    for scene in material.scenes:
        if scene.strata:
            yield Plan(scene, "matrix", material.say(MATRIX))
