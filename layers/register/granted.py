"""Which roles of a person count: those that a lead's device other than their own entered, and took away.

As with keys, what counts follows from the set of commits alone. What somebody signed is judged by the roles that the
commit which signed it had seen: who gets a role afterwards has signed nothing by it, who loses one unsigns nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from forensics.ports import Event
from forensics.rules.deciding import EXPERT
from forensics.signed import BY_KEY
from layers.register.histories import histories
from layers.register.own_keys import PRACTITIONER, Enrolling, enrolling_at_hand, is_by_own_key
from layers.register.past import history

OPINION, ROLES = "opinion", "roles"


@dataclass(frozen=True)
class _Entry:
    """The roles that one commit gave a person, and those that it took away."""

    commit: str
    given: frozenset[str]
    taken: frozenset[str]


def roles_that_count(
    connection: Connection, held: Mapping[str, Sequence[str]], commit: str = ""
) -> dict[str, tuple[str, ...]]:
    """Of people (by id) with the roles that they hold now: those that count, or that counted as a commit had seen.

    Of a person whose history cannot be read here wholly, the roles that are held stand.
    """
    enrolling, written = enrolling_at_hand(connection), histories(connection, PRACTITIONER, list(held))
    entered = enrolling.rows(connection, list(held))
    found: dict[str, tuple[str, ...]] = {}
    for person, roles in held.items():
        events, (rows, whole) = written.get(person, []), entered[person]
        if not whole:
            found[person] = tuple(roles)
            continue
        own = frozenset(str(one.row.get("fingerprint")) for one in rows if one.counts)
        entries = [_entry(one) for one in events if one.counts and _counts(enrolling, one, own)]
        found[person] = _standing(enrolling, entries, commit)
    return found


def _counts(enrolling: Enrolling, event: Event, own: frozenset[str]) -> bool:
    """Whether who wrote roles may give them: a lead, of somebody else; the key that made the project while alone."""
    if not enrolling.leads(event):
        return False
    return event.device not in own or (event.device == enrolling.founder and enrolling.leads_alone(event))


def _entry(event: Event) -> _Entry:
    before, after = _roles(event.before), _roles(event.after)
    return _Entry(event.commit, after - before, before - after)


def _roles(values: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(map(str, values.get(ROLES) or ()))


def _standing(enrolling: Enrolling, entries: Iterable[_Entry], commit: str) -> tuple[str, ...]:
    """The roles that were given and not taken away after that, by what a commit had seen, or by all."""
    seen = [one for one in entries if not commit or enrolling.had_seen(commit, one.commit)]
    return tuple(sorted({
        role for one in seen for role in one.given
        if not any(role in other.taken and enrolling.had_seen(other.commit, one.commit) for other in seen)
    }))  # fmt: skip


def is_signed_by_expert(connection: Connection, record: str, values: Mapping[str, Any]) -> bool:
    """Whether an opinion on death is signed by one who may give it, with a key of theirs and the role when they did.

    Where this copy may not read whose keys and roles these are, what is signed by name stands.
    """
    name = BY_KEY[OPINION]
    if not values.get(name) or not is_by_own_key(connection, OPINION, record, values):
        return False
    written = [one for one in history(connection, record) if one.counts and name in one.after]
    person = str(values[name])
    commit = written[-1].commit if written else ""
    return EXPERT in roles_that_count(connection, {person: (EXPERT,)}, commit)[person]
