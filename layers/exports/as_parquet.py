"""GeoParquet 1.1: a file a type, with all its places as columns of WKB, and the box of each row's main one.

One type is one file. Several are a folder that is called as the file would be, with a file for each, as engines that
read many files at once expect it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as parquet
import shapely
from numpy.typing import NDArray

from forensics.catalogue import MAIN
from forensics.fields import Field, Kind
from forensics.messages import Message
from layers.exports.folders import one_or_folder
from layers.exports.rows_out import RowOut, RowsOut, SheetOut
from layers.exports.selecting import GEOMETRY, ColumnOut
from layers.exports.standing import unmarked
from layers.project import Project

GEO_VERSION = "1.1.0"
BOX = ("xmin", "ymin", "xmax", "ymax")
_AT_ONCE = 20_000
_TYPES = {"INTEGER": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_()}
_LISTS = (Kind.CODES, Kind.REFERENCES)


def write(rows: RowsOut, path: Path, project: Project) -> Sequence[Message]:
    """Write a file for each type that has rows."""
    for sheet, file in one_or_folder(rows, path):
        _write(rows, sheet, file)
    return ()


def _write(rows: RowsOut, sheet: SheetOut, path: Path) -> None:
    facts = [_Facts(_called(place)) for place in sheet.places]
    schema = _schema(sheet)
    with parquet.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        waiting = rows.read(sheet)
        while some := list(islice(waiting, _AT_ONCE)):
            writer.write_table(_table(sheet, schema, some, facts))
        if facts:
            writer.add_key_value_metadata({"geo": orjson.dumps(_about(facts)).decode()})
        for name, words in unmarked([sheet.name]).items():
            writer.add_key_value_metadata({name: words})
        for standing in rows.standing:
            writer.add_key_value_metadata({"standing": orjson.dumps(standing).decode()})


class _Facts:
    """What the metadata says of one column of geometries: its kinds and the box of all of them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kinds: set[str] = set()
        self.box: NDArray[np.float64] = np.array([np.inf, np.inf, -np.inf, -np.inf])

    def learn(self, shapes: NDArray[np.object_], bounds: NDArray[np.float64]) -> None:
        held = shapes[~shapely.is_missing(shapes)]
        self.kinds |= {one.geom_type + (" Z" if one.has_z else "") for one in held}
        if len(held):
            self.box = np.array([*np.fmin(self.box[:2], np.nanmin(bounds[:, :2], 0)),
                                 *np.fmax(self.box[2:], np.nanmax(bounds[:, 2:], 0))])  # fmt: skip

    @property
    def document(self) -> dict[str, Any]:
        """Without a coordinate system, which says OGC:CRS84: longitude and latitude on WGS 84."""
        found: dict[str, Any] = {"encoding": "WKB", "geometry_types": sorted(self.kinds)}
        return {**found, "bbox": self.box.tolist()} if self.kinds else found


def _about(facts: Sequence[_Facts]) -> dict[str, Any]:
    columns = {one.name: one.document for one in facts}
    columns[facts[0].name]["covering"] = {"bbox": {side: ["bbox", side] for side in BOX}}
    return {"version": GEO_VERSION, "primary_column": facts[0].name, "columns": columns}


def _called(place: Field) -> str:
    return GEOMETRY if place.name == MAIN else place.name


def _schema(sheet: SheetOut) -> pa.Schema:
    fields = [pa.field(one.name, _type(one)) for one in sheet.columns]
    fields += [pa.field(_called(place), pa.binary()) for place in sheet.places]
    if sheet.places:
        fields.append(pa.field("bbox", pa.struct([(side, pa.float64()) for side in BOX])))
    return pa.schema(fields)


def _type(column: ColumnOut) -> pa.DataType:
    return pa.list_(pa.string()) if _is_list(column) else _TYPES.get(column.type, pa.string())


def _is_list(column: ColumnOut) -> bool:
    return column.name == column.field.name and column.field.kind in _LISTS


def _table(sheet: SheetOut, schema: pa.Schema, some: Sequence[RowOut], facts: Sequence[_Facts]) -> pa.Table:
    arrays = []
    for column, cells in zip(sheet.columns, zip(*(row.cells for row in some), strict=True), strict=True):
        held: Sequence[Any] = cells
        if _is_list(column):
            held = [None if cell is None else orjson.loads(cell) for cell in cells]
        elif column.type == "BOOLEAN":
            held = [None if cell is None else bool(cell) for cell in cells]
        arrays.append(pa.array(held, _type(column)))
    for number, fact in enumerate(facts):
        blobs = [row.shapes[number] for row in some]
        shapes = np.asarray(shapely.from_wkb(np.array(blobs, object)), object)
        bounds = shapely.bounds(shapes)
        fact.learn(shapes, bounds)
        arrays.append(pa.array(blobs, pa.binary()))
        if number == 0:
            boxes = bounds
    if facts:
        arrays.append(_boxes(boxes))
    return pa.Table.from_arrays(arrays, schema=schema)


def _boxes(bounds: NDArray[np.float64]) -> pa.StructArray:
    """The box of each row, null where it has no place."""
    missing = np.isnan(bounds[:, 0])
    sides = [pa.array(bounds[:, at]) for at in range(4)]
    return pa.StructArray.from_arrays(sides, names=list(BOX), mask=pa.array(missing))
