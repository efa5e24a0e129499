"""The zones of a bone as a report tells them: in two words where all of it is there."""

from __future__ import annotations

from forensics.messages import say
from forensics.vocabulary.bones import bones
from layers.report.disclosing import Shown
from layers.report.material import Material

ALL_ZONES = say("all zones")


def zones_told(material: Material, element: Shown) -> str:
    """The zones that are there; of a bone of which every one of several is, that all are."""
    known = bones().get(str(element.get("bone")))
    whole = known is not None and len(known.zones) > 1 and set(known.zones) <= set(element.get("zones") or ())
    return material.say(ALL_ZONES) if whole else material.telling.of(element, "zones")
