"""The grid over a page's map, in whatever coordinate system is chosen, and its labels on the map's edge."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from desktop.canvas.camera import Camera
from desktop.canvas.mercator import to_degrees, to_metres
from forensics.messages import Message, say
from forensics.ports import Box
from layers.crs import WGS84, crs_of, transform_xy

LINES = 6  # wanted along the longer side of the map
SAMPLES = 65  # points along an edge, and along a line that may bend
_MINUTE, _SECOND = 1 / 60, 1 / 3600
_DEGREES = (
    30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 20 * _MINUTE, 10 * _MINUTE, 5 * _MINUTE, 2 * _MINUTE, _MINUTE, 30 * _SECOND,
    20 * _SECOND, 10 * _SECOND, 5 * _SECOND, 2 * _SECOND, _SECOND,
)  # fmt: skip


@dataclass(frozen=True)
class GridLine:
    """A line of the grid in pixels of the map, what it is called, and where it meets the edges."""

    label: Message | str
    upright: bool  # a meridian or an easting
    path: NDArray[np.float64]

    @property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        (x0, y0), (x1, y1) = self.path[0].tolist(), self.path[-1].tolist()
        return (x0, y0), (x1, y1)


def grid_lines(camera: Camera, crs: str = WGS84, area: Box | None = None) -> list[GridLine]:
    """The lines that cross the view; raises UnknownCrs, or OutsideCrs where the system cannot be used here."""
    west, south, east, north = camera.bounds
    along = np.linspace(0, 1, SAMPLES)
    x, y = west + (east - west) * along, south + (north - south) * along
    edge_x = np.concatenate([x, x, np.full(SAMPLES, west), np.full(SAMPLES, east)])
    edge_y = np.concatenate([np.full(SAMPLES, south), np.full(SAMPLES, north), y, y])
    lon, lat = to_degrees(edge_x, edge_y)
    grid_x, grid_y, _ = transform_xy(lon, lat, WGS84, crs, area)
    spans = (grid_x.min(), grid_x.max()), (grid_y.min(), grid_y.max())
    in_degrees = crs_of(crs).is_geographic
    step = _step(max(high - low for low, high in spans) / LINES, in_degrees)
    frame = shapely.box(0, 0, camera.width, camera.height)
    lines: list[GridLine] = []
    for upright, (low, high), across in ((True, *spans), (False, *reversed(spans))):
        for number in range(int(np.ceil(low / step)), floor(high / step) + 1):
            path = _line(number * step, upright, across, crs, area, camera)
            lines += [
                GridLine(_label(number * step, step, upright, in_degrees), upright, part)
                for part in _within(path, frame, upright)
            ]
    return lines


def _step(wanted: float, in_degrees: bool) -> float:
    if in_degrees and wanted > _SECOND:
        return min(_DEGREES, key=lambda step: abs(np.log(step / wanted)))
    power = 10.0 ** floor(log10(wanted))
    return min((power * step for step in (1, 2, 5, 10)), key=lambda step: float(abs(np.log(step / wanted))))


def _line(
    value: float, upright: bool, across: tuple[float, float], crs: str, area: Box | None, camera: Camera
) -> NDArray[np.float64]:
    other = np.linspace(*across, SAMPLES)
    same = np.full(SAMPLES, value)
    x, y = (same, other) if upright else (other, same)
    lon, lat, _ = transform_xy(x, y, crs, WGS84, area)
    return camera.pixels_of_rows(np.column_stack(to_metres(lon, lat)))


def _within(path: NDArray[np.float64], frame: Any, upright: bool) -> list[NDArray[np.float64]]:
    """The pieces inside the map, each from the top down or from left to right."""
    parts = shapely.get_parts(shapely.intersection(shapely.linestrings(path), frame))
    pieces = [shapely.get_coordinates(part) for part in parts if shapely.get_type_id(part) == 1]
    return [piece[np.argsort(piece[:, 1 if upright else 0], kind="stable")] for piece in pieces]


def _label(value: float, step: float, upright: bool, in_degrees: bool) -> Message | str:
    if not in_degrees:
        return f"{round(value):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    written = _degrees(abs(value), step)
    if upright:
        return say("{degrees} E", degrees=written) if value >= 0 else say("{degrees} W", degrees=written)
    return say("{degrees} N", degrees=written) if value >= 0 else say("{degrees} S", degrees=written)


def _degrees(value: float, step: float) -> str:
    """Degrees, with minutes and seconds where the step has them."""
    seconds = round(value * 3600)
    whole, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if step >= 1 - 1e-9:
        return f"{whole}°"
    if step >= _MINUTE - 1e-9:
        return f"{whole}°{minutes:02}′"
    return f"{whole}°{minutes:02}′{rest:02}″"
