"""Records that tell more of sexual violence than may be told: the last look at what leaves, however it was let in.

The rules refuse such a record when it is written. It can be there all the same: a country pack may mark a crime later,
and at an earlier moment nobody knew yet what it was of.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from forensics.catalogue import RecordType
from forensics.consenting import named
from forensics.fields import Answer, Kind, Sensitivity
from forensics.records.base import Record
from forensics.rules.between import fields_of
from forensics.rules.family import record_builder
from forensics.rules.sexual_violence import limits_of, saying_fields, says_sexual_violence
from forensics.values import typed_values
from forensics.vocabulary.testimony import SEXUAL_VIOLENCE

GUARDED = (Sensitivity.RESTRICTED.value, Sensitivity.SEALED.value)
"""The classes of a record about something else that says so, as an order does that names a crime and a grave."""


def telling_fields(kind: RecordType) -> tuple[str, ...]:
    """The fields by which a record of any type may say that it bears on sexual violence."""
    return (*_marked(kind.model), *_flags(kind.model))


@cache
def _marked(model: type[Record]) -> Mapping[str, frozenset[str]]:
    fields = fields_of(model)
    return {name: one.vocabulary.sexual for name, one in fields.items() if one.vocabulary and one.vocabulary.sexual}


@cache
def _flags(model: type[Record]) -> tuple[str, ...]:
    fields = fields_of(model)
    return tuple(name for name, one in fields.items() if one.kind is Kind.FLAG and name.endswith(SEXUAL_VIOLENCE))


def tells_of_it(kind: RecordType, values: Mapping[str, Any]) -> bool:
    """Whether canonical values say that the record bears on sexual violence."""
    marked = _marked(kind.model).items()
    return any(not codes.isdisjoint(named(values.get(name))) for name, codes in marked) or any(
        values.get(name) for name in _flags(kind.model)
    )


def exposes(kind: RecordType, values: Mapping[str, Any], *, of_it: bool = False) -> bool:
    """Whether a record tells more of sexual violence than may be told; with `of_it` taken that it is of it."""
    if saying_fields(kind):
        if not (of_it or says_sexual_violence(kind, values)):
            return False
        return any(limits_of(record_builder(kind.model)(typed_values(kind.by_name, values))))
    if any(values.get(name) for name in _flags(kind.model)):
        return values.get("sensitivity") != Sensitivity.SEALED.value
    return tells_of_it(kind, values) and values.get("sensitivity") not in GUARDED


def open_links(kind: RecordType) -> tuple[str, ...]:
    """The fields in which a record may not name one of sexual violence: all but sealed ones and those of its victim."""
    return tuple(
        one.name
        for one in kind.fields
        if one.names_record and one.sensitivity is not Sensitivity.SEALED and one.answer is not Answer.NEEDED
    )
