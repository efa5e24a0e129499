"""Which incidents look like one event that was recorded twice: pairs with every reason, to be looked at by a person.

Each reason is the logarithm of an assumed likelihood ratio, to base 10, as between remains and missing persons
(forensics.matching.weighing): made to order a list, not to state a probability. Nothing is merged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, isnan, log10, nan, radians

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from forensics.dates import date_columns, day_of
from forensics.geodesy import distance_m
from forensics.matching.weighing import Verdict
from forensics.messages import Message, say
from forensics.vocabulary.declaring import Vocabulary
from forensics.vocabulary.places import PARTY
from forensics.vocabulary.testimony import INCIDENT_CATEGORY

NEAR_KM, NEAR_DAYS = 10.0, 31.0
"""Incidents further apart than this, or on days further apart, are not compared."""
MOST_PAIRS = 2_000_000
"""Pairs that are weighed at most: where a register has more, they are looked for closer together."""
_KM_OF_DEGREE = 111.2

PLACES_KM: tuple[tuple[float, float], ...] = ((0.5, 10.0), (2.0, 5.0), (5.0, 2.0), (NEAR_KM, 1.0))
SAME_SETTLEMENT = 4.0
SAME_DAY, DAY_AFTER, MAY_BE, WEEK, APART = 10.0, 4.0, 2.0, 0.5, 0.1
SAME_CATEGORY, AMONG_ACTS, OTHER_CATEGORY = 4.0, 2.0, 0.3
SAME_PARTY, OTHER_PARTY = 1.5, 0.2
SAME_DEAD, OTHER_DEAD = 2.0, 0.3
WORD, MOST_WORDS = 2.0, 4
"""Ratios, all assumed: of each distance, of days, categories, parties, numbers of dead, and words that both share."""
LEAST = 1.0
"""The score from which a pair is shown."""


@dataclass(frozen=True)
class Event:
    """One incident as it is compared: days since 1970 between which it may have been, place in degrees."""

    id: str
    category: str = ""
    acts: frozenset[str] = frozenset()
    date: str | None = None
    place: tuple[float, float] | None = None
    exact: bool = False  # a place of its own, and not its settlement's
    settlement: str = ""
    party: str = ""
    killed: tuple[float, float] = (nan, nan)
    words: frozenset[str] = frozenset()
    same_as: frozenset[str] = field(default_factory=frozenset)

    @property
    def days(self) -> tuple[float, float]:
        """The first and the last day that it may have been on, nan where not known."""
        first, last = date_columns(self.date)
        return nan if first is None else first, nan if last is None else last


@dataclass(frozen=True)
class Reason:
    """What one aspect says of a pair, the logarithm that it adds, and what stands on both sides."""

    key: str
    label: Message
    verdict: Verdict
    weight: float
    detail: Message


@dataclass(frozen=True)
class Pair:
    """Two incidents that look like one event; `linked` where one names the other already."""

    one: str
    other: str
    score: float
    reasons: tuple[Reason, ...]
    linked: bool


def likely_pairs(events: Sequence[Event], of: str = "") -> list[Pair]:
    """The pairs of incidents, or those of one of them, that look like one event, the best first."""
    by_number = [event for event in events if event.place is not None and not any(map(isnan, event.days))]
    found = []
    for one, other in near(by_number, of):
        pair = weighed(by_number[one], by_number[other])
        if pair.score >= LEAST:
            found.append(pair)
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))


def near(events: Sequence[Event], of: str = "") -> NDArray[np.int64]:
    """The numbers of those that lie close together in place and time, a row a pair."""
    if len(events) < 2:
        return np.zeros((0, 2), np.int64)
    space = np.array([_coordinates(event) for event in events])
    tree = cKDTree(space)
    if of:
        at = next((number for number, event in enumerate(events) if event.id == of), None)
        around = [] if at is None else tree.query_ball_point(space[at], 1.0, p=np.inf)
        return np.array([[at, other] for other in around if other != at], np.int64).reshape(-1, 2)
    radius = 1.0
    while tree.count_neighbors(tree, radius, p=np.inf) > 2 * MOST_PAIRS + len(events):
        radius /= 2
    return np.asarray(tree.query_pairs(radius, p=np.inf, output_type="ndarray"), np.int64)


def _coordinates(event: Event) -> tuple[float, float, float]:
    """A place and the middle of its days, in units beyond which two are not compared."""
    assert event.place is not None
    lon, lat = event.place
    first, last = event.days
    scale = _KM_OF_DEGREE / NEAR_KM
    return lon * cos(radians(lat)) * scale, lat * scale, (first + last) / 2 / NEAR_DAYS


def weighed(one: Event, other: Event) -> Pair:
    """Two incidents with every reason for and against their being one event."""
    reasons = (
        _place(one, other), _date(one, other), _category(one, other), _party(one, other), _killed(one, other),
        _words(one, other),
    )  # fmt: skip
    score = round(sum(reason.weight for reason in reasons), 9)
    return Pair(one.id, other.id, score, reasons, one.id in other.same_as or other.id in one.same_as)


def _judged(key: str, ratio: float, detail: Message) -> Reason:
    verdict = Verdict.AGREES if ratio > 1 else Verdict.DIFFERS if ratio < 1 else Verdict.UNKNOWN
    return Reason(key, LABELS[key], verdict, log10(ratio), detail)


LABELS: Mapping[str, Message] = {
    "place": say("Place"),
    "date": say("Date"),
    "category": say("Category"),
    "party": say("Alleged party"),
    "killed": say("Reported killed"),
    "means": say("Means"),
}
NOT_SAID = say("not said on both sides")


def _place(one: Event, other: Event) -> Reason:
    assert one.place is not None
    assert other.place is not None
    km = distance_m(*one.place, *other.place) / 1000
    if one.settlement and one.settlement == other.settlement and not (one.exact and other.exact):
        return _judged("place", SAME_SETTLEMENT, say("in one settlement"))
    ratio = next((ratio for most, ratio in PLACES_KM if km <= most), 0.5)
    return _judged("place", ratio, say("{km:.1f} km apart", km=km))


def _date(one: Event, other: Event) -> Reason:
    (first, last), (from_, until) = one.days, other.days
    gap = max(first - until, from_ - last, 0.0)
    single = first == last and from_ == until
    ratio = SAME_DAY if single and gap == 0 else MAY_BE if gap == 0 else DAY_AFTER if gap == 1 and single else WEEK
    ratio = APART if gap > 7 else ratio
    days = [f"{day_of(int(day)):%Y-%m-%d}" for day in (first, last, from_, until)]
    return _judged("date", ratio, say("{one} and {other}", one=_span(*days[:2]), other=_span(*days[2:])))


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}/{last}"


def _category(one: Event, other: Event) -> Reason:
    if not one.category or not other.category:
        return _judged("category", 1.0, NOT_SAID)
    detail = _both(INCIDENT_CATEGORY, one.category, other.category)
    if one.category == other.category:
        return _judged("category", SAME_CATEGORY, detail)
    among = one.category in other.acts or other.category in one.acts
    return _judged("category", AMONG_ACTS if among else OTHER_CATEGORY, detail)


def _both(vocabulary: Vocabulary, one: str, other: str) -> Message:
    """Two codes in words."""
    labels = [Message(vocabulary.all_codes.get(code, code)) for code in (one, other)]
    return say("{one} and {other}", one=labels[0], other=labels[1])


def _party(one: Event, other: Event) -> Reason:
    if not one.party or not other.party:
        return _judged("party", 1.0, NOT_SAID)
    detail = _both(PARTY, one.party, other.party)
    return _judged("party", SAME_PARTY if one.party == other.party else OTHER_PARTY, detail)


def _killed(one: Event, other: Event) -> Reason:
    (low, high), (least, most) = one.killed, other.killed
    if any(map(isnan, (low, high, least, most))) or high == most == 0:
        return _judged("killed", 1.0, NOT_SAID)
    detail = say("{one} and {other}", one=_number(low, high), other=_number(least, most))
    return _judged("killed", SAME_DEAD if low <= most and least <= high else OTHER_DEAD, detail)


def _number(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _words(one: Event, other: Event) -> Reason:
    shared = sorted(one.words & other.words)
    if not shared:
        return _judged("means", 1.0, NOT_SAID)
    return _judged("means", WORD ** min(len(shared), MOST_WORDS), say("shared: {words}", words=", ".join(shared)))
