"""Commits of another copy on their way into this one: read as a stranger's file, and held to what was signed.

Nothing here writes. A commit is taken as its hash names it; its entries must be those that its header covers, and every
payload that is there the one that its digest names. Who signed it is looked at when it is known whose keys count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import Connection

from forensics.catalogue import Catalogue
from forensics.fields import Sensitivity
from forensics.journal import SALT_BYTES, Header, JournalBroken, MerkleRoot, commit_hash, digest_of
from layers.errors import SourceRefused
from layers.register.belonging import Belonging
from layers.register.blobs import as_bytes
from layers.register.engine import ask
from layers.register.journal import CLASSES, DIGEST_BYTES, NONCE_BYTES
from layers.register.leaves import ERASED
from layers.register.person_keys import keys_of

LARGEST_HEADER, LARGEST_ENTRY = 1 << 20, 64 << 20
"""Bytes of what is read of another copy at the most; the largest payload of ours is a track of a day, about 5 MB."""

_AT_ONCE = 500
_FIRST_LOCKED = Sensitivity.RESTRICTED.rank
_STEP = 1 + DIGEST_BYTES


@dataclass(frozen=True)
class Incoming:
    """A commit that this copy does not have: its number over there, its name, and what was signed."""

    number: int
    name: str
    raw: bytes
    signature: bytes
    header: Header


class Entry(NamedTuple):
    """An edit as it lies in the other copy; `held` are its payloads by rank, restricted ones as they lie there."""

    type: str
    record: str
    subject: str | None
    digests: bytes
    held: tuple[bytes | None, ...]

    @property
    def leaves(self) -> Iterator[tuple[int, bytes]]:
        """Rank and digest of each of its payloads."""
        for at in range(0, len(self.digests), _STEP):
            yield self.digests[at], self.digests[at + 1 : at + _STEP]


class OtherJournal:
    """The journal of another copy of this project; raises SourceRefused for what is not as it was signed."""

    def __init__(self, connection: Connection, catalogue: Catalogue, named: str) -> None:
        self._connection = connection
        self._belonging = Belonging(catalogue)
        self._named = named

    def commits(self, known: Collection[str], root: str) -> list[Incoming]:
        """The commits that are not `known`, each behind those that it follows; `root` is the first of the project."""
        self._refuse_large("journal_commit", LARGEST_HEADER, "header", "signature")
        found: dict[str, Incoming] = {}
        seen, same = set(known), False
        rows = ask(
            self._connection,
            "SELECT number, CAST(hash AS TEXT), CAST(header AS BLOB), CAST(signature AS BLOB) FROM journal_commit"
            " ORDER BY number",
        )
        for number, name, raw, signature in rows:
            same = same or name == root
            if name in seen:
                continue
            header = self._header(name, as_bytes(raw))
            lacking = next((one for one in header.parents if one not in seen), "")
            if lacking or not header.parents:
                raise self._broken(name)
            seen.add(name)
            found[name] = Incoming(int(number), name, as_bytes(raw), as_bytes(signature), header)
        if not same:
            raise SourceRefused(
                "“{file}” is no copy of this project: it does not begin with the commit {hash}.",
                file=self._named, hash=root[:12],
            )  # fmt: skip
        return list(found.values())

    def _header(self, name: str, raw: bytes) -> Header:
        try:
            header = Header.from_bytes(raw)
        except JournalBroken as broken:
            raise SourceRefused(broken.message) from broken
        texts = (header.author, header.device, header.time, header.zone, header.root, *header.parents)
        counts = (header.changes, header.leaves, header.format)
        whole = all(isinstance(one, str) for one in texts) and all(type(one) is int and one >= 0 for one in counts)
        if commit_hash(raw) != name or not whole or header.to_bytes() != raw:
            raise self._broken(name)
        return header

    def entries(self, commit: Incoming) -> Iterator[list[Entry]]:
        """The entries of a commit, so many at a time, each held to its digests, and all of them to its header."""
        self._refuse_large("journal_change", LARGEST_ENTRY, *CLASSES, number=commit.number)
        merkle, count = MerkleRoot(), 0
        held = ", ".join(f"CAST({name} AS BLOB)" for name in CLASSES)
        rows = ask(
            self._connection,
            "SELECT CAST(type AS TEXT), CAST(record AS TEXT), CAST(subject AS TEXT), CAST(digests AS BLOB),"
            f" {held} FROM journal_change WHERE in_commit = ? ORDER BY number",
            (commit.number,),
        )
        while some := rows.fetchmany(_AT_ONCE):
            entries = [Entry(row[0], row[1], row[2], as_bytes(row[3]), tuple(row[4:])) for row in some]
            keys = keys_of(self._connection, {one.subject for one in entries if one.subject})
            yield [self._checked(commit, one, keys) for one in entries]
            merkle.extend([leaf for one in entries for _, leaf in one.leaves])
            count += len(entries)
        header = commit.header
        if (count, merkle.count, merkle.root().hex()) != (header.changes, header.leaves, header.root):
            raise self._broken(commit.name)

    def _checked(self, commit: Incoming, entry: Entry, keys: Mapping[str, bytes]) -> Entry:
        ranks = [rank for rank, _ in entry.leaves]
        if not ranks or len(entry.digests) % _STEP or ranks != sorted(set(ranks)) or ranks[-1] >= len(CLASSES):
            raise self._broken(commit.name)
        if any(data is not None and rank not in ranks for rank, data in enumerate(entry.held)):
            raise self._broken(commit.name)
        erased = (entry.subject or "").startswith(ERASED)
        for rank, leaf in entry.leaves:
            data = entry.held[rank]
            if data is not None:
                self._refuse_changed(commit, entry, rank, leaf, _opened(entry, rank, leaf, data, keys))
            elif not erased or not entry.type:
                raise self._in_part(commit.name)
        return entry

    def _refuse_changed(self, commit: Incoming, entry: Entry, rank: int, leaf: bytes, opened: bytes) -> None:
        try:
            payload = orjson.loads(opened[SALT_BYTES:])
        except orjson.JSONDecodeError:
            payload = None
        whole = isinstance(payload, dict) and all(
            isinstance(payload.get(side, {}), dict) for side in ("before", "after")
        )
        if digest_of(opened) != leaf or len(opened) <= SALT_BYTES or not whole:
            raise self._broken(commit.name)
        named = (payload.get("type"), payload.get("record")) == (entry.type, entry.record)
        if not named or not self._belonging.holds(payload, entry.type, rank):
            raise self._broken(commit.name)

    def _refuse_large(self, table: str, most: int, *columns: str, number: int | None = None) -> None:
        where = " OR ".join(f"length(CAST({name} AS BLOB)) > {most}" for name in columns)
        only, parameters = ("", ()) if number is None else (" AND in_commit = ?", (number,))
        sql = f"SELECT 1 FROM {table} WHERE ({where}){only} LIMIT 1"
        if ask(self._connection, sql, parameters).fetchone() is not None:
            raise SourceRefused(
                "“{file}” holds an entry of more than {most:,} bytes, which no copy of ours does; nothing was merged.",
                file=self._named, most=most,
            )  # fmt: skip

    def _in_part(self, name: str) -> SourceRefused:
        return SourceRefused(
            "“{file}” holds the commit {hash} in part alone; merge it first into the project that it was taken from.",
            file=self._named, hash=name[:12],
        )  # fmt: skip

    def _broken(self, name: str) -> SourceRefused:
        return SourceRefused(
            "“{file}”: the commit {hash} is not as it was signed, so nothing was merged.",
            file=self._named, hash=name[:12],
        )  # fmt: skip


def _opened(entry: Entry, rank: int, leaf: bytes, data: bytes, keys: Mapping[str, bytes]) -> bytes:
    """Salt and body of a payload; nothing where its key is not there or opens it not."""
    if rank < _FIRST_LOCKED:
        return data
    try:
        key = ChaCha20Poly1305(keys[entry.subject or ""])
        return key.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], leaf)
    except (InvalidTag, ValueError, KeyError):
        return b""
