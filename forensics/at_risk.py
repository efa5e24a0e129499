"""Whose records are recognised most easily and harmed most: children, and those who suffered sexual violence.

Nothing here names a type: the vocabularies mark their codes (`at_risk`), ages are what is measured in years, and what a
record is about follows from the references of the declarations. A type that is added later is judged in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from forensics.catalogue import Catalogue, RecordType, catalogue
from forensics.consenting import named
from forensics.fields import Answer, Field, Kind
from forensics.vocabulary.testimony import SEXUAL_VIOLENCE

ADULT = 18
YEARS = "years"


def telling_fields(kind: RecordType) -> tuple[str, ...]:
    """The fields by which a record may say that it is about a child or sexual violence."""
    return tuple(one.name for one in kind.fields if _may_tell(one))


def _may_tell(field: Field) -> bool:
    if field.vocabulary is not None:
        return bool(field.vocabulary.at_risk)
    if field.kind is Kind.ROWS:
        return any(column in _marked_columns() for column in field.columns or ())
    return field.unit == YEARS or _is_flag(field)


def _is_flag(field: Field) -> bool:
    return field.kind is Kind.FLAG and field.name.endswith(SEXUAL_VIOLENCE)


@cache
def _marked_columns() -> Mapping[str, frozenset[str]]:
    """By the name of a coded field the codes that mark somebody: a column of a table is named as the field is."""
    fields = [field for kind in catalogue() for field in kind.fields if field.vocabulary is not None]
    return {one.name: one.vocabulary.at_risk for one in fields if one.vocabulary and one.vocabulary.at_risk}


@cache
def marked_codes() -> frozenset[str]:
    """The codes that mark somebody wherever they stand: those that no vocabulary has without marking them."""
    vocabularies = [field.vocabulary for kind in catalogue() for field in kind.fields if field.vocabulary is not None]
    marked = {code for one in vocabularies for code in one.at_risk}
    return frozenset(marked.difference(*(one.all_codes.keys() - one.at_risk for one in vocabularies)))


def says_at_risk(kind: RecordType, values: Mapping[str, Any]) -> bool:
    """Whether a record itself says that it is about a child, maybe a child, or sexual violence."""
    return any(_tells(kind.by_name[name], values.get(name)) for name in telling_fields(kind))


def _tells(field: Field, value: Any) -> bool:
    if value is None or value is False:
        return False
    if field.vocabulary is not None:
        return not field.vocabulary.at_risk.isdisjoint(named(value))
    if field.kind is Kind.ROWS:
        marked = _marked_columns()
        return any(row.get(name) in codes for row in value for name, codes in marked.items())
    return bool(value) if _is_flag(field) else float(value) < ADULT


def telling_types(of: Catalogue) -> tuple[RecordType, ...]:
    """The types whose records may say so themselves."""
    return tuple(kind for kind in of if telling_fields(kind))


def described_by(kind: RecordType) -> tuple[str, ...]:
    """The references of a record to what it is a part of: without one there is no such record."""
    return tuple(one.name for one in kind.fields if one.target and one.answer is Answer.NEEDED)


def bearing_fields(of: Catalogue, kind: RecordType) -> tuple[str, ...]:
    """The references of a type to records that may say so, or of which others say so."""
    telling = telling_types(of)
    people = {one.name for one in telling}
    people |= {target for one in telling for name in described_by(one) for target in one.by_name[name].target}
    return tuple(one.name for one in kind.fields if people.intersection(one.target or ()))


def looked_at(of: Catalogue, kind: RecordType) -> tuple[str, ...]:
    """All fields of a type that decide about it."""
    own = telling_fields(kind)
    return tuple(dict.fromkeys((*own, *(described_by(kind) if own else ()), *bearing_fields(of, kind))))


def who_is_at_risk(of: Catalogue, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> frozenset[str]:
    """The ids of the records that say so, and of those that they are a part of; `rows` by telling type."""
    found: set[str] = set()
    for kind in telling_types(of):
        for row in rows[kind.name]:
            if says_at_risk(kind, row):
                found.add(str(row["id"]))
                found.update(other for name in described_by(kind) for other in named(row.get(name)))
    return frozenset(found)
