"""Photographs of the tests' own making: real JPEG pictures, each with EXIF of its own, some of it broken."""

from __future__ import annotations

import struct
from pathlib import Path

from PyQt6.QtCore import QBuffer, QIODevice
from PyQt6.QtGui import QColor, QImage

from tests.layers.pictures import (
    DIRECTION,
    DIRECTION_REF,
    ERROR,
    KHARKIV,
    MAKE,
    MODEL,
    SERIAL,
    TAKEN,
    tiff,
)

WIDE, HIGH = 64, 48


def picture(number: int = 0, wide: int = WIDE, high: int = HIGH) -> bytes:
    """A small JPEG without any tag, of a colour of its own."""
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor.fromHsv(number * 37 % 360, 120 + number // 360 * 40 % 120, 200))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 80)
    return buffer.data().data()


def with_exif(jpeg: bytes, block: bytes) -> bytes:
    """A JPEG that carries a block as its EXIF."""
    data = b"Exif\0\0" + block
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data + jpeg[2:]


def tags(number: int, *, camera: str = "EX-1", day: str = "2026:05:01") -> bytes:
    """Tags of a camera that names no zone: time, place, direction from true north, accuracy."""
    seconds = number % 60
    return tiff(
        {MAKE: "EXAMPLE", MODEL: camera},
        {TAKEN: f"{day} {8 + number // 3600:02}:{number // 60 % 60:02}:{seconds:02}", SERIAL: f"SN-{camera}"},
        {**KHARKIV, DIRECTION_REF: "T", DIRECTION: [(number % 360, 1)], ERROR: [(7, 2)]},
    )


def photo(number: int, **camera: str) -> bytes:
    return with_exif(picture(number), tags(number, **camera))


def broken(number: int) -> bytes:
    """A picture whose EXIF is cut off inside its first directory."""
    return with_exif(picture(number), tags(number)[:20])


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
