"""Where a photograph contradicts itself: its clock, the satellites' time and the place that it says it was taken at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from forensics.errors import ValueRefused
from forensics.instants import Instant, read_instant
from forensics.messages import Message, say
from forensics.places import Place

TOLERANCE = timedelta(minutes=2)
"""By how much clock and satellites may differ: a fix is often a minute older than the picture."""
ZONES_STRAY = 4.0
"""Hours by which a lawful zone may be apart from the sun's time; the furthest are three and a half (western China)."""

_CLOCK = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d", re.ASCII)
_FIX = re.compile(r"GPS (\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? UTC", re.ASCII)


def doubts_of(values: Mapping[str, Any]) -> Iterator[Message]:
    """What of a media record (canonical values) cannot all be true, each with what it could come from."""
    try:
        taken = read_instant(str(values["taken_at"])) if values.get("taken_at") else None
    except ValueRefused:
        taken = None
    written = str(values.get("taken_at_written") or "")
    if taken is None:
        yield from _no_zone_agrees(written)
        return
    yield from _against_satellites(taken, written)
    yield from _against_place(taken, values.get("place"))


def fix_of(written: str) -> datetime | None:
    """The satellites' time that a file says beside its clock's; None where there is none."""
    match = _FIX.search(written)
    if match is None:
        return None
    year, month, day, time = match.groups()
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day}T{time}").replace(tzinfo=UTC)
    except ValueError:
        return None


def _no_zone_agrees(written: str) -> Iterator[Message]:
    """A clock without a zone beside the satellites' time: where any zone agreed, the moment would be known."""
    fix, clock = fix_of(written), _CLOCK.match(written)
    if fix is not None and clock is not None:
        yield say(
            "Its clock showed {clock}, and the satellites {fix} UTC: no time zone brings them together; the clock was "
            "wrong, or the fix was an older one.",
            clock=clock[0].replace(":", "-", 2), fix=f"{fix:%Y-%m-%d %H:%M:%S}",
        )  # fmt: skip


def _against_satellites(taken: Instant, written: str) -> Iterator[Message]:
    fix = fix_of(written)
    if fix is None or abs(taken.utc - fix) <= TOLERANCE:
        return
    yield say(
        "By its clock it was taken at {clock} UTC, by the satellites at {fix} UTC, {apart} apart: the clock was wrong, "
        "or the fix was an older one.",
        clock=f"{taken.utc:%Y-%m-%d %H:%M:%S}", fix=f"{fix:%Y-%m-%d %H:%M:%S}", apart=_span(abs(taken.utc - fix)),
    )  # fmt: skip


def _span(apart: timedelta) -> str:
    minutes = round(apart / timedelta(minutes=1))
    days, hours = minutes // 1440, minutes % 1440 // 60
    return f"{days} d {hours} h" if days else f"{hours} h {minutes % 60:02} min" if hours else f"{minutes} min"


def _against_place(taken: Instant, place: Mapping[str, Any] | None) -> Iterator[Message]:
    point = Place(geometry=str(place["geometry"])).shape if place and place.get("geometry") else None
    if point is None:
        return
    sun, ran = point.centroid.x / 15, taken.offset / timedelta(hours=1)
    apart = abs(sun - ran)
    if min(apart, 24 - apart) > ZONES_STRAY:
        yield say(
            "Its clock ran at UTC{ran}, and at its place the sun's time is about UTC{sun}: the place, or the zone of "
            "the clock, is wrong.",
            ran=f"{ran:+.0f}", sun=f"{sun:+.0f}",
        )  # fmt: skip
