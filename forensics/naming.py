"""Which identifications count as confirmed, and which of these hold: remains that were given two names have none.

INTERPOL DVI: recognition alone never confirms, nor does a comparison with teeth that nobody described, nor one on which
no body decided on a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from forensics.vocabulary.declaring import NO_VALUE

STRONG = frozenset({"DNA", "friction_ridge", "dental", "implant_serial"})
"""Primary identifiers."""
WEAK = frozenset({"effects", "clothing", "circumstance"})
"""What suggests a name and proves none, as recognition by sight does."""
DECIDED = ("deciding_body", "date")
"""Who decided, and when: without both nobody has confirmed anything yet."""
CONFIRMING = ("status", "superseded_by", "primary", "secondary", *DECIDED)
"""The fields of an identification that say whether it counts as confirmed."""
TEETH = ("dental_chart", "dental_described", "dental_records")
"""Any of these of a missing person lets teeth be compared with."""


def claims_a_name(status: str | None, superseded_by: str | None) -> bool:
    """Whether an identification claims a name, so that others can contradict it, though it may not count yet."""
    return status == "confirmed" and not superseded_by


def is_confirmed(
    status: str | None, superseded_by: str | None, primary: Iterable[str] | None, secondary: Iterable[str] | None,
    deciding_body: str | None, date: str | None, *, teeth: bool,
) -> bool:  # fmt: skip
    """Whether an identification counts: confirmed, superseded by none, decided, and on more than sight or belongings.

    The arguments are CONFIRMING; `teeth` is whether anything is known of the person's teeth from before death.
    """
    if not claims_a_name(status, superseded_by) or not deciding_body or not date:
        return False
    strong = STRONG.intersection(primary or ())
    return bool(strong - (set() if teeth else {"dental"})) or (not strong and bool(_beyond(secondary)))


def _beyond(secondary: Iterable[str] | None) -> set[str]:
    return set(secondary or ()) - WEAK - set(NO_VALUE)


def has_teeth(person: Mapping[str, Any]) -> bool:
    """Whether a missing person's values say anything of the teeth."""
    return any(person.get(name) for name in TEETH)


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
    """The claims without remains that are voided or not human; one that named no others names nobody's, and goes."""
    found = [(person, cases, tuple(case for case in cases if case in standing)) for person, cases in claims]
    return [(person, left) for person, cases, left in found if left or not cases]


def bodies_twice(claims: Iterable[Claim], bodies: Container[str]) -> frozenset[str]:
    """The persons of whom several bodies are said to be, where `bodies` are those that are whole ones."""
    said: dict[str, set[str]] = defaultdict(set)
    for person, cases in claims:
        if person is not None:
            said[person].update(case for case in cases if case in bodies)
    return frozenset(person for person, theirs in said.items() if len(theirs) > 1)


def holding(claims: Sequence[Claim], joined: Joined = MappingProxyType({}), bodies: Iterable[str] = ()) -> list[Claim]:
    """The claims that no other contradicts, in their order; what was joined is one body and has one name.

    `bodies` are the remains of class body: nobody has two.
    """
    parts = [frozenset(body_of(joined, case) for case in cases) for _, cases in claims]
    as_bodies = [(person, tuple(body)) for (person, _), body in zip(claims, parts, strict=True)]
    open_ = named_twice(as_bodies)
    twice = bodies_twice(as_bodies, {body_of(joined, case) for case in bodies})
    return [
        claim for claim, body in zip(claims, parts, strict=True)
        if open_.isdisjoint(body) and claim[0] not in twice
    ]  # fmt: skip
