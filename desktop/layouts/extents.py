"""What part of the country a page shows, and at which scale."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor, log10

import numpy as np
import shapely
from PyQt6.QtCore import QRectF

from desktop.canvas.camera import Camera
from desktop.canvas.mercator import ground_scale, to_degrees, to_metres
from desktop.layouts.layout import UNIT
from forensics.errors import UnknownName
from forensics.folding import fold
from forensics.ports import Box, Values
from layers.countries.gazetteer import gazetteer
from layers.errors import ExportRefused
from layers.project import Project

AROUND_A_SETTLEMENT = 100_000
"""The scale at which a settlement is shown with its surroundings where none is asked for."""
LARGEST, SMALLEST = 50, 50_000_000
_ROUND = (1, 1.2, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 7.5, 8, 9, 10)
MOST_FOUND = 200
NARROWEST = 2000.0
"""Metres of the map that are shown at least where records lie close together."""


def round_scale(number: float) -> float:
    """The next scale that people would choose: 1, 1.25, 1.5, 2, 2.5 … times a power of ten, not below `number`."""
    power = 10.0 ** floor(log10(number))
    return next(step * power for step in _ROUND if step * power >= number * (1 - 1e-9))


def scale_of(camera: Camera) -> float:
    """The N of 1 : N at the middle of the map."""
    return camera.ground_mpp * 1000 / UNIT


def at_scale(camera: Camera, number: float) -> Camera:
    """The same middle at 1 : N on the ground."""
    if not LARGEST <= number <= SMALLEST:
        raise ExportRefused(
            "1 : {scale:,.0f} is no scale for a page; allowed are 1 : {least:,} to 1 : {most:,}.",
            scale=number, least=LARGEST, most=SMALLEST,
        )  # fmt: skip
    return replace(camera, mpp=number * UNIT / 1000 / ground_scale(camera.y))


def camera_for(
    room: QRectF, project: Project, extent: str | Box | None, scale: float | None,
    drawn: tuple[float, float, float, float] | None,
) -> Camera:  # fmt: skip
    """The camera of a page's map: around an extent, else around what is `drawn` (EPSG:3857), else the country.

    `extent` is a settlement by code, id or name, or degrees. Without a scale the largest round one that shows it all.
    Raises ExportRefused.
    """
    blank = Camera(width=round(room.width()), height=round(room.height()))
    if isinstance(extent, str):
        lon, lat = settlement_at(project, extent)
        x, y = to_metres(lon, lat)
        return at_scale(replace(blank, x=float(x), y=float(y)), scale or AROUND_A_SETTLEMENT)
    if extent is not None:
        (west, east), (south, north) = to_metres(np.array(extent[::2]), np.array(extent[1::2]))
        box, margin = (float(west), float(south), float(east), float(north)), 0.0
    else:
        box, margin = drawn or _country(project), 0.05
    return _around(blank, box, margin, scale)


def _country(project: Project) -> tuple[float, float, float, float]:
    west, south, east, north = project.pack.bounds if project.pack else (-180.0, -60.0, 180.0, 75.0)
    (left, right), (bottom, top) = to_metres(np.array([west, east]), np.array([south, north]))
    return float(left), float(bottom), float(right), float(top)


def _around(blank: Camera, box: tuple[float, float, float, float], margin: float, scale: float | None) -> Camera:
    west, south, east, north = box
    free = 1 - 2 * margin
    wide, high = max(east - west, NARROWEST), max(north - south, NARROWEST)
    mpp = max(wide / (blank.width * free), high / (blank.height * free))
    fitted = replace(blank, x=(west + east) / 2, y=(south + north) / 2, mpp=mpp)
    return at_scale(fitted, scale or min(max(round_scale(scale_of(fitted)), LARGEST), SMALLEST))


def settlement_at(project: Project, name: str) -> tuple[float, float]:
    """Longitude and latitude of a settlement of the register, else of the country's gazetteer, by code or any name."""
    for values in _called(project, name):
        place = values.get("place")
        if place and place.get("geometry"):
            middle = shapely.from_wkb(place["geometry"]).centroid
            return float(middle.x), float(middle.y)
    if project.pack is not None:
        places = gazetteer(project.pack)
        row = next(iter(places.find(name, 1)), None)
        if row is not None:
            return float(places.lon[row]), float(places.lat[row])
    raise ExportRefused("“{name}” is no settlement that is known here, and no W,S,E,N in degrees.", name=name)


def _called(project: Project, name: str) -> list[Values]:
    """The settlement of that code or id; else those that the name finds, called exactly so first, then the larger."""
    register = project.register
    try:
        held = register.values("settlement", register.find(name, ("settlement",)).id)
        return [held] if held is not None else []
    except UnknownName:
        found = {one.id: one for one in register.search(name, ("settlement",), MOST_FOUND)}
    wanted = fold(name)

    def order(values: Values) -> tuple[bool, float]:
        names = found[str(values["id"])].names.values()
        return wanted not in map(fold, names), -float(values.get("population") or 0)

    return sorted(register.many_values("settlement", list(found)).values(), key=order)


def degrees_of(camera: Camera) -> Box:
    """West, south, east, north of a camera's view in degrees."""
    west, south, east, north = camera.bounds
    lon, lat = to_degrees(np.array([west, east]), np.array([south, north]))
    return float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])


def whole_scale(number: float) -> int:
    """A scale as it is written: whole, three figures of it carrying something."""
    unit = int(10 ** max(ceil(log10(number)) - 3, 0))
    return round(number / unit) * unit
