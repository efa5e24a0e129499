"""A site grid tied to UTM by the control points of its exhumation, and the way from either to degrees."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from forensics.survey.similarity import Control, Fit, Similarity, fit_similarity
from layers.crs import WGS84, transform_xy

Numbers = NDArray[np.float64]
SOUTH_OF_UTM, NORTH_OF_UTM = -80.0, 84.0


@dataclass(frozen=True)
class GridTie:
    """What carries metres of a site grid to metres of UTM (`crs`) and to degrees, and back.

    `fit` is None where nobody gave control points: the grid is then UTM itself, counted from a point near the grave.
    """

    similarity: Similarity
    crs: str
    fit: Fit | None = None

    def projected(self, xy: Numbers) -> Numbers:
        """East and north (n, 2) of points of the grid."""
        return _through(self.similarity.projected, xy)

    def local(self, xy: Numbers, crs: str) -> Numbers:
        """x and y (n, 2) of points given in any coordinate system; raises OutsideCrs."""
        return _through(self.similarity.local, _moved(xy, crs, self.crs))

    def degrees(self, xy: Numbers) -> Numbers:
        """Longitude and latitude (n, 2) of points of the grid."""
        return _moved(self.projected(xy), self.crs, WGS84)

    def shape_in_degrees(self, shape: BaseGeometry) -> BaseGeometry:
        """A geometry of the grid in EPSG:4326, without its heights."""
        return shapely.transform(shapely.force_2d(shape), self.degrees)

    def shape_in_grid(self, shape: BaseGeometry, crs: str = WGS84) -> BaseGeometry:
        """A geometry of any coordinate system in the grid, without its heights."""
        return shapely.transform(shapely.force_2d(shape), lambda xy: self.local(xy, crs))


def _through(carry: Any, xy: Numbers) -> Numbers:
    return np.array([carry(x, y) for x, y in xy.tolist()], dtype=float).reshape(-1, 2)


def _moved(xy: Numbers, crs: str, to_crs: str) -> Numbers:
    if crs == to_crs:
        return xy
    x, y, _ = transform_xy(xy[:, 0], xy[:, 1], crs, to_crs)
    return np.column_stack([x, y])


def utm_of(lon: float, lat: float) -> str:
    """The UTM zone of WGS 84 in which a point lies, as an EPSG code (NGA.STND.0037, its exceptions left aside)."""
    zone = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def tie_of_controls(rows: Iterable[Mapping[str, str]]) -> GridTie | None:
    """The tie by the control points of an exhumation (its field grid_controls); None where fewer than two are whole.

    Raises ControlRefused where they tie nothing: in one place, or mirrored.
    """
    known: list[tuple[str, tuple[float, float], tuple[float, float]]] = []
    for row in rows:
        local, place = _pair(row, "x", "y"), _pair(row, "longitude", "latitude")
        if local is not None and place is not None:
            known.append((row.get("point", ""), local, place))
    if len(known) < 2:
        return None
    crs = utm_of(*known[0][2])
    projected = _moved(np.array([place for _, _, place in known], dtype=float), WGS84, crs)
    controls = [
        Control(name, local, (east, north))
        for (name, local, _), (east, north) in zip(known, projected.tolist(), strict=True)
    ]
    fit = fit_similarity(controls)
    return GridTie(fit.similarity, crs, fit)


def _pair(row: Mapping[str, str], first: str, second: str) -> tuple[float, float] | None:
    found = number_of(row.get(first)), number_of(row.get(second))
    return None if found[0] is None or found[1] is None else (found[0], found[1])


def number_of(text: object) -> float | None:
    """The number that a cell holds, with a decimal point or comma; None where it holds none."""
    try:
        number = float(str(text).replace(",", ".")) if text not in (None, "") else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def tie_without_grid(lon: float, lat: float) -> GridTie:
    """Metres of UTM counted from a point, north upwards: how a grave is drawn that has no grid of its own yet."""
    crs = utm_of(lon, lat)
    east, north = _moved(np.array([[lon, lat]]), WGS84, crs)[0].tolist()
    return GridTie(Similarity(1.0, 0.0, (0.0, 0.0), (float(round(east)), float(round(north)))), crs)
