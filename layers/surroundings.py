"""The records around one, as rules between records ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forensics.ports import Found, Register
from forensics.records.base import Record
from forensics.rules.family import record_builder
from forensics.values import typed_values


class RegisterSurroundings:
    """Answers from the register; a record is read once and kept for the length of one question."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._read: dict[str, Record | None] = {}
        self._found: dict[str, Found | None] = {}

    def find(self, ids: Iterable[str]) -> None:
        """Look several records up together, since they will be asked for."""
        wanted = [id_ for id_ in ids if id_ not in self._found]
        if wanted:
            self._found |= dict.fromkeys(wanted) | self._register.titles(wanted)

    def found(self, id_: str) -> Found | None:
        """What the record with that id is called; None where there is none."""
        self.find((id_,))
        return self._found[id_]

    def record(self, id_: str) -> Record | None:
        """The record with that id, None where there is none or it is voided."""
        if id_ not in self._read:
            found = self.found(id_)
            self._read[id_] = None if found is None else self._record(found)
        return self._read[id_]

    def referring(self, id_: str) -> Iterator[Record]:
        """The records that name that id in any field."""
        found = self.found(id_)
        if found is None:
            return
        for hit in self._register.referring(id_, found.type):
            record = self._record(hit)
            if record is not None:
                yield record

    def _record(self, found: Found) -> Record | None:
        values = self._register.values(found.type, found.id)
        if values is None or values.get("review") == "voided":
            return None
        kind = self._register.catalogue[found.type]
        return record_builder(kind.model)(typed_values(kind.by_name, values))
