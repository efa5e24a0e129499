"""Remains and missing persons as columns, each row one of them, with what is not known left open."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from forensics.dates import date_columns
from forensics.matching.teeth import Teeth, read_teeth
from forensics.matching.wording import told_words
from forensics.records.identity import MissingPerson
from forensics.records.remains import Profile

Floats = NDArray[np.float64]

FEMALE, MALE = -1.0, 1.0
SEX_OF_REMAINS: Mapping[str, tuple[float, float]] = {
    "F": (FEMALE, 0.95), "F?": (FEMALE, 0.80), "M": (MALE, 0.95), "M?": (MALE, 0.80),
}  # fmt: skip
"""The sex that an estimate says, and how often estimates of that kind are right: 0.95 where it is said without a doubt
(Phenice 1969 and Klales et al. 2012 report 95 to 96 % for the pelvis), 0.80 where it is said with one (our assumption).
"""
SURE = ("DNA", "genitalia", "internal_organs")
SURELY_RIGHT = 0.999
SEX_OF_PERSONS: Mapping[str, float] = {"F": FEMALE, "M": MALE}

REPORTED_STATURE_CM = 4.0
"""How far a stature that a family tells may be off on either side: people are told taller than they are, by 2 to 3 cm
on average (Giles and Hutchinson 1991)."""
ESTIMATED_STATURE_CM = 8.0
"""Half the interval of an estimate that names none: about two standard errors of the usual formulae."""


@dataclass(frozen=True, eq=False)
class Remains:
    """`sex` -1 (female) to 1 with `sex_right` how often such an estimate is right; nan where not known.

    `died_first` and `died_last` are the days (since 1970) between which these people may have died. `heads` are the
    remains that each is part of now, `whole` whether it is a body, `named` the persons whom it is identified as.
    """

    ids: Sequence[str]
    sex: Floats
    sex_right: Floats
    age_min: Floats
    age_max: Floats
    stature_min: Floats
    stature_max: Floats
    lon: Floats
    lat: Floats
    died_first: Floats
    died_last: Floats
    teeth: Sequence[Teeth]
    things: Sequence[frozenset[str]]
    marks: Sequence[frozenset[str]]
    serials: Sequence[frozenset[str]]
    heads: Sequence[str]
    whole: NDArray[np.bool_]
    named: Sequence[frozenset[str]]


@dataclass(frozen=True, eq=False)
class Persons:
    """As Remains; `seen_first` and `seen_last` are the days between which a person was last seen, `found` whether the
    person was found alive since; `named` are the remains that are identified as the person's, `bodies` the bodies
    among them."""

    ids: Sequence[str]
    sex: Floats
    age_min: Floats
    age_max: Floats
    stature_min: Floats
    stature_max: Floats
    lon: Floats
    lat: Floats
    seen_first: Floats
    seen_last: Floats
    found: NDArray[np.bool_]
    teeth: Sequence[Teeth]
    things: Sequence[frozenset[str]]
    marks: Sequence[frozenset[str]]
    serials: Sequence[frozenset[str]]
    named: Sequence[frozenset[str]]
    bodies: Sequence[frozenset[str]]


@dataclass(frozen=True)
class Body:
    """One case as it is compared: its profiles, its place, when these people died, and what was found with it."""

    id: str
    profiles: tuple[Profile, ...] = ()
    place: tuple[float, float] | None = None
    died: str | None = None
    gone_by: str | None = None  # a day on which the remains were surely dead: of exhumation or recovery
    things: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    head: str = ""
    whole: bool = False
    named: frozenset[str] = frozenset()


def remains_of(bodies: Sequence[Body]) -> Remains:
    """The columns of cases."""
    sexes = [_sex(body) for body in bodies]
    ages = [_widest(body, "age_min", "age_max") for body in bodies]
    statures = [_stature(body) for body in bodies]
    days = [_died(body) for body in bodies]
    places = [body.place or (nan, nan) for body in bodies]
    return Remains(
        [body.id for body in bodies],
        _column(sex for sex, _ in sexes), _column(right for _, right in sexes),
        _column(low for low, _ in ages), _column(high for _, high in ages),
        _column(low for low, _ in statures), _column(high for _, high in statures),
        _column(lon for lon, _ in places), _column(lat for _, lat in places),
        _column(first for first, _ in days), _column(last for _, last in days),
        [read_teeth(row for profile in body.profiles for row in profile.dental_chart or ()) for body in bodies],
        [told_words(*body.things) for body in bodies],
        [told_words(*body.marks, *_marks(body)) for body in bodies],
        [serials_of(*body.serials, *_implants(body.profiles)) for body in bodies],
        [body.head or body.id for body in bodies], np.array([body.whole for body in bodies], bool),
        [body.named for body in bodies],
    )  # fmt: skip


def persons_of(
    persons: Sequence[MissingPerson], places: Mapping[str, tuple[float, float]],
    named: Mapping[str, frozenset[str]] = MappingProxyType({}), bodies: Container[str] = (),
) -> Persons:  # fmt: skip
    """The columns of missing persons; `places` are where each was last seen, in degrees, by id.

    `named` are the remains that are identified as each, by id; `bodies` those of all that are whole bodies.
    """
    held = [named.get(person.id or "", frozenset[str]()) for person in persons]
    ages = [_age(person) for person in persons]
    statures = [_told_stature(person) for person in persons]
    seen = [_days(person.last_seen) for person in persons]
    at = [places.get(person.id or "", (nan, nan)) for person in persons]
    return Persons(
        [person.id or "" for person in persons],
        _column(SEX_OF_PERSONS.get(person.sex or "", nan) for person in persons),
        _column(low for low, _ in ages), _column(high for _, high in ages),
        _column(low for low, _ in statures), _column(high for _, high in statures),
        _column(lon for lon, _ in at), _column(lat for _, lat in at),
        _column(first for first, _ in seen), _column(last for _, last in seen),
        np.array([person.status in ("alive", "detained") for person in persons], bool),
        [read_teeth(person.dental_chart or ()) for person in persons],
        [told_words(person.clothing, person.effects, person.documents_carried) for person in persons],
        [told_words(person.tattoos, person.scars, person.medical) for person in persons],
        [serials_of(*_implants((person,)), person.documents_carried or "") for person in persons],
        held, [frozenset(one for one in ids if one in bodies) for ids in held],
    )  # fmt: skip


LONGEST_SERIAL = 24
"""Signs up to which a whole text is taken for one number, written in groups."""


def serials_of(*texts: str) -> frozenset[str]:
    """Numbers of five or more signs with a digit among them: serial numbers, numbers of documents."""
    parts = [part for text in texts for part in (*text.split(), text if len(text) <= LONGEST_SERIAL else "")]
    found = {"".join(one for one in part if one.isalnum()).upper() for part in parts}
    return frozenset(one for one in found if len(one) >= 5 and sum(sign.isdigit() for sign in one) >= 3)


def _column(values: object) -> Floats:
    return np.fromiter(values, np.float64)  # type: ignore[call-overload,no-any-return]


def _sex(body: Body) -> tuple[float, float]:
    """What the profiles say of the sex: nothing where they contradict each other."""
    said = {SEX_OF_REMAINS[sex] for sex in (profile.sex or "" for profile in body.profiles) if sex in SEX_OF_REMAINS}
    if len({sex for sex, _ in said}) != 1:
        return nan, nan
    sex, right = max(said, key=lambda one: one[1])
    seen = any(set(profile.sex_methods or ()) & set(SURE) for profile in body.profiles)
    return sex, SURELY_RIGHT if seen else right


def _widest(body: Body, low: str, high: str) -> tuple[float, float]:
    """The interval that holds what every profile says."""
    lows = [getattr(profile, low) for profile in body.profiles if getattr(profile, low) is not None]
    highs = [getattr(profile, high) for profile in body.profiles if getattr(profile, high) is not None]
    return (min(lows) if lows else nan, max(highs) if highs else nan)


def _stature(body: Body) -> tuple[float, float]:
    low, high = _widest(body, "stature_min", "stature_max")
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    said = [profile.stature for profile in body.profiles if profile.stature is not None]
    return (min(said) - ESTIMATED_STATURE_CM, max(said) + ESTIMATED_STATURE_CM) if said else (nan, nan)


def _told_stature(person: MissingPerson) -> tuple[float, float]:
    low = person.stature_min if person.stature_min is not None else person.stature
    high = person.stature_max if person.stature_max is not None else person.stature
    if low is None or high is None:
        return nan, nan
    return low - REPORTED_STATURE_CM, high + REPORTED_STATURE_CM


def _age(person: MissingPerson) -> tuple[float, float]:
    """The age when last seen, as told or from the birth."""
    if person.age_min is not None or person.age_max is not None:
        return (nan if person.age_min is None else person.age_min, nan if person.age_max is None else person.age_max)
    born, seen = _days(person.born), _days(person.last_seen)
    return (seen[0] - born[1]) / 365.2425, (seen[1] - born[0]) / 365.2425


def _days(text: str | None) -> tuple[float, float]:
    first, last = date_columns(text)
    return (nan if first is None else first, nan if last is None else last)


def _died(body: Body) -> tuple[float, float]:
    first, last = _days(body.died)
    gone = _days(body.gone_by)[1]
    return first, float(np.fmin(last, gone))


def _marks(body: Body) -> list[str | None]:
    return [text for one in body.profiles for text in (one.tattoos, one.scars, one.pathology, one.healed_injury)]


def _implants(records: Sequence[Profile | MissingPerson]) -> list[str]:
    return [row.get("serial") or "" for record in records for row in record.implants or ()]
