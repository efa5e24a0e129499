"""How the fields of a record type are laid out in sections: from the declarations, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.catalogue import RecordType
from forensics.fields import Answer, Field
from forensics.records.base import ADMINISTRATION
from forensics.rules.sexual_violence import saying_fields
from forensics.vocabulary.testimony import INCIDENT_CATEGORY

_FIRST = (Answer.NEEDED, Answer.ASKED)


@dataclass(frozen=True)
class Group:
    """The fields under one heading; without a title they stand above all headings."""

    title: str
    fields: tuple[Field, ...]

    @property
    def asked(self) -> bool:
        """Whether something in it must be answered."""
        return any(field.answer in _FIRST for field in self.fields)


def groups_of(kind: RecordType) -> tuple[Group, ...]:
    """The groups of what a person fills in: those with questions first, the administration of the record last."""
    gathered: dict[str, list[Field]] = {}
    for field in kind.typed:
        gathered.setdefault(field.group, []).append(field)
    groups = [Group(title, _asked_first(fields)) for title, fields in gathered.items()]
    return tuple(sorted(groups, key=_turn))


def kept_fields(kind: RecordType) -> tuple[Field, ...]:
    """What the register fills in, to be looked at."""
    return tuple(field for field in kind.fields if not field.typed)


def category_fields(kind: RecordType) -> tuple[Field, ...]:
    """The fields that say which acts a record speaks of."""
    return tuple(field for field in kind.typed if field.vocabulary is INCIDENT_CATEGORY)


def guarding_fields(kind: RecordType) -> tuple[Field, ...]:
    """The fields by which such a record may say that it is of sexual violence."""
    names = saying_fields(kind)
    return tuple(field for field in kind.typed if field.name in names)


def says_sexual_violence(field: Field, text: str) -> bool:
    """Whether the text of such a field names sexual violence."""
    marked = field.vocabulary.sexual if field.vocabulary is not None else frozenset()
    return not marked.isdisjoint(part.strip() for part in text.split(";"))


def _asked_first(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(sorted(fields, key=lambda field: field.answer not in _FIRST))


def _turn(group: Group) -> int:
    if not group.title:
        return 0
    if group.title == ADMINISTRATION:
        return 3
    return 1 if group.asked else 2
