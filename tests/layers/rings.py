"""A key ring of the tests' own, chosen by keyring's own way of choosing one; it keeps its secrets in memory."""

from __future__ import annotations

import time

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

HELD: dict[tuple[str, str], str] = {}
MOOD: set[str] = set()
"""`locked`, `hangs`, `forgets`: what the ring does next."""


class MemoryRing(KeyringBackend):
    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        _be_moody()
        return HELD.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        _be_moody()
        if "forgets" not in MOOD:
            HELD[service, username] = password


def _be_moody() -> None:
    if "locked" in MOOD:
        raise KeyringLocked
    if "hangs" in MOOD:
        time.sleep(30)
