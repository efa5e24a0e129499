"""The system's key ring, where it answers by itself: nothing here asks a person, waits long, or leaves the machine."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SECRET_SERVICE = "keyring.backends.SecretService"
TRUSTED = (_SECRET_SERVICE, "keyring.backends.macOS", "keyring.backends.Windows")
"""The rings that encrypt and stay on the machine; what else is installed as one is not even imported."""

_NAMED = "PYTHON_KEYRING_BACKEND"
"""By this a person names a ring for all programs, or none (`keyring.backends.null.Keyring`)."""

_SERVICE, _PATIENCE = "taphos", 5.0
"""Under what name a secret lies, and for how many seconds a ring is waited for."""

_BY_SYSTEM = {"darwin": "keyring.backends.macOS.Keyring", "win32": "keyring.backends.Windows.WinVaultKeyring"}
_T = TypeVar("_T")


class RingSilent(Exception):
    """There is no ring, it is locked, or it does not answer."""


def put_in_ring(name: str, secret: bytes) -> bool:
    """Keep a secret in the ring; tells whether it then lies there and reads the same."""

    def put() -> bytes | None:
        ring = _ring()
        ring.set_password(f"{_SERVICE} {name}", name, secret.hex())
        return _read(ring, name)

    try:
        return _soon(put) == secret
    except RingSilent:
        return False


def get_from_ring(name: str) -> bytes | None:
    """A secret of the ring, None where it has none of that name; raises RingSilent."""
    return _soon(lambda: _read(_ring(), name))


def _read(ring: KeyringBackend, name: str) -> bytes | None:
    found = ring.get_password(f"{_SERVICE} {name}", name)
    return None if found is None else bytes.fromhex(found)


def _ring() -> KeyringBackend:
    named = os.environ.get(_NAMED) or _BY_SYSTEM.get(sys.platform, f"{_SECRET_SERVICE}.Keyring")
    if named.rpartition(".")[0] not in TRUSTED:
        raise RingSilent(named)
    if named.startswith(_SECRET_SERVICE) and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        raise RingSilent("no session bus")
    from keyring.core import load_keyring  # a tenth of a second, where a ring may be at all

    ring = load_keyring(named)
    if sys.platform == "win32" and hasattr(ring, "persist"):
        ring.persist = "local machine"  # else it travels with a profile that a domain keeps on a server
    if named.startswith(_SECRET_SERVICE):
        _refuse_what_would_ask()
    return ring


def _refuse_what_would_ask() -> None:
    """Raise RingSilent where the Secret Service has no collection yet or it is locked: using it would open a prompt."""
    from secretstorage import dbus_init
    from secretstorage.collection import Collection

    with closing(dbus_init()) as bus:
        if Collection(bus).is_locked():
            raise RingSilent("locked")


def _soon(call: Callable[[], _T]) -> _T:
    """What the call gives, on a thread of its own that nobody waits for when it takes too long; raises RingSilent."""
    given: list[_T] = []
    wrong: list[Exception] = []

    def run() -> None:
        try:
            given.append(call())
        except Exception as reason:  # a ring is a program of others: whatever it raises, it is not to be used
            wrong.append(reason)

    thread = threading.Thread(target=run, name="key ring", daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    if not given:
        raise RingSilent(str(wrong[0]) if wrong else "no answer") from (wrong[0] if wrong else None)
    return given[0]
