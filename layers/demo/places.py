"""Invented settlements, periods of control and facilities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import shapely

from forensics.changes import Change
from forensics.geodesy import area_km2
from forensics.places import Place
from layers.demo.grid import moved, rounded_outline
from layers.demo.making import EXAMPLE, Maker, Random, area, between, chance, pick, point, uniform, whole
from layers.demo.world import CUT_OFF, Spell, Village, World

OCCUPIER = "other"
"""No party of a real conflict stands in an invented record."""

MORTUARIES = ("EX-FA-01", "EX-FA-02")
STORES = ("EX-FA-03", "EX-FA-04")
LABORATORIES = ("EX-FA-05", "EX-FA-06")
CEMETERY = "EX-FA-07"
FIRST_OF_FORCES = 11
KINDS_OF_FORCES = {"detention_place": 18, "base": 9, "checkpoint": 12, "filtration_point": 3}


def settlements(make: Maker, world: World) -> Iterator[Change]:
    """The settlements, each with its built-up area."""
    random = make.random("settlements")
    for village in world.villages:
        outline = _built_up(random, village)
        visited = village.reached
        yield make.add(
            "settlement", village.code, **village.names, **village.units, settlement_type=village.kind,
            place=point(village.lon, village.lat, method="imagery", horizontal_accuracy=10.0),
            area=area(outline, method="imagery", horizontal_accuracy=10.0), area_km2=round(area_km2(outline), 3),
            population=village.population, population_year=2021, population_source=f"{EXAMPLE}: invented",
            access=_access(random, village), access_on="2024-08-15", access_valid_until="2024-10-15",
            access_source=f"{EXAMPLE}: desk of the mission", monitored=True,
            first_visit_on=str(visited) if visited else None, last_visit_on="2024-08-20" if visited else None,
        )  # fmt: skip


def _built_up(random: Random, village: Village) -> shapely.Polygon:
    radius = 120 + 13 * village.population**0.5
    return rounded_outline(village.lon, village.lat, radius, [float(one) for one in random.uniform(0.7, 1.25, 14)])


def _access(random: Random, village: Village) -> str:
    if village.reached is None:
        return "inaccessible"
    if village.population < 400 and chance(random, 0.25):
        return "mined"
    return pick(random, {"open": 70, "restricted": 22, "frontline": 8})


def occupations(make: Maker, world: World) -> Iterator[Change]:
    """The periods of control."""
    random = make.random("occupations")
    for village in world.villages:
        for spell in village.spells:
            yield _occupation(make, random, village, spell)


def _occupation(make: Maker, random: Random, village: Village, spell: Spell) -> Change:
    occupied = spell.character == "occupied"
    stayed = village.population * uniform(random, 0.25, 0.6)
    partly = occupied and spell.last is not None and chance(random, 0.25)
    return make.add(
        "occupation", spell.code, settlement=make.id("settlement", village.code), character=spell.character,
        control=("partial" if partly else "full") if occupied else "contested" if _contested(spell) else "full",
        party=OCCUPIER if occupied else "not_applicable", start=spell.start, end=spell.end,
        ongoing=True if spell.last is None else None,
        observed_from=str(spell.first), observed_until=str(spell.last or CUT_OFF),
        sub_area=area(_part_held(random, village), method="map", horizontal_accuracy=100.0) if partly else None,
        present_min=whole(stayed * 0.8) if occupied else None, present_max=whole(stayed * 1.3) if occupied else None,
        present_source=f"{EXAMPLE}: estimate of the mission" if occupied else None,
        units=f"{EXAMPLE}: unit not known" if occupied else None,
        basis=("witness", "imagery") if occupied else ("open_source",), basis_text=f"{EXAMPLE}: invented",
        confidence=pick(random, {"high": 5, "medium": 4, "low": 1}),
    )  # fmt: skip


def _contested(spell: Spell) -> bool:
    return spell.character == "contested"


def _part_held(random: Random, village: Village) -> shapely.Polygon:
    """The side of a settlement that was held."""
    centre = moved(village.lon, village.lat, uniform(random, 0, 360), 4 * village.population**0.5)
    radius = 60 + 7 * village.population**0.5
    return rounded_outline(*centre, radius, [float(one) for one in random.uniform(0.8, 1.2, 10)])


def facilities(make: Maker, world: World) -> Iterator[Change]:
    """Mortuaries, stores and laboratories of the mission, and places that forces used."""
    random = make.random("facilities")
    town = world.villages[0]
    for codes, kind, words in (
        (MORTUARIES, "mortuary", "mortuary"), (STORES, "evidence_store", "evidence store"),
        (LABORATORIES, "other", "laboratory"), ((CEMETERY,), "other", "cemetery"),
    ):  # fmt: skip
        for code in codes:
            yield make.add(
                "facility", code, kind=kind, name=f"{EXAMPLE} {words} {code}",
                settlement=make.id("settlement", town.code), operated_by="not_applicable", start="2022-04",
                place=_near(random, town, 900), refrigerated=60 if kind == "mortuary" else None, basis=("document",),
            )  # fmt: skip
    yield from _of_forces(make, world, random)


def forces_codes() -> Iterator[tuple[str, str]]:
    """Code and kind of the places that forces used, in the order of their codes."""
    kinds = [kind for kind, count in KINDS_OF_FORCES.items() for _ in range(count)]
    for at, kind in enumerate(kinds, FIRST_OF_FORCES):
        yield f"EX-FA-{at:02d}", kind


def detention_places(world: World) -> dict[str, list[str]]:
    """Code of the settlement to the codes of the places of detention there."""
    found: dict[str, list[str]] = {}
    for at, (code, kind) in enumerate(forces_codes()):
        if kind == "detention_place":
            found.setdefault(_village_of(world, at).code, []).append(code)
    return found


def _village_of(world: World, at: int) -> Village:
    """The settlement of the facility with that number: the larger a settlement, the more it has."""
    held = sorted(world.once_occupied, key=lambda village: -village.population)
    return held[(at * at) % 29 % len(held)]


def _of_forces(make: Maker, world: World, random: Random) -> Iterator[Change]:
    for at, (code, kind) in enumerate(forces_codes()):
        village = _village_of(world, at)
        held = village.occupied
        assert held is not None
        detention = kind == "detention_place"
        yield make.add(
            "facility", code, kind=kind, name=f"{EXAMPLE} {code}", settlement=make.id("settlement", village.code),
            place=_near(random, village, 500), address=f"{EXAMPLE}: invented",
            premises=f"{EXAMPLE}: {pick(random, {'school': 2, 'cellar': 3, 'garage': 1, 'works': 1})}",
            operated_by=OCCUPIER, start=_later(held.first, 3), end=None if held.last is None else str(held.last),
            capacity=between(random, 8, 60) if detention else None,
            held_min=between(random, 10, 40) if detention else None,
            held_max=between(random, 60, 160) if detention else None, basis=("witness",),
        )  # fmt: skip


def _later(day: date, days: int) -> str:
    return str(date.fromordinal(day.toordinal() + days))


def _near(random: Random, village: Village, metres: float) -> Place:
    away = uniform(random, 0.1, 1.0) ** 0.5 * metres
    lon, lat = moved(village.lon, village.lat, uniform(random, 0, 360), away)
    return point(lon, lat, method="handheld_GNSS", horizontal_accuracy=5.0)
