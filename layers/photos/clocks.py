"""The clock of a camera: how far it was ahead on a day, and in which zone it ran; said once for all of its photographs.

What the file says is never changed: its own reading is kept beside the moment that it comes to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forensics.changes import Change, difference
from forensics.errors import ValueRefused
from forensics.instants import read_instant
from forensics.ports import Found, Query, Receipt
from forensics.values import canonical_values, typed_values
from layers.project import Project

MEDIA = "media"
_ZONE = re.compile(r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII)
_WRITTEN = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", re.ASCII)
_DAY = 86_400


@dataclass(frozen=True)
class Clock:
    """How many seconds a clock was ahead (behind: negative), and the offset from UTC that it ran in, such as +03:00.

    Without a zone only readings that name their own come to a moment.
    """

    offset_s: float = 0.0
    zone: str = ""

    def __post_init__(self) -> None:
        if self.zone and not _ZONE.fullmatch(self.zone):
            raise ValueRefused(
                "“{value}” is no offset from UTC; one such as +03:00 or Z was expected.", value=self.zone
            )
        if abs(self.offset_s) >= 366 * _DAY:
            raise ValueRefused("A clock that is {value} seconds ahead was not set at all.", value=self.offset_s)


@dataclass(frozen=True)
class Camera:
    """A camera as its files name it, and the day by its own clock."""

    made_with: str
    serial: str
    day: str


@dataclass(frozen=True)
class Set:
    """What became of a clock: its commit, the photographs that it was set for, and those whose time is still open."""

    receipt: Receipt
    photos: tuple[Found, ...]
    open: tuple[Found, ...]


def reading_of(values: Mapping[str, Any]) -> tuple[str, bool]:
    """What the camera's clock showed (ISO 8601), and whether it names its offset from UTC; empty where it says nothing.

    `values` are those of a media record, typed or canonical.
    """
    taken, ahead = values.get("taken_at"), values.get("clock_offset_s")
    written = str(values.get("taken_at_written") or "")
    if taken and ahead is None:
        return str(taken), True
    match = _WRITTEN.match(written)
    if match is not None:
        year, month, day, time = match.groups()
        return f"{year}-{month}-{day}T{time}", False
    if taken and written:
        return written, True
    return "", False


def camera_of(values: Mapping[str, Any]) -> Camera | None:
    """The camera and day of a photograph; None where the file names no camera or no time."""
    reading, _ = reading_of(values)
    if not reading or not values.get("made_with"):
        return None
    return Camera(str(values["made_with"]), str(values.get("made_with_serial") or ""), reading[:10])


def corrected(values: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    """The typed values that a clock gives a photograph; nothing where its time stays open."""
    reading, sure = reading_of(values)
    taken = values.get("taken_at")
    zone = clock.zone or (_zone(read_instant(str(taken)).offset) if taken else "")
    if not reading or not (sure or zone):
        return {}
    shown = read_instant(reading if sure else reading + zone)
    true = shown.local - timedelta(seconds=clock.offset_s)
    return {
        "taken_at": read_instant(_iso(true)).text,
        "taken_at_source": "EXIF",
        "taken_at_written": values.get("taken_at_written") or reading,
        "clock_offset_s": clock.offset_s,
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds")


def known_clocks(project: Project) -> dict[Camera, Clock]:
    """The clocks that are set already, by camera and day: what is taken in later is read by them."""
    found: dict[Camera, Clock] = {}
    for values in project.register.select(Query(MEDIA, where=(("kind", "photo"),))):
        camera = camera_of(values)
        if camera is not None and values.get("clock_offset_s") is not None and values.get("taken_at"):
            offset = read_instant(str(values["taken_at"])).offset
            found[camera] = Clock(float(values["clock_offset_s"]), _zone(offset))
    return found


def _zone(offset: timedelta) -> str:
    minutes = round(abs(offset) / timedelta(minutes=1))
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


def set_clock(project: Project, photos: Iterable[str], clock: Clock, reason: str = "") -> Set:
    """Read the time of these photographs (ids), and of all others of their cameras on their days, by a clock.

    Raises ValueRefused where none of them names a camera and a time.
    """
    register, kind = project.register, project.catalogue[MEDIA]
    cameras = {camera_of(values) for values in register.many_values(MEDIA, list(photos)).values()} - {None}
    if not cameras:
        raise ValueRefused("None of these photographs names its camera and a time.")
    made: list[Found] = []
    left: list[Found] = []
    changes: list[Change] = []
    for values in register.select(Query(MEDIA, where=(("kind", "photo"),))):
        if camera_of(values) not in cameras:
            continue
        found = Found(MEDIA, str(values["id"]), str(values.get("code") or ""))
        held = {name: value for name, value in values.items() if name in kind.by_name and kind.by_name[name].typed}
        right = corrected(values, clock)
        if not right:
            left.append(found)
            continue
        typed = {**typed_values(kind.by_name, held), **right}
        change = difference(MEDIA, found.id, held, canonical_values(kind.typed, typed))
        if change is not None:
            changes.append(change)
        made.append(found)
    receipt = register.commit(changes, reason) if changes else Receipt("", {}, 0)
    return Set(receipt, tuple(made), tuple(left))


def offset_between(shown: str, true: str) -> float:
    """By how many seconds a clock was ahead that showed one moment when it was another; raises ValueRefused."""
    return (read_instant(shown).utc - read_instant(true).utc).total_seconds()
