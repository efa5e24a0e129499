"""GeoPackages: fiona names the layers and their columns, the rows come through Arrow, many at a time."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from forensics.messages import say
from layers.imports.cells import text_of
from layers.imports.layers_among import besides, layer_among
from layers.imports.source import (
    SHOWN_BYTES,
    Opening,
    Row,
    Source,
    Unreadable,
    UnreadableSource,
    first_bytes,
)

_AT_ONCE = 2000
_CURVED = frozenset(range(8, 15))
"""Kinds of ISO WKB that GEOS does not read: circular strings, compound curves and what is made of them."""


def open_table(path: Path, opening: Opening) -> Source:
    """One layer of a GeoPackage; raises UnreadableSource and UnknownLayer.

    Without a layer asked for, the only one is taken, or the one that `opening` prefers.
    """
    _refuse_cut_off(path)
    names = layer_names(path)
    name = layer_among(path, names, opening)
    columns, geometry, crs, claimed = _schema(path, name)
    if not columns and not geometry:
        raise UnreadableSource("Layer “{layer}” of “{file}” has no columns.", layer=name, file=path.name)
    _refuse_absurd_claim(path, name, claimed)
    rows = partial(_rows, path, name, columns, claimed)
    shapes = _geometry_column(path, name) if geometry else ""
    return Source(
        path, name, columns, rows, geometry=geometry, geometry_column=shapes, crs=crs or None, claimed=claimed,
        notes=besides(name, names, opening),
    )  # fmt: skip


def _refuse_cut_off(path: Path) -> None:
    """A SQLite file says in its first 100 bytes how long it is, unless something very old wrote it last."""
    start = first_bytes(path)
    if not start.startswith(b"SQLite format 3\0") or len(start) < 100:
        raise UnreadableSource("“{file}” is no GeoPackage, or only the beginning of one.", file=path.name)
    page = struct.unpack(">H", start[16:18])[0]
    expected = (65536 if page == 1 else page) * struct.unpack(">I", start[28:32])[0]
    found = path.stat().st_size
    if found < expected and start[24:28] == start[92:96]:
        raise UnreadableSource(
            "“{file}” is cut off: it has {found} bytes of {expected}.", file=path.name, found=found, expected=expected
        )


def _refuse_absurd_claim(path: Path, layer: str, claimed: int | None) -> None:
    size = path.stat().st_size
    if claimed is not None and not 0 <= claimed <= size:
        raise UnreadableSource(
            "Layer “{layer}” of “{file}” claims {claimed} rows, which its {size} bytes cannot hold.",
            layer=layer, file=path.name, claimed=claimed, size=size,
        )  # fmt: skip


def layer_names(path: Path) -> tuple[str, ...]:
    """The layers of a GeoPackage; raises UnreadableSource."""
    import fiona
    from fiona.errors import FionaError

    try:
        return tuple(fiona.listlayers(str(path)))
    except (FionaError, ValueError, OSError) as reason:
        raise UnreadableSource(
            "“{file}” has no layer with rows: it is damaged, or a GeoPackage of pictures, which is a base map.",
            file=path.name,
        ) from reason


def _schema(path: Path, layer: str) -> tuple[tuple[str, ...], str, str, int | None]:
    """Columns, kind of geometry (empty: none), coordinate system (empty: not said) and number of rows claimed."""
    import fiona
    from fiona.errors import FionaError

    try:
        with fiona.open(str(path), layer=layer) as opened:
            geometry = opened.schema["geometry"]
            columns = tuple(opened.schema["properties"])
            crs = _crs_of(opened)
        return columns, "" if geometry == "None" else str(geometry), crs, _claimed(path, layer)
    except (FionaError, ValueError, OSError) as reason:
        raise _broken(path, layer) from reason


def _crs_of(opened: Any) -> str:
    epsg = opened.crs.to_epsg() if opened.crs else None
    return f"EPSG:{epsg}" if epsg else str(opened.crs_wkt)


def _claimed(path: Path, layer: str) -> int | None:
    """How many rows the file says the layer has; asked of SQLite, because GDAL's readers cut the number to 32 bits."""
    try:
        with closing(_asking_sqlite(path)) as connection:
            found = connection.execute(
                "SELECT feature_count FROM gpkg_ogr_contents WHERE lower(table_name) = lower(?)", (layer,)
            ).fetchone()
    except sqlite3.Error:
        return None
    return found[0] if found and isinstance(found[0], int) else None


def _geometry_column(path: Path, layer: str) -> str:
    """What the layer's geometries are called; empty where the file does not say."""
    try:
        with closing(_asking_sqlite(path)) as connection:
            found = connection.execute(
                "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)", (layer,)
            ).fetchone()
    except sqlite3.Error:
        return ""
    return str(found[0]) if found else ""


def _asking_sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _no_geometries(path: Path, layer: str, names: Sequence[str], fids: Sequence[int]) -> Mapping[int, Unreadable]:
    """Of rows that GDAL gives without a geometry, those that hold one which it cannot read; the others hold NULL.

    A row is found by its key, or by its number where the table has none; a view without a key cannot be asked.
    """
    table, geometry = _named(layer), _named(names[-1])
    for key in (_named(names[0]), "rowid"):
        sql = (
            f"SELECT t.{key}, substr(CAST(t.{geometry} AS BLOB), 1, {SHOWN_BYTES}) FROM {table} t "
            f"WHERE t.{geometry} IS NOT NULL AND t.{key} IN ({', '.join('?' * len(fids))})"
        )
        try:
            with closing(_asking_sqlite(path)) as connection:
                return {fid: Unreadable(held or b"") for fid, held in connection.execute(sql, fids)}
        except sqlite3.OperationalError:
            continue
        except sqlite3.DatabaseError as reason:
            raise _broken(path, layer) from reason
    return {}


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _broken(path: Path, layer: str) -> UnreadableSource:
    return UnreadableSource("Layer “{layer}” of “{file}” cannot be read to its end.", layer=layer, file=path.name)


def _rows(path: Path, layer: str, named: Sequence[str], claimed: int | None) -> Iterator[Row]:
    """Every row, and UnreadableSource at the end where there were fewer than the file claims.

    Cells go by the names of their columns: of a view one reader takes the key for a column, and the other does not.
    """
    number = 0
    for geometry, batch in _batches(path, layer):
        names = batch.schema.names
        listed = {name: _cells(batch.column(index)) for index, name in enumerate(names)}
        if missing := [name for name in named if name not in listed]:
            raise UnreadableSource(
                "Layer “{layer}” of “{file}” does not give its columns {columns}.",
                layer=layer, file=path.name, columns=", ".join(missing),
            )  # fmt: skip
        fids, columns = listed[names[0]], [listed[name] for name in named]
        shapes: list[bytes | None] = [None] * batch.num_rows
        if geometry in listed:
            shapes = listed[geometry]
            empty = [fid for fid, shape in zip(fids, shapes, strict=True) if shape is None]
            unreadable = _no_geometries(path, layer, names, empty) if empty else {}
            shapes = [unreadable.get(fid, shape) for fid, shape in zip(fids, shapes, strict=True)]
        texts = [[text_of(value) for value in column] for column in columns]
        for fid, shape, *cells in zip(fids, shapes, *texts, strict=True):
            number += 1
            yield _row(path, layer, number, cells, fid, shape) if _BROKEN not in cells else _no_text(number, cells)
    if claimed is not None and number < claimed:
        raise UnreadableSource(
            "Layer “{layer}” of “{file}” claims {claimed} rows and has {found}.",
            layer=layer, file=path.name, claimed=claimed, found=number,
        )  # fmt: skip


_BROKEN = "\ufffd\ufffd"
"""Stands for a text whose bytes are no text."""


def _cells(column: Any) -> list[Any]:
    """The values of a column; bytes that are no UTF-8, in a column of text, are marked as such."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        import pyarrow

        return [_decoded(data) for data in column.cast(pyarrow.binary()).to_pylist()]


def _decoded(data: bytes | None) -> str | None:
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return _BROKEN


def _no_text(number: int, cells: list[str]) -> Row:
    return Row(number, cells, fault=say("A value of the row is no text: its bytes are not UTF-8."))


def _batches(path: Path, layer: str) -> Iterator[tuple[str, Any]]:
    """Record batches of fid, columns, geometry, each with the name of the geometry (empty: none)."""
    import pyarrow
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        with pyogrio.open_arrow(
            str(path), layer=layer, return_fids=True, use_pyarrow=True, batch_size=_AT_ONCE, datetime_as_string=True
        ) as (about, reader):
            for batch in reader:
                yield str(about["geometry_name"] or ""), batch
    except (DataSourceError, DataLayerError, FeatureError, pyarrow.ArrowException, RuntimeError, OSError) as reason:
        raise _broken(path, layer) from reason


def _row(path: Path, layer: str, number: int, cells: list[str], fid: int, shape: bytes | None) -> Row:
    if shape is not None and not isinstance(shape, Unreadable) and _is_curved(shape):
        shape = _straightened(path, layer, fid)
        if shape is None:
            return Row(number, cells, fault=say("The geometry has curves that cannot be made into lines."))
    return Row(number, cells, shape)


def _is_curved(shape: bytes) -> bool:
    kind = int.from_bytes(shape[1:5], "little" if shape[:1] == b"\x01" else "big")
    return (kind & 0x0FFFFFFF) % 1000 in _CURVED


def _straightened(path: Path, layer: str, fid: int) -> bytes | None:
    """The geometry of one row with its curves made into lines by GDAL."""
    from pyogrio import raw

    shapes = raw.read(str(path), layer=layer, fids=[fid], columns=[])[2]
    found = bytes(shapes[0]) if shapes is not None and shapes[0] is not None else None
    return None if found is None or _is_curved(found) else found
