"""What “as of” names: the beginning of a commit's hash, or a time in ISO 8601, compared in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from forensics.dates import shortened
from forensics.errors import ValueRefused
from forensics.reading import quoted

_HASH = re.compile(r"[0-9A-Fa-f]{4,64}(?:\+[0-9A-Fa-f]{4,64})*")
_TIME = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?P<clock>[Tt ]"
    r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,6}))?)?"
    r"(?P<offset>[Zz]|[+-]\d\d(?::?\d\d)?)?(?:\[(?P<zone>[A-Za-z][A-Za-z0-9_+\-/]{0,62})\])?"
    r")?)?)?",
    re.ASCII,
)


def read_moment(text: str) -> datetime | None:
    """The last instant, in UTC, of the time that is named; None where it is the beginning of commits' hashes.

    A time stands for the whole of the smallest unit that it names: a day until its end, a minute too. Without an
    offset or zone it is told by this computer's clock. Four digits are a year. Raises ValueRefused for anything else.
    """
    written = text.strip()
    found = _TIME.fullmatch(written)
    if found is None:
        if _HASH.fullmatch(written):
            return None
        raise ValueRefused(
            "{value} is neither the beginning of a commit's hash nor a time such as 2022-03-01, 2022-03-01T10:00, "
            "2022-03-01T10:00+02:00, 2022-03-01T08:00:00Z or 2022-03-01T10:00[Europe/Kyiv].",
            value=quoted(text),
        )
    try:
        return _end(found.groupdict())
    except (ValueError, LookupError, OverflowError, OSError) as reason:  # LookupError: no such zone
        raise ValueRefused("“{value}” is not in the calendar or on the clock.", value=shortened(text)) from reason


def _end(part: dict[str, str | None]) -> datetime:
    year, month, day, hour, minute, second = (int(part[name] or least) for name, least in _LEAST.items())
    start = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone is put in below
    if part["clock"] is None:
        return _in_utc(_next_date(start, part), None) - _TICK
    fraction = part["fraction"]
    span = timedelta(minutes=1) if part["second"] is None else timedelta(seconds=1)
    if fraction is not None:
        start += timedelta(microseconds=int(fraction.ljust(6, "0")))
        span = timedelta(microseconds=10 ** (6 - len(fraction)))
    return _in_utc(start, _zone(part["offset"], part["zone"])) + span - _TICK


_LEAST = {"year": 1, "month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0}
_TICK = timedelta(microseconds=1)


def _next_date(start: datetime, part: dict[str, str | None]) -> datetime:
    """The beginning of the day, month or year after the one that is named."""
    if part["day"] is not None:
        return start + timedelta(days=1)
    if part["month"] is not None and start.month < 12:
        return start.replace(month=start.month + 1)
    return start.replace(year=start.year + 1, month=1)


def _zone(offset: str | None, zone: str | None) -> tzinfo | None:
    if offset is not None:
        if offset in "Zz":
            return UTC
        hours, minutes = int(offset[1:3]), int(offset[3:].removeprefix(":") or 0)
        if minutes > 59:
            raise ValueError(offset)
        span = timedelta(hours=hours, minutes=minutes)
        return timezone(-span if offset[0] == "-" else span)
    return ZoneInfo(zone) if zone else None


def _in_utc(moment: datetime, zone: tzinfo | None) -> datetime:
    """A moment by a zone's clock, or by this computer's, in UTC."""
    return moment.replace(tzinfo=zone).astimezone(UTC)
