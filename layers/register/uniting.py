"""The commits of another copy come into this journal, and what they touched is written anew; one transaction.

The state is a function of the set of commits (forensics.merging), so nothing is compared and nothing decided here: what
is new is taken, what an erasure reaches loses what it held, and the records that either touched are folded once more.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import Connection

from forensics.catalogue import Catalogue
from forensics.fields import Sensitivity
from forensics.journal import signed_by
from forensics.standing import Standing
from layers.errors import SourceRefused
from layers.register.carrying_erasures import carry_out
from layers.register.checking_out import is_in_part
from layers.register.engine import ask
from layers.register.enrolled import read_standing
from layers.register.erasures import Gone
from layers.register.incoming import Entry, Incoming, OtherJournal
from layers.register.journal import CLASSES, NONCE_BYTES, ORIGINAL, utc_text
from layers.register.originals import Original
from layers.register.person_keys import keys_of
from layers.register.realigning import Realigning
from layers.register.statements import Statements
from layers.register.tables import Tables
from layers.register.values_of_copy import HEADS, MERGES, get_local, heads_of_copy, set_local

_FIRST_LOCKED = Sensitivity.RESTRICTED.rank
_COLUMNS = ("number", "in_commit", "type", "record", "subject", "digests", *CLASSES)


@dataclass(frozen=True)
class United:
    """What came: how many commits, the records that they or an erasure touched by type, and what the erasures took.

    `strangers` are the devices whose commits are kept and count in no state, with the number of those that came;
    `originals` the media whose file one of these commits took in.
    """

    commits: int
    changed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gone: Gone = field(default_factory=Gone)
    strangers: Mapping[str, int] = field(default_factory=dict)
    originals: tuple[str, ...] = ()


class Uniting:
    """One merge at work, inside a transaction that the caller holds; raises SourceRefused, and then nothing came."""

    def __init__(
        self, connection: Connection, statements: Statements, catalogue: Catalogue, tables: Tables, other: Connection,
        named: str, told: Callable[[int], None],
    ) -> None:  # fmt: skip
        self._connection = connection
        self._statements = statements
        self._catalogue = catalogue
        self._tables = tables
        self._other = other
        self._named = named
        self._told = told
        self._next_commit = _next(connection, "journal_commit")
        self._next_change = _next(connection, "journal_change")
        self._originals: list[str] = []
        self._mine: dict[str, bytes] = {}
        self._theirs: dict[str, bytes] = {}

    def unite(self, time: datetime, place_of: Callable[[Original], str | None]) -> United:
        """Take in what is new; `place_of` says where the file of an original lies, below the folder of evidence."""
        if is_in_part(self._connection) and not is_in_part(self._other):
            raise SourceRefused(
                "This is a project for one area, which takes in no more than that; merge it into “{file}”, and check "
                "the area out anew.",
                file=self._named,
            )
        hashes = [str(name) for (name,) in ask(self._connection, "SELECT hash FROM journal_commit ORDER BY number")]
        journal = OtherJournal(self._other, self._catalogue, self._named)
        incoming = journal.commits(frozenset(hashes), hashes[0])
        realigning = Realigning(self._connection)
        for commit in incoming:
            self._take(journal, commit, utc_text(time))
            self._told(self._next_change)
        self._statements.wait()
        if incoming:
            self._note(incoming, utc_text(time))
        standing = read_standing(self._connection)
        self._refuse_forged(incoming, standing)
        numbers = range(self._next_commit - len(incoming), self._next_commit)
        changed, gone = realigning.unite(
            self._statements, self._catalogue, self._tables, numbers,
            lambda: carry_out(self._connection, self._other, place_of),
        )  # fmt: skip
        strangers: dict[str, int] = {}
        for commit in incoming:
            if not standing.counts(commit.name):
                strangers[commit.header.device] = strangers.get(commit.header.device, 0) + 1
        return United(len(incoming), changed, gone, strangers, tuple(self._originals))

    def _take(self, journal: OtherJournal, commit: Incoming, at: str) -> None:
        number, self._next_commit = self._next_commit, self._next_commit + 1
        for entries in journal.entries(commit):
            self._keys_for(entries)
            rows = [(self._next_change + place, number, *self._row(one)) for place, one in enumerate(entries)]
            self._next_change += len(rows)
            self._statements.insert("journal_change", _COLUMNS, rows)
        self._statements.insert(
            "journal_commit", ("number", "hash", "header", "signature"),
            [(number, commit.name, commit.raw, commit.signature)],
        )  # fmt: skip
        self._statements.insert("local_arrival", ("number", "at"), [(number, at)])

    def _keys_for(self, entries: Sequence[Entry]) -> None:
        """Have at hand the keys of those whom these entries speak of; one that is not here yet comes with them."""
        wanted = {one.subject for one in entries if one.subject and any(one.held[_FIRST_LOCKED:])}
        files = {one.record for one in entries if one.type == ORIGINAL}
        self._originals += sorted(one.removeprefix("file:") for one in files)
        wanted |= files
        asked = wanted - self._mine.keys()
        self._theirs = keys_of(self._other, wanted)
        if asked:
            self._statements.wait()
            self._mine |= keys_of(self._connection, asked)
        new = [
            (subject, self._theirs[subject]) for subject in sorted(asked - self._mine.keys()) if subject in self._theirs
        ]
        self._mine |= dict(new)
        self._statements.insert("keys_person", ("subject", "key"), new)

    def _row(self, entry: Entry) -> tuple[Any, ...]:
        """How an entry lies here: what came under another key of the same person is encrypted under the one of here."""
        held = list(entry.held)
        if not any(held[_FIRST_LOCKED:]):
            return (entry.type, entry.record, entry.subject, entry.digests, *held)
        mine, theirs = self._mine[entry.subject or ""], self._theirs[entry.subject or ""]
        for rank, leaf in entry.leaves if mine != theirs else ():
            data = held[rank]
            if rank >= _FIRST_LOCKED and data is not None:
                plain = ChaCha20Poly1305(theirs).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], leaf)
                nonce = os.urandom(NONCE_BYTES)
                held[rank] = nonce + ChaCha20Poly1305(mine).encrypt(nonce, plain, leaf)
        return (entry.type, entry.record, entry.subject, entry.digests, *held)

    def _note(self, incoming: Sequence[Incoming], at: str) -> None:
        """Note when these commits came, and which are the newest now."""
        last = self._next_commit - 1
        noted = get_local(self._connection, MERGES, unreadable=[]) or []
        set_local(self._connection, MERGES, [*noted, [last - len(incoming) + 1, last, at]])
        heads = {*heads_of_copy(self._connection), *(one.name for one in incoming)}
        heads -= {parent for one in incoming for parent in one.header.parents}
        set_local(self._connection, HEADS, sorted(heads))

    def _refuse_forged(self, incoming: Sequence[Incoming], standing: Standing) -> None:
        """Raise SourceRefused for a commit that the key of its device did not sign, where the key is known by now."""
        for commit in incoming:
            key = standing.keys.get(commit.header.device)
            if key is not None and not signed_by(key, commit.raw, commit.signature):
                raise SourceRefused(
                    "“{file}”: the commit {hash} is not signed by the device that it names ({device}), so nothing was "
                    "merged.",
                    file=self._named, hash=commit.name[:12], device=commit.header.device,
                )  # fmt: skip


def _next(connection: Connection, table: str) -> int:
    return int(ask(connection, f"SELECT coalesce(max(number), 0) + 1 FROM {table}").fetchone()[0])
