"""Rows are held to the rules between records too; what the same file brings counts as being there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forensics.catalogue import Catalogue, RecordType
from forensics.fields import Field
from forensics.ports import Register
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.planning import SurveyArea
from forensics.rules.family import record_builder
from forensics.rules.linked import LINKED, linked_problems
from forensics.vocabulary.testimony import INCIDENT_CATEGORY
from layers.gating import AREA as GATED
from layers.gating import gate_problems
from layers.surroundings import RegisterSurroundings


class ImportSurroundings(RegisterSurroundings):
    """The register's records, and before them those of the file; keeps forensics.rules.linked.Surroundings."""

    def __init__(self, register: Register) -> None:
        super().__init__(register)
        self.fresh: dict[str, Record] = {}

    def record(self, id_: str) -> Record | None:
        """The record with that id as the file has it, else as it is there."""
        return self.fresh.get(id_) or super().record(id_)


class LinkedCheck:
    """What is wrong between a record and those around it; rows that name nobody risky are passed over.

    `mutual` says that rows of the file may name each other.
    """

    def __init__(self, kind: RecordType, register: Register, around: ImportSurroundings, mutual: bool) -> None:
        self._build = record_builder(kind.model)
        self._register = register
        self._around = around
        catalogue = register.catalogue
        self._always = mutual or kind.name in LINKED or kind.name == GATED
        self._risky = tuple(field.name for field in kind.fields if _may_expose(field, catalogue))

    def problems(self, typed: Mapping[str, Any]) -> Iterable[Problem]:
        """What is wrong with a record of these typed values."""
        if not self._always and not any(map(typed.get, self._risky)):
            return ()
        record = self._build(typed)
        if self._always and record.id is not None:
            self._around.fresh[record.id] = record
        problems = list(linked_problems(record, self._around))
        if isinstance(record, SurveyArea):
            problems.extend(gate_problems(self._register, record))
        return problems

    def passes_over(self, names: Iterable[str]) -> bool:
        """Whether it has nothing to say of records with no other fields than these."""
        return not self._always and set(self._risky).isdisjoint(names)


def names_its_own(fields: Iterable[Field], kind: RecordType) -> bool:
    """Whether any of `fields` may name a record of the same type."""
    return any(field.names_record and (not field.target or kind.name in field.target) for field in fields)


def _may_expose(field: Field, catalogue: Catalogue) -> bool:
    """Whether a field may name a record of which little may be recorded (forensics.rules.sexual_violence)."""
    if not field.names_record:
        return False
    types = field.target or tuple(catalogue.types)
    return any(one.vocabulary is INCIDENT_CATEGORY for type_ in types for one in catalogue[type_].fields)
