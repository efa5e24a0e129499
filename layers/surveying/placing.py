"""Surveyed points as places: in the grid of a grave, in degrees, with what was read and over which datum it lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused
from forensics.places import SITE_GRID, Place, geometry_hex, number_text
from layers.crs import WGS84, transform_xy
from layers.siteplan.levels import Levels
from layers.siteplan.tie import GridTie, Numbers
from layers.surveying.points import Surveyed

FEWEST = {"Point": 1, "MultiLineString": 2, "MultiPolygon": 3}
DEGREES = 10
"""Decimals that degrees are kept to: a hundredth of a millimetre."""


class PointsRefused(ValueRefused):
    """Points that make no geometry of the kind that a field holds."""


@dataclass(frozen=True)
class Ground:
    """What carries surveyed points into records: their coordinate system and datum, and the grid they go into."""

    crs: str
    tie: GridTie | None
    levels: Levels
    datum: str = ""
    datum_name: str = ""
    method: str = "total_station"
    accuracy: float | None = None

    @property
    def in_grid(self) -> bool:
        """Whether the file is in metres of the grid itself."""
        return self.crs == SITE_GRID

    def local(self, points: Sequence[Surveyed]) -> Numbers | None:
        """x and y in the grid; None where nothing ties it to the system of the file."""
        xy = np.array([(one.x, one.y) for one in points], dtype=float)
        if self.in_grid:
            return xy
        return None if self.tie is None else self.tie.local(xy, self.crs)

    def degrees(self, points: Sequence[Surveyed]) -> Numbers | None:
        """Longitude and latitude; None where the grid is tied to nothing."""
        xy = np.array([(one.x, one.y) for one in points], dtype=float)
        if self.in_grid:
            return None if self.tie is None else self.tie.degrees(xy)
        if self.crs == WGS84:
            return xy
        lon, lat, _ = transform_xy(xy[:, 0], xy[:, 1], self.crs, WGS84)
        return np.column_stack([lon, lat])

    def z(self, point: Surveyed) -> float | None:
        """Over the grid's zero; None where no transformation from the datum of the file is stated."""
        if point.z is None:
            return None
        if self.in_grid and not self.datum:
            return point.z
        return self.levels.z_of_height(point.z, self.datum, self.datum_name)


def place_of_points(points: Sequence[Surveyed], geometry: str, ground: Ground, file: str) -> Place:
    """The place that points make, in the order of the file; raises PointsRefused and OutsideCrs."""
    fewest = FEWEST[geometry]
    if len(points) < fewest or (geometry == "Point" and len(points) > 1):
        raise PointsRefused(
            "{count} points of code {code} make no {geometry}; {fewest} was expected.",
            count=len(points), code=points[0].code or "–", geometry=geometry,
            fewest="1" if geometry == "Point" else f"{fewest}, 4 …",
        )  # fmt: skip
    local, degrees = ground.local(points), ground.degrees(points)
    heights = [ground.z(one) for one in points]
    inner = None if local is None else shape_of(np.round(local, 4), heights, geometry)
    outer = None if degrees is None else shape_of(np.round(degrees, DEGREES), [None] * len(points), geometry)
    single = points[0] if geometry == "Point" else None
    height = single.z if single is not None and ground.datum else None
    return Place(
        geometry=None if outer is None else geometry_hex(outer),
        site_geometry=None if inner is None else geometry_hex(inner),
        crs=ground.crs, written=_written(points, file), method=ground.method,
        horizontal_accuracy=ground.accuracy, vertical_accuracy=ground.accuracy if height is not None else None,
        height=height, height_datum=ground.datum or None if height is not None else None,
        height_datum_name=ground.datum_name or None if height is not None else None,
    )  # fmt: skip


def shape_of(xy: Numbers, heights: Sequence[float | None], geometry: str) -> BaseGeometry:
    """A geometry through points, with their heights where each has one."""
    known = [height for height in heights if height is not None]
    rows = xy if len(known) < len(xy) else np.column_stack([xy, np.round(known, 4)])
    if geometry == "Point":
        return shapely.Point(rows[0])
    if geometry == "MultiLineString":
        return shapely.MultiLineString([shapely.LineString(rows)])
    return shapely.MultiPolygon([shapely.Polygon(rows)])


def _written(points: Sequence[Surveyed], file: str) -> str:
    """Number, code and coordinates as the file has them, so that the line can be found again."""
    lines = [
        " ".join(filter(None, (one.number, one.code, *map(number_text, _pair_as_written(one)),
                               "" if one.z is None else number_text(one.z))))
        for one in points
    ]  # fmt: skip
    return f"{file}: {'; '.join(lines)}"


def _pair_as_written(point: Surveyed) -> tuple[float, float]:
    return (point.y, point.x) if point.north_first else (point.x, point.y)
