"""UTM and MGRS (NGA.STND.0037_2.0.0_GRIDS): zones, bands and 100 km squares, both ways."""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from forensics.dates import shortened
from forensics.errors import ValueRefused
from forensics.folding import in_latin_letters
from layers.crs import WGS84, Converter, converter

if TYPE_CHECKING:
    from mgrs import MGRS

_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")  # of zones 1, 2, 3 and so on
_ROWS = "ABCDEFGHJKLMNPQRSTUV"  # from the equator in odd zones; even zones begin with F
_SQUARE = 100_000  # m

_UTM = re.compile(
    r"(?:UTM\s*)?(?:(?:ZONE|ЗOHA)\s*)?(?P<zone>\d{1,2})\s*(?P<letter>[A-Z])[\s,:]+"
    r"(?P<mark1>[EN])?\s*[:=]?\s*(?P<one>\d{5,7}(?:[.,]\d+)?)\s*M?\s*(?P<after1>[EN])?[\s,;/]+"
    r"(?P<mark2>[EN])?\s*[:=]?\s*(?P<two>\d{1,8}(?:[.,]\d+)?)\s*M?\s*(?P<after2>[EN])?"
)
_ZONE_BEHIND = re.compile(r"(?P<numbers>.+?)[\s,;]+(?P<zone>(?:UTM\s*)?(?:(?:ZONE|ЗOHA)\s*)?\d{1,2}\s?[A-Z])")
_MGRS = re.compile(
    r"(?:MGRS\s*[:=]?\s*)?(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])\s*(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])\s*"
    r"(?P<digits>\d{0,10}|\d{1,5}\s+\d{1,5})"
)


class NotOnGrid(ValueRefused):
    """Text that looks like UTM or MGRS and names no place."""


class GridPoint(NamedTuple):
    """A point in a UTM zone: its EPSG code, metres, degrees, and the half diagonal of the square it stands for in m."""

    epsg: int
    easting: float
    northing: float
    lon: float
    lat: float
    half_diagonal_m: float


def read_utm(text: str) -> GridPoint | None:
    """A point as “36U 325000 5590000” or “36N …”, or the zone behind; None where it is no UTM; raises NotOnGrid."""
    written = in_latin_letters(text.strip().upper())
    behind = _ZONE_BEHIND.fullmatch(written)
    match = _UTM.fullmatch(written) or (_UTM.fullmatch(f"{behind['zone']} {behind['numbers']}") if behind else None)
    if not match:
        return None
    zone, letter = int(match["zone"]), match["letter"]
    if not 1 <= zone <= 60 or (letter not in _BANDS):
        raise _no_zone(text, match["zone"] + letter)
    easting, northing = _easting_first(match)
    point = _utm_point(zone, _is_north(letter, northing, text), easting, northing, 0.0)
    if not _fits_band(letter, point.lat):
        raise NotOnGrid(
            "“{value}” does not lie in band {band}; its northing is at latitude {lat}.",
            value=shortened(text), band=letter, lat=f"{point.lat:.2f}",
        )  # fmt: skip
    if _off_meridian(zone, point.lon) > 6:
        raise NotOnGrid("“{value}” lies far outside zone {zone}.", value=shortened(text), zone=zone)
    return point


def _off_meridian(zone: int, lon: float) -> float:
    """Degrees between a longitude and the middle of a zone."""
    return abs((lon - (zone * 6 - 183) + 180) % 360 - 180)


def _no_zone(text: str, zone: str) -> NotOnGrid:
    return NotOnGrid(
        "“{value}” has no zone of UTM: {zone}; a number from 1 to 60 and a letter from C to X were expected.",
        value=shortened(text), zone=zone,
    )  # fmt: skip


def _easting_first(match: re.Match[str]) -> tuple[float, float]:
    one, two = (float(match[name].replace(",", ".")) for name in ("one", "two"))
    mark = match["mark1"] or match["after1"] or {"E": "N", "N": "E"}.get(match["mark2"] or match["after2"] or "")
    northing_first = mark == "N" if mark else one >= 1_000_000 > two
    return (two, one) if northing_first else (one, two)


def _is_north(letter: str, northing: float, text: str) -> bool:
    """Whether the letter means the northern half; S may be the south or the band from 32 to 40° N."""
    if letter != "S":
        return letter >= "N"
    if 3_530_000 <= northing <= 4_440_000:
        raise NotOnGrid(
            "“{value}” may be the southern hemisphere or band S (32 to 40° N); write it as MGRS or in degrees.",
            value=shortened(text),
        )
    return False


def _fits_band(letter: str, lat: float) -> bool:
    """Whether the latitude lies in the band, a quarter of a degree allowed; N and S stand for a hemisphere too."""
    if letter == "N":
        return lat >= -0.25
    if letter == "S":
        return lat <= 0.25
    south = -80 + 8 * _BANDS.index(letter)
    return south - 0.25 <= lat <= (84 if letter == "X" else south + 8) + 0.25


def _utm_point(zone: int, north: bool, easting: float, northing: float, half_diagonal_m: float) -> GridPoint:
    epsg = (32600 if north else 32700) + zone
    lon, lat = _from_utm(epsg).point(easting, northing)
    return GridPoint(epsg, easting, northing, lon, lat, half_diagonal_m)


@cache
def _from_utm(epsg: int) -> Converter:
    return converter(f"EPSG:{epsg}", WGS84, None)


@cache
def _to_utm(epsg: int) -> Converter:
    return converter(WGS84, f"EPSG:{epsg}", None)


def read_mgrs(text: str) -> GridPoint | None:
    """The middle of the square that “36UUA 22333 86093” names; None where the text is no MGRS; raises NotOnGrid."""
    match = _MGRS.fullmatch(in_latin_letters(text.strip().upper()))
    if not match:
        return None
    halves = match["digits"].split() or [""]
    digits = "".join(halves)
    if len(digits) % 2 or (len(halves) == 2 and len(halves[0]) != len(halves[1])):
        raise NotOnGrid("“{value}” has not as many digits for the easting as for the northing.", value=shortened(text))
    zone, band, places = int(match["zone"]), match["band"], len(digits) // 2
    size = float(10 ** (5 - places))
    corner_east, corner_north = _corner(zone, band, match["square"], text)
    easting = corner_east + int(digits[:places] or 0) * size + size / 2
    northing = corner_north + int(digits[places:] or 0) * size + size / 2
    point = _utm_point(zone, band >= "N", easting, northing, size * 0.5**0.5)
    if not _lies_in_zone(zone, band, point, size):
        raise _not_a_square(text)
    return point


def _lies_in_zone(zone: int, band: str, point: GridPoint, size: float) -> bool:
    """Whether a square of `size` m lies, at least in part, in its zone and band."""
    degrees = size / 111_000
    half_width = 6 if band in "VX" else 3
    across = half_width + 0.1 + degrees / math.cos(math.radians(point.lat))
    south = -80 + 8 * _BANDS.index(band)
    north = 84 if band == "X" else south + 8
    return _off_meridian(zone, point.lon) <= across and south - degrees <= point.lat <= north + degrees


def _not_a_square(text: str) -> NotOnGrid:
    return NotOnGrid("“{value}” names no square of MGRS.", value=shortened(text))


def _corner(zone: int, band: str, square: str, text: str) -> tuple[float, float]:
    """South-west corner of a 100 km square in its UTM zone; the mgrs library would warn at the edges of bands."""
    column = _COLUMNS[(zone - 1) % 3].find(square[0])
    if not 1 <= zone <= 60:
        raise _no_zone(text, f"{zone}{band}")
    if column < 0:
        raise _not_a_square(text)
    row = (_ROWS.index(square[1]) - (0 if zone % 2 else 5)) % 20
    lowest = _southern_edge(zone, band) - _SQUARE
    northing = row * _SQUARE
    while northing < lowest:
        northing += len(_ROWS) * _SQUARE
    return float((column + 1) * _SQUARE), float(northing)


@lru_cache(maxsize=1200)
def _southern_edge(zone: int, band: str) -> float:
    """Northing of the southern edge of a band in the middle of a zone."""
    south = -80 + 8 * _BANDS.index(band)
    return _to_utm((32600 if band >= "N" else 32700) + zone).point(zone * 6 - 183, south)[1]


@cache
def _mgrs() -> MGRS:
    from mgrs import MGRS

    return MGRS()


def utm_text(lon: float, lat: float) -> str:
    """“36U 322334 5586094”, to the metre; empty beyond 80° S and 84° N, where there is no UTM.

    The letter is the band, save band S, which would be taken for the southern half: there it is N.
    """
    if not -80 <= lat <= 84:
        return ""
    zone, north = utm_zone(lon, lat), lat >= 0
    easting, northing = _to_utm((32600 if north else 32700) + zone).point(lon, lat)
    band = _BANDS[min(int((lat + 80) // 8), 19 if north else 9)]
    return f"{zone}{'N' if band == 'S' else band} {easting:.0f} {northing:.0f}"


def mgrs_text(lon: float, lat: float) -> str:
    """“36U UA 22333 86093”: the square of one metre."""
    if not -80 <= lat <= 84:
        return ""
    grid = str(_mgrs().toMGRS(lat, lon, MGRSPrecision=5)).strip()
    return f"{grid[:-12]} {grid[-12:-10]} {grid[-10:-5]} {grid[-5:]}"


def utm_zone(lon: float, lat: float) -> int:
    """The zone, with the exceptions of Norway and Svalbard."""
    zone = int((lon + 180) // 6) % 60 + 1
    if 56 <= lat < 64 and 3 <= lon < 12:
        return 32
    if 72 <= lat <= 84 and 0 <= lon < 42:
        return 31 + 2 * int((lon + 3) // 12)
    return zone
