"""The site log, day by day."""

from __future__ import annotations

from collections.abc import Iterator

from layers.report.blocks import Block, Heading
from layers.report.disclosing import Shown
from layers.report.material import Material


def days(material: Material) -> Iterator[Block]:
    """Every day with who came and went, what was done, and who had the site at night."""
    listed = sorted(material.of("site_log"), key=lambda one: (str(one.get("day") or ""), one.code))
    if not listed:
        yield material.none_of("site_log")
    for one in listed:
        yield Heading(f"{material.telling.of(one, 'day')} · {one.code}", 3)
        yield from _facts(material, one)


def _facts(material: Material, one: Shown) -> Iterator[Block]:
    facts = material.telling.facts(one, without=("site", "exhumation", "day"))
    yield from (block for block in facts if not isinstance(block, Heading))
