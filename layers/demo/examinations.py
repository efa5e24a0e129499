"""Invented examinations, biological profiles, findings and opinions on death."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from forensics.changes import Change
from forensics.vocabulary.bones import bones
from layers.demo.bodies import Remains
from layers.demo.exhumations import crew
from layers.demo.making import EXAMPLE, Maker, Random, between, chance, pick, uniform
from layers.demo.places import MORTUARIES
from layers.demo.remains import element_code, inventory

Trait = dict[str, object]


def examination_code(one: Remains) -> str:
    """The number of the anthropological examination of a case."""
    return f"EX-EM-{one.code[3:]}"


def examinations(make: Maker, found: Sequence[Remains]) -> Iterator[Change]:
    """An examination of every case, and radiographs of the bodies."""
    for one in found:
        for suffix, kind in (("", "anthropology"), ("-X", "radiography"))[: 2 if one.whole else 1]:
            yield make.add(
                "examination", examination_code(one) + suffix, case=make.id("case", one.code), kind=kind,
                facility=make.id("facility", MORTUARIES[one.campaign.number % 2]), start=str(one.examined),
                end=str(one.examined), authority=make.id("authority", one.campaign.authority),
                examiners=make.ids("practitioner", [crew(one.campaign, role) for role in ("expert", "anthropologist")]),
                protocol_number=f"EX-PROTOCOL-{one.code[3:]}{suffix}", seal_intact="yes",
                limitations=f"{EXAMPLE}: none" if one.whole else f"{EXAMPLE}: not complete",
            )  # fmt: skip


def profiles(make: Maker, found: Sequence[Remains]) -> Iterator[Change]:
    """The profile of each body."""
    random = make.random("profiles")
    for one in found:
        if one.whole:
            yield _profile(make, random, one)


def _profile(make: Maker, random: Random, one: Remains) -> Change:
    least, most = one.age
    sex = "indeterminate" if one.young else one.sex
    stature = round(float(random.normal(164 if sex.startswith("F") else 175, 5)), 1)
    return make.add(
        "profile", f"EX-PF-{one.code[3:]}", case=make.id("case", one.code),
        examination=make.id("examination", examination_code(one)), date=str(one.examined),
        examiner=make.id("practitioner", crew(one.campaign, "anthropologist")), sex=sex,
        sex_methods=("pelvis_phenice", "skull_walker") if sex != "indeterminate" else None,
        age_min=float(least), age_max=float(most), age_class=_age_class(one.age),
        under_18="no" if least >= 18 else "yes" if most < 18 else "interval_spans_18",
        age_methods=("epiphyseal_union",) if least < 20 else ("pubic_symphysis", "sternal_rib"),
        stature=None if one.young else stature, stature_min=None if one.young else round(stature - 4, 1),
        stature_max=None if one.young else round(stature + 4, 1),
        stature_formula=None if one.young else "Trotter and Gleser (1952), femur",
        healed_injury=f"{EXAMPLE}: healed fracture of a forearm" if chance(random, 0.08) else None,
        dental_chart=({"tooth": "36", "state": "filled", "treatment": EXAMPLE},) if chance(random, 0.6) else None,
        limitations=f"{EXAMPLE}: none",
    )  # fmt: skip


def _age_class(age: tuple[int, int]) -> str:
    middle = sum(age) / 2
    for most, name in ((13, "4_12"), (18, "13_17"), (20, "18_19"), (35, "20_34"), (50, "35_49")):
        if middle < most:
            return name
    return "50_plus"


SHOT: Trait = {
    "timing": "perimortem",
    "mechanism": "projectile",
    "role": "entry",
    "bevel": "internal",
    "healing": "none",
}
LEFT: Trait = {
    "timing": "perimortem",
    "mechanism": "projectile",
    "role": "exit",
    "bevel": "external",
    "healing": "none",
}
BLAST: Trait = {"timing": "perimortem", "mechanism": "blast", "fracture_pattern": ("comminuted",), "healing": "none"}
BLUNT: Trait = {"timing": "perimortem", "mechanism": "blunt", "fracture_pattern": ("butterfly",), "healing": "none"}
BURNT: Trait = {"timing": "indeterminate", "mechanism": "thermal"}
OLD: Trait = {"timing": "antemortem", "mechanism": "blunt", "healing": "healed"}
GNAWED: Trait = {"timing": "postmortem", "mechanism": "animal"}
DUG: Trait = {"timing": "postmortem", "mechanism": "excavation_damage"}
UNSURE: Trait = {"timing": "indeterminate", "mechanism": "indeterminate"}

WHERE = {
    "cranium": ("SHOT", "LEFT"),
    "femur": ("BLAST", "DUG"),
    "ulna": ("OLD", "BLUNT"),
    "tibia": ("GNAWED", "UNSURE"),
}
KINDS = {
    "SHOT": SHOT, "LEFT": LEFT, "BLAST": BLAST, "BLUNT": BLUNT, "OLD": OLD, "GNAWED": GNAWED, "DUG": DUG,
    "UNSURE": UNSURE, "BURNT": BURNT,
}  # fmt: skip


def findings(make: Maker, found: Sequence[Remains]) -> Iterator[Change]:
    """Findings on the bones that each case has."""
    random = make.random("findings")
    for one in found:
        for at, (name, bone, side) in enumerate(_seen(random, one), 1):
            trauma = name not in ("GNAWED", "DUG")
            yield make.add(
                "finding", finding_code(one, at), case=make.id("case", one.code),
                kind="trauma" if trauma else "taphonomy",
                element=make.id("element", element_code(one, bone, side)), side=side,
                zones=_zones(one, bone), **KINDS[name],
                aspect=("ectocranial",) if bone == "cranium" else ("anterior",), description=f"{EXAMPLE}: invented",
                certainty=pick(random, {"certain": 4, "probable": 4, "possible": 2}), defects=1, impacts_min=1,
                size_length=round(uniform(random, 5, 60), 1), size_width=round(uniform(random, 4, 20), 1),
                examination=make.id("examination", examination_code(one)), radiographed="yes" if one.whole else "no",
                observer=make.id("practitioner", crew(one.campaign, "anthropologist")), date=str(one.examined),
                timing_basis=f"{EXAMPLE}: colour and edges",
            )  # fmt: skip


def _zones(one: Remains, bone: str) -> tuple[str, ...]:
    """Where on its bone a finding is: in one of its first two zones, which every piece has; of some nobody wrote it."""
    zones = bones()[bone].zones
    return () if not one.number % 4 else zones[one.number % 2 :][:1]


def finding_code(one: Remains, number: int) -> str:
    """The number of a finding on a case."""
    return f"EX-FN-{one.code[3:]}-{number}"


def _seen(random: Random, one: Remains) -> Iterator[tuple[str, str, str]]:
    here = dict(inventory(one))
    shot = one.whole and chance(random, 0.65)
    for bone, names in WHERE.items():
        if bone not in here:
            continue
        if bone == "cranium":
            yield from ((name, bone, here[bone]) for name in names[: 2 if shot and chance(random, 0.6) else int(shot)])
        elif chance(random, 0.3):
            yield names[between(random, 0, 2)], bone, here[bone]
    if one.grave.pattern.setting == "burn_area":
        bone = next(iter(here))
        yield "BURNT", bone, here[bone]


def opinions(make: Maker, found: Sequence[Remains]) -> Iterator[Change]:
    """Opinions on the death of bodies that were examined; of some none is given yet."""
    random = make.random("opinions")
    for one in found:
        if not one.whole or chance(random, 0.2):
            continue
        violent = chance(random, 0.75)
        yield make.add(
            "opinion", f"EX-OP-{one.code[3:]}", case=make.id("case", one.code),
            cause=f"{EXAMPLE}: invented cause" if violent else f"{EXAMPLE}: not established",
            violent="yes" if violent else "undetermined", manner="not_for_the_expert" if violent else "undetermined",
            died=f"{one.grave.village.spells[0].first:%Y-%m}~", died_basis=f"{EXAMPLE}: circumstances",
            rests_on=f"{EXAMPLE}: examination and radiographs",
            examination=make.id("examination", examination_code(one)),
            opinion_number=f"EX-OPINION-{one.code[3:]}", date=str(one.examined + timedelta(days=20)),
            signed_by=make.id("practitioner", crew(one.campaign, "expert")), signed_as="forensic_medical_expert",
            limitations=f"{EXAMPLE}: none",
        )  # fmt: skip
