"""The key by which this device signs: kept outside every project, in the key ring or wrapped where there is a way."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

import platformdirs
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forensics.journal import fingerprint
from forensics.messages import Message, say
from layers.device_keys import KeyInRing
from layers.errors import ProjectRefused
from layers.files import read_small, refusing, write_once
from layers.key_ring import put_in_ring
from layers.keys import locked_under, name_for, overwrite, unlocked_under

KEY, NOTE = "device.key", "device.json"
_LARGEST = 4096
"""The key itself in a file, or a note of the public half of one that lies in the key ring."""
_WRAPPED = b"taphos: the key of a device"
_NAME = b"taphos: what the key of a device is called"


SHORT = 3
"""Letters and digits of a fingerprint by which a device is called."""


class Lies(Enum):
    """Where the private half of a device's key lies."""

    RING = "ring"
    PROJECT = "project"
    FILE = "file"


@dataclass(frozen=True)
class Device:
    """This device: its signing key, the code of the practitioner who works on it, and where the key lies."""

    key: Ed25519PrivateKey
    author: str
    lies: Lies = Lies.FILE
    file: str = ""

    @cached_property
    def public_key(self) -> bytes:
        """The 32 raw bytes that others verify with."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.public_key)

    @property
    def short(self) -> str:
        """What a device is called for short; layers.enrolment.short_name is longer where another's begins so."""
        return self.fingerprint[:SHORT].upper()

    def ready(self) -> None:
        """Have the key at hand before a write begins; raises ProjectRefused where the key ring does not give it."""
        if isinstance(self.key, KeyInRing):
            self.key.fetch()


def lies_open(device: Device) -> bool:
    """Whether whoever takes the computer can sign as this device."""
    return device.lies is Lies.FILE


def where_it_lies(device: Device) -> Message:
    """Where the key lies and whom that keeps from it, as people read it."""
    if device.lies is Lies.RING:
        return say("This device's key lies in the key ring of the system.")
    if device.lies is Lies.PROJECT:
        return say("This device's key for the project lies on this computer, encrypted under the project's own key.")
    return say(
        "This device's key lies in “{file}” and is not encrypted, since no key ring answers here: whoever takes the "
        "computer can sign as this device in projects without a passphrase. When it is lost, have a lead revoke it.",
        file=device.file,
    )


def data_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where this user's own files lie; `TAPHOS_HOME` names another folder."""
    named = (os.environ if environment is None else environment).get("TAPHOS_HOME")
    return Path(named) if named else Path(platformdirs.user_data_dir("taphos", appauthor=False))


def this_device(folder: Path | None = None) -> Device:
    """The device's key for all projects, made at its first use; the author is TAPHOS_AUTHOR or its own short name.

    It goes into the key ring where one answers, and so does one that an earlier version left in a file.
    """
    home = folder or data_folder()
    if not (home / NOTE).exists():
        found = _in_file(home).key if (home / KEY).exists() else Ed25519PrivateKey.generate()
        if not _put_in_ring(home, found):
            with _written_to(home):
                write_once(home / KEY, found.private_bytes_raw())
            return _in_file(home)
    _empty_files(home)
    return _noted(home)


def renew_device(folder: Path | None = None) -> Device:
    """A new key for this device, after the one before was revoked; that one is kept where it is, unused."""
    before = this_device(folder)
    home = folder or data_folder()
    for name in (KEY, NOTE):
        if (home / name).exists():
            (home / name).replace(_retired(home / name, before))
    return this_device(folder)


# In an encrypted project


def device_of(key: bytes | None, enrolled: Callable[[str], bool], folder: Path | None = None) -> Device:
    """The device as it writes to a project with this data key: with the key of its own that is enrolled there.

    Where no key ring answers and this computer has no key yet, it makes one for the project alone, wrapped under the
    project's. One that lies open and is enrolled is wrapped there too, so that it can be taken out of its file.
    """
    home = folder or data_folder()
    wrapped = None if key is None else _wrapped(home, key)
    if wrapped is not None and enrolled(wrapped.fingerprint):
        return wrapped
    if key is None or _is_known(home):
        device = this_device(home)
        if key is not None and wrapped is None and device.lies is Lies.FILE and enrolled(device.fingerprint):
            _wrap(home, key, device.key)
        if wrapped is None or enrolled(device.fingerprint):
            return device
    return wrapped or device_for_new(key, home)


def nobody() -> Device:
    """A device for what is only looked at; it is enrolled nowhere and gone when the program ends."""
    return Device(Ed25519PrivateKey.generate(), "")


def device_for_new(key: bytes | None, folder: Path | None = None) -> Device:
    """The device that makes a project: by its key in the ring, else by one of the project's own, wrapped under it."""
    home = folder or data_folder()
    if key is None:
        return this_device(home)
    if not (home / NOTE).exists():
        found = _in_file(home).key if (home / KEY).exists() else Ed25519PrivateKey.generate()
        if not _put_in_ring(home, found):
            return _wrap(home, key, Ed25519PrivateKey.generate())
    return this_device(home)


def renew_device_of(key: bytes, folder: Path | None = None) -> Device:
    """A new key for one encrypted project, where the one before lay wrapped under that project's."""
    home = folder or data_folder()
    kept = _file_for(home, key)
    before = _wrapped(home, key)
    if before is not None:
        kept.replace(_retired(kept, before))
    return _wrap(home, key, Ed25519PrivateKey.generate())


def _is_known(home: Path) -> bool:
    """Whether this computer has a key for all projects."""
    return (home / NOTE).exists() or (home / KEY).exists()


def _wrapped(home: Path, data_key: bytes) -> Device | None:
    kept = _file_for(home, data_key)
    if not kept.exists():
        return None
    try:
        private = unlocked_under(data_key, _WRAPPED, read_small(kept, _LARGEST))
        key = Ed25519PrivateKey.from_private_bytes(private)
    except (OSError, ValueError) as reason:
        raise _unreadable(kept) from reason
    overwrite(private)
    return _device(key, Lies.PROJECT, kept)


def _wrap(home: Path, data_key: bytes, private: Ed25519PrivateKey) -> Device:
    kept = _file_for(home, data_key)
    with _written_to(home):
        write_once(kept, locked_under(data_key, _WRAPPED, private.private_bytes_raw()))
    found = _wrapped(home, data_key)
    if found is None:
        raise _unreadable(kept)
    return found


def _file_for(home: Path, data_key: bytes) -> Path:
    """The file of a project's device key; its name tells nobody without the project's key which project it is."""
    return home / f"device-{name_for(data_key, _NAME)}.wrapped"


# In the key ring, and in a file


def _noted(home: Path) -> Device:
    try:
        public = bytes.fromhex(json.loads(read_small(home / NOTE, _LARGEST))["key"])
        return _device(KeyInRing(public), Lies.RING, home / NOTE)
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise _unreadable(home / NOTE) from reason


def _in_file(home: Path) -> Device:
    try:
        private = read_small(home / KEY, _LARGEST)
        key = Ed25519PrivateKey.from_private_bytes(private)
    except (OSError, ValueError) as reason:
        raise _unreadable(home / KEY) from reason
    overwrite(private)
    return _device(key, Lies.FILE, home / KEY)


def _put_in_ring(home: Path, key: Ed25519PrivateKey) -> bool:
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    if not put_in_ring(fingerprint(public), key.private_bytes_raw()):
        return False
    with _written_to(home):
        write_once(home / NOTE, json.dumps({"key": public.hex()}).encode())
    return True


def _empty_files(home: Path) -> None:
    """Keys that an earlier version left in files go into the ring, revoked ones too."""
    for path in home.glob("device*.key"):
        raw = path.read_bytes()
        key = Ed25519PrivateKey.from_private_bytes(raw) if len(raw) == 32 else None
        if key is not None and put_in_ring(Device(key, "").fingerprint, raw):
            path.unlink()


def _retired(path: Path, device: Device) -> Path:
    return path.with_name(f"device-{device.fingerprint[:12]}{path.suffix}")


def _device(key: Ed25519PrivateKey, lies: Lies, file: Path) -> Device:
    short = Device(key, "").short
    return Device(key, os.environ.get("TAPHOS_AUTHOR") or f"device-{short}", lies, str(file))


@contextmanager
def _written_to(home: Path) -> Iterator[None]:
    with refusing(home):
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield


def _unreadable(kept: Path) -> ProjectRefused:
    return ProjectRefused("The device key in “{file}” cannot be read.", file=str(kept))
