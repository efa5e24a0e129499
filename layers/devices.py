"""The key by which this device signs: kept outside every project, in the user's own data folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import platformdirs
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forensics.journal import fingerprint
from layers.errors import ProjectRefused
from layers.files import refusing, write_once

KEY = "device.key"


@dataclass(frozen=True)
class Device:
    """This device: its signing key, its fingerprint, and the code of the practitioner who works on it."""

    key: Ed25519PrivateKey
    author: str

    @cached_property
    def public_key(self) -> bytes:
        """The 32 raw bytes that others verify with."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.public_key)

    @property
    def short(self) -> str:
        """The three letters and digits that proposed codes begin with, so that devices do not propose the same."""
        return self.fingerprint[:3].upper()


def data_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where this user's own files lie; `TAPHOS_HOME` names another folder."""
    named = (os.environ if environment is None else environment).get("TAPHOS_HOME")
    return Path(named) if named else Path(platformdirs.user_data_dir("taphos", appauthor=False))


def this_device(folder: Path | None = None) -> Device:
    """The device's key, made at its first use; the author is TAPHOS_AUTHOR or the device's own short name."""
    kept = (folder or data_folder()) / KEY
    if not kept.exists():
        with refusing(kept.parent):
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_once(kept, Ed25519PrivateKey.generate().private_bytes_raw())
    try:
        key = Ed25519PrivateKey.from_private_bytes(kept.read_bytes())
    except (OSError, ValueError) as reason:
        raise ProjectRefused("The device key in “{file}” cannot be read.", file=str(kept)) from reason
    device = Device(key, "")
    return Device(key, os.environ.get("TAPHOS_AUTHOR") or f"device-{device.short}")


def renew_device(folder: Path | None = None) -> Device:
    """A new key for this device, after the one before was revoked; that one is kept beside it, unused."""
    before = this_device(folder)
    kept = (folder or data_folder()) / KEY
    kept.replace(kept.with_name(f"device-{before.fingerprint[:12]}.key"))
    return this_device(folder)
