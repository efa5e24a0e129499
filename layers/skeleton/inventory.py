"""What is recorded of the bones of a case: which are there, of which zones, and what was found on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from forensics.pieces import AS_ADULT
from forensics.ports import Query, Values
from forensics.vocabulary.bones import CRANIUM, bones
from layers.project import Project
from layers.skeleton.plates import Key

OF_THE_YOUNG = ("fetus", "infant", "child")


class Standing(Enum):
    """What is known of a bone."""

    UNRECORDED = "unrecorded"
    ABSENT = "absent"  # looked for and not there: no fragment
    UNSAID = "unsaid"  # there, but it is not said which zones
    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True)
class Found:
    """One bone as it is recorded: the records of it, and the zones that they show together."""

    standing: Standing
    elements: tuple[Values, ...] = ()
    zones: frozenset[str] = frozenset()

    @property
    def fragmented(self) -> bool:
        return any(int(one.get("fragments") or 0) > 1 for one in self.elements)

    @property
    def burned(self) -> bool:
        return any(one.get("burning") in ("charred", "calcined") for one in self.elements)


NOTHING = Found(Standing.UNRECORDED)


@dataclass(frozen=True)
class Mark:
    """One finding with its number on the plate, and the bone and zone that it is on."""

    number: int
    finding: Values
    key: Key
    zone: str = ""


@dataclass(frozen=True)
class Inventory:
    """The bones of a case and of what was joined to it, by bone and side, and what was found on them."""

    case: str = ""
    code: str = ""
    by_key: Mapping[Key, Found] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    juvenile: bool = False

    def found(self, key: Key) -> Found:
        """What is known of one bone; of a bone of the skull also by way of the whole cranium."""
        known = self.by_key.get(key)
        if known is not None:
            return known
        cranium = self.by_key.get(("cranium", "midline", ""))
        every = zones_in_cranium(key, CRANIUM)
        if cranium is None or not every:
            return NOTHING
        there = zones_in_cranium(key, cranium.zones)
        missing = Standing.ABSENT if cranium.zones else cranium.standing
        standing = missing if not there else Standing.WHOLE if there == every else Standing.PART
        return Found(standing, cranium.elements, there)


def zones_in_cranium(key: Key, of_cranium: Iterable[str]) -> frozenset[str]:
    """The zones of a bone that lie in these zones of the cranium; of one of the young that is a zone, all or none."""
    bone = bones().get(key[0])
    lie = {zone for of in of_cranium for zone in CRANIUM.get(of, {}).get(bone.part_of or bone.code, ())} if bone else ()
    if bone is None or not bone.part_of:
        return frozenset(lie)
    own = AS_ADULT.get(bone.code, "").format(side={"L": "left", "R": "right"}.get(key[1], ""))
    return frozenset(bone.zones) if own in lie or (not own and lie) else frozenset()


def inventory_of(project: Project, case: str) -> Inventory:
    """What is recorded of a case, by its id, and of remains that were joined to it."""
    elements, findings = records_of(project, case)
    held = project.register.values("case", case) or {}
    return build_inventory(case, str(held.get("code", "")), elements, findings)


def records_of(project: Project, case: str) -> tuple[list[Values], list[Values]]:
    """The elements and the findings of a case and of what was joined to it."""
    register = project.register
    cases = list(_with_joined(project, case))
    elements, findings = (
        [one for id_ in cases for one in register.select(Query(type_, where=(("case", id_),)))]
        for type_ in ("element", "finding")
    )
    return elements, findings


def _with_joined(project: Project, case: str) -> Iterator[str]:
    waiting, seen = [case], set[str]()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            yield one
            joined = project.register.select(Query("case", where=(("joined_to", one),)))
            waiting.extend(str(values["id"]) for values in joined)


def build_inventory(
    case: str, code: str, elements: Sequence[Values], findings: Iterable[Values], juvenile: bool | None = None
) -> Inventory:
    """The inventory of these records, as canonical values."""
    grouped: dict[Key, list[Values]] = {}
    for one in elements:
        grouped.setdefault(key_of(one), []).append(one)
    keys = {str(one["id"]): key_of(one) for one in elements}
    ordered = sorted((one for one in findings if _may_be_drawn(one)), key=lambda one: str(one.get("code", "")))
    marks = tuple(
        Mark(number, one, keys[str(one["element"])], next(iter(one.get("zones") or ()), ""))
        for number, one in enumerate((one for one in ordered if one.get("element") in keys), 1)
    )
    young = any(one.get("developmental_age") in OF_THE_YOUNG for one in elements) or any(
        bones()[key[0]].juvenile for key in grouped if key[0] in bones()
    )
    by_key = {key: _found(key, records) for key, records in grouped.items()}
    return Inventory(case, code, by_key, marks, young if juvenile is None else juvenile)


def _may_be_drawn(finding: Values) -> bool:
    """Sealed findings are in no picture."""
    return finding.get("sensitivity") != "sealed" and not finding.get("bears_on_sexual_violence")


def key_of(element: Values) -> Key:
    """Bone, side, and of a tooth its number."""
    bone = str(element.get("bone", ""))
    return bone, str(element.get("side", "")), str(element.get("tooth", "")) if bone == "tooth" else ""


def _found(key: Key, records: Sequence[Values]) -> Found:
    there = [one for one in records if one.get("fragments") != 0]
    zones = frozenset(zone for one in there for zone in one.get("zones") or ())
    known = bones().get(key[0])
    if zones:
        whole = known is not None and zones >= set(known.zones)
        return Found(Standing.WHOLE if whole else Standing.PART, tuple(records), zones)
    return Found(Standing.UNSAID if there else Standing.ABSENT, tuple(records))
