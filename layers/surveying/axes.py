"""Which of two surveyed coordinates is east: asked where the numbers, as they are written, lie nowhere near the grave.

Geodesy in Ukraine writes X for north and Y for east (UCS-2000, Pulkovo 1942); total stations and GIS mostly do not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forensics.errors import ValueRefused
from forensics.geodesy import ellipsoid
from forensics.places import SITE_GRID, Place, number_text
from layers.crs import WGS84, OutsideCrs, degrees_outside, transform_xy
from layers.project import Project
from layers.surveying.points import PointFile

EAST_FIRST, NORTH_FIRST = "xy", "yx"
ORDERS = ("", EAST_FIRST, NORTH_FIRST)
FAR_KM = 20.0
"""Points of a grave that lie farther from its site than this are asked about."""
OUTSIDE_DEGREES = 1.0
"""How far outside the area of use of their system points may lie: a team works on in the zone it began in."""


class AxesRefused(ValueRefused):
    """Coordinates that lie nowhere near, while nobody said which of them is east."""


def in_order(project: Project, points: PointFile, crs: str, axes: str, site: str) -> PointFile:
    """The points with x east; raises AxesRefused where that is not known and they do not lie where the site is."""
    if axes not in ORDERS:
        raise AxesRefused("{value} is not one of {allowed}.", value=axes, allowed=f"{EAST_FIRST}, {NORTH_FIRST}")
    turned = replace(
        points, points=tuple(replace(one, x=one.y, y=one.x, north_first=True) for one in points.points)
    )  # fmt: skip
    if axes:
        return turned if axes == NORTH_FIRST else points
    if not points.order_known:
        first = points.points[0]
        raise AxesRefused(
            "“{file}” has no header that says which coordinate is east; its first point is {one}, {other}. Say which "
            "it is: --axes {north} (north first, as in PNEZD lists), or --axes {east} (east first).",
            file=points.path.name, one=number_text(first.x), other=number_text(first.y),
            north=NORTH_FIRST, east=EAST_FIRST,
        )  # fmt: skip
    if crs == SITE_GRID:
        return points
    here = _site(project, site)
    wrong = _wrong(points, crs, here)
    if wrong is None:
        return points
    fits_turned = _wrong(turned, crs, here) is None
    if here is not None and not fits_turned and points.crs == crs == WGS84:
        raise _far_away(project, points, site, here)
    if fits_turned:
        raise AxesRefused(
            "The points of “{file}” lie {where}, and fit only with X as north and Y as east; say which it is: --axes "
            "{north} (X is north), or --axes {east} (X is east, and they do lie there).",
            file=points.path.name, where=wrong, north=NORTH_FIRST, east=EAST_FIRST,
        )  # fmt: skip
    raise AxesRefused(
        "The points of “{file}” lie {where}, whichever axis is north; another coordinate system was expected, or the "
        "order of the axes: --axes {east} (X is east), --axes {north} (X is north).",
        file=points.path.name, where=wrong, north=NORTH_FIRST, east=EAST_FIRST,
    )  # fmt: skip


def _far_away(project: Project, points: PointFile, site: str, here: tuple[float, float]) -> AxesRefused:
    """Of a file that says longitude and latitude itself: how far from the site that is, and what was expected."""
    far = max(points.points, key=lambda one: _km(here, (one.x, one.y)))
    values = project.register.values("site", site) or {}
    return AxesRefused(
        "Point {number} of “{file}” lies {distance} km from {site}: at {place}, and the site at {here}. Points within "
        "{near} km of it were expected; if they do lie there, say --axes {east}.",
        number=far.number, file=points.path.name, distance=f"{_km(here, (far.x, far.y)):,.0f}".replace(",", " "),
        site=str(values.get("code") or "–"), place=f"{far.y:.4f}°, {far.x:.4f}°",
        here=f"{here[1]:.4f}°, {here[0]:.4f}°", near=f"{FAR_KM:.0f}", east=EAST_FIRST,
    )  # fmt: skip


def _site(project: Project, site: str) -> tuple[float, float] | None:
    values = project.register.values("site", site) or {} if site else {}
    for name in ("place", "outline"):
        shape = Place.from_canonical(values[name]).shape if values.get(name) else None
        if shape is not None:
            return shape.centroid.x, shape.centroid.y
    return None


def _wrong(points: PointFile, crs: str, here: tuple[float, float] | None) -> str | None:
    """Where the points lie, if that is not where the system is used, or not where the site is."""
    xy = np.array([(one.x, one.y) for one in points.points], dtype=float)
    try:
        lon, lat, _ = transform_xy(xy[:, 0], xy[:, 1], crs, WGS84)
    except OutsideCrs:
        return f"outside {crs}"
    where = [(float(at), float(up)) for at, up in zip(lon, lat, strict=True)]
    for at, up in where:
        far = here is not None and _km(here, (at, up)) > FAR_KM
        if far or not -90 <= up <= 90 or degrees_outside(at, up, crs) > OUTSIDE_DEGREES:
            return f"{up:.2f}°, {at:.2f}°"
    return None


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points in degrees, on the ellipsoid."""
    _, _, metres = ellipsoid().inv(*one, *other)
    return float(metres) / 1000.0
