"""Coordinates as people write them, read into a place that keeps what was written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from forensics.dates import shortened
from forensics.errors import ValueRefused
from forensics.places import SITE_GRID, Place, geometry_hex, point_hex
from forensics.problems import Problem
from layers.coordinates.angles import NoDegrees, Pair, read_angle, read_pair
from layers.coordinates.grids import GridPoint, read_mgrs, read_utm
from layers.coordinates.metres import (
    Metres,
    SystemNames,
    best_fit,
    fits_in_one,
    named_systems,
    of_zone,
    read_metres,
)
from layers.crs import WGS84, Bounds, Operation, check_area, crs_name, crs_of, epsg_code, transform

_LONGEST = 1_000_000
_LONGEST_NUMBERS = 200
_FAR_FROM_ZONE = 6.0  # degrees outside a system that was asked for


class NotCoordinates(ValueRefused):
    """Text in which no notation of coordinates is found."""


class NothingFound(NotCoordinates):
    """Text that does not even begin like coordinates: a name, a code, a date."""


@dataclass(frozen=True)
class Found:
    """A place read from text, the operation that made degrees of it, and what is to be said of it."""

    place: Place
    operation: Operation | None = None
    problems: tuple[Problem, ...] = field(default=())


def read_coordinates(
    text: str, crs: str | None = None, bounds: Bounds | None = None, systems: SystemNames | None = None
) -> Place:
    """The place that `text` names, as written, with the coordinate system it was read in.

    Decimal degrees, degrees with minutes and seconds, UTM, MGRS, X and Y of a projected system, WKT, GeoJSON, geo: URI.
    `crs` (EPSG code or `site`) is what bare numbers are in; `systems` are those among which metres are tried, and whose
    names may stand before the numbers; `bounds` (degrees) decides where the order of latitude and longitude is open.
    Raises ValueRefused, also where the way to degrees is only a rough one.
    """
    found = find_coordinates(text, crs, bounds, systems)
    rough = found.operation.problem() if found.operation else None
    if rough is not None:
        raise ValueRefused(rough.message)
    return found.place


def find_coordinates(
    text: str, crs: str | None = None, bounds: Bounds | None = None, systems: SystemNames | None = None
) -> Found:
    """As `read_coordinates`, with what is to be said of the place (a rough transform, a system used outside its area).

    What refuses the place is raised.
    """
    written = text.strip()
    if not written or len(written) > _LONGEST:
        raise _none_found(text)
    if crs is not None and crs.lower() == SITE_GRID:
        return Found(_site_place(written))
    named, rest = _split_name(written, systems or {})
    if crs is not None and not named:
        named = (_code(crs),)
    return _structured(written, rest, named, bounds) or _numbers(written, rest, named, bounds, systems or {})


def _none_found(text: str, named: bool = False) -> NotCoordinates:
    if named:
        return NotCoordinates(
            "“{value}” names a coordinate system, and no numbers that could be read in it.", value=shortened(text)
        )
    return NothingFound(
        "“{value}” holds no coordinates; 50.4501, 30.5234 or 50°27′00″N 30°31′24″E, UTM (36U 325000 5590000), "
        "MGRS (36UUA2233386093), X and Y in metres, WKT or GeoJSON was expected.",
        value=shortened(text),
    )


def _code(crs: str | int) -> int:
    code = epsg_code(crs)
    if code is None:
        raise ValueRefused("“{value}” has no EPSG code, by which a place keeps its system.", value=shortened(crs))
    return int(code.removeprefix("EPSG:"))


def read_columns(
    north: str, east: str, crs: str | None = None, bounds: Bounds | None = None, systems: SystemNames | None = None
) -> Place:
    """The place that two columns give: latitude or northing, and longitude or easting.

    Where both say by a letter that they are the other one, the letters are believed and not the head of the column.
    Raises ValueRefused.
    """
    written = f"{north.strip()}; {east.strip()}"
    if crs is not None and (crs.lower() == SITE_GRID or crs_of(crs).is_projected):
        ordered = f"x {east}; y {north}" if crs.lower() == SITE_GRID else f"N {north}; E {east}"
        return read_coordinates(ordered, crs, bounds, systems).model_copy(update={"written": written})
    first, second = read_angle(north), read_angle(east)
    if (first.axis, second.axis) in (("lon", "lat"), ("lon", None), (None, "lat")):
        first, second = second, first
    if first.axis == "lon" or second.axis == "lat" or abs(first.degrees) > 90 or abs(second.degrees) > 180:
        raise NotCoordinates("“{value}” is no latitude and longitude.", value=shortened(written))
    return _degrees(Pair(second.degrees, first.degrees), (_code(crs),) if crs else (), written, bounds).place


_EPSG = re.compile(r"[(\[]?\s*(?:EPSG|SRID)\s*[:=]?\s*(\d{4,6})\s*[)\]]?\s*[;:,]?", re.IGNORECASE)


def _split_name(written: str, systems: SystemNames) -> tuple[tuple[int, ...], str]:
    """The systems that the text names (by code, or as people call them) before or behind the numbers, and the rest."""
    match = _EPSG.match(written) or _EPSG.search(written)
    if match and (match.start() == 0 or match.end() == len(written)):
        return (_code(f"EPSG:{match[1]}"),), (written[: match.start()] + written[match.end() :]).strip()
    named, rest = _called(written, systems)
    zone, rest = _split_zone(rest) if named else _split_zone(written)
    if not named:
        named, rest = _called(rest, systems)
    if not named or not zone:
        return (named, rest) if named else ((), written)
    projected = of_zone((code for code in named if crs_of(code).is_projected), zone)
    if not projected:
        raise NotCoordinates(
            "“{value}” names zone {zone}, which none of these has: {systems}.",
            value=shortened(written), zone=zone, systems=named_systems(named),
        )  # fmt: skip
    return (*projected, *(code for code in named if crs_of(code).is_geographic)), rest


def _called(written: str, systems: SystemNames) -> tuple[tuple[int, ...], str]:
    """The systems whose name stands before or behind the numbers, and what is left."""
    if not systems or not (written[:2].isalpha() or written[-1].isalnum() or written[-1] in "°)"):
        return (), written
    for phrase, codes in _phrases(tuple((code, tuple(names)) for code, names in systems.items())):
        match = phrase.match(written) or phrase.search(written)
        if match and (match.start() == 0 or match.end() == len(written)):
            return codes, (written[: match.start()] + written[match.end() :]).strip(" :;,-–—()")
    return (), written


_ZONE = re.compile(r"(?:zone|зон[аиі])\s*№?\s*([XХ]?\d{1,2})N?(?![\w.,]*\d)", re.IGNORECASE)


def _split_zone(written: str) -> tuple[str, str]:
    """The zone that is named before or behind the numbers, empty for none, and what is left."""
    match = _ZONE.match(written) or _ZONE.search(written)
    if match is None or not (match.start() == 0 or match.end() == len(written)):
        return "", written
    return match[1].upper().replace("Х", "X"), (written[: match.start()] + written[match.end() :]).strip(" :;,-–—()")


@lru_cache(maxsize=16)
def _phrases(systems: tuple[tuple[int, tuple[str, ...]], ...]) -> tuple[tuple[re.Pattern[str], tuple[int, ...]], ...]:
    """What systems are called, the longest first: their names and the parts of these, where they hold a number."""
    found: dict[str, dict[int, None]] = {}
    for code, names in systems:
        for name in (*names, crs_name(code).partition(" / ")[0]):
            for phrase in {name, *re.split(r"[,()]", name)}:
                letters = re.sub(r"[^\w°]", "", phrase)
                if re.match(r"[^\W\d_]{2}.*\d", letters):
                    found.setdefault(letters.casefold(), {})[code] = None
    ordered = sorted(found.items(), key=lambda item: -len(item[0]))
    return tuple((_loosely(letters), tuple(codes)) for letters, codes in ordered)


def _loosely(letters: str) -> re.Pattern[str]:
    """A name however its parts are joined: СК-42, СК 42, СК42."""
    return re.compile(r"(?<!\w)" + r"[\s\-‑–—_/,()]*".join(map(re.escape, letters)) + r"(?!\w)", re.IGNORECASE)


def _structured(written: str, rest: str, named: tuple[int, ...], bounds: Bounds | None) -> Found | None:
    """Notations that say by their form what they are."""
    if rest[:1] == "{":
        return _from_geometry(_geojson(rest, written), (), written, bounds)
    if rest[:4].lower() == "geo:":
        return Found(_geo_uri(rest, written))
    if _WKT.match(rest):
        return _from_geometry(_wkt(rest, written), named, written, bounds)
    iso = _iso6709(rest, written)
    if iso is not None:
        return _degrees(iso, named, written, bounds)
    point = read_mgrs(rest) or read_utm(rest)
    return None if point is None else Found(_grid_place(point, written))


_WKT = re.compile(
    r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)|GEOMETRYCOLLECTION\s*\(", re.IGNORECASE
)


def _wkt(rest: str, written: str) -> BaseGeometry:
    try:
        return shapely.from_wkt(rest)
    except ShapelyError as reason:
        raise NotCoordinates("“{value}” is not complete WKT.", value=shortened(written)) from reason


def _geojson(rest: str, written: str) -> BaseGeometry:
    """A geometry or a feature; GeoJSON is always WGS 84, longitude first (RFC 7946)."""
    try:
        found: Any = json.loads(rest)
        geometry = found.get("geometry") if found.get("type") == "Feature" else found
        return shape(geometry)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, ShapelyError) as reason:
        raise NotCoordinates("“{value}” is not a geometry in GeoJSON.", value=shortened(written)) from reason


_GEO = re.compile(
    r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:,(-?\d+(?:\.\d+)?))?((?:;[^;\s?]+)*)(?:\?.*)?", re.IGNORECASE
)


def _geo_uri(rest: str, written: str) -> Place:
    """RFC 5870: latitude, longitude, height above the ellipsoid, u the uncertainty in m."""
    match = _GEO.fullmatch(rest)
    if not match:
        raise NotCoordinates("“{value}” is not a geo: address.", value=shortened(written))
    options = dict(part.lower().partition("=")[::2] for part in match[4].split(";") if part)
    if options.get("crs", "wgs84") != "wgs84":
        raise NotCoordinates("“{value}” is not in WGS 84.", value=shortened(written))
    if abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
        raise NotCoordinates("“{value}” lies outside the globe.", value=shortened(written))
    pair = Pair(float(match[2]), float(match[1]))
    height = float(match[3]) if match[3] else None
    return _point_place(
        pair, written, 4326, height, horizontal_accuracy=options.get("u"),
        height_datum="ellipsoid_WGS84" if height is not None else None,
    )  # fmt: skip


_ISO_6709 = re.compile(
    r"([+-])(\d\d)(\d\d)?(\d\d)?(\.\d+)?([+-])(\d{3})(\d\d)?(\d\d)?(\.\d+)?([+-]\d+(?:\.\d+)?)?(?:CRS[\w:]*)?/",
    re.ASCII,
)


def _iso6709(rest: str, written: str) -> Pair | None:
    """“+50.4501+030.5234/” and its forms with minutes and seconds (ISO 6709, annex H)."""
    match = _ISO_6709.fullmatch(rest)
    if not match:
        return None
    lat = " ".join(part for part in match.group(2, 3, 4) if part) + (match[5] or "")
    lon = " ".join(part for part in match.group(7, 8, 9) if part) + (match[10] or "")
    pair = read_pair(f"lat {match[1]}{lat}; lon {match[6]}{lon}")
    return Pair(pair.lon, pair.lat, float(match[11])) if match[11] else pair


def _grid_place(point: GridPoint, written: str) -> Place:
    """A place read from a grid; a square larger than a metre gives its half diagonal as the accuracy."""
    accuracy = point.half_diagonal_m if point.half_diagonal_m > 1 else None
    return _point_place(Pair(point.lon, point.lat), written, point.epsg, horizontal_accuracy=accuracy)


# Degrees, minutes and seconds in one number, which could be taken for metres.
_RUN_TOGETHER = re.compile(r"\b\d{6}(?:\.\d+)?\s*[NS]\W{0,3}[01]\d{6}(?:\.\d+)?\s*[EW]\b", re.IGNORECASE)


def _numbers(written: str, rest: str, named: tuple[int, ...], bounds: Bounds | None, systems: SystemNames) -> Found:
    """Metres or degrees."""
    if len(rest) > _LONGEST_NUMBERS:
        raise _none_found(written, bool(named))
    metres = None if _RUN_TOGETHER.search(rest) else read_metres(rest)
    if metres is not None:
        projected = [code for code in named if crs_of(code).is_projected]
        return _metres(metres, projected or tuple(systems), written, bounds, bool(projected))
    try:
        pair = read_pair(rest, bounds)
    except NoDegrees as reason:
        raise _none_found(written, bool(named)) from reason
    return _degrees(pair, named, written, bounds)


def _metres(metres: Metres, systems: Sequence[int], written: str, bounds: Bounds | None, asked: bool) -> Found:
    """Metres in the one system asked for, or in the one that they fit."""
    alone = asked and len(systems) == 1
    fit = fits_in_one(written, metres, systems[0], bounds, _FAR_FROM_ZONE) if alone else None
    fit = fit or best_fit(written, metres, systems, bounds)
    place = _point_place(Pair(fit.lon, fit.lat), written, fit.epsg, metres.height)
    return Found(place, fit.operation, _problems(Point(fit.lon, fit.lat), fit.epsg, fit.operation))


def _degrees(pair: Pair, named: tuple[int, ...], written: str, bounds: Bounds | None) -> Found:
    """Degrees of WGS 84, or of the geographic system that was asked for."""
    geographic = [code for code in named if crs_of(code).is_geographic]
    if len(geographic) > 1:
        raise NotCoordinates(
            "“{value}” may be in any of: {systems}. Write the system before it, such as EPSG:{epsg}.",
            value=shortened(written), systems=named_systems(geographic), epsg=geographic[0],
        )  # fmt: skip
    code = geographic[0] if geographic else 4326
    accuracy = pair.accuracy or None
    if code == 4326:
        return Found(_point_place(pair, written, code, pair.height, horizontal_accuracy=accuracy))
    moved = transform(Point(pair.lon, pair.lat), code, WGS84, bounds)
    here = Pair(*shapely.get_coordinates(moved.geometry)[0].tolist())
    place = _point_place(here, written, code, pair.height, horizontal_accuracy=accuracy)
    return Found(place, moved.operation, _problems(moved.geometry, code, moved.operation))


def _from_geometry(geometry: BaseGeometry, named: tuple[int, ...], written: str, bounds: Bounds | None) -> Found:
    """Any geometry, in WGS 84 or the one system that was asked for."""
    code = named[0] if named else 4326
    if code == 4326:
        return Found(Place(geometry=geometry_hex(geometry), crs="EPSG:4326", written=written))
    moved = transform(geometry, code, WGS84, bounds)
    place = Place(geometry=geometry_hex(moved.geometry), crs=f"EPSG:{code}", written=written)
    return Found(place, moved.operation, _problems(moved.geometry, code, moved.operation))


def _problems(geometry: BaseGeometry, code: int, operation: Operation) -> tuple[Problem, ...]:
    outside = check_area(geometry, code)
    for problem in outside:
        if problem.refuses:
            raise ValueRefused(problem.message)
    rough = operation.problem()
    return (*outside, *([rough] if rough else []))


def _point_place(pair: Pair, written: str, code: int, height: float | None = None, **rest: object) -> Place:
    given: Mapping[str, Any] = {name: value for name, value in rest.items() if value is not None}
    point = point_hex(pair.lon, pair.lat, height)
    return Place(geometry=point, crs=f"EPSG:{code}", written=written, height=height, **given)


_SITE = re.compile(
    r"(?:[XХ]\s*[:=]?\s*)?([+-]?\d+(?:[.,]\d+)?)\s*M?[\s;,/|]+(?:[YУ]\s*[:=]?\s*)?([+-]?\d+(?:[.,]\d+)?)\s*M?"
    r"(?:[\s;,/|]+(?:[ZHН]\s*[:=]?\s*)?([+-]?\d+(?:[.,]\d+)?)\s*M?)?"
)


def _site_place(written: str) -> Place:
    """Metres of the site grid, x, y and z: they are the evidence; degrees follow when its control points are known."""
    match = _SITE.fullmatch(written.upper())
    if match:
        numbers = [float(number.replace(",", ".")) for number in match.groups() if number]
        geometry: BaseGeometry = Point(numbers)
    elif _WKT.match(written):
        geometry = _wkt(written, written)
    else:
        raise NotCoordinates(
            "“{value}” is no point of a site grid; x 2.31 y 0.44 z -1.20, in metres, was expected.",
            value=shortened(written),
        )
    return Place(site_geometry=geometry_hex(geometry), crs=SITE_GRID, written=written)
