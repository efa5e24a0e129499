"""Invented grave sites and their exhumations, planned before any record is made, and the sites and links as records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import shapely

from forensics.changes import Change
from layers.demo.grid import Grid, moved
from layers.demo.making import EXAMPLE, Maker, Random, area, between, pick, point, uniform
from layers.demo.people import EXHUMATION_TEAMS, staff
from layers.demo.shapes import dug_outline, grave_cut
from layers.demo.world import CUT_OFF, Village, World

Dug = tuple[int, int, int, int]
"""Days after the site could be reached, and how many bodies, body parts and single bones were found."""


@dataclass(frozen=True)
class Pattern:
    """What a site is like, before it has a place."""

    form: str
    setting: str
    status: str
    deposition: str
    disturbance: str
    publish: str | None
    dug: tuple[Dug, ...] = ()


FIRST_AND_SECOND: tuple[Dug, ...] = ((34, 31, 3, 0), (190, 12, 1, 2))

PATTERNS = (
    Pattern("multiple_grave", "forest", "exhumed", "primary", "machine", "generalised", FIRST_AND_SECOND),
    Pattern("multiple_grave", "pit", "exhumed", "secondary", "none_seen", "no", ((96, 9, 6, 4),)),
    Pattern("group_of_single_graves", "cemetery", "exhumed", "primary", "none_seen", "yes", ((41, 22, 0, 0),)),
    Pattern("multiple_grave", "military_trench", "exhumed", "primary", "shelled", "yes", ((62, 7, 1, 0),)),
    Pattern("single_grave", "yard", "closed", "primary", "none_seen", "generalised", ((25, 1, 0, 0),)),
    Pattern("surface", "field", "exhumed", "primary", "animal", "no", ((58, 3, 2, 3),)),
    Pattern("multiple_grave", "well_or_shaft", "exhumed", "primary", "none_seen", "yes", ((120, 14, 1, 0),)),
    Pattern("multiple_grave", "pit", "exhumed", "primary", "robbed", "generalised", ((77, 5, 2, 1),)),
    Pattern("multiple_grave", "field", "exhumed", "secondary", "farming", None, ((150, 4, 5, 2),)),
    Pattern("multiple_grave", "building_or_rubble", "exhumed", "primary", "none_seen", "no", ((88, 2, 0, 0),)),
    Pattern("single_grave", "road", "closed", "primary", "none_seen", "yes", ((30, 1, 0, 0),)),
    Pattern("multiple_grave", "burn_area", "exhumed", "primary", "none_seen", None, ((135, 6, 4, 2),)),
    Pattern("group_of_single_graves", "forest", "part_exhumed", "temporary", "none_seen", "no", ((205, 11, 0, 0),)),
    Pattern("multiple_grave", "forest", "authorised", "primary", "none_seen", "no"),
    Pattern("multiple_grave", "pit", "secured", "undetermined", "looted", None),
    Pattern("single_grave", "yard", "secured", "primary", "none_seen", None),
    Pattern("multiple_grave", "field", "located", "undetermined", "farming", None),
    Pattern("single_grave", "military_trench", "located", "primary", "none_seen", "no"),
    Pattern("multiple_grave", "forest", "suspected", "undetermined", "unknown", None),
    Pattern("multiple_grave", "water", "suspected", "undetermined", "unknown", None),
    Pattern("single_grave", "yard", "suspected", "undetermined", "unknown", None),
    Pattern("multiple_grave", "field", "reported", "undetermined", "unknown", None),
    Pattern("single_grave", "field", "reported", "undetermined", "unknown", None),
    Pattern("no_remains", "pit", "negative", "undetermined", "none_seen", None),
    Pattern("no_remains", "field", "negative", "undetermined", "none_seen", None),
    Pattern("multiple_grave", "building_or_rubble", "inaccessible", "undetermined", "unknown", None),
)  # fmt: skip

ORDERED = CUT_OFF - timedelta(days=10)
"""When the grave that is to be opened next got its order."""

LINKS = ((1, 2, ("soil", "ballistics", "DNA_reassociation"), "certain"), (8, 9, ("soil", "material"), "probable"),
         (1, 9, ("ballistics",), "possible"))  # fmt: skip
"""From the earlier grave to the later one."""


IN_A_LAYER, APART_M = 11, 0.55
"""How many remains lie side by side in a grave, and how far apart."""
REMAINS_FROM = 0.4
"""From which share of the depth of a grave remains lie in it, in the lower fill."""


def stretch(bodies: int) -> float:
    """The length of a grave in which so many lie, m."""
    return 1.2 + APART_M * min(bodies, IN_A_LAYER)


IN_A_ROW = 8
"""Graves for one body each that lie beside each other."""
SQUARE = ("building_or_rubble", "vehicle")
"""Settings in which a grave has the corners that were there before it."""


def lies_alone(at: int) -> tuple[float, float]:
    """Where the pelvis of a body lies that has a grave of its own, m."""
    row, place = divmod(at, IN_A_ROW)
    return 0.8 + place * 1.6, 1.4 + row * 3.0


@dataclass(frozen=True)
class Campaign:
    """One exhumation of one grave."""

    code: str
    authority: str
    number: int
    start: date
    days: int
    bodies: int
    parts: int
    bones: int

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days - 1)

    @property
    def cases(self) -> int:
        return self.bodies + self.parts + self.bones


@dataclass(frozen=True)
class Grave:
    """A site with its grid; width and length are metres of the grid."""

    number: int
    code: str
    village: Village
    pattern: Pattern
    grid: Grid
    width: float
    length: float
    depth: float
    campaigns: tuple[Campaign, ...]

    @property
    def separate(self) -> bool:
        """Whether each body has a grave of its own."""
        return self.pattern.form == "group_of_single_graves"

    @property
    def cases(self) -> int:
        return sum(campaign.cases for campaign in self.campaigns)

    def begins(self, campaign: Campaign) -> float:
        """Where along the grave a campaign began to dig, m."""
        before = self.campaigns[: self.campaigns.index(campaign)]
        return sum(stretch(one.bodies) for one in before)

    @property
    def outline(self) -> tuple[tuple[float, float], ...]:
        """The edge of the grave in its grid."""
        if self.separate or self.pattern.setting in SQUARE:
            return ((0, 0), (self.width, 0), (self.width, self.length), (0, self.length))
        return dug_outline(self.width, self.length, self.number)

    @property
    def cuts(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The edges of what was dug: one grave, or a grave for each body."""
        if not self.separate:
            return (self.outline,)
        bodies = sum(campaign.bodies for campaign in self.campaigns)
        return tuple(grave_cut(*lies_alone(at)) for at in range(bodies))


def plan(make: Maker, world: World) -> tuple[Grave, ...]:
    """Give every site its place, its size and its exhumations."""
    random = make.random("graves")
    open_to_all = sorted(
        (one for one in world.once_occupied if one.reached is not None), key=lambda one: -one.population
    )
    closed = [one for one in world.once_occupied if one.reached is None]
    graves: list[Grave] = []
    dug = 0
    for number, pattern in enumerate(PATTERNS, 1):
        village = closed[0] if pattern.status == "inaccessible" else open_to_all[number * 5 % len(open_to_all)]
        campaigns = _campaigns(random, make, village, pattern, dug)
        dug += len(campaigns)
        graves.append(_grave(random, number, village, pattern, campaigns))
    return tuple(graves)


def _campaigns(random: Random, make: Maker, village: Village, pattern: Pattern, dug: int) -> tuple[Campaign, ...]:
    made = []
    for at, (after, bodies, parts, bones) in enumerate(pattern.dug, dug + 1):
        assert village.reached is not None
        scaled = max(1, round(bodies * make.sizes.bodies_per_grave))
        made.append(
            Campaign(
                f"EX-X-{at:02d}", f"EX-AU-{at:02d}", at, village.reached + timedelta(days=after),
                3 + (scaled + parts) // 3 + between(random, 0, 3), scaled, parts, bones,
            )
        )  # fmt: skip
    return tuple(made)


def _grave(random: Random, number: int, village: Village, pattern: Pattern, campaigns: tuple[Campaign, ...]) -> Grave:
    away, direction = uniform(random, 250, 800), uniform(random, 0, 360)
    lon, lat = moved(village.lon, village.lat, direction, away)
    bodies = sum(campaign.bodies for campaign in campaigns)
    if pattern.form == "group_of_single_graves":
        width, length = 13.0, 3.0 * (1 + (bodies - 1) // 8)
    elif pattern.form in ("single_grave", "no_remains"):
        width, length = 1.1, 2.2
    else:
        width, length = 2.6, sum(stretch(campaign.bodies) for campaign in campaigns) or stretch(8)
    depth = 0.2 if pattern.form == "surface" else round(uniform(random, 0.7, 1.9), 2)
    grid = Grid(lon, lat, round(uniform(random, 0, 90), 1))
    return Grave(number, f"EX-SITE-{number:02d}", village, pattern, grid, width, round(length, 2), depth, campaigns)


def sites(make: Maker, graves: tuple[Grave, ...]) -> Iterator[Change]:
    """The grave sites."""
    random = make.random("sites")
    for grave in graves:
        yield _site(make, random, grave)


def _site(make: Maker, random: Random, grave: Grave) -> Change:
    pattern, village = grave.pattern, grave.village
    held = village.occupied
    assert held is not None
    found = _found_on(random, grave)
    bodies = sum(campaign.bodies for campaign in grave.campaigns)
    guess = bodies or {"single_grave": 1, "no_remains": 0}.get(pattern.form, between(random, 3, 15))
    measured = bool(grave.campaigns)
    return make.add(
        "site", grave.code, name=f"{EXAMPLE} {pattern.setting} at {village.english}",
        settlement=make.id("settlement", village.code), form=pattern.form, setting=pattern.setting,
        **_measured(grave) if measured else _seen(grave),
        deposition=pattern.deposition, deposition_basis=f"{EXAMPLE}: invented", deposited=f"{held.first:%Y-%m}~",
        disturbance=(pattern.disturbance,), length=grave.length, width=grave.width,
        depth=grave.depth if measured else None, persons_min=max(0, guess - 1) if guess != 1 else 1,
        persons_max=guess + (guess > 1),
        persons_basis=f"{EXAMPLE}: invented", found_on=str(found), found_how=f"{EXAMPLE}: told in an interview",
        detection=_detected(grave), **_searched(pattern),
        family_contact=f"{EXAMPLE}: office of the mission" if measured else None,
        search_priority=pick(random, {"high": 3, "medium": 4}),
        **_status_of(grave, found), **_mass_grave(make, grave, guess), **_publishing(make, grave),
        number_blocks=_blocks(grave) if grave.pattern.status == "part_exhumed" else None,
        protection=("cordon", "cover") if measured or pattern.status in ("secured", "authorised") else None,
        protected_from=str(found) if measured else None,
        threats=("looting", "erosion") if pattern.status in ("located", "secured") else None,
    )  # fmt: skip


def _detected(grave: Grave) -> tuple[str, ...]:
    """How it was looked for: a grave that was opened, ground where nothing was found, and one that was told of."""
    if grave.campaigns:
        return ("witness", "probe", "test_trench")
    return ("witness", "probe") if grave.pattern.status == "negative" else ("witness",)


def _searched(pattern: Pattern) -> dict[str, object]:
    """What a search that found nothing, and a site that nobody reaches, say of their limits."""
    if pattern.status not in ("negative", "inaccessible"):
        return {}
    limits: dict[str, object] = {"limitations": f"{EXAMPLE}: the ground under the road was not searched"}
    return {**limits, "search_depth": 1.5} if pattern.status == "negative" else limits


def _blocks(grave: Grave) -> tuple[dict[str, str], ...]:
    """Numbers reserved for two teams that go on with the work."""
    first = grave.cases + 1
    return tuple(
        {
            "series": "case",
            "first": str(first + 50 * at),
            "last": str(first + 50 * at + 49),
            "device": device,
            "team": team,
        }
        for at, (device, team) in enumerate(zip(("EXA", "EXB"), EXHUMATION_TEAMS, strict=False))
    )


def _found_on(random: Random, grave: Grave) -> date:
    reached = grave.village.reached
    if reached is None:
        return date(2023, 6, 10)
    first = grave.campaigns[0].start if grave.campaigns else CUT_OFF
    return min(reached + timedelta(days=between(random, 1, 24)), first)


def _measured(grave: Grave) -> dict[str, object]:
    """The places of a grave that was surveyed."""
    grid = grave.grid
    lon, lat = grid.degrees(grave.width / 2, grave.length / 2)
    height = {"height": 62.0, "height_datum": "EVRF"}
    return {
        "place": point(lon, lat, method="RTK", horizontal_accuracy=0.03),
        "outline": grid.polygon(grave.outline),
        "datum": point(grid.lon, grid.lat, method="RTK", horizontal_accuracy=0.02, **height),
    }


def _seen(grave: Grave) -> dict[str, object]:
    """The places of a grave that was only walked around."""
    lon, lat = grave.grid.degrees(grave.width / 2, grave.length / 2)
    corners = shapely.Polygon([grave.grid.degrees(x, y) for x, y in grave.outline])
    rough: dict[str, Any] = {"method": "handheld_GNSS", "horizontal_accuracy": 5.0}
    return {"place": point(lon, lat, **rough), "outline": area(corners, **rough)}


def _status_of(grave: Grave, found: date) -> dict[str, object]:
    history = [{"status": "reported", "date": str(found), "basis": f"{EXAMPLE}: interview"}]
    since = found
    if grave.campaigns:
        first, last = grave.campaigns[0].start, grave.campaigns[-1].end
        history.append({"status": "authorised", "date": str(first - timedelta(days=3)), "basis": f"{EXAMPLE}: order"})
        history.append({"status": "in_exhumation", "date": str(first), "basis": f"{EXAMPLE}: log"})
        since = last
    elif grave.pattern.status == "authorised":
        since = ORDERED
    return {"status": grave.pattern.status, "status_on": str(since), "status_history": tuple(history),
            "reported_on": str(found)}  # fmt: skip


def _mass_grave(make: Maker, grave: Grave, guess: int) -> dict[str, object]:
    several = grave.pattern.form == "multiple_grave" and grave.campaigns and guess > 1
    if not several:
        return {"mass_grave": "no" if grave.campaigns or grave.pattern.form == "no_remains" else "undetermined"}
    return {
        "mass_grave": "yes",
        "mass_grave_definition": "Bournemouth Protocol (2020)",
        "mass_grave_assessor": make.id("practitioner", staff("archaeologist")[0]),
        "mass_grave_assessed_on": str(grave.campaigns[0].end),
    }


def _publishing(make: Maker, grave: Grave) -> dict[str, object]:
    decision = grave.pattern.publish
    if decision is None:
        return {}
    day = grave.campaigns[-1].end if grave.campaigns else CUT_OFF - timedelta(days=60)
    return {
        "publish": decision,
        "publish_rationale": f"{EXAMPLE}: invented decision",
        "publish_decided_on": str(day),
        "publish_decided_by": make.id("practitioner", staff("lead")[0]),
    }


def links(make: Maker, graves: tuple[Grave, ...]) -> Iterator[Change]:
    """What ties a secondary grave to the one that was robbed for it."""
    for at, (first, second, evidence, certainty) in enumerate(LINKS, 1):
        one, other = graves[first - 1], graves[second - 1]
        joined = [case_code(one, 1, "B"), case_code(other, other.campaigns[0].bodies + 1, "BP")]
        yield make.add(
            "site_link", f"EX-SL-{at}", from_site=make.id("site", one.code), to_site=make.id("site", other.code),
            evidence=evidence, evidence_described=f"{EXAMPLE}: invented", certainty=certainty,
            cases=make.ids("case", joined) if "DNA_reassociation" in evidence else None,
            report=f"EX-REPORT-{at}", analyst=make.id("practitioner", staff("analyst")[2]), date="2024-05-14",
            limitations=f"{EXAMPLE}: none",
        )  # fmt: skip


def case_code(grave: Grave, number: int, suffix: str) -> str:
    """The number of remains: the site, a running number, and B, BP or GB."""
    return f"{grave.code}-{number:03d}{suffix}"
