"""What a file offers as base maps, and the one that was chosen, opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from forensics.identifiers import new_id
from layers.basemaps.beginnings import BEGINNINGS
from layers.basemaps.errors import BaseMapRefused
from layers.basemaps.image import DRIVERS, Image
from layers.basemaps.kept import BaseMap
from layers.basemaps.online import OnlineTiles
from layers.basemaps.outlines import Outlines, layers_of, read_outlines
from layers.basemaps.tiles import Mbtiles, Pmtiles, TileSource

IMAGES = tuple(DRIVERS)
OUTLINES = tuple(BEGINNINGS)
ARCHIVES = (".mbtiles", ".pmtiles")
ENDINGS = (*ARCHIVES, *IMAGES, *OUTLINES)
"""The endings of files that can be shown, as a dialog lists them."""
Source = TileSource | Image | Outlines


def offered(path: Path, crs: str = "") -> tuple[BaseMap, ...]:
    """The base maps of a file, each opened once to be sure. Blocking.

    Raises BaseMapRefused, and UnknownCrs where the file does not say its coordinate system and `crs` does not.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise BaseMapRefused(
            "“{file}” is of no kind that is shown as a base map; there are: {allowed}.",
            file=path.name, allowed=", ".join(one.removeprefix(".") for one in ENDINGS),
        )  # fmt: skip
    return tuple(_described(one) for one in _candidates(path.resolve(), ending, crs))


def open_base_map(one: BaseMap) -> Source:
    """Open what is remembered. Blocking; raises BaseMapRefused and UnknownCrs."""
    if one.kind == "online":
        return OnlineTiles(one.source, one.name, one.attribution)
    if not one.path.is_file():
        raise BaseMapRefused("There is no file “{file}”.", file=one.source)
    if one.kind == "image":
        return Image(one.path, one.layer, one.crs)
    if one.kind == "outlines":
        return read_outlines(one.path, one.layer, one.crs)
    return (Mbtiles if one.path.suffix.lower() == ".mbtiles" else Pmtiles)(one.path)


def _candidates(path: Path, ending: str, crs: str) -> Iterator[BaseMap]:
    made = BaseMap(new_id(), "tiles", str(path), path.stem)
    if ending in ARCHIVES:
        yield made
    elif ending in IMAGES:
        yield replace(made, kind="image", crs=crs, on_pages=False)
    elif ending == ".gpkg":
        yield from _of_geopackage(path, made, crs)
    else:
        yield replace(made, kind="outlines", crs=crs)


def _of_geopackage(path: Path, made: BaseMap, crs: str) -> Iterator[BaseMap]:
    """All its outlines as one base map, and each of its tables of tiles as one."""
    tiles = _tile_tables(path)
    if not tiles or _has_outlines(path):
        yield replace(made, kind="outlines", crs=crs)
    for table in tiles:
        name = path.stem if table == path.stem else f"{path.stem}: {table}"
        yield replace(made, id=new_id(), kind="image", name=name, layer=table, crs=crs, on_pages=False)


def _described(one: BaseMap) -> BaseMap:
    """With what the file says of itself: name, attribution and day."""
    opened = open_base_map(one)
    if isinstance(opened, Outlines):
        return one
    with closing(opened) as source:
        if isinstance(source, Image):
            return replace(one, attribution=source.attribution, date=source.date)
        return replace(one, name=source.name, attribution=source.attribution)


def _tile_tables(path: Path) -> tuple[str, ...]:
    """The tables of tiles in a GeoPackage, by its own contents (OGC 12-128r17, 1.1.3)."""
    import sqlite3

    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            rows = connection.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'tiles' ORDER BY 1")
            return tuple(str(name) for (name,) in rows)
    except (sqlite3.Error, ValueError) as reason:
        raise BaseMapRefused("“{file}” cannot be read as a map.", file=path.name) from reason


def _has_outlines(path: Path) -> bool:
    try:
        return bool(layers_of(path))
    except BaseMapRefused:
        return False
