"""Invented interviews and what was consented to: by code alone, clustered as teams work through settlements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from forensics.changes import Change
from layers.demo.making import EXAMPLE, Maker, Random, between, chance, picks, point, shares, whole
from layers.demo.people import interviewer, staff
from layers.demo.world import BEGINNING, CUT_OFF, INTERVIEWERS, Village, World

MONTHS = tuple((year, month) for year in (2022, 2023, 2024) for month in range(1, 13))[3:32]
"""April 2022 to August 2024."""

CONSENT_OF_EVERY = 10
"""Of every tenth interview the consents are recorded one by one."""

SEX = {"F": 58.0, "M": 41.0, "other": 0.2, "undisclosed": 0.8}
AGE = {"under_18": 2.0, "18_29": 12.0, "30_44": 24.0, "45_59": 30.0, "60_plus": 32.0}
CAPACITY = {"witness": 62.0, "victim": 22.0, "relative": 12.0, "official": 3.5, "insider": 0.5}
CONSENT = {"yes": 82.0, "in_part": 15.0, "no": 1.5, "withdrawn": 1.5}


@dataclass(frozen=True)
class Plan:
    """Who was interviewed where and when, in the order of days; `elsewhere` is -1 or the settlement of the events."""

    village: NDArray[np.int64]
    day: NDArray[np.int64]
    interviewer: NDArray[np.int64]
    elsewhere: NDArray[np.int64]
    earlier: NDArray[np.int64]  # the number of an earlier interview with the same person, or -1

    def __len__(self) -> int:
        return len(self.village)

    def told_of(self, village: int) -> NDArray[np.int64]:
        """The interviews in which events of that settlement were told."""
        return np.flatnonzero(np.where(self.elsewhere >= 0, self.elsewhere, self.village) == village)


def code(number: int) -> str:
    """The code of an interview, 0 and up."""
    return f"EX-IV-{number + 1:05d}"


def plan(make: Maker, world: World) -> Plan:
    """Share the interviews out over settlements and months, then over days and interviewers."""
    random = make.random("interviews")
    total = make.sizes.interviews
    weights = np.array([[_weight(one, *month) for month in MONTHS] for one in world.villages])
    counts = shares(random, total, weights.ravel() * random.gamma(1.4, 1.0, weights.size)).reshape(weights.shape)
    at_village, at_month = np.nonzero(counts)
    repeats = counts[at_village, at_month]
    village = np.repeat(at_village, repeats)
    first = np.array([date(year, month, 1).toordinal() for year, month in MONTHS])
    day = np.repeat(first[at_month], repeats) + _days_of_round(random, repeats)
    order = np.argsort(day, kind="stable")
    village, day = village[order], day[order]
    team = np.array([one.team for one in world.villages])[village]
    lent = random.random(total) < 0.12
    who = np.where(lent, random.integers(0, INTERVIEWERS, total), team * 5 + random.integers(0, 5, total))
    return Plan(village, day, who, _elsewhere(random, world, village), _repeated(random, village))


def _weight(village: Village, year: int, month: int) -> float:
    """How much is done in a settlement in a month: people fade out, and nothing happens before it is reached."""
    reached = village.reached
    if reached is None:
        return 0.0
    age = (date(year, month, 28) - reached).days / 30
    if age < 0:
        return 0.0
    held = village.occupied
    return float(village.population**0.85 * np.exp(-age / 9) * (1.0 if held else 0.35))


def _days_of_round(random: Random, repeats: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days of the month: a team stays some days, then goes on."""
    arrival = np.repeat(random.integers(0, 20, len(repeats)), repeats)
    days: NDArray[np.int64] = np.minimum(arrival + random.poisson(2.5, int(repeats.sum())), 27)
    return days


def _elsewhere(random: Random, world: World, village: NDArray[np.int64]) -> NDArray[np.int64]:
    """The settlement that displaced people told of, -1 where it is the same."""
    held = np.array([one.number for one in world.once_occupied])
    weights = np.array([one.population**0.5 * (1 if one.reached else 4) for one in world.once_occupied])
    towns = np.isin(village, [one.number for one in world.villages if one.population > 3500])
    displaced = towns & (random.random(len(village)) < 0.3)
    return np.where(displaced, random.choice(held, len(village), p=weights / weights.sum()), -1)


def _repeated(random: Random, village: NDArray[np.int64]) -> NDArray[np.int64]:
    """A few people were asked again by the same mission."""
    earlier = np.full(len(village), -1)
    taken: set[int] = set()
    last: dict[int, list[int]] = {}
    again = random.random(len(village)) < 0.02
    for number, at in enumerate(village.tolist()):
        before = last.setdefault(at, [])
        if again[number] and len(before) > 5:
            chosen = before[between(random, 0, len(before))]
            if chosen not in taken:
                earlier[number] = chosen
                taken.update((chosen, number))
                continue
        before.append(number)
    return earlier


def interviews(make: Maker, world: World, planned: Plan, told: Mapping[int, Sequence[str]]) -> Iterator[Change]:
    """The interviews; `told` names the incidents (never those of sexual violence) that were told in one."""
    random = make.random("interviews told")
    total = len(planned)
    sex, age = picks(random, SEX, total), picks(random, AGE, total)
    capacity, consent = picks(random, CAPACITY, total), picks(random, CONSENT, total)
    minutes = random.integers(25, 170, total)
    remote = random.random(total) < 0.07
    risk = picks(random, {"low": 70, "medium": 25, "high": 5}, total)
    again = picks(random, {"yes": 55, "only_through_contact": 30, "no": 12, "not_asked": 3}, total)
    referral = picks(random, {"none_needed": 70, "psychosocial": 15, "medical": 8, "legal": 7}, total)
    placed = random.random(total) < 0.04
    for number in range(total):
        village = world.villages[planned.village[number]]
        before = int(planned.earlier[number])
        person = before if before >= 0 else number
        day = date.fromordinal(int(planned.day[number]))
        child = age[person] == "under_18"
        elsewhere = int(planned.elsewhere[number])
        yield make.add(
            "interview", code(number), interviewee_code=f"EX-P{person + 1:05d}", sex=sex[person],
            age_group=age[person], capacity=(capacity[number],), date=str(day), month=f"{day:%Y-%m}",
            settlement=make.id("settlement", village.code),
            place=point(village.lon, village.lat, method="map", horizontal_accuracy=500.0) if placed[number] else None,
            display_area="admin3" if village.population < 400 else "settlement",
            events_settlement=make.id("settlement", world.villages[elsewhere].code) if elsewhere >= 0 else None,
            mode="remote" if remote[number] else "in_person", language="uk",
            interviewer=make.id("practitioner", interviewer(int(planned.interviewer[number]))),
            guardian=f"EX-GU-{person + 1:05d}" if child else None, duration=whole(minutes[number]),
            informed_consent=consent[number], protection=("child",) if child else None, risk=risk[number],
            recontact=again[number], referral=(referral[number],),
            earlier_interviews=make.ids("interview", [code(before)] if before >= 0 else []),
            incidents=make.ids("incident", told.get(number, ())),
        )  # fmt: skip


ASKED_FOR = (
    ("store", "this_organisation", 99), ("analyse", "this_organisation", 97), ("prosecutor", "prosecutor", 71),
    ("ICC_or_COI", "ICC_or_COI", 66), ("publish", "public", 18),
)  # fmt: skip
"""Each purpose with its recipient, and how many in a hundred agree."""


def consents(make: Maker, planned: Plan) -> Iterator[Change]:
    """What was consented to, for a part of the interviews: each purpose and recipient a record of its own."""
    random = make.random("consents")
    number = 0
    for at in range(0, len(planned), CONSENT_OF_EVERY):
        day = date.fromordinal(int(planned.day[at]))
        for purpose, recipient, agree in ASKED_FOR:
            number += 1
            yield _consent(make, random, f"EX-CN-{number:05d}", planned, at, day, purpose, recipient, agree)


def _consent(
    make: Maker, random: Random, own_code: str, planned: Plan, at: int, day: date, purpose: str, recipient: str,
    agree: int,
) -> Change:  # fmt: skip
    answer = "yes" if chance(random, agree / 100) else "no"
    withdrawn = answer == "yes" and chance(random, 0.01)
    gone = min(day + timedelta(days=120), CUT_OFF)
    person = int(planned.earlier[at]) if planned.earlier[at] >= 0 else at
    return make.add(
        "consent", own_code, interview=make.id("interview", code(at)), purpose=purpose, recipient=recipient,
        scope=("statement",), answer=answer, named="anonymous" if purpose == "publish" else "pseudonym",
        how="signed" if answer == "yes" else None, language="uk", date=str(day), expires_on=str(day.replace(year=2034)),
        taken_by=make.id("practitioner", interviewer(int(planned.interviewer[at]))),
        withdrawn_on=str(gone) if withdrawn and gone > day else None,
        recipients_told="yes" if withdrawn and gone > day else None,
        conditions=f"{EXAMPLE}: none" if person % 7 == 0 else None,
    )  # fmt: skip


__all__ = ["BEGINNING", "Plan", "code", "consents", "interviews", "plan", "staff"]
