"""Which opinions and comparisons another took the place of: a report tells them as such, never as what holds now."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.messages import say
from layers.report.blocks import Block, Heading, Paragraph
from layers.report.disclosing import Disclosing, Shown
from layers.report.material import Material
from layers.superseding import superseded as no_more

REASON = {"opinion": "supersedes_reason", "identification": "superseded_reason"}
"""The field that says why, of the opinion that took another's place, and of the comparison that lost it."""


def superseded(disclosing: Disclosing) -> dict[str, str]:
    """The id of each that was superseded, and of what took its place, whether or not that one leaves."""
    register = disclosing.project.register
    return {id_: other for type_ in REASON for id_, other in no_more(register, type_).items()}


def told_superseded(material: Material, one: Shown, called: str) -> Iterator[Block]:
    """The heading of what holds no more, what took its place and why, as far as that leaves."""
    yield Heading(material.say(say("Superseded: {called}", called=called)), 3)
    type_ = one.kind.name
    other = material.disclosing.find(material.superseded[one.id], (type_,))
    told = say("Another took its place, which does not leave under the profile “{profile}”; this one holds no more.",
               profile=material.profile)  # fmt: skip
    if other is not None:
        reason = (other if type_ == "opinion" else one).get(REASON[type_])
        told = say("{other} took its place; this one holds no more.", other=other.code)
        if reason:
            told = say("{other} took its place; this one holds no more. Reason: {reason}", other=other.code,
                       reason=reason)  # fmt: skip
    yield Paragraph(material.say(told))
