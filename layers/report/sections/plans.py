"""The grave drawn to scale: plan and sections, each on a sheet that a ruler measures."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.messages import say
from forensics.records.graves import GRID
from layers.report.blocks import Block, Heading, Paragraph, Plan
from layers.report.material import Material
from layers.siteplan.extent import extent_of
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
    for refused in material.plans_refused:
        yield Paragraph(material.say(refused))
    drawn = [one for one in material.scenes if extent_of(one) is not None]
    for scene in drawn or material.scenes[:1]:
        if len(drawn) > 1:
            yield Heading(", ".join(one.code for one in scene.exhumations), 3)
        for note in scene.notes:
            yield Paragraph(material.say(note), quiet=bool(drawn))
    if drawn:
        yield Paragraph(material.say(ON_SHEETS), quiet=True)
    for scene in drawn:
        codes = f" – {', '.join(one.code for one in scene.exhumations)}" if len(drawn) > 1 else ""
        for view in DRAWN:
            yield Plan(scene, view, f"{material.say(TITLES[view])}{codes}")
