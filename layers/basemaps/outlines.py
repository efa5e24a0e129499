"""Vector files as background: their areas, lines and points in degrees, without what is written beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.basemaps.beginnings import refuse_disguised
from layers.basemaps.errors import BaseMapRefused
from layers.basemaps.named_crs import refuse_elsewhere, refuse_no_degrees
from layers.crs import WGS84, OutsideCrs, UnknownCrs, crs_of, transform_xy

LARGEST_LON, LARGEST_LAT = 360.0, 90.000001
"""Degrees: maps of the world that begin at Greenwich go to 360 east, and a pole may be a rounding beyond itself."""


@dataclass(frozen=True, eq=False)
class Outlines:
    """Geometries in EPSG:4326."""

    geometry: NDArray[np.object_]


def layers_of(path: Path) -> tuple[str, ...]:
    """The layers of a file that have a geometry; raises BaseMapRefused."""
    import pyogrio
    from pyogrio.errors import DataSourceError

    if not path.is_file():
        raise BaseMapRefused("There is no file “{file}”.", file=str(path))
    refuse_disguised(path)
    pyogrio.set_gdal_config_options({"GML_DOWNLOAD_SCHEMA": "NO"})
    try:
        return tuple(str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None)
    except DataSourceError as reason:
        raise BaseMapRefused("“{file}” cannot be read as a map.", file=path.name) from reason


def read_outlines(path: Path, layer: str = "", crs: str = "") -> Outlines:
    """One layer, or all; `crs` is what the person named where the file does not say. Blocking.

    Raises BaseMapRefused, and UnknownCrs where nobody says the coordinate system.
    """
    held = layers_of(path)
    names = (layer,) if layer else held
    found = np.concatenate([_layer(path, name, crs) for name in names]) if names else np.zeros(0, object)
    if not len(found):
        raise BaseMapRefused("“{file}” holds no shape.", file=path.name)
    return Outlines(found)


def _layer(path: Path, name: str, named: str) -> NDArray[np.object_]:
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError
    from pyogrio.raw import read

    try:
        said, _, packed, _ = read(path, layer=name, columns=[], force_2d=True)
    except (DataLayerError, DataSourceError, FieldError, GeometryError, ValueError) as reason:
        raise BaseMapRefused("The layer “{layer}” of “{file}” cannot be read.", layer=name, file=path.name) from reason
    read_shapes = np.asarray(shapely.from_wkb(packed, on_invalid="ignore"), object)
    shapes: NDArray[np.object_] = read_shapes[~(shapely.is_missing(read_shapes) | shapely.is_empty(read_shapes))]
    if not len(shapes):
        return shapes
    told = bool(named) and not said.get("crs")
    found = _in_degrees(shapes, _crs(said, path, named), path, told)
    if told:
        _refuse_elsewhere(found, path, named)
    _refuse_beyond_the_globe(found, path)
    return found


def _crs(said: dict[str, Any], path: Path, named: str) -> str:
    held = said.get("crs")
    if held:
        return str(held)
    if not named:
        raise UnknownCrs(
            "“{file}” does not say its coordinate system, and is not guessed: name it, such as EPSG:32636.",
            file=path.name,
        )
    return named


def _refuse_elsewhere(shapes: NDArray[np.object_], path: Path, named: str) -> None:
    lon, lat = np.median(shapely.get_coordinates(shapes), axis=0).tolist()
    if not (abs(lon) <= LARGEST_LON and abs(lat) <= LARGEST_LAT):
        refuse_no_degrees(path, named, lon, lat)
    refuse_elsewhere(path, named, lon, lat)


def _refuse_beyond_the_globe(shapes: NDArray[np.object_], path: Path) -> None:
    """Degrees that are none: metres in a file that says or means degrees, and what lies beyond the poles."""
    xy = shapely.get_coordinates(shapes)
    off = ~((np.abs(xy[:, 0]) <= LARGEST_LON) & (np.abs(xy[:, 1]) <= LARGEST_LAT))
    if off.any():
        lon, lat = xy[int(np.argmax(off))].tolist()
        raise BaseMapRefused(
            "“{file}” is in degrees by its own word and holds {lon}, {lat}, which is no place on the globe: perhaps "
            "metres, whose coordinate system the file has to say.",
            file=path.name, lon=f"{lon:.10g}", lat=f"{lat:.10g}",
        )  # fmt: skip


def _in_degrees(shapes: NDArray[np.object_], crs: str, path: Path, told: bool) -> NDArray[np.object_]:
    """`told` says that a person named the system, who may name another."""
    if crs_of(crs) == crs_of(WGS84):
        return shapes
    xy = shapely.get_coordinates(shapes)
    try:
        lon, lat, _ = transform_xy(xy[:, 0], xy[:, 1], crs, WGS84)
    except OutsideCrs as reason:
        if told:
            raise UnknownCrs(reason.message) from reason
        raise BaseMapRefused("“{file}” does not lie where its coordinate system is used.", file=path.name) from reason
    return np.asarray(shapely.set_coordinates(shapes.copy(), np.column_stack([lon, lat])), object)
