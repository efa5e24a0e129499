"""What a register holds that bears on whether acts were systematic: for the mission's own analysts, nothing leaves.

Tests of clustering and rates stand in no product: what is recorded is what was asked about, not a random sample.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from forensics.dates import date_columns, day_of, month_of
from forensics.messages import Message, say
from forensics.patterns import clustering
from forensics.patterns.clustering import Interaction, Near, Steadiness
from forensics.patterns.events import Events
from forensics.patterns.periods import Period, Side, Sides, sides_by_place
from forensics.patterns.rates import DAYS, INTERVIEWS, POPULATION, PRESENT, Rate, rate_of
from forensics.patterns.repetition import Act, Repeated, Together, repeated, together
from forensics.ports import Progress
from forensics.statistics.effort import effort_by_settlement
from forensics.vocabulary.testimony import WITHOUT_CRIME
from layers.drawing import OCCUPIED
from layers.exports.reached import chosen_by
from layers.exports.selecting import Selection
from layers.project import Project

INCIDENT = "incident"
_FIELDS = ("id", "code", "category", "acts", "date", "settlement", "alleged_unit", "level")
FAR = 5_000.0
"""Metres around its settlement within which an incident without a place of its own may have been."""
NOT_A_SAMPLE = say(
    "What is recorded is what was asked about and told, not a random sample: where nobody asked, nothing is recorded."
)
DOES_NOT_SHOW = (
    NOT_A_SAMPLE,
    say(
        "Nothing here says that acts were systematic, ordered, or known to anyone; it says where and when they repeat."
    ),
    say("Incidents of one attack do not come independently of each other: intervals are then too narrow."),
    say("An incident without a place of its own stands at its settlement: what clusters there may be that alone."),
)
"""What is said with every result."""


@dataclass(frozen=True)
class Cluster:
    """Incidents near each other in space and time: their codes, settlements, and first and last possible day."""

    incidents: tuple[str, ...]
    settlements: tuple[str, ...]
    first: str
    last: str


@dataclass(frozen=True)
class Settled:
    """One settlement: its incidents by side of its occupations, its rates, and whether anybody has asked there."""

    code: str
    incidents: int
    sides: Sides
    rates: tuple[Rate, ...]
    interviews: int
    visits: int
    areas: int

    @property
    def covered(self) -> bool:
        """Whether any effort is recorded (forensics.statistics.effort): without it, no incident does not mean none."""
        return bool(self.interviews or self.visits or self.areas)


@dataclass(frozen=True)
class Clustering:
    """The test of interaction with what it does where places are moved and where incidents are missing."""

    near: Near
    usable: int
    test: Interaction | None
    refused: Message | None
    places: Steadiness | None
    numbers: Steadiness | None
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True)
class Patterns:
    """All of it, over `used` of `asked` incidents; refuted ones and those that name no crime are left out."""

    asked: int
    used: int
    refuted: int
    no_crime: int
    acts: Mapping[str, Repeated]
    pairs: tuple[Together, ...]
    settlements: tuple[Settled, ...]
    nowhere: int
    clustering: Clustering
    cut_off: str
    head: str


def patterns_of(
    project: Project, near: Near, selection: Selection = Selection(), least: int = 5, seed: int = 0,  # noqa: B008
    progress: Progress | None = None,
) -> Patterns:  # fmt: skip
    """Look for patterns in the incidents that are asked for, voided ones left out. Blocking: seconds to a minute.

    Raises ValueRefused for distances, days and sizes without sense.
    """
    with project.register.at_one_moment():
        asked = _asked(project, selection)
        standing = [row for row in asked if row.get("level") != "refuted"]
        rows = [row for row in standing if row.get("category") not in WITHOUT_CRIME]
        acts = [_act(row) for row in rows]
        settled = _settled(project, rows)
        grouped = _clustering(project, rows, near, least, seed, progress)
        point = project.register.point_of("")
    return Patterns(
        len(asked), len(rows), len(asked) - len(standing), len(standing) - len(rows), repeated(acts),
        tuple(together(acts)), tuple(settled),
        sum(row.get("settlement") is None for row in rows), grouped, point.time, point.head,
    )  # fmt: skip


def _asked(project: Project, selection: Selection) -> list[dict[str, Any]]:
    chosen = chosen_by(project, selection).ids(INCIDENT)
    rows = project.register.fields_of(INCIDENT, (*_FIELDS, "review"), ("review", "voided"))
    return [row for row in rows if chosen is None or row["id"] in chosen]


def _act(row: Mapping[str, Any]) -> Act:
    """All that was done in one incident, its category first."""
    acts = dict.fromkeys(filter(None, (row.get("category"), *(row.get("acts") or ()))))
    return Act(tuple(acts), row.get("settlement"), month_of(row.get("date")), row.get("alleged_unit"))


# Settlements


def _settled(project: Project, rows: Iterable[Mapping[str, Any]]) -> list[Settled]:
    """The settlements with incidents or occupations, by code."""
    days = [(row.get("settlement"), date_columns(row.get("date"))) for row in rows]
    occupations, present = _occupations(project)
    sides = sides_by_place(days, occupations)
    counts = Counter(place for place, _ in days)
    effort = effort_by_settlement(_Recorded(project))
    found = []
    for row in project.register.fields_of("settlement", ("id", "code", "population", "review"), ("review", "voided")):
        id_, code = row["id"], row["code"]
        if not counts[id_] and id_ not in occupations:
            continue
        asked = effort.interviews[code], effort.visits[code], effort.areas[code]
        one = Settled(code, counts[id_], sides.get(id_, Sides()), (), *asked)
        if one.covered or one.incidents:  # of where nobody asked no rate is known, and nothing is not it
            one = replace(one, rates=_rates(one, row.get("population"), present.get(id_), occupations.get(id_, ())))
        found.append(one)
    return sorted(found, key=lambda one: one.code)


def _rates(
    one: Settled, population: int | None, present: tuple[float, float] | None, periods: Iterable[Period]
) -> tuple[Rate, ...]:
    rates = (
        rate_of(one.incidents, population, POPULATION, 1000),
        _spread(one.incidents, present, PRESENT, 1000),
        _spread(one.sides.counts[Side.DURING], _days(periods), DAYS),
        rate_of(one.incidents, one.interviews, INTERVIEWS, 100),
    )
    return tuple(rate for rate in rates if rate is not None)


def _occupations(project: Project) -> tuple[dict[str, list[Period]], dict[str, tuple[float, float]]]:
    """By settlement its occupations, and the least and most people that were present in them."""
    found: dict[str, list[Period]] = defaultdict(list)
    present: dict[str, tuple[float, float]] = {}
    fields = ("id", "settlement", "character", "start", "end", "ongoing", "present_min", "present_max", "review")
    for row in project.register.fields_of("occupation", fields, ("review", "voided")):
        if row.get("character") != OCCUPIED or row.get("settlement") is None:
            continue
        end = None if row.get("ongoing") else date_columns(row.get("end"))
        found[row["settlement"]].append(Period(date_columns(row.get("start")), end))
        least, most = row.get("present_min"), row.get("present_max")
        if least and most:
            known = present.get(row["settlement"], (least, most))
            present[row["settlement"]] = min(known[0], least), max(known[1], most)
    return dict(found), present


def _days(periods: Iterable[Period]) -> tuple[float, float] | None:
    """The least and the most days of all occupations of a settlement; None where one of them is not known."""
    lasted = [period.days for period in periods]
    if not lasted or any(one is None for one in lasted):
        return None
    known = [one for one in lasted if one is not None]
    return float(sum(one[0] for one in known)), float(sum(one[1] for one in known))


def _spread(events: int, base: tuple[float, float] | None, of: Message, per: float = 1.0) -> Rate | None:
    """A rate whose base is known to lie between two numbers: its interval reaches over both."""
    if base is None or base[0] <= 0:
        return None
    low, middle, high = (rate_of(events, one, of, per) for one in (base[1], sum(base) / 2, base[0]))
    if low is None or middle is None or high is None:
        return None
    return Rate(events, middle.base, middle.value, low.least, high.most, of)


class _Recorded:
    """The records of a project, voided ones left out, whatever is asked for."""

    def __init__(self, project: Project) -> None:
        self._register = project.register

    def around(self, type_: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """These fields of every record of a type, None where empty."""
        rows = self._register.fields_of(type_, tuple(dict.fromkeys((*fields, "review"))), ("review", "voided"))
        return (tuple(row.get(name) for name in fields) for row in rows)


# Clusters


def _clustering(
    project: Project, rows: list[dict[str, Any]], near: Near, least: int, seed: int, progress: Progress | None
) -> Clustering:
    events, kept = _events(project, rows)
    usable = events.usable(near.days)
    events = events.only(usable)
    used = [row for row, fit in zip(kept, usable.tolist(), strict=True) if fit]
    codes = {row["id"]: row["code"] for row in project.register.fields_of("settlement", ("id", "code"))}
    labels = clustering.clusters(events, near, least)
    found = [
        _cluster([used[at] for at in np.flatnonzero(labels == label)], codes)
        for label in range(labels.max(initial=-1) + 1)
    ]
    ordered = tuple(sorted(found, key=lambda one: (-len(one.incidents), one.incidents)))
    if not clustering.FEWEST <= len(events) <= clustering.MOST:
        why = say(
            "Not tested: {count:,} incidents have a place, and a date known so well; {least} to {most:,} are needed.",
            count=len(events), least=clustering.FEWEST, most=clustering.MOST,
        )  # fmt: skip
        return Clustering(near, len(events), None, why, None, None, ordered)
    many = 2 * clustering.ALIKE
    first = None if progress is None else (lambda done, total: progress(done, many))
    second = None if progress is None else (lambda done, total: progress(clustering.ALIKE + done, many))
    places = clustering.steadiness_of_places(events, near, FAR, seed, first)
    numbers = clustering.steadiness_of_numbers(events, near, seed, second)
    test = clustering.interaction(events, near, seed=seed)
    return Clustering(near, len(events), test, None, places, numbers, ordered)


def _events(project: Project, rows: list[dict[str, Any]]) -> tuple[Events, list[dict[str, Any]]]:
    """The incidents as columns, and their rows in the same order."""
    columns = project.register.map_columns(INCIDENT)
    at = {number: place for place, number in enumerate(columns.row.tolist())}
    numbers = project.register.ids_to_rows(INCIDENT, [row["id"] for row in rows])
    kept = [row for row in rows if numbers.get(row["id"]) in at]
    index = np.array([at[numbers[row["id"]]] for row in kept], np.int64)
    days = np.array([_days_of(row.get("date")) for row in kept], np.float64).reshape(-1, 2)
    return Events(columns.x[index], columns.y[index], days[:, 0], days[:, 1], columns.sure[index]), kept


def _days_of(date: str | None) -> tuple[float, float]:
    first, last = date_columns(date)
    return float("-inf") if first is None else float(first), float("inf") if last is None else float(last)


def _cluster(rows: list[dict[str, Any]], codes: Mapping[str, str]) -> Cluster:
    days = [_days_of(row.get("date")) for row in rows]
    first, last = min(one[0] for one in days), max(one[1] for one in days)
    places = sorted({codes[row["settlement"]] for row in rows if row.get("settlement") in codes})
    return Cluster(
        tuple(sorted(row["code"] for row in rows)),
        tuple(places),
        day_of(int(first)).isoformat(),
        day_of(int(last)).isoformat(),
    )


# As JSON


def document(found: Patterns, translate: Callable[[Message], str]) -> dict[str, Any]:
    """As `taphos patterns --json` gives it; codes and keys never change with the language."""
    return {
        "asked": found.asked,
        "used": found.used,
        "left_out": {"refuted": found.refuted, "no_crime": found.no_crime},
        "acts": {act: vars(one) for act, one in found.acts.items()},
        "together": [vars(one) for one in found.pairs],
        "settlements": [
            {
                "code": one.code, "incidents": one.incidents if one.covered or one.incidents else None,
                "sides": one.sides.document(), "interviews": one.interviews, "visits": one.visits, "areas": one.areas,
                "covered": one.covered,
                "rates": [{**vars(rate), "of": translate(rate.of)} for rate in one.rates],
            }
            for one in found.settlements
        ],
        "without_settlement": found.nowhere,
        "clustering": _clustering_document(found.clustering, translate),
        "does_not_show": [translate(one) for one in DOES_NOT_SHOW],
        "cut_off": found.cut_off,
        "head": found.head,
    }  # fmt: skip


def _clustering_document(found: Clustering, translate: Callable[[Message], str]) -> dict[str, Any]:
    return {
        **vars(found.near),
        "usable": found.usable,
        "test": None if found.test is None else {**vars(found.test), "ratio": found.test.ratio},
        "refused": None if found.refused is None else translate(found.refused),
        "places_moved": None if found.places is None else vars(found.places),
        "incidents_missing": None if found.numbers is None else vars(found.numbers),
        "clusters": [vars(one) for one in found.clusters],
    }
