"""The keys under which restricted payloads are encrypted, one for each person (or record) that they speak of."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import Connection

from layers.register.blobs import as_bytes
from layers.register.engine import ask
from layers.register.statements import Statements

KEY_BYTES = 32

_KEYS_OF = "SELECT subject, key, rowid FROM keys_person WHERE subject IN (SELECT value FROM json_each(?))"


def keys_of(connection: Connection, subjects: Collection[str]) -> dict[str, bytes]:
    """The keys that there are of these subjects, those of files too, as they lie there."""
    held = ask(connection, _KEYS_OF, (orjson.dumps(sorted(subjects)).decode(),)) if subjects else ()
    return {str(subject): as_bytes(key) for subject, key, _ in held}


class PersonKeys:
    """Keys by the subject that they belong to: read from the register, and made where a subject has none yet."""

    MOST_OPEN = 50_000

    def __init__(self, connection: Connection, statements: Statements | None = None) -> None:
        driver: Any = connection.connection.driver_connection
        self._ask = driver.execute  # asked once for every person: the engine's own call is ten times as fast
        self._statements = statements
        self._open: dict[str, ChaCha20Poly1305] = {}
        self._new: list[tuple[str, bytes]] = []
        self._forgotten = False  # keys that this transaction made are no longer in memory

    def to_write(self, subjects: Iterable[str]) -> Mapping[str, ChaCha20Poly1305]:
        """The keys of these and of other subjects, made where there are none yet."""
        if len(self._open) > self.MOST_OPEN:
            self._forget()
        opened = self._open
        unknown = sorted({subject for subject in subjects if subject not in opened})
        if unknown:
            self._open_held(unknown)
            missing = [subject for subject in unknown if subject not in opened]
            fresh = os.urandom(KEY_BYTES * len(missing))
            made = [(subject, fresh[at * KEY_BYTES :][:KEY_BYTES]) for at, subject in enumerate(missing)]
            opened.update([(subject, ChaCha20Poly1305(key)) for subject, key in made])
            self._new += made
        return opened

    def _open_held(self, subjects: list[str]) -> None:
        """Open the keys that there are of these subjects."""
        assert self._statements is not None
        asked = (orjson.dumps(subjects).decode(),)
        held = self._statements.before(_KEYS_OF, asked)
        if self._forgotten:
            self._statements.wait()
            held = [*held, *self._ask(_KEYS_OF, asked)]
        self._hold(held)

    def read(self, subjects: Iterable[str]) -> None:
        """Open the keys of these subjects that are here together, since they will be asked for."""
        if len(self._open) > self.MOST_OPEN:
            self._forget()
        unknown = sorted({subject for subject in subjects if subject not in self._open})
        if unknown:
            self._hold(self._ask(_KEYS_OF, (orjson.dumps(unknown).decode(),)))

    def _hold(self, held: Iterable[tuple[Any, ...]]) -> None:
        """Open these keys; one that is no key is as good as gone, which `verify` says of what it would open."""
        whole = [(str(subject), as_bytes(key)) for subject, key, _ in held]
        self._open.update([(subject, ChaCha20Poly1305(key)) for subject, key in whole if len(key) == KEY_BYTES])

    def to_read(self, subject: str) -> ChaCha20Poly1305 | None:
        """The key of `subject`, or None where it is not here or was erased."""
        opened = self._open.get(subject)
        if opened is None:
            self.read((subject,))
            opened = self._open.get(subject)
        return opened

    def give(self, subject: str, key: bytes) -> None:
        """Keep a key that was made outside, for what lies outside: the file of a media record."""
        self._new.append((subject, key))

    def flush(self) -> None:
        """Write the keys that were made."""
        if self._new and self._statements is not None:
            new, self._new = self._new, []
            self._statements.insert("keys_person", ("subject", "key"), new)

    def _forget(self) -> None:
        self.flush()
        if self._statements is not None:
            self._statements.wait()
        self._open.clear()
        self._forgotten = True


class NotedKeys(PersonKeys):
    """Keys that are read, and which of all that are here were asked for: a byte for each, however many there are."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        count, last = self._ask("SELECT count(*), coalesce(max(rowid), 0) FROM keys_person").fetchone()
        self._asked_for = bytearray(min(last, 8 * count) + 1)

    def unasked(self) -> Iterator[str]:
        """The subjects of keys that nobody asked for, and of those whose number is beyond all that was written here."""
        for subject, row in self._ask("SELECT subject, rowid FROM keys_person"):
            if not 0 <= row < len(self._asked_for) or not self._asked_for[row]:
                yield subject

    def _hold(self, held: Iterable[tuple[Any, ...]]) -> None:
        found = list(held)
        super()._hold(found)
        for _, _, row in found:
            if 0 <= row < len(self._asked_for):
                self._asked_for[row] = 1
