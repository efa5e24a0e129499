"""Moments: kept with the offset and zone name they were written in, compared in UTC (RFC 3339, RFC 9557)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from forensics.dates import shortened
from forensics.errors import ValueRefused

_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?"
    r"(?:([Zz])|([+-]\d\d):?(\d\d)?)?(?:\[([A-Za-z][A-Za-z0-9_+\-/]{0,62})\])?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment: `text` is canonical, `local` what the clock showed, `zone` the time zone's name if it was written."""

    text: str
    local: datetime
    zone: str | None

    @property
    def utc(self) -> datetime:
        """The moment in UTC, by which moments are compared."""
        return self.local.astimezone(UTC)

    @property
    def offset(self) -> timedelta:
        """How far the clock was ahead of UTC."""
        return self.local.utcoffset() or timedelta()

    @property
    def microseconds(self) -> int:
        """Microseconds since 1970-01-01T00:00Z, for columns."""
        return (self.utc - _EPOCH) // timedelta(microseconds=1)

    def before(self, other: Instant) -> bool:
        """Whether it came first, whatever the clocks showed."""
        return self.local < other.local


def comes_after_clock(text: str, clock: str) -> bool:
    """Whether a moment lies after what a clock showed when it was written, by more than clocks differ."""
    try:
        return read_instant(clock).local + CLOCKS_DIFFER < read_instant(text).local
    except ValueRefused:
        return False


CLOCKS_DIFFER = timedelta(minutes=10)
"""By how much the clocks of two devices may differ, and nothing is said of it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=65536)
def read_instant(text: str) -> Instant:
    """The moment that `2022-03-01T10:00:00+02:00[Europe/Kyiv]` says; without an offset it is none: ValueRefused."""
    match = _INSTANT.fullmatch(text.strip())
    if not match:
        raise ValueRefused(
            "“{value}” is not a moment; a date, a time and its offset were expected, such as "
            "2022-03-01T10:00:00+02:00 or 2022-03-01T08:00:00Z.",
            value=shortened(text),
        )
    day, clock, seconds, fraction, zulu, hours, minutes, zone = match.groups()
    if zulu is None and hours is None:
        raise ValueRefused(
            "“{value}” does not say its offset from UTC; +02:00 or Z was expected after the time.",
            value=shortened(text),
        )
    offset = "Z" if zulu else f"{hours}:{minutes or '00'}"
    written = f"{day}T{clock}" + (f":{seconds}" if seconds else "") + (f".{fraction}" if fraction else "")
    return Instant(written + offset + (f"[{zone}]" if zone else ""), _local(written, offset, text), zone)


def _local(written: str, offset: str, text: str) -> datetime:
    whole, _, fraction = written.partition(".")
    try:
        moment = datetime.fromisoformat(whole).replace(tzinfo=_timezone(offset))
        moment += timedelta(microseconds=int((fraction + "000000")[:6]))
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as reason:
        raise ValueRefused("“{value}” is not in the calendar or on the clock.", value=shortened(text)) from reason
    return moment


def _timezone(offset: str) -> timezone:
    if offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[4:])
    if minutes > 59:
        raise ValueError(offset)
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if offset[0] == "-" else span)
