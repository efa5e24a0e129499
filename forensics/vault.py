"""An entry of the identity vault: the name and contact behind a code, signed within; which of several is in force.

An entry is two lines of text, a JSON object and the signature of the device that it was written on, so that whoever
holds a key needs no program of ours to read it. Entries are never changed: a later one names those that it follows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forensics.errors import TaphosError, ValueRefused
from forensics.journal import canonical_bytes

FORMAT = 1
_SIGNED_AS = b"taphos: an entry of the identity vault\n"


class VaultEntryBroken(TaphosError):
    """What was decrypted is no entry that we wrote; nothing of it is quoted."""


@dataclass(frozen=True)
class VaultEntry:
    """What stands behind one code, as one person wrote it at one time; its text never shows what it holds.

    `at` is UTC in ISO 8601, `device` the fingerprint of the key that signed, `supersedes` the ids of the entries for
    the same code that its writer knew of.
    """

    project: str
    id: str
    code: str
    at: str
    author: str
    device: str
    name: str = field(repr=False)
    contact: str = field(default="", repr=False)
    supersedes: tuple[str, ...] = ()
    format: int = FORMAT


@dataclass(frozen=True)
class SignedEntry:
    """An entry as it was read, with what its signature covers."""

    entry: VaultEntry
    body: bytes = field(repr=False)
    signature: bytes

    def signed_by(self, public_key: bytes) -> bool:
        """Whether the 32-byte public key made the signature."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(self.signature, _signed(self.body))
        except (InvalidSignature, ValueError):
            return False
        return True


def entry_text(entry: VaultEntry, key: Ed25519PrivateKey) -> bytes:
    """The entry's two lines; raises ValueRefused for a text that cannot be kept, and does not quote it."""
    try:
        body = canonical_bytes(asdict(entry) | {"supersedes": sorted(entry.supersedes)})
    except ValueRefused:
        raise ValueRefused("The name or the contact holds a character that cannot be kept.") from None
    return body + b"\n" + key.sign(_signed(body)).hex().encode() + b"\n"


def read_entry(text: bytes) -> SignedEntry:
    """The entry in what `entry_text` gave, with any blanks behind it; raises VaultEntryBroken."""
    body, _, rest = text.partition(b"\n")
    signature, _, filling = rest.partition(b"\n")
    values = _values(body)
    found = values.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise VaultEntryBroken(
            "The entry has format {found}, made by a newer version; this one reads up to {known}.",
            found=found, known=FORMAT,
        )  # fmt: skip
    try:
        entry = VaultEntry(**{**values, "supersedes": tuple(values["supersedes"])})
        signed = SignedEntry(entry, body, bytes.fromhex(signature.decode("ascii")))
    except (ValueError, TypeError, KeyError):
        raise _broken() from None
    if filling.strip():
        raise _broken()
    return signed


def in_force(entries: Iterable[VaultEntry]) -> list[VaultEntry]:
    """The entries for one code that no other one supersedes, the newest first: several where nobody knew of the other.

    It follows from the set alone, so two vaults united in either order say the same.
    """
    known = {entry.id: entry for entry in entries}
    followed = {id_ for entry in known.values() for id_ in entry.supersedes if id_ != entry.id}
    standing = [entry for id_, entry in known.items() if id_ not in followed] or list(known.values())
    return sorted(standing, key=lambda entry: (entry.at, entry.id), reverse=True)


def _signed(body: bytes) -> bytes:
    return _SIGNED_AS + hashlib.sha256(body).digest()


def _values(body: bytes) -> dict[str, Any]:
    try:
        values = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _broken() from None
    if not isinstance(values, dict):
        raise _broken()
    return values


def _broken() -> VaultEntryBroken:
    return VaultEntryBroken("What the vault's file holds is no entry.")
