"""The histories of many records at once: by whose commits each was written, for what asks it of all signatures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import Connection

from forensics.journal import Header
from forensics.ports import Event
from layers.register.enrolled import in_force, uncounted
from layers.register.leaves import Leaf, change_of, leaves_of_records, read_payload
from layers.register.past import header_of, told_in_order
from layers.register.person_keys import PersonKeys


def histories(connection: Connection, type_: str, records: Sequence[str]) -> dict[str, list[Event]]:
    """Each commit's writes to each of these records, as `history` tells them, without reasons and clocks."""
    keys, reading = PersonKeys(connection), _Commits(connection)
    found: dict[str, list[Event]] = {}
    for record, held in leaves_of_records(connection, type_, records).items():
        edits = [list(group) for _, group in groupby(held, key=lambda leaf: (leaf.in_commit, leaf.change))]
        found[record] = told_in_order(connection, [reading.event(leaves, keys) for leaves in edits])
    return found


class _Commits:
    """The commits of the edits, each header read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._writing = in_force(connection)
        self._apart: frozenset[int] | None = None
        self._known: dict[int, tuple[str, Header]] = {}

    def event(self, leaves: Sequence[Leaf], keys: PersonKeys) -> Event:
        number = leaves[0].in_commit
        name, header = self._known.get(number) or self._read(number)
        payloads = [read_payload(leaf, keys) for leaf in leaves]
        known = [payload for payload in payloads if payload is not None]
        change = change_of(known) if known else None
        return Event(
            commit=name, time=header.time, zone=header.zone, author=header.author, device=header.device,
            operation=change.operation.value if change else "", before=change.before if change else {},
            after=change.after if change else {}, reason="", erased=len(known) < len(payloads),
            counts=self._counts(number, header),
        )  # fmt: skip

    def _read(self, number: int) -> tuple[str, Header]:
        sql = "SELECT hash, header FROM journal_commit WHERE number = ?"
        name, raw = self._connection.exec_driver_sql(sql, (number,)).one()
        self._known[number] = str(name), header_of(raw)
        return self._known[number]

    def _counts(self, number: int, header: Header) -> bool:
        if header.device in self._writing:
            return True
        if self._apart is None:
            self._apart = uncounted(self._connection)
        return number not in self._apart
