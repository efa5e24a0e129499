"""Two vaults become one: the union of their files, of which the journal says which are in force."""

from __future__ import annotations

from pathlib import Path

from layers.vault.holder import VaultHolder
from layers.vault.ledger import read_ledger
from layers.vault.sealing import SIZE
from layers.vault.store import VaultStore, is_file_of


def bring_files(project: VaultHolder, other: Path) -> int:
    """Bring what the journal names and is not here from the vault folder of another copy; gives how many files.

    To be called when the journals are united. Nothing of the other folder is believed: a file is taken whose bytes are
    those that the journal names, and no other. Needs no key. What was replaced in either copy is removed.
    """
    here, there = VaultStore(project.vault), VaultStore(other)
    with here.writing():
        ledger = read_ledger(project.register)
        brought = []
        for kept in ledger.in_force:
            if here.place(kept.file).exists():
                continue
            path = there.place(kept.file)
            data = path.read_bytes() if path.is_file() and path.stat().st_size == SIZE else b""
            if is_file_of(kept, data):
                here.put_part(kept.file, data)
                brought.append(kept.file)
        here.settle(brought, ledger.replaced)
    return len(brought)
