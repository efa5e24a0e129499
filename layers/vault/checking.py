"""The vault's part of `verify`: every file is here, is what was put in, and nothing lies beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics.messages import Message, say
from forensics.ports import Register
from layers.vault.ledger import KeptFile, read_ledger
from layers.vault.sealing import SIZE
from layers.vault.store import LOCK, PART, VaultStore, is_file_of


class VaultCheck:
    """Reads every file once; `files` were compared. No key of a recipient is asked for."""

    def __init__(self, store: VaultStore, register: Register, told: Callable[[], None]) -> None:
        self._store = store
        self._register = register
        self._told = told
        self.files = 0

    def problems(self) -> Iterator[Message]:
        """Everything that is wrong, files in the order of their names, then those that the journal does not name."""
        ledger = read_ledger(self._register)
        for kept in ledger.in_force:
            yield from self._file(kept)
            self._told()
        yield from self._strangers({self._store.place(kept.file).name for kept in ledger.in_force})

    def _file(self, kept: KeptFile) -> Iterator[Message]:
        try:
            data = self._store.read(kept)
        except OSError as reason:
            yield say(
                "A file of the vault for “{code}” cannot be read: {reason}.",
                code=kept.code, reason=reason.strerror or str(reason),
            )  # fmt: skip
            return
        if data is None:
            yield say("A file of the vault for “{code}” is missing.", code=kept.code)
            return
        self.files += 1
        if len(data) != SIZE or not is_file_of(kept, data):
            yield say("A file of the vault for “{code}” is not the one that was put in.", code=kept.code)

    def _strangers(self, known: set[str]) -> Iterator[Message]:
        folder = self._store.folder
        for path in sorted(folder.rglob("*")):
            own = path.parent == folder and (path.name == LOCK or path.name.endswith(PART) or path.name in known)
            if not path.is_dir() and not own:
                yield say("The vault holds the file “{file}”, which the journal does not name.", file=path.name)
