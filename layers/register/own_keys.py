"""Which signing keys count, and whether the signature on an opinion is of a key of whoever signs it.

A key counts where a commit entered it with a person that was signed by somebody else's device, which a lead had
enrolled as a lead's before. The key that made the project is the one exception: nobody was there who could enrol it.
What counts follows from the set of commits alone, so that copies say the same in whatever order they were merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from forensics.journal import Header
from forensics.ports import Event, KeyRow
from forensics.records.planning import Practitioner
from forensics.rules.deciding import holds_at
from forensics.signed import BY_KEY
from layers.register.blobs import as_bytes
from layers.register.enrolled import led_from, read_standing
from layers.register.graph import history_at_hand
from layers.register.histories import histories
from layers.register.past import history

PRACTITIONER, FIELD = Practitioner.about.type, "signing_keys"

Row = Mapping[str, Any]


def founder_of(connection: Connection) -> str:
    """The device that made the project; empty where the journal is."""
    raw = connection.exec_driver_sql("SELECT header FROM journal_commit ORDER BY number LIMIT 1").scalar()
    return Header.from_bytes(as_bytes(raw)).device if raw is not None else ""


class Enrolling:
    """Who could enrol keys when, by the journal as it is now."""

    def __init__(self, connection: Connection) -> None:
        self.founder = founder_of(connection)
        self._standing = read_standing(connection)
        self._led = led_from(connection, self._standing)
        self._history = history_at_hand(connection)
        self._numbers = {name: number for number, name in self._history.names.items()}

    def rows(self, connection: Connection, people: Sequence[str]) -> dict[str, tuple[list[KeyRow], bool]]:
        """Of each person every row that was ever entered, as often as it was; and whether all can be read here."""
        written = histories(connection, PRACTITIONER, people)
        found: dict[str, tuple[list[KeyRow], bool]] = {}
        for person in people:
            events = written.get(person, [])
            rows = [row for one in events if one.counts for row in self._entered(one)]
            found[person] = rows, bool(events) and not any(one.erased for one in events)
        return found

    def _entered(self, event: Event) -> Iterator[KeyRow]:
        before, after = _rows(event.before), _rows(event.after)
        for row in after:
            if row not in before:
                first = event.device == row.get("fingerprint") == self.founder
                counts = first or (self.leads(event) and enrols_another(event.device, [*before, *after]))
                yield KeyRow(row, counts, first)

    def leads(self, event: Event) -> bool:
        """Whether the device was a lead's when it signed, as it had seen."""
        commit = self._numbers.get(event.commit)
        follows = self._history.graph.follows
        return commit is not None and any(
            event.commit == name or follows(commit, self._numbers[name])
            for name in self._led.get(event.device, ())
            if name in self._numbers
        )

    def leads_alone(self, event: Event) -> bool:
        """Whether no other device had been enrolled as a lead's, as a commit had seen."""
        others = (name for device, led in self._led.items() if device != event.device for name in led)
        return not any(self.had_seen(event.commit, name) for name in others)

    def had_seen(self, commit: str, other: str) -> bool:
        """Whether one commit is another, or follows it."""
        one, before = self._numbers.get(commit), self._numbers.get(other)
        if one is None or before is None:
            return False
        return one == before or self._history.graph.follows(one, before)


def enrolling_at_hand(connection: Connection) -> Enrolling:
    """Who could enrol keys when, kept with the connection as long as nothing was written."""
    newest = "SELECT hash FROM journal_commit ORDER BY number DESC LIMIT 1"
    known = connection.exec_driver_sql(f"SELECT count(*), ({newest}) FROM journal_commit").one()
    held = connection.info.get(_ENROLLING)
    if held is None or held[0] != known:
        held = connection.info[_ENROLLING] = (known, Enrolling(connection))
    found: Enrolling = held[1]
    return found


_ENROLLING = "enrolling"
"""Under which name a connection holds what was last read on it."""


def enrols_another(device: str, rows: Iterable[Row]) -> bool:
    """Whether a device that enters these rows with a person is none of that person's own."""
    return all(row.get("fingerprint") != device for row in rows)


def _rows(values: Mapping[str, Any]) -> Sequence[Row]:
    held = values.get(FIELD)
    return [row for row in held if isinstance(row, Mapping)] if isinstance(held, list | tuple) else []


def keys_that_count(connection: Connection, held: Mapping[str, Sequence[Row]]) -> dict[str, list[KeyRow]]:
    """Of people (by id) with the rows that they hold now: which of these count.

    A row that somebody entered again who may not enrol it counts no more, until a lead enters it anew with other
    values; of a person whose history cannot be read here wholly, what is entered by nobody known stands.
    """
    asked = [person for person, rows in held.items() if rows]
    entered = enrolling_at_hand(connection).rows(connection, asked) if asked else {}
    found: dict[str, list[KeyRow]] = {}
    for person, rows in held.items():
        known, whole = entered.get(person, ([], True))
        found[person] = [_judged(row, [one for one in known if one.row == row], whole=whole) for row in rows]
    return found


def _judged(row: Row, entered: Sequence[KeyRow], *, whole: bool) -> KeyRow:
    if not entered:
        return KeyRow(row, not whole)
    return KeyRow(row, all(one.counts for one in entered), all(one.first for one in entered))


def is_by_own_key(connection: Connection, type_: str, record: str, values: Mapping[str, Any]) -> bool:
    """Whether a signed record is signed by a key of its signatory's; true of types whose signature is another thing.

    The signature is that of the newest commit that counts and wrote the name. It stands where its key was the
    signatory's then, by any key that counted and was ever entered for that person: who takes a key out later unsigns
    nothing. Where this copy may not read whose keys these are, what is signed by name stays as it is.
    """
    name = BY_KEY.get(type_)
    if name is None or not values.get(name):
        return True
    written = [one for one in history(connection, record) if one.counts and name in one.after]
    person = str(values[name])
    rows, whole = enrolling_at_hand(connection).rows(connection, [person])[person]
    if not written or not whole:
        return True
    key, time = written[-1].device, written[-1].time
    return any(one.counts and one.row.get("fingerprint") == key and holds_at(one.row, time) for one in rows)
