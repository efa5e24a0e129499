"""Archives of square tiles (XYZ, Web Mercator) in one file: MBTiles and PMTiles."""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any, Protocol

from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from layers.basemaps.errors import BaseMapRefused
from layers.crs import Bounds

PICTURES = ("png", "jpg", "jpeg", "webp")
OUTLINES = "pbf"
HIGHEST = 24
"""The finest zoom that is believed: a tile of two metres."""
LARGEST = 32 * 2**20
"""Bytes of one tile or directory, unpacked; what is larger is taken for a trap."""
HEADER = 127
DIRECTORIES_KEPT = 64
WORLD: Bounds = (-180.0, -85.051129, 180.0, 85.051129)


class TileSource(Protocol):
    """Tiles by zoom, column (from the west) and row (from the north)."""

    name: str
    attribution: str
    min_zoom: int
    max_zoom: int
    bounds: Bounds
    """West, south, east, north in degrees."""
    outlines: bool
    """Whether a tile is a Mapbox vector tile, and not a picture."""

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """The bytes of a tile, None where there is none; on any thread. Raises BaseMapRefused."""

    def close(self) -> None: ...


class Mbtiles:
    """An SQLite file of tiles (MBTiles 1.3); rows are counted from the south in it."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        try:
            address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._connection.execute("PRAGMA trusted_schema = OFF")
            said = {str(key): str(value) for key, value in self._connection.execute("SELECT name, value FROM metadata")}
            lowest, highest = self._connection.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        except (sqlite3.Error, ValueError) as reason:
            raise BaseMapRefused("“{file}” cannot be read as MBTiles.", file=path.name) from reason
        if lowest is None:
            raise _empty(path)
        self.name = said.get("name") or path.stem
        self.attribution = said.get("attribution", "")
        self.min_zoom, self.max_zoom = _zooms(path, lowest, highest)
        self.bounds = _bounds(said.get("bounds", ""))
        form = said.get("format", "png").lower()
        self.outlines = form == OUTLINES
        if not self.outlines and form.removeprefix("image/") not in PICTURES:
            raise _unsupported(path, form)

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        sql = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
        try:
            with self._lock:
                found = self._connection.execute(sql, (zoom, column, 2**zoom - 1 - row)).fetchone()
        except sqlite3.Error as reason:
            raise broken_tile(self._path.name, zoom, column, row) from reason
        data = found[0] if found else None
        if data is None:
            return None
        if not isinstance(data, bytes):
            raise broken_tile(self._path.name, zoom, column, row)
        return unpacked(data) if self.outlines else data

    def close(self) -> None:
        with self._lock:
            self._connection.close()


class Pmtiles:
    """A PMTiles file (version 3), its directories read as they are needed."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._directories: OrderedDict[tuple[int, int], list[Entry]] = OrderedDict()
        try:
            self._file = path.open("rb")
        except OSError as reason:
            raise BaseMapRefused("There is no file “{file}”.", file=str(path)) from reason
        try:
            self._header = self._read_header()
            self._describe()
        except BaseMapRefused:
            self._file.close()
            raise

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        try:
            found = self._find(zxy_to_tileid(zoom, column, row))
        except (ValueError, EOFError, OSError, IndexError, zlib.error) as reason:
            raise broken_tile(self._path.name, zoom, column, row) from reason
        if found is None or self._header["tile_compression"] != Compression.GZIP:
            return found
        return unpacked(found)

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _read_header(self) -> HeaderDict:
        try:
            return deserialize_header(self._bytes(0, HEADER))
        except SpecVersionUnsupported as reason:
            raise BaseMapRefused(
                "“{file}” is PMTiles of another version than 3; make it anew with pmtiles convert.",
                file=self._path.name,
            ) from reason
        except (MagicNumberNotFound, ValueError, IndexError, EOFError, OSError) as reason:
            raise BaseMapRefused("“{file}” is no PMTiles archive.", file=self._path.name) from reason

    def _describe(self) -> None:
        header, said = self._header, self._metadata()
        kind, packed = header["tile_type"], header["tile_compression"]
        self.outlines = kind == TileType.MVT
        if kind not in (TileType.MVT, TileType.PNG, TileType.JPEG, TileType.WEBP):
            raise _unsupported(self._path, kind.name.lower())
        if packed not in (Compression.NONE, Compression.GZIP, Compression.UNKNOWN):
            raise _unsupported(self._path, f"{kind.name.lower()}, {packed.name.lower()}")
        if not header["tile_entries_count"] and not self._directory(header["root_offset"], header["root_length"]):
            raise _empty(self._path)
        self.name = str(said.get("name") or self._path.stem)
        self.attribution = str(said.get("attribution") or "")
        self.min_zoom, self.max_zoom = _zooms(self._path, header["min_zoom"], header["max_zoom"])
        names = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
        self.bounds = _bounds(",".join(str(header[name] / 1e7) for name in names))  # type: ignore[literal-required]

    def _metadata(self) -> Mapping[str, Any]:
        header = self._header
        try:
            data = self._bytes(header["metadata_offset"], header["metadata_length"])
            said = json.loads(unpacked(data)) if data else {}
        except (ValueError, EOFError, OSError, zlib.error):
            return {}
        return said if isinstance(said, dict) else {}

    def _find(self, id_: int) -> bytes | None:
        offset, length = self._header["root_offset"], self._header["root_length"]
        for _ in range(4):  # as deep as the format goes
            found = find_tile(self._directory(offset, length), id_)
            if found is None:
                return None
            if found.run_length:
                return self._bytes(self._header["tile_data_offset"] + found.offset, found.length)
            offset, length = self._header["leaf_directory_offset"] + found.offset, found.length
        return None

    def _directory(self, offset: int, length: int) -> list[Entry]:
        key = (offset, length)
        with self._lock:
            if key in self._directories:
                self._directories.move_to_end(key)
                return self._directories[key]
        data = self._bytes(offset, length)
        try:
            unpacked(data)  # no more than LARGEST, before it is unpacked again at once
            entries = deserialize_directory(data)
        except (ValueError, EOFError, OSError, zlib.error) as reason:
            raise BaseMapRefused("The directory of “{file}” cannot be read.", file=self._path.name) from reason
        with self._lock:
            self._directories[key] = entries
            if len(self._directories) > DIRECTORIES_KEPT:
                self._directories.popitem(last=False)
        return entries

    def _bytes(self, offset: int, length: int) -> bytes:
        if length > LARGEST:
            raise ValueError(f"{length} bytes")
        with self._lock:
            self._file.seek(offset)
            data = self._file.read(length)
        if len(data) < length:
            raise EOFError
        return data


def unpacked(data: bytes) -> bytes:
    """What gzip or zlib packed, or the bytes as they are; raises ValueError past LARGEST."""
    if data[:2] not in (b"\x1f\x8b", b"\x78\x9c", b"\x78\xda", b"\x78\x01"):
        return data
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        found = unpacking.decompress(data, LARGEST)
    except zlib.error as reason:
        raise ValueError(str(reason)) from reason
    if unpacking.unconsumed_tail:
        raise ValueError(f"more than {LARGEST:,} bytes")
    return found


def broken_tile(file: str, zoom: int, column: int, row: int) -> BaseMapRefused:
    """That one tile cannot be read, while the others are drawn."""
    return BaseMapRefused(
        "Tile {tile} of “{file}” cannot be read and is left out.", file=file, tile=f"{zoom}/{column}/{row}"
    )


def _empty(path: Path) -> BaseMapRefused:
    return BaseMapRefused("“{file}” holds no tile.", file=path.name)


def _unsupported(path: Path, form: str) -> BaseMapRefused:
    return BaseMapRefused(
        "“{file}” holds tiles of the form “{form}”; png, jpg, webp and pbf (mvt) can be drawn.",
        file=path.name, form=form,
    )  # fmt: skip


def _zooms(path: Path, lowest: Any, highest: Any) -> tuple[int, int]:
    if not (isinstance(lowest, int) and isinstance(highest, int) and 0 <= lowest <= highest <= HIGHEST):
        raise BaseMapRefused(
            "“{file}” says that it holds the zooms {lowest} to {highest}; 0 to {most} can be drawn.",
            file=path.name, lowest=str(lowest), highest=str(highest), most=HIGHEST,
        )  # fmt: skip
    return lowest, highest


def _bounds(text: str) -> Bounds:
    """West, south, east, north as both formats write them; the whole world where they are not."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return WORLD
    sound = all(isfinite(edge) for edge in (west, south, east, north)) and west < east and south < north
    return (max(west, WORLD[0]), max(south, WORLD[1]), min(east, WORLD[2]), min(north, WORLD[3])) if sound else WORLD
