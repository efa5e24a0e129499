"""Hexagons of one size all over the Earth, by which numbers are told: fixed once, so that they never move.

They are regular on the cylindrical equal-area projection EPSG:6933, where each holds the same ground.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from pyproj import Transformer

SIDE_M = 20_000.0
"""Of a hexagon, which holds about 1,039 km²."""


@cache
def _there(back: bool = False) -> Transformer:
    from pyproj import Transformer  # not with the window

    systems = ("EPSG:6933", "EPSG:4326") if back else ("EPSG:4326", "EPSG:6933")
    return Transformer.from_crs(*systems, always_xy=True)


def hexagon_at(lon: float, lat: float) -> str:
    """The name of the hexagon that a place in EPSG:4326 lies in: its two numbers on axes at 60 degrees."""
    x, y = _there().transform(lon, lat)
    q, r = (sqrt(3) / 3 * x - y / 3) / SIDE_M, 2 / 3 * y / SIDE_M
    whole = [round(q), round(r), round(-q - r)]
    off = [abs(whole[0] - q), abs(whole[1] - r), abs(whole[2] + q + r)]
    worst = off.index(max(off))
    if worst < 2:
        whole[worst] = -sum(whole[at] for at in range(3) if at != worst)
    return f"H{whole[0]}:{whole[1]}"


def hexagon_outline(name: str) -> shapely.MultiPolygon:
    """The outline in EPSG:4326 of the hexagon of that name."""
    q, r = map(int, name[1:].split(":"))
    x, y = SIDE_M * (sqrt(3) * q + sqrt(3) / 2 * r), SIDE_M * 1.5 * r
    corners = np.radians(np.arange(-30, 330, 60))
    lon, lat = _there(back=True).transform(x + SIDE_M * np.cos(corners), y + SIDE_M * np.sin(corners))
    return shapely.MultiPolygon([shapely.Polygon(np.column_stack([lon, lat]).round(7))])
