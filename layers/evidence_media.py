"""What a received file says of itself, as the fields of its media record: only what is in the file, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from forensics.errors import ValueRefused
from forensics.instants import read_instant
from forensics.messages import Message, say
from forensics.places import Place, point_hex
from layers.evidence_intake import Received
from layers.evidence_types import is_what_its_name_says, kind_of
from layers.exif import Exif, Position

Words = Callable[[Message], str]
"""Puts a sentence into the language in which it is recorded."""

READ_FROM_FILE = (
    "taken_at", "taken_at_source", "taken_at_written", "place", "azimuth", "azimuth_north", "azimuth_declination",
    "made_with", "made_with_serial",
)  # fmt: skip
"""The fields that come from a file's own tags: where one cannot stand, it is left out and said."""

_QUARTER = timedelta(minutes=15)
_TOGETHER = timedelta(minutes=1)
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)


def media_values(
    name: str, received: Received, media_type: str, exif: Exif | None
) -> tuple[dict[str, Any], list[Message]]:
    """The typed values of a media record, and what is wrong with the file."""
    values = {
        "file": name,
        "original_name": name,
        "sha256": received.sha256,
        "bytes": received.size,
        "media_type": media_type or None,
        "kind": kind_of(media_type, with_camera=exif is not None and bool(exif.make)),
    }
    problems = _of_the_file(name, received, media_type)
    if exif is not None:
        values |= _taken(exif) | _place(exif) | _made_with(exif)
        problems += exif.problems
    return {field: value for field, value in values.items() if value is not None}, problems


def _of_the_file(name: str, received: Received, media_type: str) -> list[Message]:
    if not received.size:
        return [say("Received empty: it holds no byte.")]
    if not is_what_its_name_says(name, media_type):
        ending = name.rpartition(".")[2]
        return [say("Its name ends in .{ending}, but it holds {type}.", ending=ending, type=media_type)]
    return []


def _made_with(exif: Exif) -> dict[str, Any]:
    model = exif.model.removeprefix(exif.make).strip() if exif.make else exif.model
    return {"made_with": f"{exif.make} {model}".strip() or None, "made_with_serial": exif.serial or None}


# The time


def _taken(exif: Exif) -> dict[str, Any]:
    """The moment, where the file names its offset from UTC or leaves no doubt of it; what is written, where not."""
    clock, sure = _moment(exif, exif.offset), bool(exif.offset)
    if clock is None:
        clock, sure = _moment(exif, _offset_by_satellite(exif)), False
    fix = f"GPS {exif.fix} UTC" if exif.fix else ""
    written = "; ".join(part for part in (f"{exif.taken} {exif.offset}".strip(), fix) if part)
    return {
        "taken_at": clock,
        "taken_at_source": "EXIF" if clock else None,
        "taken_at_written": None if clock and sure and not _stray(clock, exif) else written or None,
    }


def _stray(clock: str, exif: Exif) -> bool:
    """Whether the satellites say another time than a clock that names its zone: then both are kept."""
    fix = _read_clock(exif.fix)
    return fix is not None and abs(read_instant(clock).utc - fix) > _TOGETHER


_CLOCK = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)(\.\d+)?", re.ASCII)


def _moment(exif: Exif, offset: str) -> str | None:
    """The canonical moment of the camera's clock at that offset."""
    match = _CLOCK.fullmatch(exif.taken)
    if match is None or not offset:
        return None
    year, month, day, time, _ = match.groups()
    fraction = f".{exif.subseconds[:9]}" if exif.subseconds.isdecimal() and exif.subseconds.strip("0") else ""
    try:
        return read_instant(f"{year}-{month}-{day}T{time}{fraction}{offset}").text
    except ValueRefused:
        return None


def _offset_by_satellite(exif: Exif) -> str:
    """The offset of a camera's clock that names none, from the satellites' UTC of the same moment.

    A receiver may show the last fix it had, hours old, and a camera's clock may be wrong; so only a difference within
    a minute of a whole quarter of an hour that zones have (−12:00 to +14:00) is taken for one.
    """
    clock, fix = _read_clock(exif.taken), _read_clock(exif.fix)
    if clock is None or fix is None:
        return ""
    offset = round((clock - fix) / _QUARTER) * _QUARTER
    if not _WEST <= offset <= _EAST or abs(clock - fix - offset) > _TOGETHER:
        return ""
    minutes = round(abs(offset) / timedelta(minutes=1))
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _read_clock(text: str) -> datetime | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    year, month, day, time, _ = match.groups()
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day}T{time}").replace(tzinfo=UTC)
    except ValueError:
        return None


# The place


def _place(exif: Exif) -> dict[str, Any]:
    found = _camera(exif.position) if exif.position is not None else None
    if found is None and exif.position_written:
        found = Place(written=exif.position_written)
    azimuth = exif.direction if exif.direction_north else None
    magnetic = azimuth is not None and exif.direction_north == "magnetic"
    day = exif.taken[:10].replace(":", "-") if _read_clock(exif.taken) is not None else ""
    return {
        "place": found,
        "azimuth": azimuth,
        "azimuth_north": exif.direction_north if azimuth is not None else None,
        "azimuth_declination": day or None if magnetic else None,
    }


_METHODS = {"GPS": "handheld_GNSS", "FUSED": "phone", "CELLID": "phone", "WLAN": "phone", "NETWORK": "phone"}


def _camera(position: Position) -> Place:
    """The place of the camera; a height above the sea names no datum, and a dilution of precision is no accuracy."""
    return Place(
        geometry=point_hex(position.longitude, position.latitude),
        crs="EPSG:4326",
        written=position.written,
        method=_METHODS.get(position.method.upper()),
        horizontal_accuracy=position.error,
        height=position.altitude,
        height_datum="ellipsoid_WGS84" if position.above_ellipsoid and position.altitude is not None else None,
    )
