"""A process that works on a vault, to be killed while it does: `python -m tests.layers.putting_in PROJECT WHEN`.

WHEN is `committed` to die between the commit and the files' names, `removing` to die between the removal of what was
replaced and the names, or `forever` to go on until it is killed. Each code that was put in is printed when it is said
to be.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import pyrage

from layers.project import open_project
from layers.vault.identities import Identity
from layers.vault.store import VaultStore
from layers.vault.vault import Vault
from tests.layers.projects import PASSPHRASE
from tests.layers.vaults import CONTACT, NAME


def main(folder: str, when: str, secret: str) -> None:
    """Works as far as it is told to."""
    vault = Vault(open_project(Path(folder), PASSPHRASE))
    one = pyrage.x25519.Identity.from_str(secret)
    identity = Identity((str(one.to_public()),), (one,))
    if when == "forever":
        work_on(vault, identity)
    VaultStore.settle = dead if when == "committed" else half_dead  # type: ignore[method-assign, assignment]
    other = str(pyrage.x25519.Identity.generate().to_public())
    vault.name_recipient("more", other, identity)


def work_on(vault: Vault, identity: Identity) -> None:
    """Puts names in and encrypts them anew, without end."""
    for left in vault.recipients():
        if left.key not in identity.public:
            vault.remove_recipient(left.name, identity)
    number = 0
    while True:
        number += 1
        vault.put_in(f"P-{number}", NAME, CONTACT)
        print(f"P-{number}", flush=True)
        if number % 3 == 0:
            key = str(pyrage.x25519.Identity.generate().to_public())
            vault.name_recipient(key, key, identity)
            vault.remove_recipient(key, identity)


def dead(store: VaultStore, new: Iterable[str], replaced: Iterable[str]) -> None:
    """The process ends at once when the commit is on disk, as by a pulled plug."""
    os._exit(9)


def half_dead(store: VaultStore, new: Iterable[str], replaced: Iterable[str]) -> None:
    """The process ends when what was replaced is gone."""
    for file in replaced:
        store.place(file).unlink()
    os._exit(9)


if __name__ == "__main__":
    main(*sys.argv[1:])
