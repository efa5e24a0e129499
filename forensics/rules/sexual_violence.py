"""Of sexual violence so little is recorded that the register can expose no survivor; more is refused, not hidden.

What may be recorded: code, settlement or coarser, month or coarser, sex and age class, party, level, consent and the
custodian's reference (Murad Code, 2022; design.md, decision 6). Which fields that leaves is read from the
declarations, so that a field added later is refused until its kind says that it can tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from forensics.catalogue import RecordType
from forensics.consenting import named
from forensics.dates import Precision, read_date
from forensics.errors import RecordRefused
from forensics.fields import Answer, Field, Kind, Sensitivity, declared_fields
from forensics.messages import say
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.rules.between import fields_of, label_of
from forensics.vocabulary.declaring import NO_VALUE
from forensics.vocabulary.testimony import INCIDENT_CATEGORY, SEXUAL_VIOLENCE

WORDS_ALLOWED = ("code", "custodian_reference")
"""The only texts that may be written; each at most LONGEST characters and MOST_WORDS words in one line, and no day."""

LONGEST, MOST_WORDS = 60, 5

_DAY = re.compile(r"\d{4}[-./_]\d{1,2}[-./_]\d{1,2}(?!\d)|(?<!\d)\d{1,2}[-./_]\d{1,2}[-./_](?:\d{4}|\d{2})(?!\d)")
"""A day as people write it in figures."""

RECORDS_ALLOWED = ("settlement", "practitioner")
"""The types that may be named openly: where, to the settlement, and who of the mission assessed it."""

REASONS = (*NO_VALUE, "declined", "not_asked", "unsafe_to_ask")
"""What may stand as the reason why nothing was recorded, instead of words of one's own."""

TOO_CLOSE = ("exact", "near")
"""Precisions of a place that are closer than a settlement."""


def is_of_sexual_violence(record: Record) -> bool:
    """Whether the record says that sexual violence was done: by category or act, or by the crime that a law names."""
    return any(not sexual.isdisjoint(_codes(record, name)) for name, sexual in _saying(type(record)).items())


@cache
def _saying(model: type[Record]) -> Mapping[str, frozenset[str]]:
    """By field the codes that say so, as vocabularies and the country pack mark them, of types that can be of it."""
    fields = fields_of(model)
    if not _category_fields(model):
        return {}
    return {name: one.vocabulary.sexual for name, one in fields.items() if one.vocabulary and one.vocabulary.sexual}


def saying_fields(kind: RecordType) -> tuple[str, ...]:
    """The fields by which a record of the type says that it is of sexual violence."""
    return tuple(_saying(kind.model))


@cache
def _category_fields(model: type[Record]) -> tuple[str, ...]:
    return tuple(name for name, field in fields_of(model).items() if field.vocabulary is INCIDENT_CATEGORY)


def _codes(record: Record, name: str) -> tuple[str, ...]:
    value = getattr(record, name)
    return (value,) if isinstance(value, str) else value or ()


def allowed_for_sexual_violence(kind: RecordType) -> frozenset[str]:
    """The fields that a record of this type may fill when it is of sexual violence; for form and schema alike."""
    return _allowed(kind.model)


@cache
def _allowed(model: type[Record]) -> frozenset[str]:
    return frozenset(field.name for field in declared_fields(model) if _tells_nothing(field, model.about.date))


def _tells_nothing(field: Field, date: str) -> bool:
    if field.answer is Answer.KEPT or field.name in WORDS_ALLOWED or field.name == date:
        return True
    judge = _BY_KIND.get(field.kind)
    return judge is not None and judge(field)


def _names_nobody(field: Field) -> bool:
    """A link under seal, one without which there is no record, or one to what may be named openly."""
    sealed = field.sensitivity is Sensitivity.SEALED
    return sealed or field.answer is Answer.NEEDED or _is_harmless(field)


def _is_harmless(field: Field) -> bool:
    return bool(field.target) and set(field.target) <= set(RECORDS_ALLOWED)


_BY_KIND: Mapping[Kind, Callable[[Field], bool]] = {
    Kind.CODE: lambda field: True,
    Kind.CODES: lambda field: True,
    Kind.FLAG: lambda field: True,
    Kind.WHOLE: lambda field: field.answer is Answer.ASKED and not field.unit,  # how many; an exact age has a unit
    Kind.REFERENCE: _names_nobody,
    Kind.REFERENCES: _names_nobody,
    Kind.ANSWERS: lambda field: True,  # their reasons are codes, see REASONS
}
"""Texts, notes, tables, moments, measures and geometries are not here: each may tell more than is allowed."""


def limits(record: Record) -> Iterator[Problem]:
    """What an incident or a victim may not hold when it is of sexual violence; each problem refuses."""
    if is_of_sexual_violence(record):
        yield from limits_of(record)


def limits_of(record: Record) -> Iterator[Problem]:
    """What the record may not hold, taken that it is of sexual violence."""
    allowed = _allowed(type(record))
    for name in fields_of(type(record)):
        value = getattr(record, name)
        if value not in (None, (), "") and name not in allowed:
            yield _not_allowed(record, name, value)
    yield from _too_exact_day(record)
    yield from _too_close_place(record)
    yield from _other_acts(record)
    yield from _words(record)


def _not_allowed(record: Record, name: str, value: object) -> Problem:
    message = say(
        "“{label}” is not recorded of sexual violence, because it could expose a survivor; recorded may be the "
        "settlement or coarser, a month or coarser, sex and age group, party, level, consent and the custodian's "
        "reference.",
        label=label_of(record, name),
    )
    return Problem(name, value, message, harms=True)


def _too_exact_day(record: Record) -> Iterator[Problem]:
    name = type(record).about.date
    value = getattr(record, name) if name else None
    if value is None:
        return
    date = read_date(value)
    bounds = [date.start, date.end, *(bound for part in date.parts for bound in part)]
    if any(bound.precision is Precision.DAY for bound in bounds):
        message = say(
            "{value} says a day, and of sexual violence no day is recorded, because it could expose a survivor; a "
            "month such as {month}, or anything coarser, may be.",
            value=value, month=_month(value),
        )  # fmt: skip
        yield Problem(name, value, message, harms=True)


def _month(value: str) -> str:
    day = read_date(value).earliest or read_date(value).latest
    return f"{day:%Y-%m}" if day is not None else "2022-03"


def _too_close_place(record: Record) -> Iterator[Problem]:
    value = getattr(record, "place_precision", None)
    if value in TOO_CLOSE:
        message = say(
            "The place of sexual violence is recorded no closer than its settlement, because it could expose a "
            "survivor; “{label}” may be the settlement or coarser.",
            label=label_of(record, "place_precision"),
        )
        yield Problem("place_precision", value, message, harms=True)


def _other_acts(record: Record) -> Iterator[Problem]:
    for name in _category_fields(type(record)):
        if any(code != SEXUAL_VIOLENCE and code not in NO_VALUE for code in _codes(record, name)):
            message = say(
                "Sexual violence is a record of its own, because so little of it may be recorded; record the other "
                "acts apart, and link the two under “{label}”.",
                label=label_of(record, "sealed_links"),
            )
            yield Problem(name, getattr(record, name), message)
            return


def is_an_account(text: str) -> bool:
    """Whether a text is more than a reference: longer than LONGEST or MOST_WORDS, of several lines, or with a day."""
    return len(text) > LONGEST or "\n" in text or len(text.split()) > MOST_WORDS or bool(_DAY.search(text))


def says_sexual_violence(kind: RecordType, values: Mapping[str, Any]) -> bool:
    """Whether canonical values are those of a record of sexual violence."""
    return any(not sexual.isdisjoint(named(values.get(name))) for name, sexual in _saying(kind.model).items())


def refuse_account(reason: str) -> None:
    """Raise RecordRefused for a reason that tells more than the record of sexual violence itself may."""
    if is_an_account(reason):
        raise RecordRefused(
            "The reason stays in the journal: of sexual violence it has at most {longest} characters and {words} words "
            "in one line, and no day among them, because they could expose a survivor.",
            longest=LONGEST, words=MOST_WORDS,
        )  # fmt: skip


def _words(record: Record) -> Iterator[Problem]:
    for name in WORDS_ALLOWED:
        text = getattr(record, name, None) or ""
        if is_an_account(text):
            message = say(
                "“{label}” is a reference and not an account: of sexual violence at most {longest} characters and "
                "{words} words in one line are recorded, and no day among them, because they could expose a survivor.",
                label=label_of(record, name), longest=LONGEST, words=MOST_WORDS,
            )  # fmt: skip
            yield Problem(name, text, message, harms=True)
    for asked, reason in (record.not_recorded or {}).items():
        if reason not in REASONS:
            message = say(
                "Of sexual violence the reason why “{label}” was not recorded is one of {allowed}, because words of "
                "one's own could expose a survivor.",
                label=label_of(record, asked), allowed=", ".join(REASONS),
            )  # fmt: skip
            yield Problem("not_recorded", reason, message, harms=True)
