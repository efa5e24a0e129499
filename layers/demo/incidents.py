"""Invented incidents in four categories, and the sources that speak of them.

Of sexual violence only what may be recorded is made: settlement, month, sex and age group, level, consent, custodian.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from forensics.changes import Change
from forensics.places import Place
from forensics.vocabulary.testimony import SEXUAL_VIOLENCE
from layers.demo import interviews as told
from layers.demo.grid import moved
from layers.demo.making import EXAMPLE, Maker, Random, between, chance, pick, picks, point, shares, uniform
from layers.demo.people import staff
from layers.demo.places import OCCUPIER, detention_places
from layers.demo.world import CUT_OFF, Village, World

CATEGORIES = {"murder": 1_214, SEXUAL_VIOLENCE: 183, "torture": 1_020, "unlawful_detention": 1_548}
"""How many incidents of each category there are among 3,965."""

VERIFIED_NEEDS = 2
"""Independent groups of sources, as the methodology ships."""


@dataclass
class Event:
    """One incident on its way; `witnesses` are numbers of interviews, `open_sources` codes."""

    code: str
    category: str
    village: Village
    first: date
    witnesses: tuple[int, ...] = ()
    open_sources: tuple[str, ...] = ()
    facility: str | None = None
    groups: set[str] = field(default_factory=set)

    @property
    def secret(self) -> bool:
        return self.category == SEXUAL_VIOLENCE


@dataclass(frozen=True)
class OpenSource:
    """A video, photo, document or statement; `group` is shared by copies of one original."""

    code: str
    kind: str
    group: str
    copies: str | None
    day: date


@dataclass(frozen=True)
class Plan:
    """All incidents with their sources, before any record is made."""

    events: tuple[Event, ...]
    sources: tuple[OpenSource, ...]

    @property
    def told_in(self) -> dict[int, list[str]]:
        """Number of an interview to the incidents that were told in it."""
        found: dict[int, list[str]] = {}
        for event in self.events:
            for number in event.witnesses:
                found.setdefault(number, []).append(event.code)
        return found


def witness_source(number: int) -> str:
    """The code of the source that an interview is."""
    return f"EX-SO-W{number + 1:05d}"


def plan(make: Maker, world: World, interviewed: told.Plan) -> Plan:
    """Share the incidents out over the settlements that were occupied, and give each its sources."""
    random = make.random("incidents")
    held = world.once_occupied
    categories = _categories(random, make.sizes.incidents)
    weights = np.array([village.population**0.75 for village in held]) * random.gamma(2, 0.5, len(held))
    counts = shares(random, len(categories), weights)
    where = np.repeat(np.arange(len(held)), counts)
    random.shuffle(categories)
    cells = detention_places(world)
    events = []
    for at, (village_at, category) in enumerate(zip(where.tolist(), categories, strict=True)):
        village = held[village_at]
        here = cells.get(village.code, [])
        inside = bool(here) and (category == "unlawful_detention" or (category == "torture" and chance(random, 0.7)))
        facility = here[between(random, 0, len(here))] if inside else None
        events.append(Event(f"EX-I-{at + 1:04d}", category, village, _day(random, village), facility=facility))
    sources = _give_sources(random, world, events, interviewed)
    return Plan(tuple(events), sources)


def _categories(random: Random, total: int) -> list[str]:
    """The category of each incident; the mission's own figures at full size, in proportion below it."""
    whole_total = sum(CATEGORIES.values())
    counts = {name: count * total // whole_total for name, count in CATEGORIES.items()}
    counts["murder"] += total - sum(counts.values())
    return [name for name, count in counts.items() for _ in range(count)]


def _day(random: Random, village: Village) -> date:
    """A day of the occupation, the first weeks the worst."""
    held = village.occupied
    assert held is not None
    days = ((held.last or date(2023, 12, 31)) - held.first).days
    return held.first + timedelta(days=int(min(days, random.exponential(days / 3))))


def _give_sources(
    random: Random, world: World, events: Sequence[Event], interviewed: told.Plan
) -> tuple[OpenSource, ...]:
    made: list[OpenSource] = []
    by_village: dict[int, list[Event]] = {}
    for event in events:
        by_village.setdefault(event.village.number, []).append(event)
    everywhere = np.arange(len(interviewed))
    for number, here in sorted(by_village.items()):
        voices = interviewed.told_of(number)
        voices = voices if len(voices) else everywhere
        public = _open_sources(random, len(made), 1 + len(here) // 9)
        made += public
        for event in here:
            if not event.secret:
                _source(random, event, voices, public)
    return tuple(made)


def _open_sources(random: Random, first: int, count: int) -> list[OpenSource]:
    """Open sources of one settlement; every fifth repeats the one before it and is no voice of its own."""
    kinds = {"video": 4, "photo": 4, "document": 2, "satellite_image": 1, "official_record": 2, "report": 2}
    made: list[OpenSource] = []
    for at, kind in enumerate(picks(random, kinds, count), first + 1):
        copies = made[-1] if made and at % 5 == 0 and made[-1].copies is None else None
        code = f"EX-SO-{at:04d}"
        made.append(
            OpenSource(
                code, copies.kind if copies else kind, copies.group if copies else f"EX-G-{at:04d}",
                copies.code if copies else None, date(2022, 4, 1) + timedelta(days=between(random, 0, 700)),
            )
        )  # fmt: skip
    return made


def _source(random: Random, event: Event, voices: NDArray[np.int64], public: Sequence[OpenSource]) -> None:
    wanted = int(random.choice([1, 2, 3], p=[0.5, 0.35, 0.15]))
    event.witnesses = tuple(sorted({int(one) for one in random.choice(voices, wanted)}))
    event.groups = {f"EX-W-{number + 1:05d}" for number in event.witnesses}
    if chance(random, 0.35):
        chosen = public[between(random, 0, len(public))]
        event.open_sources = (chosen.code,)
        event.groups.add(chosen.group)


def sources(make: Maker, planned: Plan, interviewed: told.Plan) -> Iterator[Change]:
    """A source for each interview in which an incident was told, and the open ones."""
    random = make.random("sources")
    for number in sorted(planned.told_in):
        day = date.fromordinal(int(interviewed.day[number]))
        yield make.add(
            "source", witness_source(number), kind="witness", date=str(day), language="uk",
            interview=make.id("interview", told.code(number)), independence_group=f"EX-W-{number + 1:05d}",
            reliability=pick(random, {"B": 4, "C": 5, "F": 1}), credibility=pick(random, {"2": 5, "3": 4, "6": 1}),
            graded_by=make.id("practitioner", staff("analyst")[number % 4]), access="closed",
        )  # fmt: skip
    for one in planned.sources:
        yield make.add(
            "source", one.code, kind=one.kind, title=f"{EXAMPLE} {one.kind} {one.code}", publisher=f"{EXAMPLE} archive",
            date=str(one.day), language="uk", independence_group=one.group,
            copies=make.id("source", one.copies) if one.copies else None, url=f"https://example.org/{one.code}",
            retrieved_at=make.moment(one.day + timedelta(days=30), 11.5), access="open",
            retrieved_by=make.id("practitioner", staff("analyst")[1]),
            reliability=pick(random, {"A": 1, "B": 4, "C": 4}), credibility=pick(random, {"1": 1, "2": 5, "3": 4}),
            graded_by=make.id("practitioner", staff("analyst")[0]),
        )  # fmt: skip


def incidents(make: Maker, planned: Plan) -> Iterator[Change]:
    """The incidents, each counted once under its category."""
    random = make.random("incidents told")
    for event in planned.events:
        yield _secret(make, random, event) if event.secret else _incident(make, random, event)


def _level(random: Random, event: Event) -> str:
    if len(event.groups) >= VERIFIED_NEEDS and chance(random, 0.55):
        return pick(random, {"verified": 5, "corroborated": 5})
    return pick(random, {"lead": 12, "allegation": 33, "credible": 45, "refuted": 3})


def _assessed(make: Maker, random: Random, level: str) -> dict[str, object]:
    """Who assessed it by what standard; a level names who reviewed it."""
    assessor = between(random, 0, 4)
    searched = level == "verified" or chance(random, 0.6)
    reviewed = level in ("verified", "corroborated", "credible") and (level == "verified" or chance(random, 0.7))
    return {
        "level": level,
        "standard": {"verified": "reasonable_grounds_to_believe"}.get(level, "reasonable_suspicion"),
        "contradicting_evidence": "searched_none_found" if searched else "not_searched",
        "assessor": make.id("practitioner", staff("analyst")[assessor]),
        "reviewer": make.id("practitioner", staff("lead")[assessor % 2]) if reviewed else None,
        "review": "reviewed" if reviewed else "draft",
        "alleged_party": OCCUPIER if level != "lead" else None,
        "attribution": ("attributed" if level == "verified" else "alleged") if level != "lead" else None,
    }


def _incident(make: Maker, random: Random, event: Event) -> Change:
    precise = chance(random, 0.55)
    held = event.village.occupied
    assert held is not None
    acts = {event.category, *(["torture"] if event.facility and chance(random, 0.3) else [])}
    spread = chance(random, 0.2)
    until = min(event.first + timedelta(days=between(random, 1, 25)), held.last or CUT_OFF)
    return make.add(
        "incident", event.code, category=event.category, acts=tuple(sorted(acts)),
        legal_label=("war_crime",), date=_date(random, event.first, until if spread else None),
        place=_place(random, event.village) if precise else None,
        place_precision=("exact" if event.facility else "near") if precise else "settlement",
        settlement=make.id("settlement", event.village.code), occupation=make.id("occupation", held.code),
        facility=make.id("facility", event.facility) if event.facility else None,
        geolocated="probable" if precise else "not_tried", chronolocated="not_tried",
        assessed_on=str(min(event.first + timedelta(days=400), CUT_OFF)),
        sources=make.ids("source", [*(witness_source(one) for one in event.witnesses), *event.open_sources]),
        **_assessed(make, random, _level(random, event)),
    )  # fmt: skip


def _date(random: Random, first: date, until: date | None) -> str:
    if until is not None and until > first:
        return f"{first}/{until}"
    return pick(random, {str(first): 6, f"{first:%Y-%m}": 3, f"{first}~": 1})


def _place(random: Random, village: Village) -> Place:
    lon, lat = moved(village.lon, village.lat, uniform(random, 0, 360), uniform(random, 0.02, 1) * 850)
    return point(lon, lat, method="described", horizontal_accuracy=50.0)


def _secret(make: Maker, random: Random, event: Event) -> Change:
    level = pick(random, {"allegation": 4, "credible": 6})
    return make.add(
        "incident", event.code, category=SEXUAL_VIOLENCE, acts=(SEXUAL_VIOLENCE,), date=f"{event.first:%Y-%m}",
        place_precision="settlement", settlement=make.id("settlement", event.village.code),
        survivor_consent="yes", custodian_reference=f"EX-CUSTODIAN-{event.code[-4:]}",
        **_assessed(make, random, level),
    )  # fmt: skip
