"""Web Mercator: degrees to the metres in which the map is displayed, and to the units by which points are sorted.

Display only: nothing is measured or kept in it (resources/decisions/0006-how-the-map-is-drawn.md).
"""

from __future__ import annotations

from math import atan, cos, degrees, exp, pi, radians, sinh
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS = 6378137.0
HALF_WORLD = pi * EARTH_RADIUS  # metres from the middle of the map to its edge
WORLD = 2 * HALF_WORLD
MAX_LATITUDE = degrees(atan(sinh(pi)))  # 85.05…: the square ends here
UNITS = 2**32
"""The map's side in whole units: one is 9.3 mm on the equator."""
UNIT = WORLD / UNITS


def to_metres(lon: NDArray[Any] | float, lat: NDArray[Any] | float) -> tuple[Floats, Floats]:
    """EPSG:4326 degrees to EPSG:3857 metres, clipped to the map's square."""
    north = np.clip(np.asarray(lat, np.float64), -MAX_LATITUDE, MAX_LATITUDE)
    x = np.radians(np.asarray(lon, np.float64)) * EARTH_RADIUS
    y = np.arcsinh(np.tan(np.radians(north))) * EARTH_RADIUS
    return x, y


def to_degrees(x: NDArray[Any] | float, y: NDArray[Any] | float) -> tuple[Floats, Floats]:
    """EPSG:3857 metres to EPSG:4326 degrees."""
    lon = np.degrees(np.asarray(x, np.float64) / EARTH_RADIUS)
    lat = np.degrees(np.arctan(np.sinh(np.asarray(y, np.float64) / EARTH_RADIUS)))
    return lon, lat


def transform_degrees(coordinates: Floats) -> Floats:
    """Rows of lon, lat to rows of metres, as `shapely.transform` asks for."""
    return np.column_stack(to_metres(coordinates[:, 0], coordinates[:, 1]))


def transform_metres(coordinates: Floats) -> Floats:
    """Rows of metres to rows of lon, lat."""
    return np.column_stack(to_degrees(coordinates[:, 0], coordinates[:, 1]))


def ground_scale(y: float) -> float:
    """Metres on the ground for a metre of the map at height `y` of the map (1 on the equator, 0.65 at 50° north)."""
    latitude = 2 * atan(exp(y / EARTH_RADIUS)) - pi / 2
    return cos(latitude)


def latitude_scale(latitude: float) -> float:
    """The same for a latitude in degrees."""
    return cos(radians(latitude))
