"""Where the sun stands, and when a shadow can have fallen as it is seen: chronolocation by shadow.

The sun's place is computed by `astral` from the formulas of NOAA's Solar Calculator (after J. Meeus, Astronomical
Algorithms, 2nd ed. 1998), refraction included: within a hundredth of a degree of NREL's SPA from 1950 to 2050.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import radians, tan

from forensics.errors import ValueRefused
from forensics.ports import Progress

STEP = timedelta(minutes=5)
FINEST = timedelta(minutes=1)
LONGEST = timedelta(days=400)
LOWEST = 1.0
"""Degrees above the horizon from which a shadow can be measured: below, hills and haze decide."""


@dataclass(frozen=True)
class Sun:
    """Degrees: azimuth clockwise from true north, elevation as seen, lifted by the air (negative below the horizon)."""

    azimuth: float
    elevation: float

    @property
    def shadow_azimuth(self) -> float:
        """Where the shadow of something upright points, in degrees clockwise from true north."""
        return (self.azimuth + 180.0) % 360.0

    @property
    def shadow_length(self) -> float | None:
        """The length of a shadow on level ground for a height of one; None where the sun is too low to measure it."""
        return None if self.elevation < LOWEST else 1.0 / tan(radians(self.elevation))


@dataclass(frozen=True)
class Shadow:
    """A shadow as it is measured in a picture: its direction, its length for a height of one, or both.

    `azimuth` in degrees from true north, to within `degrees`; `length` to within that `share` of itself.
    """

    azimuth: float | None = None
    length: float | None = None
    degrees: float = 3.0
    share: float = 0.1

    def __post_init__(self) -> None:
        if self.azimuth is None and self.length is None:
            raise ValueRefused("A shadow is told by its direction, by its length, or by both; neither is given.")
        for value, least, most, said in (
            (self.azimuth, 0, 360, "{value} is no direction of a shadow; 0 to 360 degrees were expected."),
            (self.length, 0.01, 60, "{value} is no length of a shadow; 0.01 to 60 times the height were expected."),
            (self.degrees, 0.1, 45, "{value} is no margin of a direction; 0.1 to 45 degrees were expected."),
            (self.share, 0.01, 1, "{value} is no margin of a length; a share of 0.01 to 1 was expected."),
        ):
            if value is not None and not least <= value <= most:
                raise ValueRefused(said, value=value)

    def fits(self, sun: Sun) -> bool:
        """Whether a shadow under this sun could be the measured one."""
        length = sun.shadow_length
        if length is None:
            return False
        if self.azimuth is not None and abs((sun.shadow_azimuth - self.azimuth + 180) % 360 - 180) > self.degrees:
            return False
        return self.length is None or abs(length - self.length) <= self.share * self.length


def sun_at(lon: float, lat: float, moment: datetime) -> Sun:
    """The sun as seen from a place (degrees of EPSG:4326) at a moment; raises ValueRefused for one without a zone."""
    from astral import Observer, sun

    zenith, azimuth = sun.zenith_and_azimuth(Observer(lat, lon), _in_utc(moment))
    return Sun(azimuth, 90.0 - zenith)


def moments_of(
    shadow: Shadow, lon: float, lat: float, start: datetime, end: datetime, progress: Progress | None = None
) -> list[tuple[datetime, datetime]]:
    """The stretches of time, to the minute and in UTC, in which a shadow at a place can be the measured one.

    A shadow that fits tells when a picture can have been taken, never that it was; raises ValueRefused for a time
    without a zone, for an end before the start, and for more than 400 days.
    """
    first, last = _in_utc(start), _in_utc(end)
    if last < first or last - first > LONGEST:
        raise ValueRefused(
            "“{value}” is no stretch of time to look through; an end up to 400 days after its start was expected.",
            value=f"{start.isoformat()} – {end.isoformat()}",
        )

    def fits(moment: datetime) -> bool:
        return shadow.fits(sun_at(lon, lat, moment))

    found: list[tuple[datetime, datetime]] = []
    begun: datetime | None = None
    days, day = (last - first).days + 1, 0
    before = first
    for moment in _steps(first, last):
        fit = fits(moment)
        if fit and begun is None:
            begun = moment if moment == first else _edge(before, moment, fits)
        elif not fit and begun is not None:
            found.append((begun, _edge(moment, before, fits)))
            begun = None
        before = moment
        if progress is not None and (moment - first).days > day:
            day = (moment - first).days
            progress(day, days)
    return found if begun is None else [*found, (begun, last)]


def _steps(first: datetime, last: datetime) -> Iterator[datetime]:
    moment = first
    while moment < last:
        yield moment
        moment += STEP
    yield last


def _edge(outside: datetime, inside: datetime, fits: Callable[[datetime], bool]) -> datetime:
    """The outermost minute that still fits, between one moment that does not and one that does."""
    step = FINEST if inside > outside else -FINEST
    moment = inside
    while abs(moment - outside) > FINEST and fits(moment - step):
        moment -= step
    return moment


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueRefused(
            "“{value}” has no time zone; a time such as 2022-03-27T10:40+03:00 was expected.", value=moment.isoformat()
        )
    return moment.astimezone(UTC)
