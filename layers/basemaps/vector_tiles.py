"""A Mapbox vector tile as lines: the outlines of its areas and its lines, without the edges that its cutting made."""

from __future__ import annotations

from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray

EDGE = 1e-4
"""The share of a tile by which its own edge is shunned: what lies there was cut and is no border."""
WORLD = 2 * 20037508.342789244
"""The side of the Web Mercator square in metres."""


def lines_of(data: bytes, zoom: int, column: int, row: int) -> NDArray[np.object_]:
    """Lines in EPSG:3857 metres, without names and pictures; raises ValueError for what is no tile.

    Read by GDAL (MVT), which knows where the tile lies.
    """
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    place = {"X": str(column), "Y": str(row), "Z": str(zoom)}
    try:
        names = [str(name) for name, geometry in pyogrio.list_layers(data) if geometry is not None]
        read = [pyogrio.raw.read(data, layer=name, columns=[], **place)[2] for name in names]
    except (DataSourceError, DataLayerError, ValueError) as reason:
        raise ValueError("no vector tile") from reason
    shapes = shapely.from_wkb(np.concatenate(read), on_invalid="ignore") if read else np.zeros(0, object)
    return _lines(shapes, zoom, column, row)


def _lines(shapes: NDArray[np.object_], zoom: int, column: int, row: int) -> NDArray[np.object_]:
    shapes = shapes[~shapely.is_missing(shapes)]
    areas = shapely.get_dimensions(shapes) == 2
    drawn = np.concatenate([shapely.boundary(shapes[areas]), shapes[shapely.get_dimensions(shapes) == 1]])
    side = WORLD / 2**zoom
    west, north = column * side - WORLD / 2, WORLD / 2 - row * side
    less = side * EDGE
    kept = shapely.clip_by_rect(drawn, west + less, north - side + less, west + side - less, north - less)
    parts: NDArray[np.object_] = np.asarray(shapely.get_parts(kept), object)
    return parts[~shapely.is_empty(parts)]


@cache
def loaded() -> bool:
    """Whether GDAL has learnt to read: asked once before threads draw, because its drivers are made on first use."""
    import pyogrio

    return "MVT" in pyogrio.list_drivers()
