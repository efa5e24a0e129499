"""The evidence part of `verify`: every original is here, is what was taken in, and nothing lies beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from forensics.messages import Message, say
from layers.errors import LayersError
from layers.evidence_store import LOCK, Store, is_part
from layers.files import is_link
from layers.register.originals import Original


class EvidenceCheck:
    """Reads every original once; `files` were compared, `absent` are recorded and never were in this copy."""

    def __init__(self, store: Store, told: Callable[[], None]) -> None:
        self._store = store
        self._told = told
        self._known: set[str] = set()
        self._erasures = store.register.erasures
        self._elsewhere = store.register.elsewhere()
        self.files = 0
        self.absent = 0

    def problems(self) -> Iterator[Message]:
        """Everything that is wrong, media in the order of their ids, then files of no record."""
        for original in self._store.register.originals():
            yield from self._original(original)
        yield from self._strangers()

    def _original(self, original: Original) -> Iterator[Message]:
        gone = self._erasures.took_file_of(original.media, taken_in=original.taken_in)
        if original.taken_in and original.recorded != original.sha256 and not gone:
            yield say(
                "Evidence of media {code}: the record names another SHA-256 than that of the file that was taken in.",
                code=original.code,
            )
        name = None if gone else self._store.name_of(original)
        if name is not None:
            self._known.add(name)
        elif original.taken_in and not gone:
            yield say("Evidence of media {code}: the key of the file is missing.", code=original.code)
            return
        path = None if name is None else self._store.path_of(original)
        if path is not None:
            self.files += 1
            yield from self._file(original, path)
        elif original.taken_in and not gone and original.media not in self._elsewhere:
            yield say("Evidence of media {code}: the file is missing.", code=original.code)
        elif original.recorded and not gone:
            self.absent += 1

    def _file(self, original: Original, path: Path) -> Iterator[Message]:
        try:
            intact = self._store.is_intact(original, path, self._told)
        except OSError as reason:
            yield say(
                "Evidence of media {code}: the file cannot be read: {reason}.",
                code=original.code, reason=reason.strerror or str(reason),
            )  # fmt: skip
            return
        except LayersError:
            intact = False
        if not intact:
            yield say("Evidence of media {code}: the file is not the one that was taken in.", code=original.code)

    def _strangers(self) -> Iterator[Message]:
        """Files that no record names, or that lie where they do not belong."""
        folder = self._store.folder
        for path in sorted(folder.rglob("*")):
            waits = path.parent == folder and (path.name == LOCK or is_part(path.name))
            stands = path.name in self._known and path == self._store.shelf(path.name)
            if not is_link(path) and (path.is_dir() or waits or stands):
                continue
            yield say("The evidence folder holds “{file}”, which no record names.", file=path.name)
