"""Where the originals of evidence lie: written once, read without a copy, found again after a crash.

In a plain project an original lies as it came under its SHA-256, evidence/ab/ab12...; in an encrypted one as an age
file of its own key, under a name that only who has that key can compute. While it is being taken in it is MEDIA.part,
encrypted from its first byte; it takes its name when the commit that records it is on disk. So a crash leaves either a
part that no record names, which is removed at the next opening, or one that takes its name then.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from forensics.identifiers import is_id
from layers.errors import LayersError
from layers.evidence_age import open_encrypted
from layers.evidence_lock import take_lock
from layers.files import flush_folder, is_link, make_own_folder, open_ordinary
from layers.register.originals import Original
from layers.register.register import EmbeddedRegister

BLOCK = 1 << 20
PART = ".part"
LOCK = ".taking"
_NAMED_BY = b"taphos: the name of an original"
_SHELVED = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{62}")


class EvidenceMissing(LayersError):
    """An original that cannot be given: it was never taken in, its key is gone, or its file is."""


class Store:
    """The evidence folder of one project."""

    def __init__(self, folder: Path, register: EmbeddedRegister) -> None:
        self.folder = folder
        self.register = register

    @property
    def encrypted(self) -> bool:
        """Whether every original is encrypted under a key of its own."""
        return self.register.encrypted

    def name_of(self, original: Original) -> str | None:
        """The name of its file; None where nobody can know it: in an encrypted project without the key."""
        if not self.encrypted:
            return original.sha256 or original.recorded or None
        return None if original.key is None else hmac.digest(original.key, _NAMED_BY, "sha256").hex()

    def path_of(self, original: Original) -> Path | None:
        """Where its file lies, or None where it does not; no link is followed, and no name out of the folder."""
        name = self.name_of(original)
        if name is None:
            return None
        shelf, part = self.shelf(name), self.part(original.media)
        if is_link(self.folder):
            return None
        if is_place(f"{name[:2]}/{name}") and _is_own_file(shelf) and not is_link(shelf.parent):
            return shelf
        return part if is_part(part.name) and _is_own_file(part) else None

    def open(self, original: Original) -> BinaryIO:
        """The file as it came, to read and seek in; decrypted in memory, never on disk.

        Raises EvidenceMissing, EvidenceDamaged, and OSError where the disk fails.
        """
        path = self.path_of(original)
        if path is None:
            raise EvidenceMissing("The file of media {code} is not here.", code=original.code)
        return self._open(path, original)

    def _open(self, path: Path, original: Original) -> BinaryIO:
        if original.key is None or not self.encrypted:
            return open_ordinary(path)
        return open_encrypted(path, original.key, original.size)

    def is_intact(self, original: Original, path: Path | None = None, told: Callable[[], None] | None = None) -> bool:
        """Whether the file is the one that was taken in, byte for byte; `told` is called for every block.

        Raises what `open` raises.
        """
        digest = hashlib.sha256()
        with self.open(original) if path is None else self._open(path, original) as file:
            while block := file.read(BLOCK):
                digest.update(block)
                if told is not None:
                    told()
        return digest.hexdigest() == (original.sha256 or original.recorded)

    def shelf(self, name: str) -> Path:
        """The place of a file by its name."""
        return self.folder / name[:2] / name

    def part(self, media: str) -> Path:
        """The place of a file that waits for its commit."""
        return self.folder / f"{media}{PART}"

    def clear_leftovers(self) -> None:
        """Put in place what a crash kept from its place, and remove what it kept from its record.

        Does nothing while another process takes evidence in, or where the folder may not be written to.
        """
        try:
            left = [Path(entry) for entry in os.scandir(self.folder) if is_part(entry.name)]
            lock = take_lock(self.folder / LOCK) if left else None
            if lock is not None:
                with lock:
                    for path in left:
                        self._clear(path)
        except OSError:
            return

    def _clear(self, path: Path) -> None:
        if not _is_own_file(path):  # a pipe or a link that somebody put there; what it leads to stays
            path.unlink(missing_ok=True)
            return
        original = self.register.original(path.stem)
        if original is not None and original.taken_in and self._finished(original, path):
            self.put_in_place([original])
        else:
            path.unlink(missing_ok=True)

    def _finished(self, original: Original, path: Path) -> bool:
        try:
            return self.is_intact(original, path)
        except LayersError:
            return False

    def put_in_place(self, originals: Sequence[Original]) -> None:
        """Give the parts of these originals the names that they keep; raises OSError."""
        shelves: dict[Path, None] = {}
        for original in originals:
            name = self.name_of(original)
            if name is not None and is_place(f"{name[:2]}/{name}"):
                place = self.shelf(name)
                make_own_folder(place.parent)
                if is_link(place.parent):
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(place.parent))
                self.part(original.media).replace(place)
                shelves[place.parent] = None
        for folder in (*shelves, self.folder):
            flush_folder(folder)


def is_part(name: str) -> bool:
    """Whether that is the name of a file that waits for its commit."""
    return name.endswith(PART) and is_id(name.removesuffix(PART))


def _is_own_file(path: Path) -> bool:
    return path.is_file() and not is_link(path)


def is_place(name: str) -> bool:
    """Whether an original may lie there, below the evidence folder, whether it waits for its commit or not."""
    return is_part(name) or is_shelved(name)


def is_shelved(name: str) -> bool:
    """Whether that is where an original lies once its commit is on disk, below the evidence folder."""
    return _SHELVED.fullmatch(name) is not None
