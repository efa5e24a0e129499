"""The grave drawn to scale: plan and sections, each on a sheet that a ruler measures."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.messages import say
from forensics.records.graves import GRID
from layers.report.blocks import Block, Heading, Paragraph, Plan
from layers.report.material import Material
from layers.siteplan.views import TITLES

DRAWN = ("plan", "section-x", "section-y")
ON_SHEETS = say(
    "Plan and sections follow on sheets of their own, at the scale that each names; it holds where the sheet is "
    "printed without scaling."
)


def plans(material: Material) -> Iterator[Block]:
    """The grid and datum as recorded, then the sheets."""
    telling = material.telling
    for one in material.of("exhumation"):
        facts = [block for block in telling.facts(one, (GRID,)) if not isinstance(block, Heading)]
        if facts:
            yield Heading(telling.title(one))
            yield from facts
    if material.scene is None:
        if material.plan_refused is not None:
            yield Paragraph(material.say(material.plan_refused))
        return
    for note in material.scene.notes:
        yield Paragraph(material.say(note), quiet=True)
    yield Paragraph(material.say(ON_SHEETS), quiet=True)
    for view in DRAWN:
        yield Plan(material.scene, view, material.say(TITLES[view]))
