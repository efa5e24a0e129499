"""Which acts come together, and in how many settlements, months and units each was repeated: counts, no judgement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True)
class Act:
    """One incident as repetition sees it: all that was done in it, where, in which month, and by which unit."""

    acts: tuple[str, ...]
    settlement: str | None
    month: str | None
    unit: str | None = None


@dataclass(frozen=True)
class Repeated:
    """In how many incidents an act is recorded, and over how many settlements, months and units these are spread.

    `without_place` and `without_month` are the incidents that could not be laid to any.
    """

    incidents: int
    settlements: int
    months: int
    units: int
    without_place: int
    without_month: int


@dataclass(frozen=True)
class Together:
    """Two acts: incidents with both, with each, and the settlements in which both were recorded in one incident."""

    one: str
    other: str
    both: int
    of_one: int
    of_other: int
    settlements: int


def repeated(incidents: Iterable[Act]) -> Mapping[str, Repeated]:
    """By act how often and how widely it is recorded, the most often first."""
    found: dict[str, list[Act]] = defaultdict(list)
    for incident in incidents:
        for act in dict.fromkeys(incident.acts):
            found[act].append(incident)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return {
        act: Repeated(
            len(held), len(_told(one.settlement for one in held)), len(_told(one.month for one in held)),
            len(_told(one.unit for one in held)), sum(one.settlement is None for one in held),
            sum(one.month is None for one in held),
        )
        for act, held in ordered
    }  # fmt: skip


def together(incidents: Sequence[Act]) -> list[Together]:
    """Pairs of acts that are recorded in one incident, the most often first; of one incident each pair counts once."""
    each = Counter(act for one in incidents for act in set(one.acts))
    pairs: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for incident in incidents:
        for pair in combinations(sorted(set(incident.acts)), 2):
            pairs[pair] += 1
            if incident.settlement is not None:
                places[pair].add(incident.settlement)
    return [
        Together(one, other, both, each[one], each[other], len(places[one, other]))
        for (one, other), both in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    ]


def _told(values: Iterable[str | None]) -> set[str]:
    return {value for value in values if value is not None}
