"""EXIF of pictures (CIPA DC-008): what the file itself says of when, where and with what it was taken.

A damaged or hostile block is a problem to be said, never an error: the file is evidence all the same. The block is
found by layers.exif_blocks, because a search that stops at the first foreign segment misses what real programs write;
its tags are read by exifread, which is given no more than a bounded number of bytes.
"""

from __future__ import annotations

import logging
import re
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, BinaryIO

from forensics.messages import Message, say
from layers.exif_blocks import HEIF, READ_WHOLE, PartsDamaged, exif_block, heif_block

_LONGEST = 200
_STANDARD_DATUMS = ("", "WGS84")


@dataclass(frozen=True)
class Position:
    """Degrees of WGS 84 as the file gives them; `written` are its own numbers, with the dilution of precision."""

    latitude: float
    longitude: float
    written: str
    altitude: float | None = None
    above_ellipsoid: bool = False
    error: float | None = None  # metres
    method: str = ""


@dataclass(frozen=True)
class Exif:
    """What one picture says of itself; texts are as written, empty where it says nothing."""

    make: str = ""
    model: str = ""
    serial: str = ""
    taken: str = ""  # DateTimeOriginal, a clock without a zone
    subseconds: str = ""
    offset: str = ""  # OffsetTimeOriginal
    fix: str = ""  # GPSDateStamp and GPSTimeStamp, in UTC
    orientation: int | None = None
    position: Position | None = None
    position_written: str = ""
    direction: float | None = None
    direction_north: str = ""  # true or magnetic
    problems: tuple[Message, ...] = ()


def read_exif(file: BinaryIO, media_type: str) -> Exif | None:
    """What the picture in `file` says; None where it has no EXIF. Never raises for what is in the file."""
    try:
        block = exif_block(file, media_type)
    except (PartsDamaged, struct.error):
        return Exif(problems=(say("The parts of the file do not follow each other; its EXIF cannot be looked for."),))
    if block is None:
        return None
    tags, damaged = _tags(block)
    if not tags and media_type in HEIF:  # exifread asks for a beginning that the standard does not
        again = heif_block(file)
        tags, damaged = (tags, damaged) if again is None else _tags(again)
    if not tags:
        return None if media_type in READ_WHOLE and not damaged else Exif(problems=(say("Its EXIF cannot be read."),))
    return _told(tags, damaged)


# Reading the tags

Tags = Mapping[str, Any]
_ONE_AT_A_TIME = threading.Lock()


def _tags(block: BinaryIO) -> tuple[Tags, bool]:
    """The tags by the name of their directory and their own, and whether some could not be read."""
    from exifread import process_file

    with _overheard() as complaints:
        try:
            tags: Tags = process_file(block, details=False, extract_thumbnail=False)
        except Exception:  # whatever a damaged block makes of the reader: IndexError, struct.error, UnicodeDecodeError
            return {}, True
    return tags, bool(complaints)


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """What exifread complains of; nothing of it reaches the log, which holds nothing of any file."""
    logger, said = logging.getLogger("exifread"), list[str]()

    def hear(record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            said.append(record.getMessage())
        return False

    with _ONE_AT_A_TIME:
        logger.addFilter(hear)
        try:
            yield said
        finally:
            logger.removeFilter(hear)


def _told(tags: Tags, damaged: bool) -> Exif:
    problems = [say("Part of its EXIF cannot be read.")] if damaged else []
    written = _position_written(tags)
    position = _position(tags, written, problems)
    return Exif(
        make=_text(tags, "Image Make"),
        model=_text(tags, "Image Model"),
        serial=_text(tags, "EXIF BodySerialNumber"),
        taken=_clock(_text(tags, "EXIF DateTimeOriginal")),
        subseconds=_text(tags, "EXIF SubSecTimeOriginal"),
        offset=_text(tags, "EXIF OffsetTimeOriginal"),
        fix=_fix(tags),
        orientation=_orientation(tags),
        position=position,
        position_written=written,
        direction=_direction(tags),
        direction_north={"T": "true", "M": "magnetic"}.get(_text(tags, "GPS GPSImgDirectionRef"), ""),
        problems=tuple(problems),
    )


def _text(tags: Tags, name: str) -> str:
    """A tag's text without what cannot be printed, cut where it is no name any more."""
    value = getattr(tags.get(name), "values", "")
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return ""
    return "".join(one if one.isprintable() else " " for one in value.partition("\0")[0]).strip()[:_LONGEST]


def _numbers(tags: Tags, name: str) -> list[Fraction] | None:
    """A tag's rational numbers; None where there are none, or one has no value (a denominator of nought)."""
    values = getattr(tags.get(name), "values", None)
    if not isinstance(values, list) or not values:
        return None
    if not all(isinstance(one, int | Fraction) and one.denominator != 0 for one in values):
        return None
    return [Fraction(one) for one in values]


def _number(tags: Tags, name: str) -> float | None:
    numbers = _numbers(tags, name)
    return float(numbers[0]) if numbers else None


def _clock(text: str) -> str:
    """A date and time as cameras write it; what stands for an unset clock is nothing."""
    return text if any(digit in "123456789" for digit in text) else ""


def _fix(tags: Tags) -> str:
    """Day and time of the satellite fix in UTC, such as 2008:10:23 14:27:07.24."""
    day, time = _text(tags, "GPS GPSDate"), _numbers(tags, "GPS GPSTimeStamp")
    if not day or time is None or len(time) != 3:
        return ""
    hours, minutes, seconds = time
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds < 61):
        return ""
    fraction = f"{float(seconds):09.6f}".rstrip("0").rstrip(".")
    return f"{day} {int(hours):02}:{int(minutes):02}:{fraction}"


def _orientation(tags: Tags) -> int | None:
    found = _number(tags, "Image Orientation")
    return int(found) if found is not None and found in range(1, 9) else None


def _direction(tags: Tags) -> float | None:
    found = _number(tags, "GPS GPSImgDirection")
    return found if found is not None and 0 <= found <= 360 else None


# The place

_LATITUDE, _LONGITUDE = ("GPS GPSLatitude", "NS", 90), ("GPS GPSLongitude", "EW", 180)


def _position_written(tags: Tags) -> str:
    """Latitude and longitude in the file's own numbers, the dilution of precision and the datum where it says them."""
    parts = []
    for name, _, _ in (_LATITUDE, _LONGITUDE):
        values = getattr(tags.get(name), "values", None)
        if values:
            parts.append(f"{' '.join(map(_as_written, values))} {_text(tags, f'{name}Ref')}".rstrip())
    dop = _number(tags, "GPS GPSDOP")
    if parts and dop:
        parts.append(f"DOP {dop:g}")
    if parts and _text(tags, "GPS GPSMapDatum"):
        parts.append(_text(tags, "GPS GPSMapDatum"))
    return ", ".join(parts)[:_LONGEST]


def _as_written(value: object) -> str:
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    return str(value)


def _position(tags: Tags, written: str, problems: list[Message]) -> Position | None:
    """The place, where it is one; what keeps it from being one is added to `problems`."""
    if not written:
        return None
    latitude, longitude = _degrees(tags, *_LATITUDE), _degrees(tags, *_LONGITUDE)
    datum = re.sub(r"[\s\-_]", "", _text(tags, "GPS GPSMapDatum")).upper()
    if latitude is None or longitude is None:
        problems.append(say("Its position in EXIF cannot be read: {written}.", written=written))
    elif datum not in _STANDARD_DATUMS:
        problems.append(say("Its position is not in WGS 84, and is kept as written only: {written}.", written=written))
    elif latitude == 0 and longitude == 0:
        problems.append(say("Its position is 0° 0°, which devices write that had no fix."))
    elif _text(tags, "GPS GPSStatus") == "V":
        problems.append(
            say("Its position was no fix at that moment, and is kept as written only: {written}.", written=written)
        )
    else:
        return Position(latitude, longitude, written, *_height(tags), _error(tags), _method(tags))
    return None


def _degrees(tags: Tags, name: str, hemispheres: str, most: int) -> float | None:
    numbers, hemisphere = _numbers(tags, name), _text(tags, f"{name}Ref").upper()[:1]
    if numbers is None or len(numbers) > 3 or not hemisphere or hemisphere not in hemispheres:
        return None
    if any(one < 0 or (at and one >= 61) for at, one in enumerate(numbers)):
        return None
    found = float(sum(one / 60**at for at, one in enumerate(numbers)))
    if found > most:
        return None
    return -found if hemisphere == hemispheres[1] and found else found


def _height(tags: Tags) -> tuple[float | None, bool]:
    """Metres, negative below the level meant, and whether that is the ellipsoid; a reference alone is no height."""
    found, reference = _number(tags, "GPS GPSAltitude"), int(_number(tags, "GPS GPSAltitudeRef") or 0)
    if found is None or abs(found) > 20_000:
        return None, False
    return (-found if reference in (1, 3) else found), reference in (2, 3)


def _error(tags: Tags) -> float | None:
    """GPSHPositioningError in metres, which exifread knows by its number only; a dilution of precision is none."""
    found = _number(tags, "GPS GPSHPositioningError") or _number(tags, "GPS Tag 0x001F")
    return found if found is not None and 0 < found < 1e6 else None


def _method(tags: Tags) -> str:
    """GPSProcessingMethod, such as GPS, fused or CELLID, after the eight bytes that name its characters."""
    values = getattr(tags.get("GPS GPSProcessingMethod"), "values", None)
    if not isinstance(values, list) or not all(isinstance(one, int) and 0 <= one < 256 for one in values):
        return ""
    text = bytes(values)[8:].decode("latin-1")
    return "".join(one for one in text if one.isprintable()).strip()[:40]
