"""The journal's tables: commits are written as a stream, and their payloads read back and opened."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import Connection

from forensics.changes import Change, Operation
from forensics.fields import Sensitivity
from forensics.journal import SALT_BYTES, Header, MerkleRoot, Payload, commit_hash, digest, sign
from layers.devices import Device

NONCE_BYTES = 12
_RANDOM_AT_ONCE = 1024

DEVICE, PROJECT, REASON, EXPORT, ORIGINAL = "_device", "_project", "_reason", "_export", "_original"
"""What is journaled beside the records: enrolled devices, the project's settings, reasons, the ledger of exports, and
the files of evidence that were taken in."""

RECIPIENT, VAULT, OPENING = "_recipient", "_vault", "_opening"
"""Who may open the identity vault, what was put into it, and each time it was opened."""

ADMINISTRATIVE = (DEVICE, PROJECT, REASON, EXPORT, ORIGINAL, RECIPIENT, VAULT, OPENING)


LEAF_COLUMNS = "number, in_commit, change, type, record, sensitivity, digest, body, salt, subject"

_INSERT_LEAF = f"INSERT INTO journal_leaf ({LEAF_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DIGEST = 6
_CLASSES = {sensitivity: (sensitivity.rank, sensitivity.apart) for sensitivity in Sensitivity}
"""The rank of each class, and whether its payloads are encrypted."""


def administrative_class(type_: str) -> Sensitivity:
    """The class of what is journaled beside the records; whatever is said of the vault names codes of persons."""
    return Sensitivity.RESTRICTED if type_ in (RECIPIENT, VAULT, OPENING) else Sensitivity.PARTNER


class PersonKeys:
    """The keys under which restricted payloads are encrypted, one for each person (or record) that they speak of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        driver: Any = connection.connection.driver_connection
        self._ask = driver.execute  # asked once for every person: the engine's own call is ten times as fast
        self._open: dict[str, ChaCha20Poly1305] = {}
        self._new: list[tuple[str, bytes]] = []

    def to_write(self, subject: str) -> ChaCha20Poly1305:
        """The key of `subject`, made where there is none yet."""
        return self.to_read(subject) or self._make(subject)

    def to_read(self, subject: str) -> ChaCha20Poly1305 | None:
        """The key of `subject`, or None where it is not here or was erased."""
        opened = self._open.get(subject)
        if opened is None:
            row = self._ask("SELECT key FROM keys_person WHERE subject = ?", (subject,)).fetchone()
            if row is None:
                return None
            opened = self._keep(subject, as_bytes(row[0]))
        return opened

    def give(self, subject: str, key: bytes) -> None:
        """Keep a key that was made outside, for what lies outside: the file of a media record."""
        self._new.append((subject, key))

    def _make(self, subject: str) -> ChaCha20Poly1305:
        key = os.urandom(32)
        self._new.append((subject, key))
        return self._keep(subject, key)

    def _keep(self, subject: str, key: bytes) -> ChaCha20Poly1305:
        if len(self._open) > 50_000:
            self.flush()
            self._open.clear()
        opened = self._open[subject] = ChaCha20Poly1305(key)
        return opened

    def flush(self) -> None:
        """Write the keys that were made."""
        if self._new:
            self._connection.exec_driver_sql("INSERT INTO keys_person (subject, key) VALUES (?, ?)", self._new)
            self._new = []


class JournalWriter:
    """One commit being written: payloads go to the table as they come, the header is made and signed at the end."""

    BATCH = 4000

    def __init__(self, connection: Connection, device: Device, keys: PersonKeys) -> None:
        self._connection = connection
        self._device = device
        self._keys = keys
        self._merkle = MerkleRoot()
        self._pending: list[tuple[Any, ...]] = []
        self._salts, self._nonces = _random(SALT_BYTES), _random(NONCE_BYTES)
        self.changes = 0
        self.number = _next(connection, "journal_commit")
        self._leaf = _next(connection, "journal_leaf")

    def write(self, change: Change, payloads: Sequence[Payload], subject: str) -> list[bytes]:
        """Write one edit's payloads, the restricted ones encrypted under the key of `subject`; gives their digests."""
        digests = []
        type_, record = change.type, change.record
        for sensitivity, body in payloads:
            salt = next(self._salts)
            leaf = digest(salt, body)
            digests.append(leaf)
            rank, locked = _CLASSES[sensitivity]
            row = (self._leaf, self.number, self.changes, type_, record, rank, leaf)
            if locked:
                nonce = next(self._nonces)
                hidden = nonce + self._keys.to_write(subject).encrypt(nonce, salt + body, leaf)
                self._pending.append((*row, hidden, None, subject))
            else:
                self._pending.append((*row, body, salt, None))
            self._leaf += 1
        self.changes += 1
        if len(self._pending) >= self.BATCH:
            self._flush()
        return digests

    def earlier(self, record: str) -> tuple[set[int], list[bytes]]:
        """The commits that changed a record so far, this one included, and the digests of all its payloads."""
        self._flush()
        sql = "SELECT in_commit, digest FROM journal_leaf WHERE record = ?"
        rows = self._connection.exec_driver_sql(sql, (record,))
        found = [(int(commit), bytes(leaf)) for commit, leaf in rows]
        return {commit for commit, _ in found}, [leaf for _, leaf in found]

    def finish(self, parents: Sequence[str], time: datetime) -> str:
        """Write and sign the header; gives the commit's hash."""
        self._flush()
        self._keys.flush()
        header = Header(
            author=self._device.author,
            device=self._device.fingerprint,
            time=utc_text(time),
            zone=zone_text(time),
            parents=tuple(sorted(parents)),
            changes=self.changes,
            leaves=self._merkle.count,
            root=self._merkle.root().hex(),
        ).to_bytes()
        name = commit_hash(header)
        self._connection.exec_driver_sql(
            "INSERT INTO journal_commit (number, hash, header, signature) VALUES (?, ?, ?, ?)",
            (self.number, name, header, sign(self._device.key, header)),
        )
        self._connection.exec_driver_sql(
            "INSERT INTO local_arrival (number, at) VALUES (?, ?)", (self.number, utc_text(time))
        )
        return name

    def _flush(self) -> None:
        """Write the leaves that are pending, in their order, and take their digests into the root."""
        if self._pending:
            pending, self._pending = self._pending, []
            self._merkle.extend([row[_DIGEST] for row in pending])
            self._connection.exec_driver_sql(_INSERT_LEAF, pending)


def _random(size: int) -> Iterator[bytes]:
    """Random bytes, `size` at a time without end."""
    while True:
        block = os.urandom(size * _RANDOM_AT_ONCE)
        for start in range(0, len(block), size):
            yield block[start : start + size]


def _next(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT coalesce(max(number), 0) + 1 FROM {table}").scalar_one())


def utc_text(time: datetime) -> str:
    """A moment in UTC with microseconds, as headers hold it."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def zone_text(time: datetime) -> str:
    """The offset and the zone's name that the clock showed, such as “+03:00 EEST”."""
    offset = time.strftime("%z")
    return f"{offset[:3]}:{offset[3:5]} {time.tzname()}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One payload as it lies in the journal."""

    number: int
    in_commit: int
    change: int
    type: str
    record: str
    sensitivity: int
    digest: bytes
    body: bytes | None
    salt: bytes | None
    subject: str | None


def as_bytes(held: Any) -> bytes:
    """What a column of bytes holds, also where somebody wrote text or a number into it."""
    if held is None or isinstance(held, bytes):
        return held or b""
    return bytes(held) if isinstance(held, memoryview | bytearray) else str(held).encode("utf-8", "surrogatepass")


def open_leaf(leaf: Leaf, keys: PersonKeys) -> tuple[bytes, bytes] | None:
    """Salt and canonical bytes of a payload; None where the payload or its key is not here.

    Raises InvalidTag where an encrypted payload was tampered with.
    """
    if leaf.body is None:
        return None
    if leaf.subject is None:
        return as_bytes(leaf.salt), as_bytes(leaf.body)
    key = keys.to_read(leaf.subject)
    if key is None:
        return None
    data = as_bytes(leaf.body)
    if len(data) < NONCE_BYTES:
        raise InvalidTag
    opened = key.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], as_bytes(leaf.digest))
    return opened[:SALT_BYTES], opened[SALT_BYTES:]


def read_payload(leaf: Leaf, keys: PersonKeys) -> dict[str, Any] | None:
    """The payload as values; None where it is not here or cannot be opened."""
    try:
        opened = open_leaf(leaf, keys)
        payload = None if opened is None else orjson.loads(opened[1])
    except (InvalidTag, orjson.JSONDecodeError):
        return None
    return payload if isinstance(payload, dict) else None


def leaves(connection: Connection, where: str, parameters: Sequence[Any], order: str = "number") -> Iterator[Leaf]:
    """The leaves that a condition names, as a stream."""
    result = connection.exec_driver_sql(
        f"SELECT {LEAF_COLUMNS} FROM journal_leaf WHERE {where} ORDER BY {order}", tuple(parameters)
    )
    for row in result:
        yield Leaf(*row)


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
