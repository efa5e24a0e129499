"""Rows are held to the rules between records too; what the same file brings counts as being there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from forensics.catalogue import Catalogue, RecordType
from forensics.fields import Field
from forensics.ports import Register
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.rules.general import record_builder
from forensics.rules.linked import LINKED, linked_problems
from forensics.vocabulary.testimony import INCIDENT_CATEGORY
from layers.surroundings import RegisterSurroundings


class ImportSurroundings(RegisterSurroundings):
    """The register's records, and before them those of the file; keeps forensics.rules.linked.Surroundings."""

    def __init__(self, register: Register) -> None:
        super().__init__(register)
        self.fresh: dict[str, Record] = {}

    def record(self, id_: str) -> Record | None:
        """The record with that id as the file has it, else as it is there."""
        return self.fresh.get(id_) or super().record(id_)


Linked = Callable[[Mapping[str, Any]], Iterable[Problem]]
"""Told a record's typed values, it gives what is wrong between it and those around it."""


def linked_check(kind: RecordType, catalogue: Catalogue, around: ImportSurroundings, mutual: bool) -> Linked:
    """The check of one type; rows that name nothing which must stay unnamed are passed over at once.

    `mutual` says that rows of the file may name each other.
    """
    build = record_builder(kind.model)
    always = mutual or kind.name in LINKED
    risky = tuple(field.name for field in kind.fields if _may_expose(field, catalogue))

    def check(typed: Mapping[str, Any]) -> Iterable[Problem]:
        if not always and not any(map(typed.get, risky)):
            return ()
        record = build(typed)
        if always and record.id is not None:
            around.fresh[record.id] = record
        return list(linked_problems(record, around))

    return check


def names_its_own(fields: Iterable[Field], kind: RecordType) -> bool:
    """Whether any of `fields` may name a record of the same type."""
    return any(field.names_record and (not field.target or kind.name in field.target) for field in fields)


def _may_expose(field: Field, catalogue: Catalogue) -> bool:
    """Whether a field may name a record of which little may be recorded (forensics.rules.sexual_violence)."""
    if not field.names_record:
        return False
    types = field.target or tuple(catalogue.types)
    return any(one.vocabulary is INCIDENT_CATEGORY for type_ in types for one in catalogue[type_].fields)
