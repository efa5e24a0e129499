"""The faults of custody and order in spite of which a report leaves for a court, each of them."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.messages import say
from layers.report.blocks import Block, Paragraph
from layers.report.material import Material

LEAVES_SO = say("Somebody let this report leave for a court in spite of what is listed here; nothing of it was mended.")
ITEM, EVENT, FAULT = say("Item"), say("Event"), say("Fault")


def gaps(material: Material) -> Iterator[Block]:
    """A row for each, by the item that it is of."""
    yield Paragraph(material.say(LEAVES_SO))
    rows = ((one.item.code, one.event, material.say(one.message)) for one in material.gaps)
    yield material.table((ITEM, EVENT, FAULT), rows)
