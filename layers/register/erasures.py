"""What was erased: which records, under which erasure, and what is kept of them so that they can still be named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection

from layers.register.journal import ERASURE
from layers.register.leaves import ERASED, Leaf


def mark_of(erasure: str) -> str:
    """What stands in the journal for whom an erased entry spoke of."""
    return ERASED + erasure


@dataclass(frozen=True)
class Erasures:
    """Erasure to the ids of what it erased; and by id of a record, the values that are kept of it."""

    records: Mapping[str, frozenset[str]]
    remembered: Mapping[str, Mapping[str, Any]]
    originals: frozenset[str]

    def cover(self, leaf: Leaf) -> bool:
        """Whether what this payload held was erased, and not merely removed."""
        subject = leaf.subject or ""
        return subject.startswith(ERASED) and leaf.record in self.records.get(subject.removeprefix(ERASED), ())

    def took_file_of(self, media: str, *, taken_in: bool) -> bool:
        """Whether the file of a media record was erased, and not taken in again; `taken_in` is what the journal says.

        An erasure of an earlier version left that in the journal.
        """
        return media in self.originals and not (taken_in and f"file:{media}" in self.remembered)


def read_erasures(connection: Connection) -> Erasures:
    """The erasures of a register."""
    records: dict[str, frozenset[str]] = {}
    remembered: dict[str, dict[str, Any]] = {}
    originals: set[str] = set()
    for erasure, text in connection.exec_driver_sql(
        "SELECT record, held FROM journal_setting WHERE type = ?", (ERASURE,)
    ):
        held = orjson.loads(text)
        listed = held.get("records", ())
        records[erasure] = frozenset(one["id"] for one in listed)
        originals.update(held.get("originals", ()))
        for one in listed:
            remembered[one["id"]] = {name: value for name, value in one.items() if name not in ("type", "id")}
    return Erasures(records, remembered, frozenset(originals))
