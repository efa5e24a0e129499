"""Which columns of a table hold its places: longitude and latitude, x and y, or a geometry as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from forensics.catalogue import MAIN, RecordType
from forensics.errors import TaphosError
from forensics.places import Place
from forensics.reading import Reading, folded
from layers.imports.contending import claimed, refuse_two, refuse_two_geometries
from layers.imports.recipes import Recipe
from layers.imports.source import Source

PARTS = tuple(name for name in Place.model_fields if name != "geometry")
_X_COLUMNS = frozenset({"lon", "lng", "long", "longitude", "x wgs84", "#geo+lon", "#geo +lon"})
_Y_COLUMNS = frozenset({"lat", "latitude", "y wgs84", "#geo+lat", "#geo +lat"})
_METRIC_X, _METRIC_Y = frozenset({"x", "easting", "east", "e"}), frozenset({"y", "northing", "north", "n"})
_GEOMETRY_COLUMNS = frozenset({"wkt", "geom", "geometry", "the geom", "geom wkt", "geojson", "shape wkt", "wkt geom"})
_WRITTEN_COLUMNS = frozenset(
    {"mgrs", "utm", "usng", "coordinates", "coordinate", "coords", "gps", "gps coordinates", "lat lon", "latlon",
     "latitude longitude", "lat long", "lat lng", "latlng", "position", "geopoint", "координати", "координаты"}
)  # fmt: skip
"""Columns that may hold both numbers in one text; they are taken where they do."""
_BESIDE_THE_NAME = frozenset(
    {"wgs", "84", "wgs84", "dd", "deg", "degree", "degrees", "decimal", "gps", "coord", "coords", "coordinate",
     "coordinates", "geom", "point", "epsg", "4326", "m", "metres", "meters", "utm", "координата", "координати",
     "координаты", "град", "м"}
)  # fmt: skip
"""Words that say nothing of which of the two a column is."""
_PARTED = re.compile(r"[\W_]+")
_TRIED = 50


def place_of_rows(source: Source, kind: RecordType) -> str:
    """The field that the rows' own geometry is: the main one, or of a layer TYPE_PART that part."""
    parts = {f"{kind.name}_{place.part}": place.name for place in kind.places if place.part}
    return parts.get(source.name, MAIN) if source.geometry else MAIN


_AREAS = ("Polygon", "MultiPolygon", "CurvePolygon", "MultiSurface")


def of_the_shape(source: Source, kind: RecordType, place: str) -> dict[str, Recipe]:
    """Where the geometry of the rows goes: of a record that is a point on the map, an area is its outline.

    Lines are not shared out in this way: a line among hazards is no safe lane.
    """
    areas = [one for one in kind.places if one.geometry == "MultiPolygon"]
    main = kind.main_place
    if place != MAIN or main is None or main.geometry != "Point" or len(areas) != 1:
        return {place: Recipe(shape=True)}
    said = source.geometry.removeprefix("3D ").removesuffix(" Z")
    if said in _AREAS:
        return {areas[0].name: Recipe(shape=True)}
    if said.endswith(("Point", "LineString")):
        return {place: Recipe(shape=True)}
    return {
        place: Recipe(shape=True, unlike=("MultiPolygon",)), areas[0].name: Recipe(shape=True, unlike=("Point",)),
    }  # fmt: skip


def main_place(source: Source, free: Sequence[str], held: str, crs: str | None, reading: Reading) -> Recipe | None:
    """Where the main geometry comes from in a table of text; `held` is the column that is called after it.

    Raises TwoColumns where several would do.
    """
    recipe = Recipe(column=held)
    for column in _called(free, _GEOMETRY_COLUMNS):
        recipe = replace(recipe, column=claimed(recipe.column, column, MAIN))
    for x, y in _pairs(free, crs, reading):
        if recipe.x:
            refuse_two(f"{recipe.y}, {recipe.x}", f"{y}, {x}", MAIN)
        recipe = replace(recipe, x=x, y=y)
    refuse_two_geometries(recipe, MAIN)
    if not recipe.column and not recipe.x:
        recipe = replace(recipe, column=next(_written(source, free, crs), ""))
    return recipe if recipe.column or recipe.x else None


def _written(source: Source, free: Sequence[str], crs: str | None) -> Iterator[str]:
    """Columns that hold whole coordinates as people write them, by their name and by what stands in them."""
    from layers.coordinates.reading import read_coordinates

    for column in free:
        if _PARTED.sub(" ", column.casefold()).strip() not in _WRITTEN_COLUMNS:
            continue
        at = source.columns.index(column)
        texts = [row.cells[at] for row in islice(source.rows(), _TRIED) if row.fault is None and row.cells[at].strip()]
        read = 0
        for text in texts:
            with suppress(TaphosError):
                read_coordinates(text, crs)
                read += 1
        if read * 2 > len(texts):
            yield column


def _pairs(free: Sequence[str], crs: str | None, reading: Reading) -> Iterator[tuple[str, str]]:
    """Pairs of columns that may be coordinates; plain x and y where a coordinate system was told."""
    pairs = [(_words(_X_COLUMNS, "Longitude", reading), _words(_Y_COLUMNS, "Latitude", reading))]
    if crs is not None:
        pairs.append((_METRIC_X, _METRIC_Y))
    for x_names, y_names in pairs:
        xs, ys = _called(free, x_names), _called(free, y_names)
        if xs and ys:
            yield _only(xs, f"{MAIN}.x"), _only(ys, f"{MAIN}.y")


def has_metric_pair(free: Sequence[str]) -> bool:
    """Whether two columns are called as coordinates in metres are."""
    return bool(_called(free, _METRIC_X) and _called(free, _METRIC_Y))


def _only(columns: Sequence[str], field: str) -> str:
    if len(columns) > 1:
        refuse_two(columns[0], columns[1], field)
    return columns[0]


def coordinates_among(free: Sequence[str], reading: Reading) -> list[str]:
    """The columns that would hold a place, were there no geometry of the rows."""
    names = _words(_X_COLUMNS, "Longitude", reading) | _words(_Y_COLUMNS, "Latitude", reading) | _GEOMETRY_COLUMNS
    return _called(free, names)


def _called(free: Sequence[str], names: frozenset[str]) -> list[str]:
    exact = [column for column in free if folded(column) in names]
    return exact or [column for column in free if _stem(column) in names]


def _stem(column: str) -> str:
    """The one word of a column's name that says which coordinate it is: “Latitude (WGS84)” is latitude."""
    rest = [word for word in _PARTED.split(column.casefold()) if word and word not in _BESIDE_THE_NAME]
    return rest[0] if len(rest) == 1 else ""


def looks_like_coordinates(column: str) -> bool:
    """Whether a column's name promises a coordinate, so that leaving it would be a loss that nobody saw."""
    return _stem(column) in _X_COLUMNS | _Y_COLUMNS | _GEOMETRY_COLUMNS | _WRITTEN_COLUMNS | {
        "x",
        "y",
        "широта",
        "довгота",
        "долгота",
    }


def _words(names: frozenset[str], label: str, reading: Reading) -> frozenset[str]:
    return names | {folded(text) for text in reading.labels(label)}


def with_parts(
    kind: RecordType, free: Sequence[str], found: Mapping[str, Recipe], beside: Mapping[str, str]
) -> dict[str, Recipe]:
    """`found` with what stands beside a geometry in columns of its own, as our exports write it: place_method.

    `beside` are columns of which the file itself says so, beside the geometry of its rows.
    """
    whole = dict(found)
    for declared in kind.places:
        parts = {part: column for part in PARTS for column in free if column == f"{declared.name}_{part}"}
        if declared.name in found and found[declared.name].shape:
            parts |= {part: column for column, part in beside.items() if column in free}
        if parts and declared.name in found:
            whole[declared.name] = replace(found[declared.name], parts=parts)
    return whole
