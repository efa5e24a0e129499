"""Whose key stands behind what a report says was signed: a name alone is a claim."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.messages import say
from forensics.rules.signers import GIVER, RECEIVER
from layers.report.blocks import Block, Paragraph
from layers.report.disclosing import Shown
from layers.report.material import Material
from layers.signers import SIGNED_BY, signed_with

HOLDERS = {GIVER: "from_holder", RECEIVER: "to_holder"}
"""Who should have signed, by the field of the signature."""

OWN = say("Signed with a key that was enrolled for {person}: {key}.")
OWN_KEPT = say("Signed with a key that was enrolled for {person}.")
ANOTHERS = say("{person} did not sign this with a key of their own: it was written with the key of {other}: {key}.")
NOBODYS = say("That {person} signed this is not proven: it was written with key {key}, which is enrolled for nobody.")
NOT_OWN = say("That {person} signed this is not proven: it was written with another key than those of {person}.")


def signature_told(material: Material, event: Shown, name: str) -> str:
    """A signature of a custody event, with whose key it was when the event happened or the signature was made."""
    signature = str(event.get(name) or "")
    if not signature:
        return ""
    _, signed_at = signed_with(material.project, event.id, name)
    told = material.signers.told(signature, str(event.get(HOLDERS[name]) or ""), str(event.get("at") or ""), signed_at)
    return told if isinstance(told, str) else material.say(told)


def opinion_signed(material: Material, opinion: Shown) -> Iterator[Block]:
    """Whether who is named as having signed an opinion did so with a key of theirs; others are named for a court."""
    person, named = str(opinion.get(SIGNED_BY) or ""), material.telling.of(opinion, SIGNED_BY)
    if not person or not named:
        return
    key, signed_at = signed_with(material.project, opinion.id)
    own = material.signers.has(person, key, signed_at)
    others = ", ".join(str(one.code) for one in material.signers.owners(key, signed_at))
    kept, told = OWN_KEPT if own else NOT_OWN, OWN if own else ANOTHERS if others else NOBODYS
    yield Paragraph(material.say(told if material.whole else kept, person=named, key=key, other=others))
