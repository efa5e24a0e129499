"""Which identifications that are confirmed hold: remains that were given two names have none until a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

Claim = tuple[str | None, Sequence[str]]
"""A person, and the remains that an identification in force says are that person's."""


def named_twice(claims: Iterable[Claim]) -> frozenset[str]:
    """The remains that are said to be of several persons."""
    persons: dict[str, set[str]] = defaultdict(set)
    for person, cases in claims:
        if person is not None:
            for case in cases:
                persons[case].add(person)
    return frozenset(case for case, said in persons.items() if len(said) > 1)


def holding(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that no other contradicts, in their order."""
    open_ = named_twice(claims)
    return [(person, cases) for person, cases in claims if open_.isdisjoint(cases)]
