"""Where those sign who answer for the report."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.messages import say
from layers.report.blocks import Block, Paragraph, Signatures
from layers.report.material import Material

SIGNERS = (
    say("For the exhumation"),
    say("For the examination of the remains"),
    say("Forensic pathologist or medical expert"),
    say("Received for the authority"),
)
READ = say(
    "The report was made from the register; what was signed there by key is signed there. Who signs here has read the "
    "report and compared the head commit."
)


def signing(material: Material) -> Iterator[Block]:
    """Lines for four people."""
    yield Paragraph(material.say(READ))
    yield Signatures(tuple(material.say(one) for one in SIGNERS))
