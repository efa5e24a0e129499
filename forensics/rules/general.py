"""What is wrong with a record: what holds of every type, from its declaration, and then the rules of its family.

A checker is made once for a record type and asked for each of its records: 31,000 interviews in under a second.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from forensics.catalogue import RecordType
from forensics.fields import Answer
from forensics.folding import look_of
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.reading import NOT_RECORDED
from forensics.rules.declared import Check, Lookup, check_of
from forensics.rules.family import Columns, FamilyRules, Typed

Checker = Callable[[Typed, Lookup | None], list[Problem]]

REVIEWED = ("reviewed", "locked")
LOCKED = "locked"

_NO_ANSWER = (None, NOT_RECORDED, (NOT_RECORDED,))

_KEPT_AS = "_checks"


@dataclass(frozen=True)
class Checks:
    """The checks of one record type: each value by itself, what every record must have, the rules of its family.

    `complete` tells of many records at once that all have what every record must have, but for fields that are given
    beside the columns and are looked at one by one.
    """

    values: Checker
    common: Checker
    family: FamilyRules
    complete: Callable[[Columns, Collection[str]], bool]


def problems_of(kind: RecordType, typed: Typed, lookup: Lookup | None = None) -> list[Problem]:
    """Everything that is wrong with a record; one problem that refuses is enough to keep it out.

    Without `lookup` nothing is asked of other records. An asked field without a value or a reason is a problem that
    does not refuse: a draft is kept, and nobody is made to invent. While a value is refused, the rules of its family,
    which rest on values, are not asked.
    """
    checks = checks_of(kind)
    found = checks.values(typed, lookup)
    sound = refused(found) is None
    found += checks.common(typed, lookup)
    if sound:
        found += checks.family.problems(typed)
    return found


def refused(problems: Iterable[Problem]) -> Problem | None:
    """The problem that keeps the record out: one that could harm a person where there is one, else the first."""
    refusals = [problem for problem in problems if problem.refuses]
    return next((problem for problem in refusals if problem.harms), refusals[0] if refusals else None)


def checks_of(kind: RecordType) -> Checks:
    """The checks of a record type, made when they are first asked for and kept with the type."""
    made: Checks | None = vars(kind).get(_KEPT_AS)
    if made is None:
        made = vars(kind)[_KEPT_AS] = Checks(
            _values_checker(kind), _common_checker(kind), FamilyRules(kind), _completeness(kind)
        )
    return made


def _values_checker(kind: RecordType) -> Checker:
    checks: dict[str, Check] = {field.name: check_of(field) for field in kind.fields}

    def check(typed: Typed, lookup: Lookup | None) -> list[Problem]:
        problems: list[Problem] = []
        for name, value in typed.items():
            if value is not None:
                test = checks.get(name)
                problems.extend(test(value, lookup) if test else (_undeclared(kind, name, value),))
        return problems

    return check


def _common_checker(kind: RecordType) -> Checker:
    """What holds of records of every type: needed and asked fields, a name, a code of its own."""
    needed = tuple(field.name for field in kind.fields if field.answer is Answer.NEEDED)
    asked = tuple(field.name for field in kind.fields if field.answer is Answer.ASKED)

    def check(typed: Typed, lookup: Lookup | None) -> list[Problem]:
        problems: list[Problem] = []
        get = typed.get
        for name in needed:
            if get(name) is None:
                problems.append(_needed(kind, name))
        unanswered = bool(get(NOT_RECORDED))
        for name in asked:
            if get(name) in _NO_ANSWER:
                unanswered = True
                break
        if unanswered:
            problems.extend(_unanswered(kind, asked, typed))
        if kind.names and not any(map(get, kind.names)):
            problems.append(_unnamed(kind))
        if lookup is not None:
            problems += code_problems(kind, get("code"), get("id"), lookup)
        return problems

    return check


LABELLED = ("case", "artefact", "sample")
"""Types whose numbers are written on bags and labels by hand, where two that look alike are taken for one."""


EARLIER = say("“{code}” was the number of another record before; a number is used once, and this needs another.")
TWICE = say(
    "“{code}” and “{other}” are one number: it is used once, whatever the suffix (B, BP, GB); one of the two needs "
    "another."
)


def code_problems(kind: RecordType, code: str | None, record: str | None, lookup: Lookup) -> list[Problem]:
    """A refusal where another record of the type has that code; a problem where one has a code that looks like it."""
    if code is None:
        return []
    if lookup.record_with_code(kind.name, code) not in (None, record):
        return [Problem("code", code, say("The code “{code}” is taken by another record.", code=code))]
    alike = lookup.code_alike(kind.name, code, record) if kind.name in LABELLED else None
    if alike is None:
        return []
    if alike == code:
        return [Problem("code", code, replace(EARLIER, values={"code": code}), refuses=False)]
    if look_of(alike) != look_of(code):
        return [Problem("code", code, replace(TWICE, values={"code": code, "other": alike}), refuses=False)]
    message = say(
        "“{code}” and “{other}” are taken for one number: they differ by letters of two alphabets that look alike, O "
        "and 0, leading zeros, blanks or small letters; one of the two needs another.",
        code=code, other=alike,
    )  # fmt: skip
    return [Problem("code", code, message, refuses=False)]


def _completeness(kind: RecordType) -> Callable[[Columns, Collection[str]], bool]:
    must = [field.name for field in kind.fields if field.answer in (Answer.NEEDED, Answer.ASKED)]

    def complete(columns: Columns, beside: Collection[str]) -> bool:
        wanted = [name for name in must if name not in beside]
        if NOT_RECORDED in columns or not all(name in columns for name in wanted):
            return False
        if any(answer in columns[name] for name in wanted for answer in _NO_ANSWER):
            return False
        return not kind.names or any(name in columns and None not in columns[name] for name in kind.names)

    return complete


def _needed(kind: RecordType, name: str) -> Problem:
    message = say(
        "“{label}” is missing; there is no record of type {type} without it.",
        label=Message(kind.by_name[name].label), type=Message(kind.about.label),
    )  # fmt: skip
    return Problem(name, None, message)


def _undeclared(kind: RecordType, name: str, value: object) -> Problem:
    return Problem(name, value, say("“{name}” is no field of {type}.", name=name, type=kind.name))


def _unanswered(kind: RecordType, asked: tuple[str, ...], typed: Typed) -> Iterator[Problem]:
    """Asked fields without an answer, and the reasons that stand for one."""
    reasons: Mapping[str, str] = typed.get(NOT_RECORDED) or {}
    review = typed.get("review")
    for name in asked:
        if typed.get(name) in _NO_ANSWER and name not in reasons:
            yield _open_late(kind, name) if review in REVIEWED else _open(kind, name)
    for name, reason in reasons.items():
        yield _limitation(kind, asked, name, reason, locked=review == LOCKED)


def _open(kind: RecordType, name: str) -> Problem:
    message = say(
        "“{label}” is not answered yet; the reason why nothing was recorded would be an answer.",
        label=Message(kind.by_name[name].label),
    )
    return Problem(name, None, message, refuses=False)


def _open_late(kind: RecordType, name: str) -> Problem:
    message = say(
        "“{label}” is not answered; a record is reviewed or locked when every question has a value or the reason why "
        "none was recorded.",
        label=Message(kind.by_name[name].label),
    )
    return Problem(name, None, message)


def _limitation(kind: RecordType, asked: tuple[str, ...], name: str, reason: str, *, locked: bool) -> Problem:
    if name not in asked:
        message = say(
            "“{name}” is no question that a reason could answer; those are: {allowed}.",
            name=name, allowed=", ".join(asked),
        )  # fmt: skip
        return Problem(NOT_RECORDED, reason, message)
    label, why = Message(kind.by_name[name].label), reason.rstrip(".")
    if locked:
        message = say("“{label}” was not recorded ({reason}), so the record cannot be locked.", label=label, reason=why)
    else:
        message = say("“{label}” was not recorded: {reason}.", label=label, reason=why)
    return Problem(name, None, message, refuses=locked)


def _unnamed(kind: RecordType) -> Problem:
    message = say("It has no name; at least one of these is needed: {allowed}.", allowed=", ".join(kind.names))
    return Problem(kind.names[0], None, message)
