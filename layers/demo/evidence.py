"""Invented artefacts, samples and packages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from forensics.changes import Change
from layers.demo.bodies import Remains
from layers.demo.exhumations import AROUND_REMAINS, UPPER_FILL, context_code, crew
from layers.demo.graves import Campaign, Grave
from layers.demo.making import EXAMPLE, Maker, Random, between, chance, pick, uniform
from layers.demo.people import staff
from layers.demo.places import LABORATORIES, STORES
from layers.demo.remains import element_code, inventory, seal

IN_A_BOX = 12

NAMES_PEOPLE = ("document", "phone")
"""Artefacts that may name somebody: their records are restricted."""


@dataclass(frozen=True)
class Item:
    """One artefact or sample on its way."""

    code: str
    kind: str
    campaign: Campaign
    grave: Grave
    day: date
    hour: float
    case: Remains | None = None
    box: str | None = None

    @property
    def store(self) -> str:
        """The code of the store that keeps it."""
        return STORES[self.campaign.number % 2]


def artefacts_found(make: Maker, graves: Sequence[Grave], found: Sequence[Remains]) -> tuple[Item, ...]:
    """What lay with the remains, and cartridge cases in the fill."""
    random = make.random("artefacts")
    items: list[Item] = []
    for one in found:
        for at, kind in enumerate(_with(random, one), 1):
            items.append(
                Item(f"EX-A-{one.code[3:]}-{at}", kind, one.campaign, one.grave, one.day, one.timing + 0.1 * at, one)
            )
    for grave in graves:
        for campaign in grave.campaigns if grave.pattern.form != "surface" else ():
            for at in range(1, between(random, 1, 5)):
                day = campaign.start + timedelta(days=min(1, campaign.days - 1))
                items.append(Item(f"EX-A-{campaign.code[3:]}-{at}", "cartridge_case", campaign, grave, day, 10 + at))
    return tuple(_boxed(items))


def _with(random: Random, one: Remains) -> Iterator[str]:
    if not one.whole:
        return
    if one.bound:
        yield "ligature"
    yield "clothing"
    for kind, share in (("document", 0.15), ("jewellery", 0.2), ("religious", 0.15), ("phone", 0.06), ("bullet", 0.25)):
        if chance(random, share):
            yield kind


def _boxed(items: Sequence[Item]) -> Iterator[Item]:
    """Each artefact with the box that it was put into, by exhumation."""
    ordered = sorted(items, key=lambda item: item.campaign.number)
    for number, group in groupby(ordered, key=lambda item: item.campaign.number):
        for at, item in enumerate(group):
            box = f"EX-PK-{number:02d}-{at // IN_A_BOX + 1}"
            yield Item(item.code, item.kind, item.campaign, item.grave, item.day, item.hour, item.case, box)


MATERIALS = {
    "clothing": "textile", "document": "paper", "jewellery": "metal", "religious": "metal", "phone": "plastic",
    "bullet": "metal", "cartridge_case": "brass", "ligature": "cable tie",
}  # fmt: skip


def artefacts(make: Maker, items: Sequence[Item]) -> Iterator[Change]:
    """The artefacts."""
    random = make.random("artefacts told")
    for item in items:
        yield _artefact(make, random, item)


def _artefact(make: Maker, random: Random, item: Item) -> Change:
    one, grave = item.case, item.grave
    shot = item.kind in ("bullet", "cartridge_case")
    x, y, z = (one.x, one.y, one.z) if one else (grave.width / 2, grave.length * 0.7, -grave.depth / 3)
    deep = grave.pattern.form != "surface"
    context = context_code(item.campaign, AROUND_REMAINS if one else UPPER_FILL)
    return make.add(
        "artefact", item.code, case=make.id("case", one.code) if one else None, site=make.id("site", grave.code),
        context=make.id("context", context) if deep else None,
        exhumation=make.id("exhumation", item.campaign.code),
        place=grave.grid.point(x + uniform(random, -0.2, 0.2), y + uniform(random, -0.2, 0.2), z),
        association=_association(item),
        date=str(item.day), found_by=make.id("practitioner", crew(item.campaign, "archaeologist")),
        artefact_class=item.kind, description=f"{EXAMPLE}: {item.kind.replace('_', ' ')}", quantity=1,
        sensitivity="restricted" if item.kind in NAMES_PEOPLE else None, material=MATERIALS[item.kind],
        calibre=pick(random, {"5.45": 5, "7.62": 4, "9": 1}) if shot else None,
        headstamp=f"{EXAMPLE}" if item.kind == "cartridge_case" else None,
        inscription=f"{EXAMPLE}: not legible" if item.kind == "jewellery" else None,
        condition=("corroded",) if shot else ("damaged", "wet"), ordnance_check="done",
        ordnance_checked_by=make.id("practitioner", crew(item.campaign, "ordnance")), seal_number=seal(item.code, 1),
        package=make.id("package", item.box) if item.box else None, facility=make.id("facility", item.store),
        shelf=f"EX-SHELF-{item.campaign.number}", disposition="in_storage",
    )  # fmt: skip


def _association(item: Item) -> str:
    if item.case is None:
        return "fill"
    return "on_body" if item.kind in ("clothing", "ligature") else "in_clothing"


def packages(make: Maker, items: Sequence[Item]) -> Iterator[Change]:
    """The boxes in which artefacts are kept."""
    for box, held in boxes(items).items():
        campaign = held[0].campaign
        yield make.add(
            "package", box, kind="box", label=f"{EXAMPLE} {box}", seal_number=seal(box, 1),
            mass_kg=round(0.8 * len(held), 1), date=str(campaign.end + timedelta(days=1)),
            packed_by=make.id("practitioner", custodian(campaign)),
            holds=make.ids("artefact", [one.code for one in held]),
            facility=make.id("facility", held[0].store), shelf=f"EX-SHELF-{campaign.number}",
        )  # fmt: skip


def boxes(items: Sequence[Item]) -> dict[str, list[Item]]:
    """Each box with what lies in it."""
    found: dict[str, list[Item]] = {}
    for item in items:
        if item.box:
            found.setdefault(item.box, []).append(item)
    return found


def custodian(campaign: Campaign) -> str:
    """The code of the evidence custodian of an exhumation."""
    return staff("custodian")[campaign.number % 2]


def samples_taken(found: Sequence[Remains]) -> tuple[Item, ...]:
    """A bone sample of every case, and a tooth of every third body."""
    items: list[Item] = []
    for one in found:
        for at, kind in enumerate(("bone", "tooth") if one.whole and one.number % 3 == 0 else ("bone",), 1):
            items.append(
                Item(f"EX-SA-{one.code[3:]}-{at}", kind, one.campaign, one.grave, one.examined, 11 + at / 4, one)
            )
    return tuple(items)


def samples(make: Maker, items: Sequence[Item]) -> Iterator[Change]:
    """The samples, each with its way to the laboratory."""
    random = make.random("samples")
    for item in items:
        yield _sample(make, random, item)


def sent_on(item: Item) -> date:
    """The day on which a sample left for the laboratory."""
    return item.day + timedelta(days=7)


def _sample(make: Maker, random: Random, item: Item) -> Change:
    one = item.case
    assert one is not None
    known = "profile" if one.identified else pick(random, {"profile": 45, "partial": 20, "failed": 10, "pending": 25})
    bones_here = dict(inventory(one))
    bone = "femur" if "femur" in bones_here else next(iter(bones_here))
    of_bone = item.kind == "bone"
    return make.add(
        "sample", item.code, case=make.id("case", one.code), purpose="DNA", material=item.kind,
        element=make.id("element", element_code(one, bone, bones_here[bone])) if of_bone else None,
        element_named=None if of_bone else "36", side=bones_here[bone] if of_bone else "L",
        mass_g=round(uniform(random, 2, 9), 2),
        date=str(item.day), taken_by=make.id("practitioner", crew(item.campaign, "expert")),
        contamination_control=f"{EXAMPLE}: single-use tools, blanks", container="tube", seal_number=seal(item.code, 1),
        facility=make.id("facility", LABORATORIES[item.campaign.number % 2]), storage_temperature=-20.0,
        laboratory=f"{EXAMPLE} laboratory", laboratory_number=f"EX-LAB-{item.code[6:]}",
        authority=make.id("authority", item.campaign.authority), sent_on=str(sent_on(item)),
        received_on=str(sent_on(item) + timedelta(days=1)), result=known,
        result_on=None if known == "pending" else str(item.day + timedelta(days=45)),
        report_number=None if known == "pending" else f"EX-REPORT-{item.code[6:]}",
        remaining_g=round(uniform(random, 0.5, 1.9), 2),
    )  # fmt: skip
