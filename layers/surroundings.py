"""The records around one, as rules between records ask for them."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.ports import Found, Register
from forensics.records.base import Record
from forensics.rules.family import record_builder
from forensics.values import typed_values


class RegisterSurroundings:
    """Answers from the register; a record is read once and kept for the length of one question."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._read: dict[str, Record | None] = {}
        self._types: dict[str, str] = {}

    def record(self, id_: str) -> Record | None:
        """The record with that id, None where there is none or it is voided."""
        if id_ not in self._read:
            found = self._register.titles([id_]).get(id_)
            self._read[id_] = None if found is None else self._record(found)
        return self._read[id_]

    def referring(self, id_: str) -> Iterator[Record]:
        """The records that name that id in any field."""
        found = self._register.titles([id_]).get(id_)
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
