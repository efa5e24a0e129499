"""Coordinate systems and the transforms between them, each with its stated accuracy; a rough one is said, never silent.

Through PROJ, from its own files, never from the network. Geometry is x, y (east or longitude first) in every system,
whatever order its definition has.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from forensics.dates import shortened
from forensics.errors import ValueRefused
from forensics.messages import say
from forensics.problems import Problem

if TYPE_CHECKING:
    import pyproj

WGS84 = "EPSG:4326"
Bounds = tuple[float, float, float, float]
Numbers = NDArray[np.float64]

_FAR_OUTSIDE = 6.0
_UNKNOWN_ACCURACY = 999.0


class UnknownCrs(ValueRefused):
    """A coordinate system that PROJ does not know or that has no east and north."""


class OutsideCrs(ValueRefused):
    """Coordinates that lie where their coordinate system cannot be used."""


@dataclass(frozen=True)
class Operation:
    """What carries coordinates from one system to another: its name as EPSG gives it and its accuracy in m, if known.

    `ballpark` says that the two datums are taken for one, which may be wrong by hundreds of metres.
    """

    name: str
    accuracy_m: float | None
    ballpark: bool

    def problem(self) -> Problem | None:
        """What is to be said of it, or None."""
        if not self.ballpark:
            return None
        message = say("The coordinates were only roughly converted ({name}); they may be hundreds of metres off.",
                      name=self.name)  # fmt: skip
        return Problem(None, self.name, message, refuses=False)


@dataclass(frozen=True)
class Transformed:
    """A geometry in another coordinate system, and how it came there."""

    geometry: BaseGeometry
    operation: Operation

    @property
    def accuracy_m(self) -> float | None:
        """Stated accuracy of the transform in m; None where nobody states one."""
        return self.operation.accuracy_m

    @property
    def ballpark(self) -> bool:
        """Whether the two datums were taken for one."""
        return self.operation.ballpark


@lru_cache(maxsize=256)
def crs_of(code: str | int) -> pyproj.CRS:
    """The coordinate system of an EPSG code, or of WKT from a file; raises UnknownCrs."""
    import pyproj  # PROJ takes a twentieth of the time in which a project opens, and opening asks it nothing
    from pyproj.exceptions import CRSError

    try:
        found = pyproj.CRS.from_user_input(int(code) if str(code).isdigit() else code)
    except CRSError as reason:
        raise UnknownCrs(
            "“{value}” is not a known coordinate system; an EPSG code such as EPSG:4326 was expected.",
            value=shortened(code),
        ) from reason
    if not (found.is_geographic or found.is_projected) or found.is_geocentric:
        raise UnknownCrs(
            "“{value}” has no east and north; a geographic or projected coordinate system was expected.",
            value=shortened(code),
        )
    return found


def epsg_code(code: str | int) -> str | None:
    """“EPSG:…” of a coordinate system given as code or WKT; None where EPSG has none like it; raises UnknownCrs."""
    number = crs_of(code).to_epsg(min_confidence=70)
    return None if number is None else f"EPSG:{number}"


def crs_name(code: str | int) -> str:
    """The name that EPSG gives it, such as “WGS 84 / UTM zone 36N”."""
    return str(crs_of(code).name)


def transform(
    geometry: BaseGeometry, from_crs: str | int, to_crs: str | int = WGS84, area: Bounds | None = None
) -> Transformed:
    """The geometry in `to_crs`, Z as it was.

    `area` (west, south, east, north in degrees) is where the best operation is looked for: the country pack's bounds,
    so that one operation serves a whole project; without it the geometry's own. Raises UnknownCrs, and OutsideCrs
    where a coordinate cannot be converted.
    """
    xy = shapely.get_coordinates(geometry)
    x, y, operation = transform_xy(xy[:, 0], xy[:, 1], from_crs, to_crs, area)
    moved = np.column_stack([x, y])
    return Transformed(shapely.transform(geometry, _replaced(moved), include_z=geometry.has_z), operation)


def _replaced(xy: Numbers) -> Callable[[Numbers], Numbers]:
    return lambda before: np.column_stack([xy, before[:, 2:]])


def transform_xy(
    x: Numbers, y: Numbers, from_crs: str | int, to_crs: str | int = WGS84, area: Bounds | None = None
) -> tuple[Numbers, Numbers, Operation]:
    """Coordinates in `to_crs`, for any number of points at once; see `transform`."""
    forward = best_converter(x, y, str(from_crs), str(to_crs), area)
    moved_x, moved_y = forward.arrays(x, y)
    bad = ~(np.isfinite(moved_x) & np.isfinite(moved_y))
    if bad.any():
        first = int(np.argmax(bad))
        raise _outside(f"{x[first]:.10g}, {y[first]:.10g}", str(from_crs))
    return moved_x, moved_y, forward.operation


def _outside(place: str, code: str) -> OutsideCrs:
    return OutsideCrs(
        "The coordinates ({place}) lie outside the area where {crs} may be used.", place=place, crs=_said(code)
    )


def _said(code: str) -> str:
    number = code.upper().removeprefix("EPSG:")
    return f"EPSG:{number} ({crs_name(code)})" if number.isdigit() else crs_name(code)


def best_converter(x: Numbers, y: Numbers, from_crs: str, to_crs: str, area: Bounds | None) -> Converter:
    """The converter for `area`, or for where the coordinates are if one of the systems is of no use in it."""
    if area is None or not useful(area, from_crs, to_crs):
        area = _area_of(x, y, from_crs)
    return converter(from_crs, to_crs, area)


@lru_cache(maxsize=512)
def useful(area: Bounds, from_crs: str, to_crs: str) -> bool:
    """Whether both systems may be used somewhere in an area."""
    return _meets(area, area_of_use(from_crs)) and _meets(area, area_of_use(to_crs))


def _area_of(x: Numbers, y: Numbers, from_crs: str | int) -> Bounds | None:
    """Whole degrees around the coordinates, as far as they can be told before the operation is chosen."""
    if not len(x):
        return None
    corners_x = np.array([np.min(x), np.max(x), np.min(x), np.max(x)])
    corners_y = np.array([np.min(y), np.min(y), np.max(y), np.max(y)])
    lon, lat = converter(str(from_crs), WGS84, None).arrays(corners_x, corners_y)
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()) or np.abs(lat).max() > 90:
        return None
    return math.floor(lon.min()), math.floor(lat.min()), math.ceil(lon.max()), math.ceil(lat.max())


@dataclass(frozen=True)
class Converter:
    """One operation between two coordinate systems, ready to be used from any thread."""

    transformer: pyproj.Transformer
    operation: Operation

    def arrays(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Converted arrays; infinite where it cannot be done."""
        moved_x, moved_y = self.transformer.transform(np.array(x, dtype=float), np.array(y, dtype=float))
        return moved_x, moved_y

    def point(self, x: float, y: float) -> tuple[float, float]:
        """One converted point; infinite where it cannot be done."""
        moved_x, moved_y = self.transformer.transform(x, y)
        return moved_x, moved_y


@lru_cache(maxsize=512)
def converter(from_crs: str, to_crs: str, area: Bounds | None) -> Converter:
    """The best operation that needs no file we have not, for `area` (degrees), or for the systems' own area of use."""
    from pyproj.exceptions import ProjError
    from pyproj.network import set_network_enabled  # type: ignore[attr-defined]
    from pyproj.transformer import AreaOfInterest, TransformerGroup

    set_network_enabled(False)
    here = None if area is None else AreaOfInterest(*area)
    source, target = crs_of(from_crs), crs_of(to_crs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of grids that only the network has; the accuracy says what is left
        try:
            group = TransformerGroup(source, target, always_xy=True, area_of_interest=here)
        except ProjError as reason:
            raise _no_way(from_crs, to_crs) from reason
    if not group.transformers:
        raise _no_way(from_crs, to_crs)
    return _converter(group.transformers[0])


def _no_way(from_crs: str, to_crs: str) -> UnknownCrs:
    return UnknownCrs(
        "There is no way from {from_crs} to {to_crs}.", from_crs=shortened(from_crs), to_crs=shortened(to_crs)
    )


def _converter(transformer: pyproj.Transformer) -> Converter:
    steps = [step.strip() for step in (transformer.description or "").split(" + ")]
    name = " + ".join(step for step in steps if not step.startswith("axis order change"))
    accuracy = transformer.accuracy
    ballpark = "ballpark" in name.lower()
    known = 0 <= accuracy < _UNKNOWN_ACCURACY and not ballpark
    return Converter(transformer, Operation(name or "no change", accuracy if known else None, ballpark))


@lru_cache(maxsize=512)
def area_of_use(code: str | int) -> Bounds | None:
    """West, south, east, north in degrees; west is greater than east where the area crosses the 180th meridian."""
    area = crs_of(code).area_of_use
    return None if area is None else (area.west, area.south, area.east, area.north)


def check_area(geometry: BaseGeometry, code: str | int) -> list[Problem]:
    """Whether a geometry in EPSG:4326 lies where the system that it was read in may be used.

    A little outside is said and kept (a team works on in the zone it began in); six degrees outside is refused.
    """
    area = area_of_use(code)
    if area is None or geometry.is_empty:
        return []
    off = _degrees_outside(geometry.bounds, area)
    if off <= 0:
        return []
    west, south, _, _ = geometry.bounds
    place = say("longitude {lon}, latitude {lat}", lon=f"{west:.6f}", lat=f"{south:.6f}")
    message = say(
        "The coordinates ({place}) lie outside the area where {crs} may be used.", place=place, crs=_said(str(code))
    )
    return [Problem(None, (west, south), message, refuses=off > _FAR_OUTSIDE)]


def _meets(area: Bounds, use: Bounds | None) -> bool:
    if use is None:
        return True
    west, south, east, north = use
    across = area[0] <= east and west <= area[2] if west <= east else area[0] <= east or west <= area[2]
    return across and area[1] <= north and south <= area[3]


def degrees_outside(lon: float, lat: float, code: str | int) -> float:
    """How far a point lies outside the area where a system may be used, in degrees; 0 or less inside."""
    area = area_of_use(code)
    return 0.0 if area is None else _degrees_outside((lon, lat, lon, lat), area)


def _degrees_outside(box: Bounds, area: Bounds) -> float:
    west, south, east, north = box
    if area[0] > area[2]:
        west, east = west % 360, east % 360
        area = (area[0], area[1], area[2] + 360, area[3])
    return max(area[0] - west, east - area[2], area[1] - south, north - area[3])
