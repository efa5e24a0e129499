"""What must hold of remains cases and of the bones in their inventory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forensics.instants import read_instant
from forensics.messages import say
from forensics.numbering import SUFFIXES, suffix_of
from forensics.problems import Problem
from forensics.records.remains import Case, Element
from forensics.rules.between import filled, label_of, missing, rising
from forensics.rules.graves import bearing_says_which_north, depth_says_below_what
from forensics.rules.saying import refusal, shown
from forensics.vocabulary.bones import BONE, FUSION, bones
from forensics.vocabulary.declaring import NO_VALUE
from forensics.vocabulary.remains import REMAINS_CLASS, RESTRAINT, RESTRAINT_STATE

MOVED = ("lifted", "received", "examined", "sampled", "identified", "unidentified", "released", "reburied")
"""Statuses of remains that lie no longer where they were found."""

ORIGIN_NEEDS = {
    "exhumation": ("exhumation",),
    "surface_recovery": ("site", "visit", "exhumation"),
    "handed_over": ("hand_over", "received_from"),
    "exchange": ("hand_over", "received_from"),
    "mortuary": ("hand_over", "received_from"),
    "hospital": ("hand_over", "received_from"),
}
"""Any one of these says where remains of an origin came from."""

FDI = re.compile(r"[1-4][1-8]|[5-8][1-5]")
RIGHT_QUADRANTS = "1458"
"""FDI (ISO 3950): quadrants 1, 4, 5 and 8 are the right side."""


def suffix_agrees_with_class(record: Case) -> Iterator[Problem]:
    """A number ending in B, BP or GB is of a body, a body part or a general bone, and theirs end in nothing else."""
    given = record.remains_class
    if record.code is None or given is None or given in NO_VALUE:
        return
    suffix, wanted = suffix_of(record.code), SUFFIXES.get(given, "")
    if suffix == wanted:
        return
    if not suffix:
        yield shown(record, "remains_class", say(
            "The class is “{found}”, but the number {code} does not end in {suffix}.",
            found=REMAINS_CLASS.said(given), code=record.code, suffix=wanted,
        ))  # fmt: skip
        return
    expected = next(class_ for class_, own in SUFFIXES.items() if own == suffix)
    message = say(
        "The number ends in {suffix}, for “{expected}”, but the class is “{found}”.",
        suffix=suffix, expected=REMAINS_CLASS.said(expected), found=REMAINS_CLASS.said(given),
    )  # fmt: skip
    yield (refusal if wanted else shown)(record, "remains_class", message)


def also_asked(type_: str, texts: Mapping[str, str]) -> str:
    """The field that an answer makes a question of: where remains of this origin came from; empty where none is."""
    needs = ORIGIN_NEEDS.get(texts.get("origin", ""), ()) if type_ == Case.about.type else ()
    return "" if not needs or any(texts.get(name) for name in needs) else needs[0]


def origin_can_be_followed(record: Case) -> Iterator[Problem]:
    """The origin names its exhumation, visit or hand-over."""
    needs = ORIGIN_NEEDS.get(record.origin or "")
    if needs and not any(filled(record, name) for name in needs):
        yield shown(
            record,
            needs[0],
            say(
                "The origin of the remains cannot be followed: “{field}” is not given.",
                field=label_of(record, needs[0]),
            ),
        )


def how_it_lay(record: Case) -> Iterator[Problem]:
    """Depths in order and below a named surface, the orientation with its north."""
    yield from rising(record, "depth_top", "depth_base")
    yield from depth_says_below_what(record)
    yield from bearing_says_which_north(record, "orientation", "orientation_north")


def order_of_remains_is_possible(record: Case) -> Iterator[Problem]:
    """No remains lie over and under the same remains, or are joined to themselves."""
    over, under = set(record.lies_over or ()), set(record.lies_under or ())
    if over & under:
        yield refusal(record, "lies_under", say("Remains cannot lie over and under one and the same remains."))
    named = (*over, *under, *(record.associated_cases or ()), record.joined_to, record.split_from)
    if record.id is not None and record.id in named:
        yield refusal(record, "code", say("Remains cannot lie over, lie under or be associated with themselves."))


def restraints_agree(record: Case) -> Iterator[Problem]:
    """`None seen` stands alone, and each described restraint is one of those that were seen."""
    given = record.restraint or ()
    if "none_seen" in given and len(given) > 1:
        yield refusal(record, "restraint", say("“None” cannot stand beside other answers."))
    for row in record.restraint_details or ():
        for column, vocabulary in (("restraint", RESTRAINT), ("state", RESTRAINT_STATE)):
            if row.get(column) and row[column] not in vocabulary:
                yield refusal(
                    record,
                    "restraint_details",
                    say(
                        "{value} is not one of: {allowed}.",
                        value=row[column],
                        allowed=", ".join(vocabulary.all_codes),
                    ),
                )
        if row.get("restraint") in RESTRAINT and row["restraint"] not in given:
            yield shown(record, "restraint", say("A restraint is described that is not among those seen."))


def ordnance_was_checked_first(record: Case) -> Iterator[Problem]:
    """Remains are checked for explosive ordnance before they are moved, and not moved when that was refused."""
    if record.ordnance_check == "refused" and record.status in MOVED:
        yield shown(
            record, "ordnance_check", say("The check for explosive ordnance was refused, but the remains were moved.")
        )
    checked, moved = record.ordnance_check_at, record.recovered_at
    if checked and moved and read_instant(moved).before(read_instant(checked)):
        yield shown(
            record, "ordnance_check_at", say("The remains were checked for explosive ordnance after they were moved.")
        )


def association_is_reasoned(record: Case) -> Iterator[Problem]:
    """Remains are associated, joined or split on a stated basis."""
    if filled(record, "associated_cases"):
        yield from missing(record, "association_basis", say("Associated remains need the basis of the association."))
    if record.joined_to is not None and not filled(record, "association_basis"):
        yield from missing(record, "association_reason", say("Remains that were joined need the basis or the reason."))
    if record.split_from is not None:
        yield from missing(record, "association_reason", say("Remains that were split need the reason."))


def persons_agree_with_class(record: Case) -> Iterator[Problem]:
    """One body is one person; what is not human is none."""
    least = record.persons_min
    if least is None:
        return
    if record.remains_class == "body" and least != 1:
        yield shown(record, "persons_min", say("A body represents one person; {least} is given.", least=least))
    if record.remains_class == "non_human" and least > 0:
        yield shown(
            record, "persons_min", say("Remains that are not human represent no person; {least} is given.", least=least)
        )


def side_agrees_with_bone(record: Element) -> Iterator[Problem]:
    """Bones of a pair are left, right or unsided; the others lie in the midline (Buikstra & Ubelaker 1994)."""
    bone = bones().get(record.bone or "")
    if bone is None or record.side is None or record.side in NO_VALUE or "fragment" in bone.code:
        return
    allowed = ("L", "R", "unsided") if bone.paired else ("midline",)
    if record.side not in allowed:
        yield refusal(
            record,
            "side",
            say(
                "{bone} has no side {side}; allowed is {allowed}.",
                bone=BONE.said(bone.code),
                side=record.side,
                allowed=", ".join(allowed),
            ),
        )


def zones_are_of_the_bone(record: Element) -> Iterator[Problem]:
    """The zones present are zones of that bone."""
    bone = bones().get(record.bone or "")
    if bone is None:
        return
    for zone in record.zones or ():
        if zone not in bone.zones and zone not in NO_VALUE:
            yield refusal(
                record,
                "zones",
                say(
                    "{bone} has no zone {zone}; its zones are: {allowed}.",
                    bone=BONE.said(bone.code),
                    zone=zone,
                    allowed=", ".join(bone.zones),
                ),
            )
    for row in record.fusion_by_zone or ():
        if row.get("zone") not in bone.zones or row.get("stage") not in FUSION:
            yield refusal(
                record,
                "fusion_by_zone",
                say(
                    "{value} is no zone of {bone} with a stage of fusion.",
                    value=" ".join(row.values()),
                    bone=BONE.said(bone.code),
                ),
            )


def absent_bone_shows_nothing(record: Element) -> Iterator[Problem]:
    """No fragment says that a bone was looked for and is absent; it has then no zone, and is counted nowhere."""
    if record.fragments == 0 and set(record.zones or ()) - set(NO_VALUE):
        yield shown(
            record, "fragments",
            say("No fragment says that the bone is absent, but zones of it are present; it is not counted until one is "
                "corrected."),
        )  # fmt: skip


def young_bones_are_of_the_young(record: Element) -> Iterator[Problem]:
    """An element that exists only before fusion is not of an adult (Scheuer & Black 2000)."""
    bone = bones().get(record.bone or "")
    if bone is not None and bone.juvenile and record.developmental_age == "adult":
        yield shown(
            record,
            "developmental_age",
            say(
                "{bone} is an element of the young, but the developmental age is adult.",
                bone=BONE.said(bone.code),
            ),
        )


def tooth_has_a_number(record: Element) -> Iterator[Problem]:
    """Teeth are numbered as the FDI does (ISO 3950), and the number agrees with the side."""
    number = record.tooth
    if not number:
        return
    if not FDI.fullmatch(number):
        yield refusal(
            record, "tooth", say("{tooth} is not an FDI tooth number; 11 to 48 or 51 to 85 was expected.", tooth=number)
        )
    elif record.bone not in ("tooth", "mandible", "maxilla"):
        yield shown(record, "tooth", say("A tooth number is given, but the bone holds no teeth."))
    elif (
        record.bone == "tooth" and record.side in ("L", "R") and (number[0] in RIGHT_QUADRANTS) != (record.side == "R")
    ):
        yield refusal(record, "side", say("Tooth {tooth} is not of side {side}.", tooth=number, side=record.side))


def join_is_reasoned(record: Element) -> Iterator[Problem]:
    """Bones that fit or pair say on what basis."""
    if filled(record, "joined_with"):
        yield from missing(record, "joining_basis", say("Bones that are joined need the basis of the join."))


CASE = (
    suffix_agrees_with_class, origin_can_be_followed, how_it_lay, order_of_remains_is_possible, restraints_agree,
    ordnance_was_checked_first, association_is_reasoned, persons_agree_with_class,
)  # fmt: skip

ELEMENT = (
    side_agrees_with_bone, zones_are_of_the_bone, absent_bone_shows_nothing, young_bones_are_of_the_young,
    tooth_has_a_number, join_is_reasoned,
)  # fmt: skip
