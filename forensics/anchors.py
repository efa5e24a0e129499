"""An anchor: what a device signs of a project's heads, so that whoever keeps it finds a journal that was cut back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forensics.errors import TaphosError
from forensics.journal import canonical_bytes, fingerprint

FORMAT = 1
KIND = "taphos anchor"
_HASH = re.compile(r"[0-9a-f]{64}")
_SHAPES = {
    "device": re.compile(r"[0-9a-f]{32}"),
    "key": re.compile(r"[0-9a-f]{64}"),
    "project": re.compile(r"[0-9a-fA-F-]{36}"),
    "signature": re.compile(r"[0-9a-f]{128}"),
    "time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"),
}


class AnchorRefused(TaphosError):
    """What was given as an anchor is none, or is not as it was signed."""


@dataclass(frozen=True)
class Anchor:
    """The signed statement that a project had these heads; `key` is the public key that made `signature`, in hex."""

    project: str
    heads: tuple[str, ...]
    time: str
    device: str
    key: str
    signature: str = ""

    def _stated(self) -> dict[str, Any]:
        return {
            "device": self.device,
            "format": FORMAT,
            "heads": list(self.heads),
            "key": self.key,
            "kind": KIND,
            "project": self.project,
            "time": self.time,
        }

    def statement(self) -> bytes:
        """What is signed: canonical JSON without the signature; longer than any hash, so it is no commit's."""
        return canonical_bytes(self._stated())

    def to_bytes(self) -> bytes:
        """The whole document, as it stands in the file and in the QR code: canonical JSON."""
        return canonical_bytes({**self._stated(), "signature": self.signature})

    @property
    def sha256(self) -> str:
        """What an authority's time stamp is over: SHA-256 of the document."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


def heads_hash(heads: Iterable[str]) -> str:
    """One number for all heads: SHA-256 over their hex digits, sorted and joined by line feeds."""
    return hashlib.sha256("\n".join(sorted(heads)).encode()).hexdigest()


APART = "+"
"""Stands between the hashes of commits that are named together: the newest ones of a journal that was edited apart."""


def short_head(head: str, digits: int) -> str:
    """How a page names its head: the beginning of the hash, of several that of SHA-256 over them; empty for none."""
    heads = head.split(APART)
    return (head if len(heads) == 1 else heads_hash(heads))[:digits]


def sign_anchor(key: Ed25519PrivateKey, project: str, heads: Iterable[str], time: str) -> Anchor:
    """The anchor of these heads, signed by a device."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    unsigned = Anchor(project, tuple(sorted(heads)), time, fingerprint(public), public.hex())
    return Anchor(
        unsigned.project, unsigned.heads, unsigned.time, unsigned.device, unsigned.key,
        key.sign(unsigned.statement()).hex(),
    )  # fmt: skip


def read_anchor(data: bytes) -> Anchor:
    """The anchor in a file or a QR code; raises AnchorRefused where it is none or its signature is wrong."""
    try:
        values = orjson.loads(data.strip().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as reason:
        raise AnchorRefused("The anchor cannot be read: it is damaged, or no anchor.") from reason
    if not isinstance(values, dict) or values.get("kind") != KIND:
        raise AnchorRefused("The anchor cannot be read: it is damaged, or no anchor.")
    if values.get("format") != FORMAT:
        raise AnchorRefused(
            "The anchor has format {found}; this version reads {known}.", found=values.get("format"), known=FORMAT
        )
    heads = values.get("heads")
    whole = all(isinstance(values.get(name), str) and shape.fullmatch(values[name]) for name, shape in _SHAPES.items())
    if not whole or not isinstance(heads, list) or not heads or not all(_is_hash(head) for head in heads):
        raise AnchorRefused("The anchor cannot be read: it is damaged, or no anchor.")
    anchor = Anchor(
        values["project"], tuple(heads), values["time"], values["device"], values["key"], values["signature"]
    )
    _refuse_wrong_signature(anchor)
    return anchor


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _refuse_wrong_signature(anchor: Anchor) -> None:
    key = bytes.fromhex(anchor.key)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(anchor.signature), anchor.statement())
        signed = fingerprint(key) == anchor.device
    except (InvalidSignature, ValueError):
        signed = False
    if not signed:
        raise AnchorRefused("The anchor is not as the device {device} signed it.", device=anchor.device)
