"""Pictures with EXIF of the tests' own making: a TIFF structure of chosen tags, and the files that carry one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

Ratio = tuple[int, int]
Value = str | int | bytes | list[Ratio]

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
MAKE, MODEL, ORIENTATION = 0x010F, 0x0110, 0x0112
TAKEN, SUBSECONDS, OFFSET, SERIAL = 0x9003, 0x9291, 0x9011, 0xA431
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE = 1, 2, 3, 4
ALTITUDE_REF, ALTITUDE, TIME, STATUS, DOP, DIRECTION_REF, DIRECTION, DATUM = 5, 6, 7, 9, 11, 16, 17, 18
METHOD, DATE, ERROR = 27, 29, 31

KHARKIV: dict[int, Value] = {
    LATITUDE_REF: "N",
    LATITUDE: [(49, 1), (59, 1), (24, 1)],
    LONGITUDE_REF: "E",
    LONGITUDE: [(36, 1), (13, 1), (48, 1)],
}
"""49.99° N, 36.23° E."""


def tiff(
    image: Mapping[int, Value] | None = None,
    exif: Mapping[int, Value] | None = None,
    gps: Mapping[int, Value] | None = None,
) -> bytes:
    """A little-endian TIFF structure with these tags and no picture."""
    first = dict(image or {})
    if exif:
        first[EXIF_IFD] = 0
    if gps:
        first[GPS_IFD] = 0
    start = 8
    after = start + _size(first)
    if exif:
        first[EXIF_IFD] = after
        after += _size(exif)
    if gps:
        first[GPS_IFD] = after
    body = _directory(first, start)
    if exif:
        body += _directory(exif, start + len(body))
    if gps:
        body += _directory(gps, start + len(body))
    return b"II*\0" + struct.pack("<I", start) + body


def _encoded(value: Value) -> tuple[int, int, bytes]:
    """Type, count and bytes of a tag's value."""
    if isinstance(value, str):
        data = value.encode() + b"\0"
        return 2, len(data), data
    if isinstance(value, int):
        return 4, 1, struct.pack("<I", value)
    if isinstance(value, bytes):
        return 7, len(value), value
    return 5, len(value), b"".join(struct.pack("<II", *ratio) for ratio in value)


def _size(tags: Mapping[int, Value]) -> int:
    return len(_directory(tags, 0))


def _directory(tags: Mapping[int, Value], start: int) -> bytes:
    entries, data = b"", b""
    behind = start + 2 + 12 * len(tags) + 4
    for tag in sorted(tags):
        type_, count, held = _encoded(tags[tag])
        if len(held) <= 4:
            entries += struct.pack("<HHI", tag, type_, count) + held.ljust(4, b"\0")
        else:
            entries += struct.pack("<HHII", tag, type_, count, behind + len(data))
            data += held + b"\0" * (len(held) % 2)
    return struct.pack("<H", len(tags)) + entries + b"\0\0\0\0" + data


def jpeg(block: bytes | None = None, *, before: bytes = b"", filling: bytes = b"") -> bytes:
    """A JPEG that carries that structure, after `before`; what stands for the picture is noise."""
    segment = _segment(0xE1, b"Exif\0\0" + block) if block is not None else b""
    return b"\xff\xd8" + before + segment + b"\xff\xda\0\x02" + (filling or b"\x11" * 40) + b"\xff\xd9"


def xmp() -> bytes:
    """A segment of XMP, as many programs put before the EXIF."""
    return _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>")


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def png(block: bytes) -> bytes:
    """A PNG with an eXIf chunk."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0\0")), (b"eXIf", block), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def webp(block: bytes) -> bytes:
    """A WebP with an EXIF chunk."""
    chunks = b"VP8X" + struct.pack("<I", 10) + b"\x08" + bytes(9) + b"VP8L" + struct.pack("<I", 3) + b"\x2f\0\0\0"
    chunks += b"EXIF" + struct.pack("<I", len(block)) + block
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks
