"""Reading what stands behind one code: each file is held to the journal, each entry to who signed it."""

from __future__ import annotations

from collections.abc import Sequence

from forensics.messages import Message, say
from forensics.vault import SignedEntry, VaultEntry, VaultEntryBroken, read_entry
from layers.vault.holder import VaultHolder
from layers.vault.identities import Identity
from layers.vault.ledger import KeptFile, signing_keys
from layers.vault.sealing import unseal
from layers.vault.store import VaultStore, is_file_of


class Reading:
    """One opening: what was read, and what was not as it should be."""

    def __init__(self, project: VaultHolder, store: VaultStore, identity: Identity) -> None:
        self._project = project
        self._store = store
        self._identity = identity
        self._devices = signing_keys(project.register)
        self.closed = 0
        self.problems: list[Message] = []

    def entries(self, files: Sequence[KeptFile]) -> list[VaultEntry]:
        """The entries that the key opens, each once."""
        found = {}
        for kept in files:
            signed = self._read(kept)
            if signed is not None and self._is_sound(kept, signed):
                found[signed.body] = signed.entry
        return list(found.values())

    def _read(self, kept: KeptFile) -> SignedEntry | None:
        try:
            data = self._store.read(kept)
        except OSError:
            data = None
        if data is None:
            self.problems.append(say("A file of the vault for “{code}” is missing.", code=kept.code))
            return None
        if not is_file_of(kept, data):
            self.problems.append(
                say("A file of the vault for “{code}” is not the one that was put in.", code=kept.code)
            )
            return None
        text = unseal(data, self._identity.secret)
        if text is None:
            self.closed += 1
            return None
        try:
            return read_entry(text)
        except VaultEntryBroken as broken:
            self.problems.append(broken.message)
            return None

    def _is_sound(self, kept: KeptFile, signed: SignedEntry) -> bool:
        """Whether an entry is the one that the journal names, and by a device that a lead enrolled."""
        entry = signed.entry
        if (entry.project, entry.code, entry.id) != (self._project.id, kept.code, kept.entry):
            self.problems.append(say("A file of the vault for “{code}” holds the entry of another.", code=kept.code))
            return False
        key = self._devices.get(entry.device)
        if key is None or not signed.signed_by(key):
            self.problems.append(
                say("An entry for “{code}” is not signed by a device that a lead enrolled.", code=kept.code)
            )
            return False
        return True
