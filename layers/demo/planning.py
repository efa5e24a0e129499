"""Invented survey areas, visits, tracks and hazards: what the mission covered, and what it has before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from forensics.changes import Change
from forensics.geodesy import area_km2
from forensics.places import Place, place_of
from layers.demo.graves import Grave
from layers.demo.grid import moved, rounded_outline
from layers.demo.making import EXAMPLE, Maker, Random, area, between, chance, pick, point, uniform
from layers.demo.people import CLEARANCE_TEAM, SURVEY_TEAM, staff, team
from layers.demo.world import CUT_OFF, Village, World

BY_VISIT = 11
"""The ground of every eleventh settlement was covered by visits, and its survey is not complete."""

HAZARDS = 34
AHEAD = 10
IN_DATE, EXPIRED = "2099-12-31", "2025-06-30"
"""Until when assessments hold: most of them for as long as anybody may try to plan with the example, every third no
longer."""


def area_code(village: Village) -> str:
    """The code of the survey area around a settlement."""
    return f"EX-AR-{village.number + 1:03d}"


def assessment_code(units: Sequence[str], village: Village) -> str:
    """The code of the assessment of the ground that a settlement lies in."""
    return f"EX-H-A{units.index(_unit(village)) + 1:02d}"


def _unit(village: Village) -> str:
    return list(village.units.values())[-1] if village.units else ""


def _units(world: World) -> list[str]:
    return list(dict.fromkeys(_unit(village) for village in world.villages))


def started(village: Village) -> date:
    """The day on which work around a settlement began; where nobody could go it was done from the air."""
    return village.reached or date(2023, 9, 4)


def survey_areas(make: Maker, world: World, graves: Sequence[Grave]) -> Iterator[Change]:
    """The ground around each settlement, smaller searches for graves in it, and areas that lie ahead."""
    random = make.random("areas")
    units = _units(world)
    for village in world.villages:
        yield _around(make, random, village, units)
    yield from _searches(make, random, graves, units)
    yield from _ahead(make, random, world)


def _around(make: Maker, random: Random, village: Village, units: Sequence[str]) -> Change:
    first = started(village)
    remote = village.reached is None
    complete = village.number % BY_VISIT != 0
    last = min(first + timedelta(days=between(random, 90, 500)), CUT_OFF)
    kind = "imagery" if remote else "interview"
    return make.add(
        "survey_area", area_code(village), place=area(village.cell, method="map"), purpose=kind,
        settlement=make.id("settlement", village.code), priority=pick(random, {"high": 3, "medium": 4, "low": 2}),
        status="complete" if complete else "in_progress", team=make.id("team", team(village.team)),
        planned_start=str(first), planned_end=str(last), start=str(first), end=str(last) if complete else None,
        hazard_clearance="not_needed" if remote else "assessed",
        hazard_records=None if remote else make.ids("hazard", [assessment_code(units, village)]),
        method=("satellite",) if remote else ("door_to_door",),
        coverage_km2=round(area_km2(village.cell), 2) if complete else None,
        coverage_percent=100.0 if complete else None,
        outcome=pick(random, {"positive": 6, "inconclusive": 2}) if complete else None,
        limits=f"{EXAMPLE}: invented", next_action=None if complete else f"{EXAMPLE}: go back",
    )  # fmt: skip


def _searches(make: Maker, random: Random, graves: Sequence[Grave], units: Sequence[str]) -> Iterator[Change]:
    """Searches of the ground around graves; they lie within what was covered already."""
    for grave in graves:
        if grave.village.reached is None:
            continue
        found = grave.pattern.form != "no_remains"
        place = rounded_outline(grave.grid.lon, grave.grid.lat, 90, [float(one) for one in random.uniform(0.8, 1.1, 8)])
        first = grave.village.reached + timedelta(days=2)
        yield make.add(
            "survey_area", f"EX-AR-{200 + grave.number}", place=area(place, method="map"), purpose="geophysics",
            parent=make.id("survey_area", area_code(grave.village)), priority="high", status="complete",
            settlement=make.id("settlement", grave.village.code), team=make.id("team", SURVEY_TEAM), start=str(first),
            end=str(first + timedelta(days=3)), hazard_clearance="cleared" if grave.campaigns else "assessed",
            hazard_records=make.ids("hazard", [assessment_code(units, grave.village)]), planned_depth_cm=100.0,
            method=("GPR", "magnetometry"), sweep_width_m=1.0, spacing_m=0.5, coverage_percent=90.0,
            outcome="positive" if found else "negative", limits=f"{EXAMPLE}: to 1.5 m",
            sites_found=make.ids("site", [grave.code]) if found else None,
        )  # fmt: skip


def _ahead(make: Maker, random: Random, world: World) -> Iterator[Change]:
    """Ground beyond what was covered, in slices of the ring around it."""
    slices = _ahead_slices(world)
    statuses = ("planned", "assigned", "planned", "in_progress", "paused_security", "needs_revisit", "cancelled")
    for at in range(AHEAD):
        status = statuses[at % len(statuses)]
        first = CUT_OFF - timedelta(days=between(random, 5, 40))
        begun = status in ("in_progress", "paused_security", "needs_revisit")
        given = status != "planned"  # what is planned waits for a team and for days
        yield make.add(
            "survey_area", f"EX-AR-{301 + at}", place=area(slices[at], method="map"),
            purpose="reconnaissance", priority=pick(random, {"high": 2, "medium": 4}), status=status,
            team=make.id("team", SURVEY_TEAM) if given else None,
            planned_start=str(CUT_OFF + timedelta(days=20)) if given else None,
            planned_end=str(CUT_OFF + timedelta(days=60)) if given else None,
            expected_hours=float(between(random, 40, 160)), start=str(first) if begun else None,
            hazard_clearance="assessed" if _is_assessed(at) else "requested", method=("door_to_door",),
            hazard_records=make.ids("hazard", [ahead_code(at)]) if _is_assessed(at) else None,
        )  # fmt: skip


def ahead_code(at: int) -> str:
    """The code of the assessment of a slice of the ground that lies ahead."""
    return f"EX-H-B{at + 1:02d}"


def _is_assessed(at: int) -> bool:
    return at % 4 != 3


def _ahead_slices(world: World) -> list[BaseGeometry]:
    """The ring around what was covered, in slices."""
    ring = affinity.scale(world.mission, 1.18, 1.18).difference(affinity.scale(world.mission, 1.01, 1.01))
    return [_slice(ring, world.mission.centroid, at) for at in range(AHEAD)]


def _slice(ring: BaseGeometry, centre: shapely.Point, at: int) -> BaseGeometry:
    first, second = (moved(centre.x, centre.y, 360 / AHEAD * (at + one), 200_000) for one in (0, 1))
    cut = shapely.Polygon([(centre.x, centre.y), first, second])
    pieces = [piece for piece in shapely.get_parts(ring & cut) if piece.geom_type == "Polygon"]
    return shapely.MultiPolygon(pieces)


def visits(make: Maker, world: World) -> Iterator[Change]:
    """Visits to every settlement that could be reached; some cover the ground around it half by half."""
    random = make.random("visits")
    number = 0
    for village in world.villages:
        halves = _halves(village) if village.number % BY_VISIT == 0 else []
        rounds = max(len(halves), 0 if village.reached is None else 2 + min(6, village.population // 900))
        for at in range(rounds):
            number += 1
            covered = halves[at] if at < len(halves) else None
            yield _visit(make, random, f"EX-VI-{number:04d}", village, at, covered)


def _halves(village: Village) -> list[BaseGeometry]:
    """The ground around a settlement in two parts that overlap a little."""
    west, south, east, north = village.cell.bounds
    middle = (west + east) / 2
    left, right = shapely.box(west, south, middle + 0.002, north), shapely.box(middle - 0.002, south, east, north)
    return [village.cell & left, village.cell & right]


def _visit(make: Maker, random: Random, code: str, village: Village, at: int, covered: BaseGeometry | None) -> Change:
    first = min(started(village) + timedelta(days=at * 45 + between(random, 0, 20)), CUT_OFF - timedelta(days=8))
    purpose = (
        "survey" if covered is not None else pick(random, {"interviews": 6, "group_meeting": 2, "documentation": 1})
    )
    short = pick(random, {"partly_done": 3, "nobody_met": 1, "stopped_security": 1})
    outcome = "done" if covered is not None or chance(random, 0.85) else short
    lon, lat = moved(village.lon, village.lat, uniform(random, 0, 360), uniform(random, 20, 300))
    return make.add(
        "visit", code, team=make.id("team", team(village.team)), start=str(first),
        end=str(first + timedelta(days=between(random, 0, 6))), purpose=purpose,
        outcome=outcome,
        place=point(lon, lat, method="handheld_GNSS", horizontal_accuracy=8.0),
        covered=area(covered, method="map") if covered is not None else None,
        visited=make.ids("settlement", [village.code]), settlement=make.id("settlement", village.code),
        survey_area=make.id("survey_area", area_code(village)),
        people_met=between(random, 4, 40) if purpose == "group_meeting" else None,
        follow_up=f"{EXAMPLE}: none", security_notes=f"{EXAMPLE}: none",
    )  # fmt: skip


def tracks(make: Maker, world: World) -> Iterator[Change]:
    """The ways that teams went."""
    random = make.random("tracks")
    for at, village in enumerate(world.accessible):
        day = started(village) + timedelta(days=3)
        line = [(village.lon, village.lat)]
        heading = uniform(random, 0, 360)
        for _ in range(24):
            heading += float(random.normal(0, 40))
            line.append(moved(*line[-1], heading, uniform(random, 20, 90)))
        yield make.add(
            "track", f"EX-TR-{at + 1:03d}", team=make.id("team", team(village.team)), start=make.moment(day, 9.0),
            end=make.moment(day, 12.5), purpose="interview", place=_line(line), accuracy_m=5.0, width_m=20.0,
            survey_area=make.id("survey_area", area_code(village)), carried_device=f"{EXAMPLE} receiver",
        )  # fmt: skip


def _line(corners: Sequence[tuple[float, float]]) -> Place:
    return place_of(
        shapely.MultiLineString([corners]), crs="EPSG:4326", method="handheld_GNSS", horizontal_accuracy=5.0
    )


def hazards(make: Maker, world: World, graves: Sequence[Grave]) -> Iterator[Change]:
    """The assessment of all ground, hazards in it, and ground that was cleared for exhumations."""
    random = make.random("hazards")
    for unit in _units(world):
        here = [village for village in world.villages if _unit(village) == unit]
        yield _assessment(make, here, _units(world))
    yield from _assessments_ahead(make, world)
    for at in range(HAZARDS):
        yield _hazard(make, random, world, at + 1)
    for grave in graves:
        if grave.campaigns:
            yield _cleared(make, grave)


def _assessment(make: Maker, here: Sequence[Village], units: Sequence[str]) -> Change:
    day = min(started(village) for village in here) - timedelta(days=5)
    ground = shapely.union_all([village.cell for village in here])
    ends = EXPIRED if units.index(_unit(here[0])) % 3 == 2 else IN_DATE
    return _without_evidence(make, assessment_code(units, here[0]), ground, day, ends)


def _assessments_ahead(make: Maker, world: World) -> Iterator[Change]:
    """The slices that lie ahead: most are assessed and in date, some no longer, some not yet."""
    for at, ground in enumerate(_ahead_slices(world)):
        if _is_assessed(at):
            ends = EXPIRED if at % 3 == 2 else IN_DATE
            yield _without_evidence(make, ahead_code(at), ground, CUT_OFF - timedelta(days=50), ends)


def _without_evidence(make: Maker, code: str, ground: BaseGeometry, day: date, ends: str) -> Change:
    return make.add(
        "hazard", code, hazard_type="ERW", hazard_class="assessed_no_evidence", status="closed",
        place=area(ground, method="map"), date=str(day), assessed_on=str(day),
        reported_by=CLEARANCE_TEAM, assessment="non_technical_survey", valid_until=ends,
        clearance_body=f"{EXAMPLE} clearance", residual_risk=f"{EXAMPLE}: roads and yards only",
        quality_control_by=EXAMPLE,
    )  # fmt: skip


def _hazard(make: Maker, random: Random, world: World, number: int) -> Change:
    village = world.once_occupied[between(random, 0, len(world.once_occupied))]
    lon, lat = moved(village.lon, village.lat, uniform(random, 0, 360), uniform(random, 400, 1800))
    outline = rounded_outline(lon, lat, uniform(random, 60, 420), [float(one) for one in random.uniform(0.6, 1.3, 9)])
    kind = pick(random, {"mine": 4, "ERW": 5, "booby_trap": 1, "IED": 1, "structural": 2})
    state = pick(random, {"suspected": 4, "confirmed": 4, "reduced": 1, "cancelled": 1})
    day = started(village) + timedelta(days=between(random, 0, 200))
    open_still = state in ("suspected", "confirmed")
    return make.add(
        "hazard", f"EX-H-{number:03d}", hazard_type=kind, hazard_class=state, status="open" if open_still else "closed",
        place=area(outline, method="imagery", horizontal_accuracy=20.0), settlement=make.id("settlement", village.code),
        date=str(day), reported_by=CLEARANCE_TEAM, device_named=f"{EXAMPLE}: not touched",
        marking=pick(random, {"none": 3, "temporary": 4}),
        exclusion_m=100.0 if kind != "structural" else 25.0,
        assessment="desk" if state == "suspected" else "technical_survey",
        assessed_on=str(day + timedelta(days=9)), instructions=f"{EXAMPLE}: keep out" if open_still else None,
    )  # fmt: skip


def _cleared(make: Maker, grave: Grave) -> Change:
    day = grave.campaigns[0].start - timedelta(days=2)
    place = rounded_outline(grave.grid.lon, grave.grid.lat, 40, [1.0] * 12)
    return make.add(
        "hazard", f"EX-H-C{grave.number:02d}", hazard_type="ERW", hazard_class="cleared", status="closed",
        place=area(place, method="RTK", horizontal_accuracy=0.1), settlement=make.id("settlement", grave.village.code),
        date=str(day - timedelta(days=6)), reported_by=CLEARANCE_TEAM, assessment="clearance", assessed_on=str(day),
        clearance_body=f"{EXAMPLE} clearance", certificate=f"EX-CLEARED-{grave.number:02d}", cleared_depth_cm=250.0,
        quality_control_by=staff("ordnance")[0], valid_until="2025-12-31", residual_risk=f"{EXAMPLE}: below 2.5 m",
    )  # fmt: skip
