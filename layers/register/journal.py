"""The journal written: edits go to its table as they come, the header of their commit is made and signed at the end."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any, NamedTuple

from sqlalchemy import Connection

from forensics.changes import Change, Edits
from forensics.fields import Sensitivity
from forensics.journal import SALT_BYTES, Header, MerkleRoot, commit_hash, sign
from forensics.payloads import Payloads
from layers.devices import Device
from layers.register.engine import ask
from layers.register.person_keys import PersonKeys
from layers.register.statements import Statements

NONCE_BYTES = 12
DIGEST_BYTES = 32

DEVICE, PROJECT, REASON, EXPORT, ORIGINAL = "_device", "_project", "_reason", "_export", "_original"
"""What is journaled beside the records: enrolled devices, the project's settings, reasons, the ledger of exports, and
the files of evidence that were taken in."""

ERASURE = "_erasure"
"""What was erased, when, on what ground and at whose request."""

BACKUP = "_backup"
"""The ledger of backups: each is a copy that an erasure does not reach."""

MENDING = "_mending"
"""What was put right of what was done behind the application's back: which record, how, and on whose word."""

RECIPIENT, VAULT, OPENING = "_recipient", "_vault", "_opening"
"""Who may open the identity vault, what was put into it, and each time it was opened."""

ANCHOR = "_anchor"
"""Each day-sheet that was written: what it says of the heads, entered after it."""

FILTER = "_filter"
"""Selections that are kept under a name."""

COUNTS = "_counts"
"""What was told to everybody of numbers, by table: later numbers are hidden against it."""

OVERLAP = "_overlap"
"""Each step of an exchange with another organisation: who asked, when and how much, and nothing of what."""

RELEASE = "_release"
"""Each public product that a second person released: what was looked at, what it was made of, what stayed home."""

CHECKOUT = "_checkout"
"""The ledger of projects for one area: which records went along, so that it is known what a team has."""

METHODOLOGY = "_methodology"
"""How the mission verifies: the text and date that stand with every figure that uses the word."""

ADMINISTRATIVE = (
    DEVICE, PROJECT, REASON, EXPORT, BACKUP, ORIGINAL, ERASURE, MENDING, RECIPIENT, VAULT, OPENING, ANCHOR, FILTER,
    COUNTS, OVERLAP, RELEASE, CHECKOUT, METHODOLOGY,
)  # fmt: skip

CLASSES = tuple(one.value for one in sorted(Sensitivity, key=lambda one: one.rank))
"""The columns in which an edit's payloads lie, in the order of their ranks.

An open one is its salt and its canonical bytes, a restricted one a nonce and the same encrypted, its digest as
associated data. The column `digests` has for each payload the rank of its class (a byte) and its digest.
"""

_COLUMNS = ("number", "in_commit", "type", "record", "subject", "digests", *CLASSES)
_RANKS = [bytes([rank]) for rank in range(len(CLASSES))]

Digests = tuple[bytes, ...]


def administrative_class(type_: str) -> Sensitivity:
    """The class of what is journaled beside the records; restricted where it speaks of persons or partners."""
    own = (RECIPIENT, VAULT, OPENING, ERASURE, FILTER, OVERLAP)
    return Sensitivity.RESTRICTED if type_ in own else Sensitivity.PARTNER


class Alike(NamedTuple):
    """Edits of one shape on their way into the journal, and whom the restricted payloads of each speak of.

    `places` are their positions among the edits that are written together.
    """

    places: Sequence[int]
    edits: Edits
    payloads: Sequence[Payloads]
    subjects: Sequence[str]


class JournalWriter:
    """One commit being written."""

    def __init__(self, connection: Connection, statements: Statements, device: Device, keys: PersonKeys) -> None:
        self._connection = connection
        self._statements = statements
        self._device = device
        self._keys = keys
        self._merkle = MerkleRoot()
        self.changes = 0
        self.number = _next(connection, "journal_commit")
        self._first = _next(connection, "journal_change")

    def write(self, edits: Sequence[Alike]) -> list[Digests]:
        """Write edits, their restricted payloads encrypted; gives the digests of each one's payloads."""
        count = sum([len(one.places) for one in edits])
        digests: list[Digests] = [()] * count
        rows: list[tuple[Any, ...]] = []
        for one in edits:
            rows += self._rows(one, digests)
        rows.sort()
        self._first += count
        self.changes += count
        self._merkle.extend(chain.from_iterable(digests))
        self._statements.insert("journal_change", _COLUMNS, rows)
        return digests

    def _rows(self, one: Alike, digests: list[Digests]) -> Iterator[tuple[Any, ...]]:
        """The rows of edits of one shape; their digests are put at their places."""
        held: list[Sequence[bytes | None]] = [[None] * len(one.places)] * len(CLASSES)
        by_class: list[list[bytes]] = []
        listed: list[Any] = []
        locked = False
        for sensitivity, bodies in one.payloads:
            salted = [salt + body for salt, body in zip(_random(SALT_BYTES, len(bodies)), bodies, strict=True)]
            found = [hashlib.sha256(data).digest() for data in salted]
            by_class.append(found)
            listed += [repeat(_RANKS[sensitivity.rank]), found]
            locked = sensitivity.apart
            held[sensitivity.rank] = self._encrypted(salted, found, one.subjects) if locked else salted
        for place, row in zip(one.places, zip(*by_class, strict=True), strict=True):
            digests[place] = row
        return zip(
            [self._first + place for place in one.places],
            repeat(self.number),
            repeat(one.edits.type),
            one.edits.records,
            one.subjects if locked else repeat(None),
            [b"".join(row) for row in zip(*listed, strict=False)],
            *held,
            strict=False,
        )

    def _encrypted(self, salted: Sequence[bytes], digests: Sequence[bytes], subjects: Sequence[str]) -> list[bytes]:
        keys = self._keys.to_write(subjects)
        return [
            nonce + keys[subject].encrypt(nonce, data, digest)
            for nonce, subject, data, digest in zip(
                _random(NONCE_BYTES, len(salted)), subjects, salted, digests, strict=True
            )
        ]

    def earlier(self, change: Change) -> dict[int, list[bytes]]:
        """The commits that changed its record so far, each with the digests of its payloads."""
        self._statements.wait()
        rows = ask(
            self._connection,
            "SELECT in_commit, digests FROM journal_change WHERE type = ? AND record = ?",
            (change.type, change.record),
        ).fetchall()
        step = 1 + DIGEST_BYTES
        found: dict[int, list[bytes]] = {}
        for commit, listed in rows:
            digests = [bytes(listed)[at + 1 : at + step] for at in range(0, len(listed), step)]
            found.setdefault(int(commit), []).extend(digests)
        return found

    def finish(self, parents: Sequence[str], time: datetime) -> str:
        """Write and sign the header; gives the commit's hash."""
        self._keys.flush()
        self._statements.wait()
        at = utc_text(time)
        header = Header(
            author=self._device.author,
            device=self._device.fingerprint,
            time=at,
            zone=zone_text(time),
            parents=tuple(sorted(parents)),
            changes=self.changes,
            leaves=self._merkle.count,
            root=self._merkle.root().hex(),
        ).to_bytes()
        name = commit_hash(header)
        ask(
            self._connection,
            "INSERT INTO journal_commit (number, hash, header, signature) VALUES (?, ?, ?, ?)",
            (self.number, name, header, sign(self._device.key, header)),
        )
        ask(self._connection, "INSERT INTO local_arrival (number, at) VALUES (?, ?)", (self.number, at))
        return name


def _random(size: int, count: int) -> list[bytes]:
    """Random bytes, `size` of them `count` times."""
    block = os.urandom(size * count)
    return [block[start : start + size] for start in range(0, len(block), size)]


def _next(connection: Connection, table: str) -> int:
    return int(ask(connection, f"SELECT coalesce(max(number), 0) + 1 FROM {table}").fetchone()[0])


def utc_text(time: datetime) -> str:
    """A moment in UTC with microseconds, as headers hold it."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def zone_text(time: datetime) -> str:
    """The offset and the zone's name that the clock showed, such as “+03:00 EEST”."""
    offset = time.strftime("%z")
    return f"{offset[:3]}:{offset[3:5]} {time.tzname()}"
