"""A device's key whose private half lies in the system's key ring until it first signs."""

from __future__ import annotations

from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forensics.journal import fingerprint
from layers.errors import MayNotWrite
from layers.key_ring import RingSilent, get_from_ring
from layers.keys import overwrite


class KeyInRing(Ed25519PrivateKey):
    """Known by its public half; reading a project never asks the ring."""

    def __init__(self, public: bytes) -> None:
        self._public = Ed25519PublicKey.from_public_bytes(public)
        self._private: Ed25519PrivateKey | None = None

    def fetch(self) -> Ed25519PrivateKey:
        """The private half; raises MayNotWrite where the ring does not give it, or gives another's."""
        if self._private is None:
            self._private = _fetched(self._public.public_bytes(Encoding.Raw, PublicFormat.Raw))
        return self._private

    def public_key(self) -> Ed25519PublicKey:
        """The half that others verify with."""
        return self._public

    def sign(self, data: bytes | bytearray | memoryview) -> bytes:
        """Ed25519 over the data."""
        return self.fetch().sign(data)

    def private_bytes_raw(self) -> bytes:
        """The 32 bytes that the ring keeps."""
        return self.fetch().private_bytes_raw()

    def private_bytes(self, *_: object) -> NoReturn:
        """Nothing asks for them in another form."""
        raise NotImplementedError

    def __copy__(self) -> KeyInRing:
        return self

    def __deepcopy__(self, memo: object) -> KeyInRing:
        return self


def _fetched(public: bytes) -> Ed25519PrivateKey:
    device = fingerprint(public)
    try:
        raw = get_from_ring(device)
    except RingSilent as reason:
        raise MayNotWrite(
            "The key by which this device ({device}) signs lies in the key ring of the system, which is locked or does "
            "not answer, so it may read here but not write; log in on its desktop and unlock the key ring.",
            device=device,
        ) from reason
    if raw is None or len(raw) != len(public):
        raise _lost(device)
    key = Ed25519PrivateKey.from_private_bytes(raw)
    if key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) != public:
        raise _lost(device)
    overwrite(raw)
    return key


def _lost(device: str) -> MayNotWrite:
    return MayNotWrite(
        "The key by which this device ({device}) signs is no longer in the key ring of the system, so it may read here "
        "but not write; make it a new one (“taphos devices PROJECT --renew”) and let a lead enrol that.",
        device=device,
    )
