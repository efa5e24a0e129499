"""Areas that records are asked for by: a polygon as text (WKT) in degrees, met by a record's main place."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused
from layers.register.blobs import as_bytes

MOST_LETTERS = 100_000


@lru_cache(maxsize=16)
def area_of(text: str) -> BaseGeometry:
    """The polygon, prepared; raises ValueRefused for text that is none within the degrees of the earth."""
    try:
        found = shapely.from_wkt(text) if len(text) <= MOST_LETTERS else None
    except GEOSException:
        found = None
    if found is None or found.is_empty or not found.is_valid or found.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueRefused("“{text}” is no area; a polygon as WKT in degrees was expected.", text=text[:60])
    west, south, east, north = found.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise ValueRefused("“{text}” does not lie within the degrees of the earth.", text=text[:60])
    shapely.prepare(found)
    return found


def meets(text: str, geometry: Any) -> int:
    """Whether a place, as WKB, meets an area: what SQL calls."""
    try:
        return int(bool(area_of(text).intersects(shapely.from_wkb(as_bytes(geometry)))))
    except (GEOSException, TypeError, ValueError):
        return 0  # a damaged place lies nowhere; `verify` names it
