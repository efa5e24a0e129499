"""A point in the notation that a person chose, as the status bar shows it and as it can be read back."""

from __future__ import annotations

from collections.abc import Sequence

from layers.coordinates.grids import mgrs_text, utm_text
from layers.coordinates.metres import in_system, metres_text
from layers.crs import Bounds, crs_of, degrees_outside

WORLDWIDE = ("wgs84", "wgs84_dms", "utm", "mgrs")
"""The notations that every place on earth has; a country's own systems are EPSG codes."""


def format_coordinates(
    lon: float, lat: float, system: str, codes: Sequence[int] = (), area: Bounds | None = None
) -> str:
    """A point (degrees, EPSG:4326) in one of WORLDWIDE, or in the first of `codes` that may be used there.

    `area` is the country pack's bounds, by which the operation is chosen. Empty where the notation has no place for it.
    """
    if system == "wgs84":
        return f"{_half(lat, 'NS')}, {_half(lon, 'EW')}"
    if system == "wgs84_dms":
        return f"{_sexagesimal(lat, 'NS')} {_sexagesimal(lon, 'EW')}"
    if system == "utm":
        return utm_text(lon, lat)
    if system == "mgrs":
        return mgrs_text(lon, lat)
    return _in_first_fitting(lon, lat, codes, area)


def _in_first_fitting(lon: float, lat: float, codes: Sequence[int], area: Bounds | None) -> str:
    epsg = next((code for code in codes if degrees_outside(lon, lat, code) <= 0), None)
    if epsg is None:
        return ""
    east, north = in_system(lon, lat, epsg, area)
    if crs_of(epsg).is_projected:
        return metres_text(east, north, epsg)
    return f"{_half(north, 'NS')}, {_half(east, 'EW')} (EPSG:{epsg})"


def _half(degrees: float, letters: str) -> str:
    return f"{abs(degrees):.7f}° {letters[degrees < 0]}"


def _sexagesimal(degrees: float, letters: str) -> str:
    hundredths = round(abs(degrees) * 360_000)
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes // 60}°{minutes % 60:02}′{rest // 100:02}.{rest % 100:02}″{letters[degrees < 0]}"
