"""Parquet, and GeoParquet 1.0 and 1.1: the primary geometry is that of the rows, further ones are columns of WKT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as parquet
import shapely

from layers.crs import WGS84
from layers.imports.cells import text_of
from layers.imports.source import Opening, Row, Source, UnknownLayer, Unreadable, UnreadableSource

_AT_ONCE = 2000


def open_table(path: Path, opening: Opening) -> Source:
    """The table in a file; raises UnreadableSource, and UnknownLayer where a layer is asked for."""
    if opening.layer and opening.layer != path.stem:
        raise UnknownLayer("“{file}” is one table, so it has no layer “{layer}”.", file=path.name, layer=opening.layer)
    try:
        with parquet.ParquetFile(path) as file:
            schema, count = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError) as reason:
        raise UnreadableSource("“{file}” is no Parquet, or only part of one.", file=path.name) from reason
    about = _about(path, schema)
    primary, others = _geometries(path, about, schema)
    boxes = {one["covering"]["bbox"]["xmin"][0] for one in _listed(about).values() if _has_box(one)}
    columns = tuple(name for name in schema.names if name != primary and name not in boxes)
    kinds = _listed(about).get(primary, {}).get("geometry_types") or []
    return Source(
        path, path.stem, columns, partial(_rows, path, columns, primary, others),
        geometry=(kinds[0].removesuffix(" Z") if len(kinds) == 1 else "Geometry") if primary else "",
        geometry_column=primary, crs=_crs(path, about, primary) if primary else None, claimed=count,
    )  # fmt: skip


def _about(path: Path, schema: pa.Schema) -> Mapping[str, Any]:
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        return {}
    try:
        about = orjson.loads(raw)
        return about if isinstance(about, dict) and isinstance(about.get("columns"), dict) else {}
    except ValueError as reason:
        raise UnreadableSource("What “{file}” says of its geometries is no JSON.", file=path.name) from reason


def _listed(about: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return {name: one for name, one in about.get("columns", {}).items() if isinstance(one, dict)}


def _has_box(column: Mapping[str, Any]) -> bool:
    try:
        return isinstance(column["covering"]["bbox"]["xmin"][0], str)
    except (KeyError, TypeError, IndexError):
        return False


def _geometries(path: Path, about: Mapping[str, Any], schema: pa.Schema) -> tuple[str, frozenset[str]]:
    """The column of the rows' own geometry, and those of further ones."""
    named = {name for name in _listed(about) if name in schema.names}
    for name in named:
        if _listed(about)[name].get("encoding") != "WKB":
            raise UnreadableSource(
                "“{file}” keeps its geometries as {found}; WKB is read. Write it anew with GeoParquet's encoding WKB.",
                file=path.name, found=str(_listed(about)[name].get("encoding")),
            )  # fmt: skip
    primary = about.get("primary_column")
    chosen = primary if primary in named else ""
    return str(chosen), frozenset(named - {chosen})


def _crs(path: Path, about: Mapping[str, Any], primary: str) -> str | None:
    """The coordinate system of the primary geometry: longitude and latitude where none is named."""
    column = _listed(about)[primary]
    if "crs" not in column:
        return WGS84
    named = column["crs"]
    if named is None:
        return None
    known = named.get("id") if isinstance(named, dict) else None
    if isinstance(known, dict) and known.get("authority") == "OGC":
        return WGS84
    if isinstance(known, dict) and "code" in known:
        return f"{known.get('authority', 'EPSG')}:{known['code']}"
    return orjson.dumps(named).decode()


def _rows(path: Path, columns: Sequence[str], primary: str, others: frozenset[str]) -> Iterator[Row]:
    number = 0
    try:
        with parquet.ParquetFile(path) as file:
            asked = [*columns, *([primary] if primary else [])]
            for batch in file.iter_batches(_AT_ONCE, columns=asked):
                listed = [_texts(batch.column(name).to_pylist(), name in others) for name in columns]
                shapes = batch.column(primary).to_pylist() if primary else [None] * batch.num_rows
                for at, shape in enumerate(shapes):
                    number += 1
                    yield Row(number, tuple(cells[at] for cells in listed), shape)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as reason:
        raise UnreadableSource("“{file}” cannot be read past row {row}.", file=path.name, row=number) from reason


def _texts(values: Sequence[Any], geometry: bool) -> list[str]:
    return [_wkt(value) if geometry else text_of(value) for value in values]


def _wkt(value: bytes | None) -> str:
    if value is None:
        return ""
    try:
        return str(shapely.to_wkt(shapely.from_wkb(value), rounding_precision=-1))
    except shapely.errors.ShapelyError:
        return Unreadable(value[:24]).hex()
