"""A phone: it edits the GeoPackage of a pack as QField and Mergin Maps do, through a log beside the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import shapely

from layers.exports.geopackage_schema import HEADER, HEADER_BYTES


def blob(shape: shapely.Geometry) -> bytes:
    """A geometry as a GeoPackage holds it."""
    return bytes.fromhex(HEADER) + shapely.to_wkb(shape)


def _side(at: int) -> Any:
    return lambda held: None if held is None else shapely.bounds(shapely.from_wkb(held[HEADER_BYTES:]))[at].item()


@contextmanager
def phone(pack: Path, *, log: bool = False) -> Iterator[sqlite3.Connection]:
    """The file open for edits, with the functions that its triggers ask for; `log` leaves them in the log beside it."""
    with closing(sqlite3.connect(pack)) as file:
        for name, at in (("ST_MinX", 0), ("ST_MinY", 1), ("ST_MaxX", 2), ("ST_MaxY", 3)):
            file.create_function(name, 1, _side(at), deterministic=True)
        file.create_function("ST_IsEmpty", 1, lambda held: int(held is None), deterministic=True)
        if log:
            file.execute("PRAGMA journal_mode = WAL")
        yield file
        file.commit()
        if log:  # as it lies while the application runs, or after its battery died
            (pack.parent / "kept").mkdir()
            for one in (pack, pack.with_name(pack.name + "-wal")):
                (pack.parent / "kept" / one.name).write_bytes(one.read_bytes())


def put(file: sqlite3.Connection, layer: str, **values: Any) -> None:
    """A new row with the next number, as a form saves it."""
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    file.execute(f'INSERT INTO "{layer}" ({names}) VALUES ({marks})', tuple(values.values()))
