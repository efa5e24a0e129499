"""What is wrong with a record: what holds of every type, from its declaration, and then the rules of its family.

A checker is made once for a record type and asked for each of its records: 31,000 interviews in under a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forensics.catalogue import RecordType
from forensics.fields import Answer
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.reading import NOT_RECORDED
from forensics.records.base import Record
from forensics.rules import Rule, asked_when, family_rules
from forensics.rules.declared import Check, Lookup, check_of

Typed = Mapping[str, Any]
"""Typed values by field name; None is the same as absent."""

Checker = Callable[[Typed, Lookup | None], list[Problem]]

REVIEWED = ("reviewed", "locked")
LOCKED = "locked"

_NO_ANSWER = (None, NOT_RECORDED, (NOT_RECORDED,))

_KEPT_AS = "_checks"

_MOST_SHAPES = 10_000
"""Sets of fields for which it is kept which rules are asked."""


@dataclass(frozen=True)
class Checks:
    """The checks of one record type: each value by itself, what every record must have, the rules of its family."""

    values: Checker
    common: Checker
    family: Callable[[Typed], Iterable[Problem]]


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
        found += checks.family(typed)
    return found


def refused(problems: Iterable[Problem]) -> Problem | None:
    """The first problem that keeps the record out."""
    return next((problem for problem in problems if problem.refuses), None)


def checks_of(kind: RecordType) -> Checks:
    """The checks of a record type, made when they are first asked for and kept with the type."""
    made: Checks | None = vars(kind).get(_KEPT_AS)
    if made is None:
        made = vars(kind)[_KEPT_AS] = Checks(_values_checker(kind), _common_checker(kind), _family_checker(kind))
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


def _family_checker(kind: RecordType) -> Callable[[Typed], Iterable[Problem]]:
    build = record_builder(kind.model)
    rules = family_rules().get(kind.name, ())
    asked: dict[tuple[str, ...], tuple[Rule, ...]] = {}

    def rules_for(names: tuple[str, ...]) -> tuple[Rule, ...]:
        if len(asked) > _MOST_SHAPES:
            asked.clear()
        woken = [rule for rule in rules if (fields := asked_when(rule)) is None or not set(fields).isdisjoint(names)]
        return asked.setdefault(names, tuple(woken))

    def check(typed: Typed) -> list[Problem]:
        names = tuple(typed)
        found = asked.get(names)
        if found is None:
            found = rules_for(names)
        if not found:
            return []
        record = build(typed)
        return [problem for rule in found for problem in rule(record)]

    return check if rules else lambda typed: ()


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
        code = get("code")
        if (
            lookup is not None
            and code is not None
            and lookup.record_with_code(kind.name, code) not in (None, get("id"))
        ):
            problems.append(Problem("code", code, say("The code “{code}” is taken by another record.", code=code)))
        return problems

    return check


def record_builder(model: type[Record]) -> Callable[[Typed], Record]:
    """Makes records of typed values that were checked already, as model_construct does and eight times as fast."""
    empty = dict.fromkeys(model.model_fields)

    def build(typed: Typed) -> Record:
        record = model.__new__(model)
        object.__setattr__(record, "__dict__", {**empty, **typed})
        object.__setattr__(record, "__pydantic_fields_set__", set(typed))
        object.__setattr__(record, "__pydantic_extra__", None)
        object.__setattr__(record, "__pydantic_private__", None)
        return record

    return build


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
