"""Secrets that came in the environment, taken out of it at once: no process started later inherits them.

They are kept only until the command has read them; a window that is open or locked has none.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress

PASSPHRASE, NEW_PASSPHRASE = "TAPHOS_PASSPHRASE", "TAPHOS_NEW_PASSPHRASE"
IDENTITY_PASSPHRASE = "TAPHOS_IDENTITY_PASSPHRASE"
OTHER_PASSPHRASE = "TAPHOS_OTHER_PASSPHRASE"

_taken: dict[str, str] = {}


def take_secrets() -> None:
    """Take every secret out of the environment of this process."""
    for variable in (PASSPHRASE, NEW_PASSPHRASE, IDENTITY_PASSPHRASE, OTHER_PASSPHRASE):
        if variable in os.environ:
            _blank(variable)
            _taken[variable] = os.environ.pop(variable)


def given_secret(variable: str) -> str:
    """What was given in a variable; empty where nothing was."""
    return _taken.get(variable, "")


def forget_secrets() -> None:
    """Nobody needs them any more."""
    _taken.clear()


def _blank(variable: str) -> None:
    """Write over the value where the process was given it: taking a name out of the environment leaves its bytes."""
    if sys.platform == "win32":
        return
    with suppress(OSError, AttributeError):
        found = ctypes.CDLL(None).getenv
        found.restype = ctypes.c_void_p
        place = found(os.fsencode(variable))
        if place:
            ctypes.memset(place, 0, len(ctypes.string_at(place)))
