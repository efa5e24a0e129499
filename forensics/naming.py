"""Which identifications that are confirmed hold: remains that were given two names have none until a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType

Joined = Mapping[str, str]
"""The remains that are part of others now, each with those."""

Claim = tuple[str | None, Sequence[str]]
"""A person, and the remains that an identification in force says are that person's."""


def body_of(joined: Joined, case: str) -> str:
    """The remains that a case belongs to now, by way of others; a circle ends where it closes."""
    seen = {case}
    while (following := joined.get(case)) is not None and following not in seen:
        seen.add(following)
        case = following
    return case


def named_twice(claims: Iterable[Claim]) -> frozenset[str]:
    """The remains that are said to be of several persons."""
    persons: dict[str, set[str]] = defaultdict(set)
    for person, cases in claims:
        if person is not None:
            for case in cases:
                persons[case].add(person)
    return frozenset(case for case, said in persons.items() if len(said) > 1)


def of_remains(claims: Iterable[Claim], standing: Container[str]) -> list[Claim]:
    """The claims without remains that are voided; one that named no others names nobody's remains and is left out."""
    found = [(person, cases, tuple(case for case in cases if case in standing)) for person, cases in claims]
    return [(person, left) for person, cases, left in found if left or not cases]


def holding(claims: Sequence[Claim], joined: Joined = MappingProxyType({})) -> list[Claim]:
    """The claims that no other contradicts, in their order; what was joined is one body and has one name."""
    bodies = [frozenset(body_of(joined, case) for case in cases) for _, cases in claims]
    open_ = named_twice((person, tuple(body)) for (person, _), body in zip(claims, bodies, strict=True))
    return [claim for claim, body in zip(claims, bodies, strict=True) if open_.isdisjoint(body)]
