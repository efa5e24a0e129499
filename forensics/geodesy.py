"""Lengths and areas on the WGS 84 ellipsoid, from geometries in EPSG:4326 (longitude first)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

if TYPE_CHECKING:
    from pyproj import Geod

_M2_PER_KM2 = 1_000_000.0


@cache
def ellipsoid() -> Geod:
    """WGS 84, on which every length and area is measured (Karney 2013)."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


def area_km2(geometry: BaseGeometry) -> float:
    """Geodesic area of the polygons in a geometry, holes left out, whatever way their rings run; km²."""
    return sum(map(_polygon_m2, _polygons(geometry))) / _M2_PER_KM2


def union_area_km2(geometries: Iterable[BaseGeometry]) -> float:
    """Geodesic area of what the polygons cover together, each place counted once; km²."""
    polygons = [part for geometry in geometries for part in _polygons(geometry)]
    if not polygons:
        return 0.0
    whole = [part if part.is_valid else shapely.make_valid(part) for part in polygons]
    return area_km2(shapely.union_all(whole))


def length_m(geometry: BaseGeometry) -> float:
    """Geodesic length of lines, or of the edges of polygons; m."""
    lines = _lines(geometry)
    return float(sum(ellipsoid().line_length(*shapely.get_coordinates(line).T) for line in lines))


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Geodesic distance of two points in degrees; m."""
    return float(ellipsoid().inv(lon1, lat1, lon2, lat2)[2])


def _polygon_m2(polygon: Polygon) -> float:
    return _ring_m2(polygon.exterior) - sum([_ring_m2(ring) for ring in polygon.interiors])


def _ring_m2(ring: LineString) -> float:
    return abs(float(ellipsoid().polygon_area_perimeter(*shapely.get_coordinates(ring).T)[0]))


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def _lines(geometry: BaseGeometry) -> list[LineString]:
    found: list[LineString] = []
    for part in shapely.get_parts(shapely.get_parts(geometry)):
        if isinstance(part, Polygon):
            found += [part.exterior, *part.interiors]
        elif isinstance(part, LineString):
            found.append(part)
    return found
