"""The minimum number of individuals of one grave, or of graves that are linked (Buikstra & Ubelaker 1994).

Counted by element, side, zone and developmental age. It is a number of one grave, or of graves pooled: the numbers of
two graves are never added, since one body may lie in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forensics.vocabulary.bones import bones

OWN_AGE = ("fetus", "infant", "child", "adolescent", "adult")
"""Developmental ages of which no individual has two."""

YOUNG = ("fetus", "infant", "child", "adolescent", "subadult")


@dataclass(frozen=True, slots=True)
class Bone:
    """One inventoried element, of one case."""

    bone: str | None
    side: str | None
    zones: tuple[str, ...]
    age: str | None


Key = tuple[str, str, str]
"""Element, side and zone: nobody has the same twice."""


def countable(bone: Bone) -> bool:
    """Whether an element says which bone and which side it is, and a zone of it is present."""
    known = bones().get(bone.bone or "")
    return known is not None and bone.side in ("L", "R", "midline") and bool(bone.zones)


def minimum(found: Iterable[Bone]) -> int:
    """The least number of individuals that these elements can come from.

    The elements of each developmental age need as many individuals as their most frequent element, side and zone; those
    of an age that is not known may belong to individuals that are counted already.
    """
    by_age: dict[str, Counter[Key]] = {}
    for one in found:
        if countable(one):
            keys = by_age.setdefault(one.age or "undetermined", Counter())
            keys.update((str(one.bone), str(one.side), zone) for zone in set(one.zones))
    sure = {age: _most(by_age[age]) for age in OWN_AGE if age in by_age}
    young = max(sum(sure[age] for age in sure if age != "adult"), _most(_pooled(by_age, YOUNG)))
    return max(sure.get("adult", 0) + young, _most(_pooled(by_age, tuple(by_age))))


def _most(counted: Mapping[Key, int]) -> int:
    return max(counted.values(), default=0)


def _pooled(by_age: Mapping[str, Counter[Key]], ages: Iterable[str]) -> Counter[Key]:
    pooled: Counter[Key] = Counter()
    for age in ages:
        pooled.update(by_age.get(age, {}))
    return pooled


def groups_of(links: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """Graves that links tie together, directly or through others, each group once."""
    group: dict[str, set[str]] = {}
    for one, other in links:
        together = group.get(one, {one}) | group.get(other, {other})
        for member in together:
            group[member] = together
    return sorted({frozenset(members) for members in group.values()}, key=sorted)
