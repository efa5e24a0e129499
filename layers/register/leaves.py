"""The journal read back: its payloads as a stream, opened with the keys that are here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from forensics.changes import Change, Operation
from forensics.fields import Sensitivity
from forensics.journal import SALT_BYTES, Header
from layers.register.blobs import as_bytes
from layers.register.engine import ask
from layers.register.journal import CLASSES, DIGEST_BYTES, NONCE_BYTES
from layers.register.person_keys import PersonKeys

_CHANGE = attrgetter("change")
_FIRST_LOCKED = Sensitivity.RESTRICTED.rank


class Leaf(NamedTuple):
    """One payload as it lies in the journal; `subject` is whom the restricted payloads of its edit speak of.

    `held` is its salt and body, or its nonce and both of them encrypted; None where it is not here.
    """

    change: int
    in_commit: int
    type: str
    record: str
    sensitivity: int
    digest: bytes
    held: bytes | None
    subject: str | None

    @property
    def locked(self) -> bool:
        """Whether it is of a class whose payloads are encrypted."""
        return self.sensitivity >= _FIRST_LOCKED


def salted(leaf: Leaf, keys: PersonKeys) -> bytes | None:
    """What the digest of a payload is over, its salt and its canonical bytes; None where it or its key is not here.

    Raises InvalidTag where an encrypted payload was tampered with.
    """
    if leaf.held is None:
        return None
    data = leaf.held
    if leaf.sensitivity >= _FIRST_LOCKED:
        key = None if leaf.subject is None else keys.to_read(leaf.subject)
        if key is None:
            return None
        if len(data) < NONCE_BYTES:
            raise InvalidTag
        return key.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], leaf.digest)
    return data


def open_leaf(leaf: Leaf, keys: PersonKeys) -> tuple[bytes, bytes] | None:
    """Salt and canonical bytes of a payload, as `salted` gives them."""
    data = salted(leaf, keys)
    return None if data is None else (data[:SALT_BYTES], data[SALT_BYTES:])


def read_payload(leaf: Leaf, keys: PersonKeys) -> dict[str, Any] | None:
    """The payload as values; None where it is not here or cannot be opened."""
    try:
        opened = open_leaf(leaf, keys)
        payload = None if opened is None else orjson.loads(opened[1])
    except (InvalidTag, orjson.JSONDecodeError):
        return None
    return payload if isinstance(payload, dict) else None


_COLUMNS = ", ".join(
    ["number", "in_commit", "type", "record", "subject", *[f"CAST({name} AS BLOB)" for name in ("digests", *CLASSES)]]
)
"""Bytes are asked for as such, also where somebody wrote text."""


_TYPES = """
WITH RECURSIVE known(type) AS (
    SELECT min(type) FROM journal_change
    UNION ALL SELECT (SELECT min(type) FROM journal_change WHERE type > known.type) FROM known WHERE type IS NOT NULL
) SELECT type FROM known WHERE type IS NOT NULL
"""


def leaves(connection: Connection, where: str, parameters: Sequence[Any], order: str = "number") -> Iterator[Leaf]:
    """The payloads of the edits that a condition names, as a stream, those of an edit by class.

    Without an order the engine gives them as it finds them.
    """
    ordered = f" ORDER BY {order}" if order else ""
    rows = ask(connection, f"SELECT {_COLUMNS} FROM journal_change WHERE {where}{ordered}", tuple(parameters))
    step = 1 + DIGEST_BYTES
    for number, commit, type_, record, subject, digests, *held in rows:
        listed = as_bytes(digests)
        for at in range(0, len(listed), step):
            rank = listed[at]
            found = held[rank] if rank < len(held) else None
            if found is not None and type(found) is not bytes:
                found = as_bytes(found)
            yield Leaf(number, commit, type_, record, rank, listed[at + 1 : at + step], found, subject)


ERASED = "erased:"
"""How the name begins that stands for whom an erased entry spoke of."""

_ERASED_WHOLE = f"(substr(subject, 1, {len(ERASED)}) = '{ERASED}' AND coalesce({', '.join(CLASSES)}) IS NULL)"
"""Of an entry that quoted a person every payload went, of whatever class, so that it names its erasure."""

_HELD = " | ".join(
    [
        *[f"CASE WHEN {name} IS NOT NULL THEN {1 << rank} ELSE 0 END" for rank, name in enumerate(CLASSES)],
        f"CASE WHEN subject IS NOT NULL AND NOT {_ERASED_WHOLE} THEN {1 << len(CLASSES)} ELSE 0 END",
    ]
)
"""A number: a bit for each class of which an entry has a payload, by rank, and one above them for whom it speaks of."""


class Entry(NamedTuple):
    """One edit as a commit has it: its number, the digests of its payloads, and what should not be.

    `unlisted` says that it has a payload which no digest covers, `of_nobody` that it speaks of somebody and of nothing.
    """

    change: int
    digests: list[bytes]
    unlisted: bool
    of_nobody: bool


def entries_of(connection: Connection, number: int) -> Iterator[Entry]:
    """The entries of a commit in their order."""
    step = 1 + DIGEST_BYTES
    sql = f"SELECT number, digests, {_HELD} FROM journal_change WHERE in_commit = ? ORDER BY number"
    for change, digests, held in ask(connection, sql, (number,)):
        listed = digests if type(digests) is bytes else as_bytes(digests)
        found = [listed[at + 1 : at + step] for at in range(0, len(listed), step)]
        yield Entry(change, found, *_amiss(listed[::step], held))


@lru_cache(maxsize=1000)
def _amiss(ranks: bytes, held: int) -> tuple[bool, bool]:
    """Whether an entry that lists payloads of these ranks has another one, and whether it names somebody in vain."""
    unlisted = any(held >> rank & 1 and rank not in ranks for rank in range(len(CLASSES)))
    locked = any(rank >= _FIRST_LOCKED for rank in ranks if rank < len(CLASSES))
    return unlisted, bool(held >> len(CLASSES) & 1) and not locked


def leaves_of_type(connection: Connection, type_: str) -> Iterator[Leaf]:
    """The payloads of all records of a type, record by record."""
    return leaves(connection, "type = ?", (type_,), "record, number")


def leaves_of_records(connection: Connection, type_: str, records: Sequence[str]) -> dict[str, list[Leaf]]:
    """The payloads of these records of a type, in their order, for those that have any."""
    found: dict[str, list[Leaf]] = {}
    asked = orjson.dumps(records).decode()
    for leaf in leaves(connection, "type = ? AND record IN (SELECT value FROM json_each(?))", (type_, asked), ""):
        found.setdefault(leaf.record, []).append(leaf)
    for held in found.values():
        held.sort(key=_CHANGE)
    return found


def types_of_journal(connection: Connection) -> list[str]:
    """The types of all edits, found without reading them, in their order."""
    return [type_ for (type_,) in ask(connection, _TYPES)]


def leaves_of_record(connection: Connection, record: str) -> Iterator[Leaf]:
    """The payloads of one record, whatever its type."""
    return leaves(connection, f"type IN ({_TYPES}) AND record = ?", (record,))


def change_of(payloads: Sequence[dict[str, Any]]) -> Change:
    """One edit from the payloads of its classes."""
    first = payloads[0]
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for payload in payloads:
        before |= payload.get("before", {})
        after |= payload.get("after", {})
    return Change(first["type"], first["record"], Operation(first["operation"]), after=after, before=before)


def heads(connection: Connection) -> tuple[str, ...]:
    """The commits that no other commit here names as a parent, ordered by hash."""
    named: set[str] = set()
    found: list[str] = []
    for name, header in connection.exec_driver_sql("SELECT hash, header FROM journal_commit ORDER BY number DESC"):
        if name not in named:
            found.append(name)
        named.update(Header.from_bytes(header).parents)
    return tuple(sorted(found))
