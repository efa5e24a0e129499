"""GeoJSON (RFC 7946): one collection of features, each with the name of its layer among its properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from forensics.fields import Kind
from forensics.messages import Message
from layers.exports.rows_out import RowOut, RowsOut, SheetOut
from layers.exports.standing import unmarked
from layers.project import Project

LAYER = "layer"
"""The property that says of which layer a feature is."""
AS_JSON = (Kind.CODES, Kind.REFERENCES, Kind.ROWS, Kind.ANSWERS)
_NO_BOX = (np.inf, np.inf, -np.inf, -np.inf)


def write(rows: RowsOut, path: Path, project: Project) -> Sequence[Message]:
    """Write every row as a feature, a line each; those without a place have a geometry of null."""
    box: NDArray[np.float64] = np.array(_NO_BOX)
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection",')
        for standing in rows.standing:  # a member that RFC 7946, 6.1, leaves to whoever writes
            file.write(b'"standing":' + orjson.dumps(standing) + b",")
        for name, words in unmarked(sheet.name for sheet in rows.layers).items():
            file.write(orjson.dumps(name) + b":" + orjson.dumps(words) + b",")
        file.write(b'"features":[')
        between = b"\n"
        for sheet in rows.layers:
            for row in rows.read(sheet):
                line, bounds = _feature(sheet, row)
                file.write(between + line)
                between = b",\n"
                box = np.array([*np.fmin(box[:2], bounds[:2]), *np.fmax(box[2:], bounds[2:])])
        file.write(b"\n]")
        if np.isfinite(box).all():
            file.write(b',"bbox":' + orjson.dumps(box.tolist()))
        file.write(b"}\n")
    return ()


def _feature(sheet: SheetOut, row: RowOut) -> tuple[bytes, NDArray[np.float64]]:
    geometry = shapely.from_wkb(row.shapes[0]) if row.shapes and row.shapes[0] else None
    document = {"type": "Feature"}
    id_ = next((cell for column, cell in zip(sheet.columns, row.cells, strict=True) if column.name == "id"), None)
    if id_ is not None and sheet.name == sheet.kind.name:  # a part of a record is no feature of its own name
        document["id"] = id_
    shape = b"null" if geometry is None else _geometry(geometry)
    properties = {LAYER: sheet.name, **dict(_properties(sheet, row))}
    head = orjson.dumps(document)[:-1]
    line = head + b',"geometry":' + shape + b',"properties":' + orjson.dumps(properties) + b"}"
    return line, np.array([np.nan] * 4) if geometry is None else shapely.bounds(geometry)


def _geometry(geometry: BaseGeometry) -> bytes:
    """The geometry with exterior rings against the clock, as RFC 7946 asks, in full precision."""
    oriented = shapely.orient_polygons(geometry) if "Polygon" in geometry.geom_type else geometry
    return shapely.to_geojson(oriented).encode()


def _properties(sheet: SheetOut, row: RowOut) -> Iterator[tuple[str, Any]]:
    for column, cell in zip(sheet.columns, row.cells, strict=True):
        if cell is None:
            continue
        if column.name == column.field.name and column.field.kind in AS_JSON:
            yield column.name, orjson.loads(cell)
        elif column.type == "BOOLEAN":
            yield column.name, bool(cell)
        else:
            yield column.name, cell
