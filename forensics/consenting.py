"""What the consents in force cover: for one recipient, one purpose and one day; what they do not cover stays home.

It fails closed: silence covers nothing, and neither does an answer that does not say for what, or that cannot be read.
A withdrawal counts from when it is recorded, whatever day it names (Murad Code, 2022; field model, Consent).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from forensics.dates import DateValue, read_date
from forensics.errors import ValueRefused

_AHEAD = timedelta(hours=14)
"""A day that has begun anywhere on Earth has begun: what ends on it has ended."""

STATEMENT = "statement"
"""The code of the part of a consent's scope without which the words of a person stay home."""


@dataclass(frozen=True)
class Handing:
    """Something that is handed over: to whom, for which purposes (any one suffices), and on which day."""

    recipient: str
    purposes: frozenset[str]
    day: date


def day_of_handing(now: datetime | None = None) -> date:
    """The latest day that it is anywhere."""
    return ((now or datetime.now(UTC)).astimezone(UTC) + _AHEAD).date()


@dataclass(frozen=True)
class Given:
    """One answer of a person for one recipient and purpose, with its days as EDTF; `scope` is empty for all of it."""

    recipient: str
    purpose: str
    answer: str
    day: str = ""
    expires: str = ""
    withdrawn: str = ""
    scope: tuple[str, ...] = ()


def asked_in(consent: Mapping[str, Any]) -> tuple[str, ...]:
    """Whose answer a consent is, and to which question: by this alone can one take another's place."""
    return tuple(str(consent.get(name) or "") for name in ("interview", "purpose", "recipient"))


def replaced_consents(consents: Iterable[Mapping[str, Any]]) -> set[str]:
    """The ids of those that another one, not voided and of the same question, took the place of."""
    by_id = {str(one["id"]): one for one in consents}
    found: set[str] = set()
    for one in by_id.values():
        other = by_id.get(str(one.get("supersedes") or ""))
        if (
            other is not None
            and other is not one
            and one.get("review") != "voided"
            and asked_in(one) == asked_in(other)
        ):
            found.add(str(other["id"]))
    return found


OVERALL = {"yes": True, "no": False, "not_asked": False, "withdrawn": False}
"""Answers about the interview as a whole that decide it where no single answer is recorded; others decide nothing."""


def covers_interview(overall: str | None, recorded: bool, answers: Sequence[Given], handing: Handing) -> bool:
    """Whether an interview may be handed over.

    `overall` is its informed consent: a no, a withdrawal and “not asked” keep it home whatever else is recorded, and a
    “yes, to all that was asked” covers it where no answer for a single purpose was ever `recorded`, voided ones too.
    """
    if OVERALL.get(overall or "") is False:
        return False
    return covers(answers, handing) if recorded else overall == "yes"


def covers(answers: Iterable[Given], handing: Handing) -> bool:
    """Whether a yes for this recipient and one of the purposes is in force, and given after every no and withdrawal."""
    listed = [one for one in answers if one.recipient == handing.recipient]
    return any(_in_force([one for one in listed if one.purpose == purpose], handing) for purpose in handing.purposes)


def _in_force(answers: Sequence[Given], handing: Handing) -> bool:
    refused = [one for one in answers if one.answer == "no" or one.withdrawn]
    return any(_stands(one, handing.day) and all(_later(one, other) for other in refused) for one in answers)


def _stands(given: Given, day: date) -> bool:
    if given.answer != "yes" or given.withdrawn or (given.scope and STATEMENT not in given.scope):
        return False
    if not given.expires:
        return True
    ends = _read(given.expires)
    return ends is not None and ends.earliest is not None and day < ends.earliest


def _later(given: Given, refusal: Given) -> bool:
    """Whether a yes was given on a day that is surely after a no, or after a withdrawal."""
    said = _read(refusal.withdrawn or refusal.day)
    again = _read(given.day)
    if said is None or again is None or said.latest is None or again.earliest is None:
        return False
    return again.earliest > said.latest


def _read(text: str) -> DateValue | None:
    try:
        return read_date(text) if text else None
    except ValueRefused:
        return None


def covers_missing_person(rows: Iterable[Mapping[str, Any]] | None, handing: Handing) -> bool:
    """Whether the family let what they told of a missing person go to this recipient, by whatever purpose they named.

    The family answers by recipient, in words; one that is not written as its code is none that can be handed to.
    """
    answers = [_row(row, handing) for row in rows or ()]
    return covers([one for one in answers if one is not None], handing)


def _row(row: Mapping[str, Any], handing: Handing) -> Given | None:
    if str(row.get("recipient") or "").strip().casefold() != handing.recipient.casefold():
        return None
    told = {name: str(row.get(name) or "").strip() for name in ("answer", "given", "withdrawn")}
    purpose = next(iter(sorted(handing.purposes)), "")
    return Given(handing.recipient, purpose, told["answer"], told["given"], withdrawn=told["withdrawn"])


def covers_survivor(answer: str | None) -> bool:
    """Whether what a survivor suffered may be handed over: where one was asked, by a yes alone.

    “In part” does not say to whom, and the custodian who knows it is not the register.
    """
    return answer in (None, "yes", "not_applicable")


# What falls with what


FALLS_WITH: Mapping[str, tuple[str, ...]] = {
    "consent": ("interview",),
    "source": ("interview", "copies"),
    "identification": ("missing_person",),
    "media": ("subject", "restricted_subject", "sealed_subject", "copy_of"),
    "custody": ("item", "made"),
}
"""By type the fields that name what a record speaks of: it stays home with any of them."""

FALLS_WITH_ALL: Mapping[str, tuple[str, ...]] = {"victim": ("incidents",)}
"""By type the fields of which a record needs one that leaves."""

TAKES_ALONG: Mapping[str, tuple[str, ...]] = {
    "interview": ("recording",),
    "consent": ("document",),
    "source": ("media",),
    "missing_person": ("media",),
    "identification": ("documents",),
}
"""By type the fields that name what stays home with a record."""


def looked_at(type_: str) -> tuple[str, ...]:
    """The fields of a type that say what stays home with what."""
    return (*FALLS_WITH.get(type_, ()), *FALLS_WITH_ALL.get(type_, ()), *TAKES_ALONG.get(type_, ()))


def all_that_falls(records: Mapping[str, Sequence[Mapping[str, Any]]], uncovered: Iterable[str]) -> frozenset[str]:
    """The ids that stay home: those that no consent covers, and whatever speaks of them, to the end of the chain."""
    home = set(uncovered)
    while True:
        found = {id_ for type_, listed in records.items() for one in listed for id_ in _falling(type_, one, home)}
        if found <= home:
            return frozenset(home)
        home |= found


def _falling(type_: str, values: Mapping[str, Any], home: set[str]) -> Iterator[str]:
    own = str(values["id"])
    if own in home:
        for name in TAKES_ALONG.get(type_, ()):
            yield from named(values.get(name))
    elif any(home.intersection(named(values.get(name))) for name in FALLS_WITH.get(type_, ())):
        yield own
    else:
        for name in FALLS_WITH_ALL.get(type_, ()):
            listed = named(values.get(name))
            if listed and home.issuperset(listed):
                yield own


def named(value: Any) -> tuple[str, ...]:
    """The ids that a reference, or a list of them, names."""
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(map(str, value))
