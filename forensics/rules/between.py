"""What holds between the fields of one record: order of dates, order of counts, and one field asking for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from forensics.dates import surely_after
from forensics.fields import Field, Kind, declared_fields
from forensics.instants import read_instant
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.base import Record


@cache
def fields_of(model: type[Record]) -> Mapping[str, Field]:
    """The declared fields of a model by name."""
    return {field.name: field for field in declared_fields(model)}


def label_of(record: Record, name: str) -> Message:
    """The label of a field, to stand in a sentence."""
    return Message(fields_of(type(record))[name].label)


def code_of(record: Record, name: str) -> Message | str:
    """The label of the code that a field holds, to stand in a sentence."""
    code, vocabulary = getattr(record, name), fields_of(type(record))[name].vocabulary
    return Message(vocabulary.all_codes[code]) if vocabulary is not None and code in vocabulary else str(code)


def filled(record: Record, *names: str) -> bool:
    """Whether every one of the fields has a value; nothing in a list is no value."""
    return all(getattr(record, name) not in (None, (), "") for name in names)


def is_reviewed(record: Record) -> bool:
    """Whether the record is said to be reviewed or locked."""
    return record.review in ("reviewed", "locked")


def in_order(record: Record, *names: str, refuses: bool = False) -> Iterator[Problem]:
    """A problem for each date or moment that surely lies before one that is named before it; absent ones are passed."""
    given = [name for name in names if getattr(record, name) is not None]
    for earlier, later in pairwise(given):
        before, after = getattr(record, earlier), getattr(record, later)
        if _is_after(fields_of(type(record))[later].kind, before, after):
            message = say(
                "“{later}” ({after}) comes before “{earlier}” ({before}).",
                later=label_of(record, later), after=after, earlier=label_of(record, earlier), before=before,
            )  # fmt: skip
            yield Problem(later, after, message, refuses=refuses)


def _is_after(kind: Kind, before: str, after: str) -> bool:
    if kind is Kind.INSTANT:
        return read_instant(after).before(read_instant(before))
    return surely_after(before, after)


def rising(record: Record, *names: str) -> Iterator[Problem]:
    """A refusal for each number that is less than one that is named before it; absent ones are passed."""
    given = [name for name in names if getattr(record, name) is not None]
    for smaller, larger in pairwise(given):
        least, most = getattr(record, smaller), getattr(record, larger)
        if most < least:
            message = say(
                "“{larger}” ({most}) is less than “{smaller}” ({least}).",
                larger=label_of(record, larger), most=most, smaller=label_of(record, smaller), least=least,
            )  # fmt: skip
            yield Problem(larger, most, message)


def missing(record: Record, name: str, because: Message, *, refuses: bool = False) -> Iterator[Problem]:
    """A problem where the field has no value; `because` is the sentence that says why it is asked for."""
    if not filled(record, name):
        yield Problem(name, None, because, refuses=refuses)
