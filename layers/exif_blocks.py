"""Where a picture keeps its EXIF: the TIFF structure inside a JPEG, PNG or WebP, or the whole of a TIFF or HEIF."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import BinaryIO, cast

from forensics.errors import TaphosError

HEIF = frozenset({"image/heic", "image/avif"})
READ_WHOLE = frozenset({"image/tiff"}) | HEIF
"""Formats in which the tags are not one block."""

_LARGEST_HEIF = 64 << 20
_MOST_READS, _MOST_BYTES, _MOST_AT_ONCE = 100_000, 32 << 20, 1 << 20


class PartsDamaged(TaphosError):
    """A file whose parts do not follow each other."""


def exif_block(file: BinaryIO, media_type: str) -> BinaryIO | None:
    """The TIFF structure that holds the tags, None where there is none; a bounded number of bytes may be read of it.

    Raises PartsDamaged or struct.error where the file's parts do not follow each other.
    """
    file.seek(0)
    finder = _FINDERS.get(media_type)
    if finder is not None:
        data = finder(file)
        return None if data is None else _bounded(BytesIO(data))
    return _bounded(file) if media_type in READ_WHOLE else None


def heif_block(file: BinaryIO) -> BinaryIO | None:
    """The TIFF structure in a HEIF as libheif finds it; None where there is none, or the file is damaged or large."""
    import pi_heif

    file.seek(0)
    data = file.read(_LARGEST_HEIF + 1)
    if len(data) > _LARGEST_HEIF:
        return None
    try:
        block = pi_heif.open_heif(BytesIO(data)).info.get("exif")
    except (EOFError, OSError, RuntimeError, SyntaxError, ValueError):  # whatever a damaged file makes of the reader
        return None
    return _bounded(BytesIO(block.removeprefix(b"Exif\0\0"))) if block else None


def _in_jpeg(file: BinaryIO) -> bytes | None:
    """The first APP1 segment that begins with Exif, up to the start of the picture's data."""
    file.seek(2)
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            raise PartsDamaged("A JPEG's segments do not follow each other.")
        if marker[1] == 0xFF:  # fill bytes
            file.seek(-1, 1)
            continue
        if marker[1] in (0xDA, 0xD9):
            return None
        data = _exactly(file, struct.unpack(">H", _exactly(file, 2))[0] - 2)
        if marker[1] == 0xE1 and data[:5] == b"Exif\0":
            return data[6:]


def _in_png(file: BinaryIO) -> bytes | None:
    file.seek(8)
    while True:
        size, name = struct.unpack(">I4s", _exactly(file, 8))
        if name == b"eXIf":
            return _exactly(file, size)
        if name == b"IEND":
            return None
        file.seek(size + 4, 1)


def _in_webp(file: BinaryIO) -> bytes | None:
    file.seek(12)
    while len(head := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", head)
        if name == b"EXIF":
            return _exactly(file, size).removeprefix(b"Exif\0\0")
        file.seek(size + (size & 1), 1)
    return None


def _exactly(file: BinaryIO, size: int) -> bytes:
    if not 0 <= size <= _MOST_BYTES:
        raise PartsDamaged("A part of the file has an impossible size.")
    data = file.read(size)
    if len(data) < size:
        raise PartsDamaged("The file ends inside one of its parts.")
    return data


_FINDERS = {"image/jpeg": _in_jpeg, "image/png": _in_png, "image/webp": _in_webp}


class _Bounded:
    """A file that gives only so many bytes in so many reads: tags may claim any number of values, anywhere."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._reads, self._bytes = 0, 0
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size, _MOST_AT_ONCE) if size >= 0 else _MOST_AT_ONCE)
        self._reads += 1
        self._bytes += len(data)
        if self._reads > _MOST_READS or self._bytes > _MOST_BYTES:
            raise PartsDamaged("The tags claim more than any picture holds.")
        return data


def _bounded(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, _Bounded(file))
