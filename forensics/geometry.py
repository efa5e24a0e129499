"""What a geometry must be before it is kept: of the declared kind, on the globe, not swapped, not crossing itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused
from forensics.messages import Message, say
from forensics.problems import Problem

DECLARED = ("Point", "MultiLineString", "MultiPolygon")
Bounds = tuple[float, float, float, float]

_SINGLE = {"Point": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}
_METRES = 1000.0


def promoted(geometry: BaseGeometry, declared: str) -> BaseGeometry:
    """The geometry as its declared kind: a single one becomes a multi, a multi of one point a point; Z is kept.

    Raises ValueRefused where it is of another kind; curves were made lines before.
    """
    if geometry.geom_type == declared:
        return geometry
    parts = [part for part in _parts(geometry) if not part.is_empty]
    fits = all(part.geom_type in (_SINGLE[declared], "LinearRing") for part in parts)
    if not fits or (declared == "Point" and len(parts) > 1):
        raise ValueRefused(
            "A {kind} was given where a {declared} is declared.", kind=geometry.geom_type, declared=declared
        )
    if declared == "Point":
        return parts[0] if parts else Point()
    many = shapely.multilinestrings(parts) if declared == "MultiLineString" else shapely.multipolygons(parts)
    return cast(BaseGeometry, many)


def _parts(geometry: BaseGeometry) -> Iterable[BaseGeometry]:
    for part in getattr(geometry, "geoms", (geometry,)):
        if hasattr(part, "geoms"):
            yield from _parts(part)
        else:
            yield part


OUTSIDE = say("The coordinates ({place}) lie outside the area of this project.")
"""What is said of coordinates that are elsewhere on the globe."""


def check_geometry(geometry: BaseGeometry, declared: str, bounds: Bounds | None = None) -> list[Problem]:
    """What is wrong with a geometry in EPSG:4326 (longitude first), each with the coordinates where it is wrong.

    `bounds` (west, south, east, north) is the country pack's area: coordinates that would lie in it if swapped are
    refused, others outside it are said and kept. The direction of rings is nobody's error.
    """
    if geometry.is_empty:
        return [Problem(None, None, say("The geometry has no coordinates."))]
    try:
        geometry = promoted(geometry, declared)
    except ValueRefused as refused:
        return [Problem(None, geometry.geom_type, refused.message)]
    found = _where(geometry, bounds)
    if declared != "Point":
        found += _broken(geometry)
    return found


def _where(geometry: BaseGeometry, bounds: Bounds | None) -> list[Problem]:
    box = (geometry.x, geometry.y) * 2 if isinstance(geometry, Point) else geometry.bounds
    west, south, east, north = box
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        return [_off_the_globe(*_first_outside(geometry))]
    if west <= 0 <= east and south <= 0 <= north and _has_null_island(geometry):
        message = say("The coordinates are 0, 0, which is what an empty field becomes; the true ones were expected.")
        return [Problem(None, (0.0, 0.0), message)]
    if bounds is None or _meet(box, bounds):
        return []
    place = _first(geometry)
    quoted = _said(*place)
    if _meet((south, west, north, east), bounds):
        swapped = say("The coordinates ({place}) look swapped: latitude and longitude changed places.", place=quoted)
        return [Problem(None, place, swapped)]
    return [Problem(None, place, Message(OUTSIDE.id, {"place": quoted}), refuses=False)]


def outside_area(lon: float, lat: float, bounds: Bounds | None) -> Message | None:
    """What is said of a point that lies outside the country pack's area; None of one inside, or without an area."""
    if bounds is None or _meet((lon, lat, lon, lat), bounds):
        return None
    return Message(OUTSIDE.id, {"place": _said(lon, lat)})


def _off_the_globe(lon: float, lat: float) -> Problem:
    if abs(lon) > _METRES or abs(lat) > _METRES:
        message = say(
            "The coordinates ({place}) look like metres, not degrees; say which coordinate system they are in.",
            place=f"{lon:.10g}, {lat:.10g}",
        )
    else:
        message = say(
            "The coordinates ({place}) lie outside the globe; longitude from -180 to 180 and latitude from -90 to 90 "
            "were expected.",
            place=_said(lon, lat),
        )
    return Problem(None, (lon, lat), message)


def _first_outside(geometry: BaseGeometry) -> tuple[float, float]:
    for lon, lat in shapely.get_coordinates(geometry).tolist():
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return lon, lat
    return _first(geometry)


def _has_null_island(geometry: BaseGeometry) -> bool:
    return bool((shapely.get_coordinates(geometry) == 0).all(axis=1).any())


def _first(geometry: BaseGeometry) -> tuple[float, float]:
    lon, lat = shapely.get_coordinates(geometry)[0].tolist()
    return lon, lat


def _meet(box: Bounds, other: Bounds) -> bool:
    return box[0] <= other[2] and other[0] <= box[2] and box[1] <= other[3] and other[1] <= box[3]


def _said(lon: float, lat: float) -> Message:
    return say("longitude {lon}, latitude {lat}", lon=f"{lon:.6f}", lat=f"{lat:.6f}")


# What GEOS says, and what a person is told.
_FAULTS = {
    "Self-intersection": say("The polygon crosses itself at {place}."),
    "Ring Self-intersection": say("The edge of the polygon touches itself at {place}."),
    "Hole lies outside shell": say("A hole lies outside its polygon at {place}."),
    "Holes are nested": say("A hole lies inside another hole at {place}."),
    "Interior is disconnected": say("Holes cut the polygon in two at {place}."),
    "Nested shells": say("One polygon lies inside another of the same geometry at {place}."),
    "Duplicate Rings": say("The same ring is there twice at {place}."),
    "Too few points in geometry component": say("A line or ring has too few different points at {place}."),
    "Ring is not closed": say("A ring is not closed at {place}."),
}
_REASON = re.compile(r"(?P<fault>[^\[]+)\[(?P<lon>\S+) (?P<lat>[^\s\]]+)[^\]]*\]")


def _broken(geometry: BaseGeometry) -> list[Problem]:
    if geometry.is_valid:
        return []
    kind, place = fault_of(geometry)
    fault = _FAULTS.get(kind, say("The geometry is not valid at {place}."))
    return [Problem(None, place, Message(fault.id, {"place": _said(*place)}))]


def fault_of(geometry: BaseGeometry) -> tuple[str, tuple[float, float]]:
    """What GEOS calls the fault of a geometry that is not valid, and where it is, in the geometry's own coordinates."""
    match = _REASON.fullmatch(shapely.is_valid_reason(geometry))
    if match is None:
        return "", _first(geometry)
    return match["fault"], (float(match["lon"]), float(match["lat"]))
