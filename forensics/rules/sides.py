"""What must hold between a finding or a sample and the bone that it is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.evidence import Sample
from forensics.records.remains import Case, Element, Finding
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.between import code_of
from forensics.rules.inventories import body_of
from forensics.rules.saying import shown
from forensics.vocabulary.bones import BONE, BONE_ZONE

SIDES = ("L", "R")
"""Of the other sides none contradicts these: a skull lies in the midline and has a left."""


def side_is_that_of_the_bone(record: Finding | Sample, around: Surroundings) -> Iterator[Problem]:
    """A left bone has no finding on the right, and gives no right sample."""
    element = around.record(record.element) if record.element is not None else None
    if not isinstance(element, Element) or {record.side, element.side} != set(SIDES):
        return
    yield shown(record, "side", say(
        "{code} is said to be of the side “{side}”, but the bone {element} ({bone}) is of the side “{other}”.",
        code=record.code, side=code_of(record, "side"), element=element.code,
        bone=Message(BONE.codes.get(element.bone or "", element.bone or "")), other=code_of(element, "side"),
    ))  # fmt: skip


def bone_is_of_the_remains(record: Finding | Sample, around: Surroundings) -> Iterator[Problem]:
    """The bone is of the remains that are named, or of what is one body with them."""
    element = around.record(record.element) if record.element is not None else None
    case = around.record(record.case) if record.case is not None else None
    if not isinstance(element, Element) or not isinstance(case, Case) or element.case in (None, case.id):
        return
    if element.case in {part.id for part in body_of(case, around)}:
        return
    other = around.record(element.case)
    yield shown(record, "element", say(
        "{code} is of the remains {case}, but the bone {element} is of the remains {other}.",
        code=record.code, case=case.code, element=element.code, other=other.code if other is not None else "–",
    ))  # fmt: skip


def bone_is_there(record: Finding | Sample, around: Surroundings) -> Iterator[Problem]:
    """Nothing is found on a bone, or a zone of one, that the inventory says is not there; one of the two is wrong."""
    element = around.record(record.element) if record.element is not None else None
    if not isinstance(element, Element):
        return
    bone = Message(BONE.codes.get(element.bone or "", element.bone or ""))
    if element.fragments == 0:
        yield shown(record, "element", say(
            "{code} is of the bone {element} ({bone}), which the inventory says is absent.",
            code=record.code, element=element.code, bone=bone,
        ))  # fmt: skip
        return
    there = set(element.zones or ())
    missing = [zone for zone in record.zones or () if zone not in there] if isinstance(record, Finding) else []
    for zone in missing if there else ():
        yield shown(record, "zones", say(
            "{code} is on the zone “{zone}” of the bone {element} ({bone}), which the inventory says is missing.",
            code=record.code, element=element.code, bone=bone, zone=Message(BONE_ZONE.all_codes.get(zone, zone)),
        ))  # fmt: skip


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "finding": (side_is_that_of_the_bone, bone_is_of_the_remains, bone_is_there),
    "sample": (side_is_that_of_the_bone, bone_is_of_the_remains, bone_is_there),
}
