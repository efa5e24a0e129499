"""Invented missing persons by code, comparisons with remains, and where remains were laid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from forensics.changes import Change
from forensics.places import Place
from layers.demo.bodies import Remains
from layers.demo.making import EXAMPLE, Maker, Random, between, chance, pick, point
from layers.demo.people import staff
from layers.demo.places import CEMETERY, MORTUARIES
from layers.demo.remains import status_of
from layers.demo.world import Village, World

NOT_FOUND = 64
"""Missing persons who are none of the remains."""


def _person_code(number: int) -> str:
    return f"EX-MP-{number:03d}"


def identified(found: Sequence[Remains]) -> dict[str, str]:
    """The code of a case to that of the missing person whom it was found to be."""
    return {one.code: _person_code(at) for at, one in enumerate((one for one in found if one.identified), 1)}


def missing_persons(make: Maker, world: World, found: Sequence[Remains]) -> Iterator[Change]:
    """Missing persons: those who were identified, and those who were not."""
    random = make.random("missing")
    persons = [one for one in found if one.identified]
    for at, one in enumerate(persons, 1):
        sex = "F" if one.sex.startswith("F") else "M"
        yield _missing(make, random, _person_code(at), one.grave.village.number, world, sex, "dead_identified", one.age)
    for at in range(len(persons) + 1, len(persons) + NOT_FOUND + 1):
        village = world.once_occupied[between(random, 0, len(world.once_occupied))]
        yield _missing(make, random, _person_code(at), village.number, world, pick(random, {"M": 7, "F": 3}), "missing")


def _missing(
    make: Maker, random: Random, code: str, village: int, world: World, sex: str, status: str,
    age: tuple[int, int] | None = None,
) -> Change:  # fmt: skip
    """`age` in years is that of the remains that were found to be the person's."""
    home = world.villages[village]
    held = home.occupied
    assert held is not None
    born = between(random, 1945, 2004)
    if age is not None:
        born = 2022 - age[0] - born % (age[1] - age[0] + 1)
    last_seen = held.first + timedelta(days=between(random, 2, 25))
    return make.add(
        "missing_person", code, sensitivity="restricted", status=status, status_on="2024-06-01", sex=sex,
        born=str(born),
        age_min=2021 - born, age_max=2022 - born, last_seen=str(last_seen), settlement=make.id("settlement", home.code),
        last_seen_described=f"{EXAMPLE}: invented", stature=float(between(random, 158, 188)), hair=EXAMPLE,
        clothing=f"{EXAMPLE}: dark jacket", dental_records=f"{EXAMPLE} dentist" if age is not None else None,
        contact_family=f"EX-FAMILY-{code[-3:]}",
        dna_donors=({"donor": f"EX-DONOR-{code[-3:]}", "relationship": "sibling", "taken": "2022-12"},),
        consent=({"recipient": "prosecutor", "purpose": "identification", "answer": "yes", "given": "2022-12"},),
        liaison=make.id("practitioner", staff("liaison")[born % 2]), later_parts=pick(
            random, {"tell_each_time": 6, "tell_at_end": 3, "do_not_tell": 1}
        ),
        told=({"date": "2024-02-01", "what": f"{EXAMPLE}: state of the search", "by": staff("liaison")[born % 2]},),
    )  # fmt: skip


def identifications(make: Maker, found: Sequence[Remains]) -> Iterator[Change]:
    """Confirmed identifications, and comparisons that are open or were excluded."""
    random = make.random("identifications")
    persons = identified(found)
    number = 0
    for one in found:
        if not one.whole:
            continue
        if one.code in persons:
            number += 1
            yield _confirmed(make, random, number, one, persons[one.code])
        elif chance(random, 0.4):
            number += 1
            other = _person_code(len(persons) + 1 + number % NOT_FOUND)
            yield _open(make, random, number, one, other)


def _confirmed(make: Maker, random: Random, number: int, one: Remains, person: str) -> Change:
    day = one.examined + timedelta(days=70)
    return make.add(
        "identification", f"EX-ID-{number:03d}", cases=make.ids("case", [one.code]),
        missing_person=make.id("missing_person", person), status="confirmed",
        primary=("DNA", "dental") if chance(random, 0.3) else ("DNA",), secondary=("clothing", "circumstance"),
        differences="none", dna_report=f"EX-DNA-{number:03d}", dna_laboratory=f"{EXAMPLE} laboratory",
        dna_posterior=0.99991, dna_prior=0.01, samples=make.ids("sample", [f"EX-SA-{one.code[3:]}-1"]),
        **_compared(make, number), deciding_body="identification_board", deciding_body_name=f"{EXAMPLE} board",
        date=str(day), certificate=f"EX-CERT-{number:03d}", certificate_date=str(day), limitations=f"{EXAMPLE}: none",
    )  # fmt: skip


def _open(make: Maker, random: Random, number: int, one: Remains, person: str) -> Change:
    return make.add(
        "identification", f"EX-ID-{number:03d}", cases=make.ids("case", [one.code]),
        missing_person=make.id("missing_person", person), secondary=("clothing",),
        status=pick(random, {"proposed": 4, "presumptive": 3, "excluded": 3}), differences="none",
        date=str(one.examined + timedelta(days=50)), **_compared(make, number),
    )  # fmt: skip


def _compared(make: Maker, number: int) -> dict[str, object]:
    return {
        "compared_by": make.id("practitioner", staff("anthropologist")[number % 2]),
        "reviewed_by": make.id("practitioner", staff("expert")[number % 4]),
    }


def dispositions(make: Maker, world: World, found: Sequence[Remains]) -> Iterator[Change]:
    """Where each case is kept or was laid, so that it can be found again."""
    town = world.villages[0]
    for at, one in enumerate(found, 1):
        buried = status_of(one) == "reburied"
        day = one.examined + timedelta(days=90 if buried else 1)
        yield make.add(
            "disposition", f"EX-DS-{one.code[3:]}", cases=make.ids("case", [one.code]),
            kind="reburied" if buried else "in_storage", date=str(day),
            authority=make.id("authority", one.campaign.authority),
            certificate=f"EX-BURIAL-{at:03d}" if buried else None,
            facility=make.id("facility", CEMETERY if buried else MORTUARIES[one.campaign.number % 2]),
            cemetery=f"{EXAMPLE} cemetery" if buried else None, section="A" if buried else None,
            grave_row=str(1 + at // 20) if buried else None, plot=str(at) if buried else None,
            marker_number=f"EX-{at:03d}" if buried else None, remains_missing="no" if buried else None,
            place=_plot(town) if buried else None,
            family_present="yes" if buried else None,
        )  # fmt: skip


def _plot(town: Village) -> Place:
    """The part of the cemetery where the mission lays remains."""
    return point(town.lon + 0.004, town.lat - 0.003, method="handheld_GNSS", horizontal_accuracy=3.0)
