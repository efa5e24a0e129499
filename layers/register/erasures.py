"""What was erased: which records, under which erasure, and what is kept of them so that they can still be named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from forensics.merging import Ancestry
from layers.register.journal import ADMINISTRATIVE, ERASURE, REASON
from layers.register.leaves import ERASED, Leaf
from layers.register.setting_values import setting_values


def mark_of(erasure: str) -> str:
    """What stands in the journal for whom an erased entry spoke of."""
    return ERASED + erasure


@dataclass(frozen=True)
class Gone:
    """What erasures of another copy took here: entries by type and record, and where files lie that are to go."""

    entries: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Erasures:
    """Erasure to the ids of what it erased, and to its commit; by id of a record, the values that are kept of it."""

    records: Mapping[str, frozenset[str]]
    commits: Mapping[str, int]
    remembered: Mapping[str, Mapping[str, Any]]
    originals: frozenset[str]

    def cover(self, leaf: Leaf, graph: Ancestry[int], beside: Callable[[Leaf], bool]) -> bool:
        """Whether what this payload held was erased, and not merely removed.

        An erasure reaches all but what was written having seen it, and of a record other than media only what was
        locked. `beside` says whether a reason was given for an edit of what was erased; one made apart is not listed.
        """
        subject = leaf.subject or ""
        if not subject.startswith(ERASED) or not (leaf.locked or self.takes_whole(leaf.type, leaf.record)):
            return False
        erasure = subject.removeprefix(ERASED)
        made = self.commits.get(erasure)
        if made is None or leaf.in_commit == made or graph.follows(leaf.in_commit, made):
            return False
        return leaf.record in self.records.get(erasure, ()) or (leaf.type == REASON and beside(leaf))

    def takes_whole(self, type_: str, record: str) -> bool:
        """Whether of an entry every payload goes, of whatever class."""
        return type_ in ADMINISTRATIVE or record in self.originals

    def took_file_of(self, media: str, *, taken_in: bool) -> bool:
        """Whether the file of a media record was erased, and not taken in again; `taken_in` is what the journal says.

        An erasure of an earlier version left that in the journal.
        """
        return media in self.originals and not (taken_in and f"file:{media}" in self.remembered)


_LISTED = (
    "SELECT s.record, s.held, (SELECT min(c.in_commit) FROM journal_change c WHERE c.type = s.type"
    " AND c.record = s.record) FROM journal_setting s WHERE s.type = ? ORDER BY s.record"
)


def read_erasures(connection: Connection) -> Erasures:
    """The erasures of a register."""
    records: dict[str, frozenset[str]] = {}
    remembered: dict[str, dict[str, Any]] = {}
    originals: set[str] = set()
    commits: dict[str, int] = {}
    for erasure, text, commit in connection.exec_driver_sql(_LISTED, (ERASURE,)):
        held = setting_values(text)
        listed = [one for one in _listed(held, "records") if isinstance(one, dict) and isinstance(one.get("id"), str)]
        commits[erasure] = commit or 0
        records[erasure] = frozenset(one["id"] for one in listed)
        originals.update(map(str, _listed(held, "originals")))
        for one in listed:
            remembered[one["id"]] = {name: value for name, value in one.items() if name not in ("type", "id")}
    return Erasures(records, commits, remembered, frozenset(originals))


def _listed(held: Mapping[str, Any], name: str) -> list[Any]:
    found = held.get(name)
    return found if isinstance(found, list) else []
