"""The grid of a grave in metres, tied to the globe by its origin and the bearing of its y axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Any

import shapely

from forensics.geodesy import ellipsoid
from forensics.places import SITE_GRID, Place, geometry_hex, point_hex


def moved(lon: float, lat: float, bearing: float, metres: float) -> tuple[float, float]:
    """The point so many metres away in that direction (degrees clockwise from true north)."""
    east, north, _ = ellipsoid().fwd(lon, lat, bearing, metres)
    return round(float(east), 8), round(float(north), 8)


@dataclass(frozen=True)
class Grid:
    """A site grid in metres: y along the bearing (degrees from true north), x to the right of it, z upwards."""

    lon: float
    lat: float
    bearing: float

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a point of the grid, in metres."""
        return moved(self.lon, self.lat, self.bearing + degrees(atan2(x, y)), hypot(x, y))

    def point(self, x: float, y: float, z: float, **rest: Any) -> Place:
        """A point measured in the grid, with the degrees derived from it."""
        x, y, z = round(x, 3), round(y, 3), round(z, 3)
        traits: dict[str, Any] = {
            "crs": SITE_GRID, "method": "total_station", "horizontal_accuracy": 0.01, "vertical_accuracy": 0.01,
        }  # fmt: skip
        return Place(geometry=point_hex(*self.degrees(x, y)), site_geometry=point_hex(x, y, z), **(traits | rest))

    def polygon(self, corners: Sequence[tuple[float, float]]) -> Place:
        """An outline measured in the grid, with the degrees derived from it."""
        return self.polygons([corners])

    def polygons(self, several: Sequence[Sequence[tuple[float, float]]]) -> Place:
        """The same of several areas."""
        inner = shapely.MultiPolygon([shapely.Polygon([(round(x, 3), round(y, 3)) for x, y in one]) for one in several])
        outer = shapely.MultiPolygon([shapely.Polygon([self.degrees(x, y) for x, y in one]) for one in several])
        return Place(
            geometry=geometry_hex(outer), site_geometry=geometry_hex(inner), crs=SITE_GRID, method="total_station",
            horizontal_accuracy=0.02,
        )  # fmt: skip

    def line(self, spots: Sequence[tuple[float, float, float]]) -> Place:
        """A line measured in the grid with its heights, with the degrees derived from it."""
        outer = shapely.MultiLineString([[self.degrees(x, y) for x, y, _ in spots]])
        return Place(
            geometry=geometry_hex(outer), site_geometry=geometry_hex(shapely.MultiLineString([list(spots)])),
            crs=SITE_GRID, method="total_station", horizontal_accuracy=0.01,
        )  # fmt: skip

    def control(self, name: str, x: float, y: float, off: tuple[float, float] = (0.0, 0.0)) -> dict[str, str]:
        """A control point as the exhumation records it; `off` is how far it was measured from where it is, in m."""
        lon, lat = self.degrees(x + off[0], y + off[1])
        return {"point": name, "x": f"{x:.3f}", "y": f"{y:.3f}", "longitude": f"{lon:.8f}", "latitude": f"{lat:.8f}"}


def towards(x: float, y: float, bearing: float, metres: float) -> tuple[float, float]:
    """The point of a grid so many metres away in a direction of that grid (degrees clockwise from its y axis)."""
    return x + metres * sin(radians(bearing)), y + metres * cos(radians(bearing))


def rounded_outline(lon: float, lat: float, radius_m: float, uneven: Sequence[float]) -> shapely.Polygon:
    """A closed outline around a point; `uneven` stretches the radius at each corner."""
    step = 360 / len(uneven)
    return shapely.Polygon([moved(lon, lat, at * step, radius_m * stretch) for at, stretch in enumerate(uneven)])
