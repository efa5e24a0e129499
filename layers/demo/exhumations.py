"""Invented authorities, exhumations, daily logs and contexts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import cos, sin

from forensics.changes import Change
from forensics.places import Place
from layers.countries.pack import CountryPack
from layers.demo.graves import ORDERED, REMAINS_FROM, Campaign, Grave
from layers.demo.making import EXAMPLE, Maker, Random, between, chance, pick, uniform
from layers.demo.people import EXHUMATION_TEAMS, staff
from layers.demo.pictures import overview_code, plan_code
from layers.demo.shapes import boundary, lens, shrunk, wall_and_floor


def crew(campaign: Campaign, role: str) -> str:
    """The code of the one of a campaign's team who does this."""
    people = staff(role)
    return people[campaign.number % min(2, len(people))]


def authorities(make: Maker, graves: tuple[Grave, ...], pack: CountryPack | None) -> Iterator[Change]:
    """An order for each exhumation, and for each grave that is to be opened next."""
    numbered = [campaign.number for grave in graves for campaign in grave.campaigns]
    for grave in graves:
        for campaign in grave.campaigns:
            day, expert = campaign.start - timedelta(days=4), crew(campaign, "expert")
            yield _authority(make, pack, grave, campaign.number, day, campaign.end + timedelta(days=30), expert)
    waiting = [grave for grave in graves if grave.pattern.status == "authorised"]
    for number, grave in enumerate(waiting, max(numbered, default=0) + 1):
        until = ORDERED + timedelta(days=365)
        yield _authority(make, pack, grave, number, ORDERED, until, staff("expert")[0])


def _authority(
    make: Maker, pack: CountryPack | None, grave: Grave, number: int, day: date, until: date, expert: str
) -> Change:
    qualification = make.catalogue["authority"].by_name["qualification"].vocabulary
    first = next(iter(qualification.codes)) if qualification else None
    register = pack.case_registers[0].code if pack and pack.case_registers else "register"
    return make.add(
        "authority", f"EX-AU-{number:02d}", authority_type="prosecutor_order", issuer=f"{EXAMPLE} prosecutor",
        order_number=f"EX-ORDER-{number:02d}", date=str(day), valid_from=str(day), valid_until=str(until),
        scope=f"{EXAMPLE}: exhumation, examination, samples",
        sites=make.ids("site", [grave.code]), case_number=f"EX-CASE-{grave.number:02d}", case_register=register,
        qualification=(first,) if first else None, forensic_medical_expert=make.id("practitioner", expert),
        family_notified="unsafe" if number % 5 == 0 else "yes", family_notified_on=str(day),
    )  # fmt: skip


def exhumations(make: Maker, graves: tuple[Grave, ...]) -> Iterator[Change]:
    """The exhumations, with their grids."""
    random = make.random("exhumations")
    for grave in graves:
        for campaign in grave.campaigns:
            yield _exhumation(make, random, grave, campaign)


def _exhumation(make: Maker, random: Random, grave: Grave, campaign: Campaign) -> Change:
    def who(role: str) -> str:
        return make.id("practitioner", crew(campaign, role))

    machine = grave.depth > 1.2
    deep = grave.pattern.form != "surface"
    return make.add(
        "exhumation", campaign.code, site=make.id("site", grave.code),
        authority=make.id("authority", campaign.authority),
        start=str(campaign.start), end=str(campaign.end), lead=who("archaeologist"), lead_role="archaeologist",
        archaeologist=who("archaeologist"), anthropologist=who("anthropologist"), forensic_medical_expert=who("expert"),
        ordnance_specialist=who("ordnance"), photographer=who("photographer"),
        team=make.id("team", EXHUMATION_TEAMS[campaign.number % 2]),
        method="stratigraphic_pedestal" if not machine else "machine_and_hand", machine_used="yes" if machine else "no",
        machine_described=f"{EXAMPLE}: excavator, toothless bucket" if machine else None, sieved="all", sieve_mesh=5.0,
        metal_detector="yes", ordnance_check="done", soil=pick(random, {"loam": 4, "sand": 3, "clay": 2}),
        water_table=220.0 if deep and chance(random, 0.3) else None, depth_below="surface_before_work",
        weather=pick(random, {"dry": 5, "rain": 2, "frost": 1}), temperature=float(between(random, -2, 27)),
        place=grave.grid.point(0, 0, 0), limits=grave.grid.polygon(_limits(grave)),
        grid_described=f"{EXAMPLE}: y axis along the grave", grid_bearing=grave.grid.bearing, grid_north="true",
        grid_controls=_controls(grave), baseline_from="A", baseline_to="B",
        datum_height=62.0, height_datum="site_datum", mni_field=campaign.bodies,
        mni_field_basis="Skulls, adults and young",
        plans=make.ids("media", [plan_code(campaign)]), backfilled="yes",
        backfilled_on=str(campaign.end + timedelta(days=2)),
        bottom_reached="yes", limitations=f"{EXAMPLE}: none", protocol_signed="yes",
        protocol_signed_on=str(campaign.end + timedelta(days=1)),
        notes=f"{EXAMPLE}: see {overview_code(campaign)}",
    )  # fmt: skip


def _controls(grave: Grave) -> tuple[dict[str, str], ...]:
    """Four pegs around the grave, each measured a few millimetres from where it is, as it happens."""
    beyond = 0.8
    pegs = {
        "A": (-beyond, -beyond), "B": (-beyond, grave.length + beyond),
        "C": (grave.width + beyond, grave.length + beyond), "D": (grave.width + beyond, -beyond),
    }  # fmt: skip
    return tuple(
        grave.grid.control(name, *peg, off=(0.004 * sin(grave.number + at), 0.004 * cos(2 * grave.number + 3 * at)))
        for at, (name, peg) in enumerate(pegs.items())
    )


def _limits(grave: Grave) -> tuple[tuple[float, float], ...]:
    """Half a metre around the grave."""
    return (
        (-0.5, -0.5),
        (grave.width + 0.5, -0.5),
        (grave.width + 0.5, grave.length + 0.5),
        (-0.5, grave.length + 0.5),
    )


def logs(make: Maker, graves: tuple[Grave, ...]) -> Iterator[Change]:
    """A log for each day at each site."""
    random = make.random("logs")
    number = 0
    for grave in graves:
        for campaign in grave.campaigns:
            for day in range(campaign.days):
                number += 1
                hours = round(uniform(random, 6, 10), 1)
                yield make.add(
                    "site_log", f"EX-LOG-{number:03d}", site=make.id("site", grave.code),
                    exhumation=make.id("exhumation", campaign.code), day=str(campaign.start + timedelta(days=day)),
                    kept_by=make.id("practitioner", crew(campaign, "archaeologist")), hours=hours,
                    person_hours=hours * 6, weather=pick(random, {"dry": 5, "rain": 2, "frost": 1}),
                    work=f"{EXAMPLE}: {'surface stripped' if day == 0 else 'remains recorded and lifted'}",
                    spoil_sieved=round(uniform(random, 0.3, 2.5), 1), safety_briefing="yes",
                    people=({"person": crew(campaign, "archaeologist"), "in": "08:00", "out": "17:30"},),
                    hand_over=f"{EXAMPLE}: to the guard", covered="yes", guarded="yes",
                )  # fmt: skip


LAYERS = (
    ("layer", "Topsoil", "10YR 3/2", "loam", "friable", 0.0, 0.25),
    ("fill", "Upper fill of the grave", "10YR 4/3", "mixed loam", "loose", 0.25, REMAINS_FROM),
    ("cut", "Cut of the grave", "", "", "", 0.25, 1.0),
    ("natural", "Natural deposit", "10YR 6/4", "loess", "firm", 1.0, 1.0),
    ("fill", "Lower fill, around the remains", "10YR 3/3", "mixed loam", "loose", REMAINS_FROM, 1.0),
    ("layer", "Lens of ash in the fill", "10YR 2/1", "ash", "loose", 0.36, 0.43),
    ("layer", "Lens of lime in the fill", "10YR 8/1", "lime", "loose", 0.38, 0.44),
)
"""Type, name, colour, texture, compaction, and from which share of the depth to which it reaches."""
OVER = {1: (2,), 2: (6, 7), 6: (5,), 7: (5,), 5: (3,), 3: (4,)}
"""Which contexts each lies over, by their numbers."""
UPPER_FILL, CUT, AROUND_REMAINS, LENSES = 2, 3, 5, (6, 7)


def context_code(campaign: Campaign, number: int) -> str:
    """The number of a context, 1 to 7."""
    return f"{campaign.code}-C{number}"


def contexts(make: Maker, graves: tuple[Grave, ...]) -> Iterator[Change]:
    """Topsoil over the fill, the fill in its cut, the cut in the natural deposit."""
    random = make.random("contexts")
    for grave in graves:
        if grave.pattern.form == "surface":
            continue
        for campaign in grave.campaigns:
            for number in range(1, len(LAYERS) + 1):
                yield _context(make, random, grave, campaign, number)


def _context(make: Maker, random: Random, grave: Grave, campaign: Campaign, number: int) -> Change:
    kind, name, colour, texture, compaction, top, base = LAYERS[number - 1]
    marks = ("bucket", "bucket_teeth") if grave.depth > 1.2 else ("spade",)
    cut = kind == "cut"
    over, under = OVER.get(number, ()), [one for one, below in OVER.items() if number in below]
    return make.add(
        "context", context_code(campaign, number), exhumation=make.id("exhumation", campaign.code), context_type=kind,
        description=f"{EXAMPLE}: {name}", place=_outline(grave, campaign, number), profile=_profile(grave, number),
        colour=colour or None, texture=texture or None, compaction=compaction or None,
        length=grave.length if cut else None, width=grave.width if cut else None,
        thickness=round(grave.depth * (base - top), 2) or None, level_top=round(62 - grave.depth * top, 2),
        level_base=round(62 - grave.depth * base, 2), level_datum="site_datum",
        tool_marks=marks if cut else None, bucket_width=90.0 if cut and grave.depth > 1.2 else None,
        tooth_spacing=14.0 if cut and grave.depth > 1.2 else None,
        above=make.ids("context", [context_code(campaign, one) for one in over]),
        below=make.ids("context", [context_code(campaign, one) for one in under]),
        fill_of=make.id("context", context_code(campaign, CUT)) if kind == "fill" else None,
        excavator=make.id("practitioner", crew(campaign, "archaeologist")),
        date=str(campaign.start + timedelta(days=min(campaign.days - 1, between(random, 0, 3)))),
    )  # fmt: skip


def _outline(grave: Grave, campaign: Campaign, number: int) -> Place:
    """The extent of a context: of all that was dug, a little less, a lens of it, or the whole trench."""
    if number in (UPPER_FILL, CUT):
        return grave.grid.polygons(grave.cuts)
    if number == AROUND_REMAINS:
        return grave.grid.polygons([shrunk(cut, 0.08) for cut in grave.cuts])
    if number in LENSES:
        first = number == LENSES[0]
        along = grave.begins(campaign) + (0.28 if first else 0.62) * min(grave.length, 6.0)
        wide, long = (min(1.1, grave.width * 0.6), 1.3) if first else (min(1.5, grave.width * 0.7), 0.8)
        at = (grave.width * (0.55 if first else 0.45), min(along, grave.length - 0.8))
        return grave.grid.polygon(lens(*at, wide, min(long, grave.length * 0.5), grave.number + number))
    return grave.grid.polygon(_limits(grave))


def _profile(grave: Grave, number: int) -> Place | None:
    """What was measured in the long section of a grave for several."""
    top, base = -grave.depth * LAYERS[number - 1][5], -grave.depth * LAYERS[number - 1][6]
    if grave.separate or number not in (CUT, AROUND_REMAINS):
        return None
    x = grave.width / 2
    if number == CUT:
        return grave.grid.line(wall_and_floor(x, grave.length, top, base, grave.number))
    return grave.grid.line(boundary(x, grave.length, top, grave.number))
