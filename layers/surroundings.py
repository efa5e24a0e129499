"""The records around one, as rules between records ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from forensics.ports import Found, Query, Register, Values
from forensics.records.base import Record
from forensics.records.planning import Practitioner
from forensics.records.remains import Opinion
from forensics.rules.family import record_builder
from forensics.values import typed_values
from layers.signers import with_what_counts


class RegisterSurroundings:
    """Answers from the register; what was read is kept, so one of these serves one question, or many at one moment."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._read: dict[str, Record | None] = {}
        self._found: dict[str, Found | None] = {}
        self._naming: dict[str, tuple[Record, ...]] = {}
        self._together: list[str] = []

    def find(self, ids: Iterable[str], likely: Sequence[str] = ()) -> None:
        """Look several records up together, since they will be asked for; most are of a `likely` type."""
        wanted = [id_ for id_ in ids if id_ not in self._found]
        if wanted:
            self._together = wanted
            self._found |= dict.fromkeys(wanted) | self._register.titles(wanted, likely)

    def found(self, id_: str) -> Found | None:
        """What the record with that id is called; None where there is none."""
        self.find((id_,))
        return self._found[id_]

    def record(self, id_: str) -> Record | None:
        """The record with that id, None where there is none or it is voided."""
        if id_ not in self._read:
            found = self.found(id_)
            if found is None:
                self._read[id_] = None
            else:
                self._read_alike(found)
        return self._read[id_]

    def _read_alike(self, found: Found) -> None:
        """Read a record, and those of its type that were looked up together last: they are asked for next."""
        alike = [one for one in map(self._found.get, self._together) if one is not None and one.type == found.type]
        asked = list(dict.fromkeys([found.id, *[one.id for one in alike if one.id not in self._read]]))
        held = self._register.many_values(found.type, asked)
        self._read.update({id_: self._built(found.type, held.get(id_)) for id_ in asked})

    def referring(self, id_: str) -> Iterator[Record]:
        """The records that name that id in any field."""
        if id_ not in self._naming:
            found = self.found(id_)
            hits = {hit.id: hit for hit in self._register.referring(id_, found.type)} if found else {}
            self._found |= hits
            self._together = list(hits)
            self._naming[id_] = tuple(record for hit in hits if (record := self.record(hit)) is not None)
        yield from self._naming[id_]

    def alike(self, type_: str, field: str, value: str) -> Iterator[Record]:
        """The records of a type in which a field has that value."""
        hits = self._register.select(Query(type_, where=((field, value),)))
        ids = [str(one["id"]) for one in hits]
        self.find(ids, (type_,))
        yield from (record for id_ in ids if (record := self.record(id_)) is not None)

    def _built(self, type_: str, values: Values | None) -> Record | None:
        if values is None or values.get("review") == "voided":
            return None
        kind = self._register.catalogue[type_]
        record = record_builder(kind.model)(typed_values(kind.by_name, values))
        if isinstance(record, Practitioner):
            return with_what_counts(self._register, record)
        if isinstance(record, Opinion) and record.supersedes is not None and record.id not in self._successors:
            return record_builder(kind.model)({**vars(record), "supersedes": None})
        return record

    @cached_property
    def _successors(self) -> frozenset[str]:
        """The opinions that took another's place: of the others it does not count which one they name."""
        return frozenset(self._register.replaced_opinions().values())
