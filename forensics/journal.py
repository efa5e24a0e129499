"""The arithmetic of the journal: canonical bytes, salted digests, Merkle roots, signed headers, folded states.

Nothing here is kept; layers/register writes what these functions make. Format 1 is described in
resources/decisions/ and in the docstrings below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forensics.errors import TaphosError, ValueRefused

FORMAT = 1
SALT_BYTES = 32


class JournalBroken(TaphosError):
    """Something in the journal is not what was written."""


def canonical_bytes(value: Any) -> bytes:
    """RFC 8785 JSON of a payload within our limits (ASCII keys, integers below 2^53, no floats, no nulls, no NUL).

    Raises ValueRefused for text with NUL or a lone surrogate.
    """
    return all_canonical_bytes((value,))[0]


def all_canonical_bytes(values: Iterable[Any]) -> list[bytes]:
    """The canonical bytes of each of these."""
    dumps, sort = orjson.dumps, orjson.OPT_SORT_KEYS
    try:
        found = [dumps(value, None, sort) for value in values]
    except (TypeError, orjson.JSONEncodeError) as reason:
        raise ValueRefused("A value cannot be kept: {reason}.", reason=str(reason)) from reason
    if b"\\u0000" in b"".join(found) and any(_holds_nul(orjson.loads(data)) for data in found):
        raise ValueRefused("A text holds the character NUL, which cannot be kept.")
    return found


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Mapping):
        return any(_holds_nul(one) for one in value.values())
    return isinstance(value, list) and any(_holds_nul(one) for one in value)


def digest(salt: bytes, body: bytes) -> bytes:
    """What the header covers of a payload: SHA-256 over its 32-byte salt and its canonical bytes."""
    return digest_of(salt + body)


def digest_of(salted: bytes) -> bytes:
    """As `digest`, of both in one."""
    return hashlib.sha256(salted).digest()


class MerkleRoot:
    """The root over digests that arrive one by one, in memory that grows with the logarithm of their number.

    Leaves and nodes are told apart by a prefix as in RFC 6962, section 2.1; the root of nothing is SHA-256 of nothing.
    """

    def __init__(self) -> None:
        self.count = 0
        self._stack: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Take in the next digest."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Take in the next digests, as many at a time as make a whole tree beside those before."""
        sha256 = hashlib.sha256
        nodes = [sha256(b"\0" + leaf).digest() for leaf in leaves]
        at = 0
        while at < len(nodes):
            size = 1 << (len(nodes) - at).bit_length() - 1
            if self.count:
                size = min(size, self.count & -self.count)
            self._push(_top(nodes[at : at + size]), size)
            at += size

    def _push(self, node: bytes, size: int) -> None:
        """Take in the top of a whole tree over `size` digests; as many were taken in before, or a multiple of it."""
        below = self.count // size
        while below & 1:
            node = hashlib.sha256(b"\1" + self._stack.pop() + node).digest()
            below >>= 1
        self._stack.append(node)
        self.count += size

    def root(self) -> bytes:
        """The root over all digests so far."""
        if not self._stack:
            return hashlib.sha256(b"").digest()
        node = self._stack[-1]
        for left in reversed(self._stack[:-1]):
            node = hashlib.sha256(b"\1" + left + node).digest()
        return node


def _top(nodes: list[bytes]) -> bytes:
    """The top of a whole tree; the number of its nodes is a power of two."""
    sha256 = hashlib.sha256
    while len(nodes) > 1:
        pairs = iter(nodes)
        nodes = [sha256(b"\1" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return nodes[0]


@dataclass(frozen=True)
class Header:
    """The signed part of a commit: who, where, when, after what, and the root over the digests of its payloads.

    `time` is UTC in ISO 8601 with microseconds, `zone` the offset and zone name that the author's clock showed;
    `changes` counts edits, `leaves` their payloads (one for each sensitivity class that an edit touches).
    """

    author: str
    device: str
    time: str
    zone: str
    parents: tuple[str, ...]
    changes: int
    leaves: int
    root: str
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """Canonical JSON; its SHA-256 is the commit's name."""
        return canonical_bytes(
            {
                "author": self.author,
                "changes": self.changes,
                "device": self.device,
                "format": self.format,
                "leaves": self.leaves,
                "parents": list(self.parents),
                "root": self.root,
                "time": self.time,
                "zone": self.zone,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Header:
        """The header that `to_bytes` wrote; JournalBroken where it is none or of a newer format."""
        try:
            values = orjson.loads(data)
            values["parents"] = tuple(values["parents"])
            header = cls(**values)
        except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError) as reason:
            raise JournalBroken("A commit's header cannot be read.") from reason
        if header.format > FORMAT:
            raise JournalBroken(
                "A commit has format {found}; this version reads up to {known}.", found=header.format, known=FORMAT
            )
        return header


def commit_hash(header: bytes) -> str:
    """The name of a commit: SHA-256 of its header's bytes, in hex."""
    return hashlib.sha256(header).hexdigest()


def sign(key: Ed25519PrivateKey, header: bytes) -> bytes:
    """Ed25519 over the commit's hash."""
    return key.sign(hashlib.sha256(header).digest())


def signed_by(public_key: bytes, header: bytes, signature: bytes) -> bool:
    """Whether the 32-byte public key made this signature over this header."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, hashlib.sha256(header).digest())
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: bytes) -> str:
    """How a device is named in headers: the first 32 hex digits of the SHA-256 of its public key."""
    return hashlib.sha256(public_key).hexdigest()[:32]


@dataclass
class State:
    """What one record holds after the payloads that were folded into it, in the order of their commits."""

    type: str
    values: dict[str, Any] = field(default_factory=dict)
    digests: list[bytes] = field(default_factory=list)
    commits: list[str] = field(default_factory=list)
    missing: bool = False  # a payload is not here, or was erased

    def fold(self, commit: str, leaf: bytes, payload: Mapping[str, Any] | None) -> None:
        """Take in the next payload of this record; None where it is not here."""
        if not self.commits or self.commits[-1] != commit:
            self.commits.append(commit)
        self.digests.append(leaf)
        if payload is None:
            self.missing = True
            return
        after = payload.get("after", {})
        for name in payload.get("before", ()):
            if name not in after:
                self.values.pop(name, None)
        self.values.update(after)


def record_hash(digests: Iterable[bytes]) -> str:
    """A record's hash: SHA-256 over the digests of all its payloads, sorted, so that merging in any order agrees."""
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()
