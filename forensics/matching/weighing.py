"""How much each fact speaks for remains being of a person: sums of logarithms of likelihood ratios, to base 10.

Every ratio and where it comes from stands here and in resources/decisions/0076: they are assumptions, made to order a
list, not to state a probability. What is not known on either side weighs nothing. Both directions use one function:
either side may have one row, against any number on the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import log10
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from forensics.matching.sides import SURELY_RIGHT, Floats, Persons, Remains
from forensics.matching.teeth import compare_teeth
from forensics.messages import Message, say


class Verdict(IntEnum):
    """What one fact says; EXCLUDED puts a pair at the end of the list, where it is still shown."""

    UNKNOWN = 0
    AGREES = 1
    DIFFERS = 2
    EXCLUDED = 3


VERDICT_WORDS: Mapping[Verdict, Message] = {
    Verdict.UNKNOWN: say("Not known"),
    Verdict.AGREES: say("Agrees"),
    Verdict.DIFFERS: say("Differs"),
    Verdict.EXCLUDED: say("Excluded"),
}

Weighed = tuple[NDArray[np.int8], Floats]
"""Verdicts, and the logarithms that they add."""

COVERED = 0.9
"""How often a stated interval of age or stature holds the true value (most methods state 90 or 95 %)."""
AGE_SPAN = 90.0
"""Years over which ages are taken as evenly spread: that an interval of 15 years holds any age is 1 in 6."""
AGE_NEAR, AGE_FAR = 5.0, 20.0
STATURE_MEAN, STATURE_SD = 170.0, 10.0
"""cm: adults of both sexes taken together, in round numbers of our own."""
STATURE_NEAR = 6.0
NEAR, FAR = 0.3, 0.05
"""Ratios outside the interval: close to it, and beyond."""

PLACES_KM: tuple[tuple[float, float], ...] = ((2.0, 10.0), (10.0, 5.0), (30.0, 2.0), (100.0, 1.0))
PLACE_FAR = 0.3
"""Distance between the grave and where a person was last seen: the ratio up to each, and beyond; assumed."""
DAYS_APART: tuple[tuple[float, float], ...] = ((31.0, 3.0), (183.0, 2.0), (731.0, 1.0))
DAYS_FAR = 0.5
"""Days between a person being last seen and the death of those in the grave; assumed."""

WORD, MOST_WORDS = 2.0, 4
"""Each word that two descriptions of clothing, effects or marks share, and how many count; assumed low on purpose."""
SERIAL = 1000.0
"""A number of a document or implant that stands on both sides; assumed, and still no identification."""
TOOTH, MOST_TEETH = 3.0, 6
"""Each tooth alike in a filling, crown or loss, and how many count; assumed."""
TOOTH_DIFFERS = 0.05
NAMED_ELSEWHERE = 0.1
"""Remains, not a second body, of a person who is identified as others already; assumed."""
STRONG = log10(SERIAL)
"""From this sum on, or with a number on both sides, whoever one fact excludes is shown at once: it may be wrong."""


@dataclass(frozen=True)
class Aspect:
    """One thing that is compared."""

    key: str
    label: Message
    weigh: Callable[[Remains, Persons], Weighed]


def _blank(remains: Remains, persons: Persons) -> Weighed:
    count = max(len(remains.ids), len(persons.ids))
    return np.zeros(count, np.int8), np.zeros(count)


def _judged(remains: Remains, persons: Persons, known: Any, ratio: Any, agrees: Any, excluded: Any = False) -> Weighed:
    verdict, weight = _blank(remains, persons)
    known, ratio, agrees, excluded = (
        np.broadcast_to(np.asarray(one), verdict.shape) for one in (known, ratio, agrees, excluded)
    )
    verdict[known & agrees] = Verdict.AGREES
    verdict[known & ~agrees] = Verdict.DIFFERS
    weight[known] = np.log10(ratio[known])
    verdict[excluded] = Verdict.EXCLUDED
    weight[excluded] = 0.0
    return verdict, weight


def weigh_sex(remains: Remains, persons: Persons) -> Weighed:
    """An estimate against a told sex; against half of all people, who are of either."""
    known = np.isfinite(remains.sex) & np.isfinite(persons.sex)
    same = remains.sex == persons.sex
    right = np.where(np.isfinite(remains.sex_right), remains.sex_right, 0.5)
    ratio = np.where(same, right, 1 - right) / 0.5
    return _judged(remains, persons, known, ratio, same, known & ~same & (right >= SURELY_RIGHT))


def weigh_age(remains: Remains, persons: Persons) -> Weighed:
    """The interval of the profile against the age when last seen; far outside it excludes."""
    low = np.where(np.isfinite(remains.age_min), remains.age_min, 0.0)
    high = np.where(np.isfinite(remains.age_max), remains.age_max, 120.0)
    told = np.isfinite(remains.age_min) | np.isfinite(remains.age_max)
    least = np.where(np.isfinite(persons.age_min), persons.age_min, persons.age_max)
    most = np.where(np.isfinite(persons.age_max), persons.age_max, persons.age_min)
    known = told & np.isfinite(least) & np.isfinite(most)
    gap = np.maximum(np.maximum(least - high, low - most), 0.0)
    share = np.clip((high - low + 1) / AGE_SPAN, 0.1 * COVERED, COVERED)
    ratio = np.where(gap == 0, COVERED / share, np.where(gap <= AGE_NEAR, NEAR, FAR))
    return _judged(remains, persons, known, ratio, gap == 0, known & (gap > AGE_FAR))


def weigh_stature(remains: Remains, persons: Persons) -> Weighed:
    """The interval of the estimate against what the family tells; stature alone never excludes."""
    known = np.isfinite(remains.stature_min) & np.isfinite(persons.stature_min)
    gap = np.maximum(
        np.maximum(persons.stature_min - remains.stature_max, remains.stature_min - persons.stature_max), 0.0
    )
    share = ndtr((remains.stature_max - STATURE_MEAN) / STATURE_SD) - ndtr(
        (remains.stature_min - STATURE_MEAN) / STATURE_SD
    )
    share = np.clip(share, 0.05, COVERED)
    ratio = np.where(gap == 0, COVERED / share, np.where(gap <= STATURE_NEAR, NEAR, FAR))
    return _judged(remains, persons, known, ratio, gap == 0)


def distance_km(remains: Remains, persons: Persons) -> Floats:
    """Kilometres on a sphere between grave and last sighting; not known is nan."""
    lon, lat = np.radians(remains.lon), np.radians(remains.lat)
    other_lon, other_lat = np.radians(persons.lon), np.radians(persons.lat)
    half = np.sin((lat - other_lat) / 2) ** 2 + np.cos(lat) * np.cos(other_lat) * np.sin((lon - other_lon) / 2) ** 2
    found: Floats = 2 * 6371.0 * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return found


def weigh_place(remains: Remains, persons: Persons) -> Weighed:
    """How far the grave lies from where the person was last seen."""
    away = distance_km(remains, persons)
    return _judged(remains, persons, np.isfinite(away), _banded(away, PLACES_KM, PLACE_FAR), away <= PLACES_KM[-1][0])


def weigh_date(remains: Remains, persons: Persons) -> Weighed:
    """Nobody was seen alive after death; the closer to it a person was last seen, the better."""
    after = persons.seen_first > remains.died_last
    latest = np.where(np.isfinite(persons.seen_last), persons.seen_last, persons.seen_first)
    apart = np.maximum(np.maximum(remains.died_first - latest, persons.seen_first - remains.died_last), 0.0)
    known = np.isfinite(apart)
    return _judged(
        remains, persons, known, _banded(apart, DAYS_APART, DAYS_FAR), apart <= DAYS_APART[-1][0], np.asarray(after)
    )


def _banded(value: Floats, bands: Sequence[tuple[float, float]], beyond: float) -> Floats:
    return np.select([value <= limit for limit, _ in bands], [ratio for _, ratio in bands], beyond)


def weigh_status(remains: Remains, persons: Persons) -> Weighed:
    """Who was found alive is none of the dead."""
    verdict, weight = _blank(remains, persons)
    verdict[np.broadcast_to(persons.found, verdict.shape)] = Verdict.EXCLUDED
    return verdict, weight


def weigh_names(remains: Remains, persons: Persons) -> Weighed:
    """Who is identified as other remains already can be a part of the same person, and no second body.

    Remains that are identified as somebody else are nobody's beside.
    """
    verdict, weight = _blank(remains, persons)
    for at in range(len(verdict)):
        case, person = (0, at) if len(remains.ids) == 1 else (at, 0)
        elsewhere = persons.named[person] - {remains.heads[case]}
        if remains.named[case] - {persons.ids[person]} or (elsewhere & persons.bodies[person] and remains.whole[case]):
            verdict[at] = Verdict.EXCLUDED
        elif elsewhere:
            verdict[at], weight[at] = Verdict.DIFFERS, log10(NAMED_ELSEWHERE)
    return verdict, weight


def _pairs(remains: Remains, persons: Persons, name: str) -> Sequence[tuple[Any, Any]]:
    ours, theirs = getattr(remains, name), getattr(persons, name)
    if len(ours) == 1:
        return [(ours[0], one) for one in theirs]
    return [(one, theirs[0]) for one in ours]


def _shared(remains: Remains, persons: Persons, name: str, ratio: float, most: int) -> Weighed:
    """Words in common speak for a pair; that there are none says nothing, for people describe the same thing apart."""
    verdict, weight = _blank(remains, persons)
    for at, (one, other) in enumerate(_pairs(remains, persons, name)):
        if one and other and not one.isdisjoint(other):
            verdict[at] = Verdict.AGREES
            weight[at] = log10(ratio) * min(len(one & other), most)
    return verdict, weight


def weigh_teeth(remains: Remains, persons: Persons) -> Weighed:
    """Charts tooth by tooth."""
    verdict, weight = _blank(remains, persons)
    for at, (now, then) in enumerate(_pairs(remains, persons, "teeth")):
        if not now or not then:
            continue
        agree, differ, excluded = compare_teeth(then, now)
        if excluded:
            verdict[at] = Verdict.EXCLUDED
        elif agree or differ:
            verdict[at] = Verdict.DIFFERS if differ else Verdict.AGREES
            weight[at] = log10(TOOTH) * min(len(agree), MOST_TEETH) + log10(TOOTH_DIFFERS) * len(differ)
    return verdict, weight


ASPECTS: tuple[Aspect, ...] = (
    Aspect("sex", say("Sex"), weigh_sex),
    Aspect("age", say("Age"), weigh_age),
    Aspect("stature", say("Stature"), weigh_stature),
    Aspect("place", say("Place"), weigh_place),
    Aspect("date", say("Date"), weigh_date),
    Aspect("teeth", say("Teeth"), weigh_teeth),
    Aspect("numbers", say("Serial numbers"), lambda one, other: _shared(one, other, "serials", SERIAL, 1)),
    Aspect("marks", say("Health and marks"), lambda one, other: _shared(one, other, "marks", WORD, MOST_WORDS)),
    Aspect("effects", say("Clothing and effects"), lambda one, other: _shared(one, other, "things", WORD, MOST_WORDS)),
    Aspect("status", say("Status"), weigh_status),
    Aspect("identified", say("Identified already"), weigh_names),
)
"""What is compared, in the order in which reasons are shown."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """`order` are the rows of the longer side, the best first, excluded ones at the end; by aspect, verdict and weight
    of each row; `score` is the sum of the weights."""

    order: NDArray[np.int64]
    score: Floats
    excluded: NDArray[np.bool_]
    verdicts: Mapping[str, NDArray[np.int8]]
    weights: Mapping[str, Floats]

    @property
    def contested(self) -> NDArray[np.bool_]:
        """Rows that are excluded though all else agrees strongly, or a number stands on both sides."""
        agree = self.verdicts.get("numbers", np.zeros(len(self.score))) == Verdict.AGREES
        return np.asarray(self.excluded & (agree | (self.score >= STRONG)), bool)


def rank(remains: Remains, persons: Persons) -> Ranking:
    """One case against many persons, or one person against many cases; equal ones in the order in which they came."""
    count = max(len(remains.ids), len(persons.ids)) if len(remains.ids) and len(persons.ids) else 0
    if not count:
        nobody = np.zeros(0)
        return Ranking(nobody.astype(np.int64), nobody, nobody.astype(bool), {}, {})
    verdicts: dict[str, NDArray[np.int8]] = {}
    weights: dict[str, Floats] = {}
    with np.errstate(invalid="ignore"):
        for aspect in ASPECTS:
            verdicts[aspect.key], weights[aspect.key] = aspect.weigh(remains, persons)
    score = np.round(sum((weights[aspect.key] for aspect in ASPECTS), np.zeros(count)), 9)
    excluded = np.zeros(count, bool)
    for found in verdicts.values():
        excluded |= found == Verdict.EXCLUDED
    order = np.lexsort((np.arange(count), -score, excluded)).astype(np.int64)
    return Ranking(order, score, excluded, verdicts, weights)


__all__ = ["ASPECTS", "VERDICT_WORDS", "Aspect", "Ranking", "Verdict", "distance_km", "rank"]
