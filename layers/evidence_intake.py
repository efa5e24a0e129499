"""Originals on their way into a project: read once, hashed and, where the project is, encrypted as they are read."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from forensics.changes import Change
from forensics.ports import Progress, Receipt
from layers.errors import ProjectRefused, SourceRefused
from layers.evidence_age import encrypt, new_identity
from layers.evidence_lock import take_lock
from layers.evidence_store import BLOCK, LOCK, Store
from layers.evidence_types import HEAD
from layers.files import flush_folder, make_own_folder, refuse_link, refusing
from layers.register.originals import Original, subject_of, taking_in

Told = Callable[[int], None]
"""Hears how many bytes were read, block by block; it may raise Cancelled."""


@dataclass(frozen=True)
class Received:
    """A file that lies in the evidence folder and waits for its commit; `head` are its first bytes."""

    media: str
    sha256: str
    size: int
    head: bytes


class Intake:
    """Files being received, and the one commit that records them; to be used as a context.

    with Intake(store) as intake:
        received = intake.receive(file, media)
        intake.commit([the change that adds the media record])

    What was received and not committed is removed on leaving. Raises ProjectRefused where another intake is under way
    or the folder cannot be written to.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[str, Original] = {}
        self._keys: dict[str, bytes] = {}
        self._known: set[str] = set()
        self._lock: BinaryIO | None = None

    def __enter__(self) -> Self:
        folder = self._store.folder
        refuse_link(folder, folder.parent)
        with refusing(folder):
            make_own_folder(folder)
            self._store.clear_leftovers()
            self._lock = take_lock(folder / LOCK)
        if self._lock is None:
            raise ProjectRefused(
                "Evidence is being taken in to “{folder}” elsewhere; try again in a moment.", folder=str(folder.parent)
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for media in list(self._waiting):
            self.discard(media)
        if self._lock is not None:
            self._lock.close()

    def receive(
        self, source: BinaryIO, media: str, told: Told | None = None, known: Original | None = None
    ) -> Received:
        """Bring a file in as the original of a media record that is yet to be committed; memory is that of one block.

        `known` is an original that was taken in before and is brought back, under the key that it has.
        Raises SourceRefused, ProjectRefused, and what `told` raises.
        """
        key = known.key if known is not None else None
        if key is None and self._store.encrypted:
            key = self._keys[subject_of(media)] = new_identity()
        reading = _Reading(source, told)
        self._waiting[media] = Original(media, media, "", key=key)
        with refusing(self._store.folder):
            _write(self._store.part(media), reading.blocks(), key)
        received = Received(media, reading.digest.hexdigest(), reading.size, bytes(reading.head))
        self._waiting[media] = Original(media, media, "", received.sha256, received.size, key)
        if known is not None and known.taken_in:
            self._known.add(media)
        return received

    def receive_bytes(self, data: bytes, media: str) -> Received:
        """Bring in a file that a program holds in memory."""
        return self.receive(BytesIO(data), media)

    def discard(self, media: str) -> None:
        """Remove a file that was received: it is here already, or is not wanted."""
        self._waiting.pop(media, None)
        self._keys.pop(subject_of(media), None)
        self._known.discard(media)
        with suppress(OSError):  # what cannot be removed now is removed when the project is next opened
            self._store.part(media).unlink(missing_ok=True)

    def commit(self, changes: Iterable[Change], reason: str = "", progress: Progress | None = None) -> Receipt:
        """Commit `changes` together with what was received, or neither; files may go on being received meanwhile."""
        receipt = self._store.register.commit(chain(changes, self._taken_in()), reason, progress, self._keys)
        settled, self._waiting = self._waiting, {}
        with suppress(OSError):  # recorded and on disk: what has no name yet gets it when the project is next opened
            self._store.put_in_place(list(settled.values()))
        return receipt

    def _taken_in(self) -> Iterator[Change]:
        """Said last, when every part is on disk."""
        with refusing(self._store.folder):
            flush_folder(self._store.folder)
        for original in self._waiting.values():
            if original.media not in self._known:
                yield taking_in(original.media, original.sha256, original.size)


class _Reading:
    """A source read once, and what was learnt on the way."""

    AHEAD = 4

    def __init__(self, source: BinaryIO, told: Told | None) -> None:
        self._source = source
        self._told = told
        self.digest = hashlib.sha256()
        self.size = 0
        self.head = bytearray()

    def blocks(self) -> Iterator[bytes]:
        """The file's bytes, hashed on a thread while they are encrypted and written; raises SourceRefused.

        The digest is whole when they end; no more than `AHEAD` blocks wait to be hashed.
        """
        with ThreadPoolExecutor(1) as beside:
            waiting: deque[Future[None]] = deque()
            while block := self._read():
                if len(waiting) == self.AHEAD:
                    waiting.popleft().result()
                waiting.append(beside.submit(self.digest.update, block))
                self.size += len(block)
                self.head += block[: max(0, HEAD - len(self.head))]
                if self._told is not None:
                    self._told(len(block))
                yield block
            while waiting:
                waiting.popleft().result()

    def _read(self) -> bytes:
        try:
            return self._source.read(BLOCK)
        except OSError as reason:
            raise unreadable(Path(str(getattr(self._source, "name", ""))), reason) from reason


def unreadable(path: Path, reason: OSError) -> SourceRefused:
    """The refusal of a file that cannot be read."""
    return SourceRefused("“{file}” cannot be read: {reason}.", file=str(path), reason=reason.strerror or str(reason))


def _write(part: Path, blocks: Iterator[bytes], key: bytes | None) -> None:
    """Write a part, readable by its owner alone, and wait until it is on disk."""
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb", buffering=BLOCK) as file, _Flushing(handle) as flushing:

        def write(data: bytes) -> None:
            file.write(data)
            flushing.wrote(len(data))

        if key is None:
            for block in blocks:
                write(block)
        else:
            encrypt(blocks, key, write)
        file.flush()
        flushing.finish()
        os.fsync(handle)


class _Flushing:
    """Brings a long file to the disk while it is being written, so that not all of it waits at the end."""

    AT_ONCE = 32 << 20

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._pool: ThreadPoolExecutor | None = None
        self._flush: Future[None] | None = None
        self._written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def wrote(self, size: int) -> None:
        """So much more was written; raises OSError where what came before could not be brought to the disk."""
        self._written += size
        if self._written >= self.AT_ONCE:
            self._written = 0
            self.finish()
            self._pool = self._pool or ThreadPoolExecutor(1)
            self._flush = self._pool.submit(os.fsync, self._handle)

    def finish(self) -> None:
        """Wait for what was begun."""
        if self._flush is not None:
            self._flush.result()
