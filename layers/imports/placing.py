"""Places out of rows: two columns, one column in any notation, or the row's own geometry, in any coordinate system."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused
from forensics.fields import Field
from forensics.geometry import promoted
from forensics.messages import say
from forensics.places import SITE_GRID, Place, geometry_hex, point_hex
from forensics.reading import NotRecorded, quoted, reader_of
from layers.crs import WGS84, OutsideCrs, check_area, converter, transform
from layers.imports.bench import Bench, Pair, Take
from layers.imports.odk_shapes import odk_measured, odk_wkt
from layers.imports.recipes import Recipe
from layers.imports.source import Unreadable

REMEMBERED = 20_000
"""Pairs of coordinates that are read once; past them the memory begins anew."""

_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)

Convert = Callable[[float, float], tuple[float, float]]


def take_place(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    """What takes a place from a row, with what stands beside its geometry in columns of their own."""
    find = _finding(declared, recipe, bench)
    parts = [(part, bench.index[column]) for part, column in recipe.parts.items()]
    if not parts:
        return find

    def take(cells: Sequence[str], shape: bytes | None) -> Pair | None:
        found = find(cells, shape)
        said = {part: cells[at].strip() for part, at in parts if cells[at].strip()}
        if not said or (found is not None and isinstance(found[0], NotRecorded)):
            return found
        held = dict(found[1]) if found else {}
        if "written" in recipe.parts:  # then what was written stands there, or nobody wrote anything
            held.pop("written", None)
        return _pair(Place.model_validate({**held, **said}))

    return take


def _pair(place: Place) -> Pair:
    return place, place.to_canonical()


def _finding(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    if recipe.x and recipe.y:
        return _of_two_columns(recipe, bench)
    if recipe.shape:
        return _of_shape(declared, bench, recipe.unlike)
    if recipe.column:
        return _of_text(declared, recipe, bench)
    return lambda cells, shape: None


def _of_two_columns(recipe: Recipe, bench: Bench) -> Take:
    at_x, at_y = bench.index[recipe.x], bench.index[recipe.y]
    to_degrees = _converting(bench)
    memory: dict[tuple[str, str], Pair] = {}

    def make(x_text: str, y_text: str) -> Pair:
        if not x_text or not y_text:
            raise ValueRefused("Only one of two coordinates is there: {value}.", value=quoted(x_text or y_text))
        if len(memory) >= REMEMBERED:
            memory.clear()
        made = memory[x_text, y_text] = _place_of(x_text, y_text, bench, to_degrees)
        return made

    def find(cells: Sequence[str], _: bytes | None) -> Pair | None:
        x_text, y_text = cells[at_x].strip(), cells[at_y].strip()
        if not x_text and not y_text:
            return None
        return memory.get((x_text, y_text)) or make(x_text, y_text)

    return find


def _place_of(x_text: str, y_text: str, bench: Bench, to_degrees: Convert) -> Pair:
    """A point of two plain numbers, as most are; whatever else people write is read by layers.coordinates."""
    if not (_PLAIN.fullmatch(x_text) and _PLAIN.fullmatch(y_text)):
        from layers.coordinates.reading import read_columns

        return _pair(read_columns(y_text, x_text, bench.crs, bench.area))
    x, y, written = float(x_text.replace(",", ".")), float(y_text.replace(",", ".")), f"{y_text}; {x_text}"
    if bench.crs == SITE_GRID:
        return _pair(Place(site_geometry=point_hex(x, y), crs=SITE_GRID, written=written))
    lon, lat = to_degrees(x, y)
    return _made(point_hex(lon, lat), bench.crs, written)


def _converting(bench: Bench) -> Convert:
    """From x and y of the file's system to longitude and latitude; raises OutsideCrs."""
    if bench.crs in (WGS84, SITE_GRID):
        return lambda x, y: (x, y)
    forward = converter(bench.crs, WGS84, bench.area)

    def convert(x: float, y: float) -> tuple[float, float]:
        lon, lat = forward.point(x, y)
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise OutsideCrs(
                "The coordinates {place} lie outside the area where {crs} may be used.",
                place=f"{x:.10g}, {y:.10g}", crs=bench.crs,
            )  # fmt: skip
        _refuse_far(shapely.Point(lon, lat), bench.crs)
        return lon, lat

    return convert


def _refuse_far(geometry: BaseGeometry, crs: str) -> None:
    refusal = next((problem for problem in check_area(geometry, crs) if problem.refuses), None)
    if refusal is not None:
        raise OutsideCrs(refusal.message)


class UnreadableGeometry(ValueRefused):
    """A row's geometry that is damaged."""


_CANNOT_BE_READ = say("The geometry of the row cannot be read.")


_LONGEST_SHOWN = 60


def shape_text(shape: bytes | BaseGeometry) -> str:
    """The beginning of a geometry as WKT, to be shown where it is refused."""
    text = str((shapely.from_wkb(shape) if isinstance(shape, bytes) else shape).wkt)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _of_shape(declared: Field, bench: Bench, unlike: Sequence[str]) -> Take:
    def find(_: Sequence[str], shape: bytes | None) -> Pair | None:
        if isinstance(shape, Unreadable):
            raise UnreadableGeometry(_CANNOT_BE_READ)
        if not shape:
            return None
        try:
            geometry = shapely.from_wkb(shape)
        except (ShapelyError, ValueError) as reason:
            raise UnreadableGeometry(_CANNOT_BE_READ) from reason
        if geometry.is_empty or any(_fits(geometry, other) for other in unlike):
            return None
        return _placed(geometry, declared, bench)

    return find


def _fits(geometry: BaseGeometry, declared: str) -> bool:
    try:
        promoted(geometry, declared)
    except ValueRefused:
        return False
    return True


def _of_text(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    from layers.coordinates.reading import read_coordinates

    at = bench.index[recipe.column]
    crs = None if bench.crs == WGS84 else bench.crs
    read = reader_of(declared, replace(bench.reading, place=lambda text: read_coordinates(text, crs, bench.area)))

    def find(cells: Sequence[str], _: bytes | None) -> Pair | None:
        text = cells[at].strip()
        if not text or text.upper().endswith(" EMPTY"):
            return None
        measured = odk_measured(text) if declared.geometry == "Point" else {}
        wkt = odk_wkt(declared.geometry, text) if measured or ";" in text else ""
        place = read(wkt or text)
        if not isinstance(place, Place):
            return place, None
        if wkt:
            place = Place.model_validate({**dict(place), **measured, "written": text})
        shape = place.shape
        if shape is not None and shape.geom_type != declared.geometry:
            place = Place.model_validate({**dict(place), "geometry": promoted(shape, declared.geometry)})
        return _pair(place)

    return find


def _placed(geometry: BaseGeometry, declared: Field, bench: Bench) -> Pair:
    """A place of a geometry in the file's system, with the coordinates as they stood where they were converted."""
    geometry = shapely.force_2d(geometry) if geometry.has_m and not geometry.has_z else geometry
    if bench.crs == SITE_GRID:
        written = shapely.to_wkt(geometry, rounding_precision=-1)
        inner = geometry_hex(promoted(geometry, declared.geometry))
        return _pair(Place(site_geometry=inner, crs=SITE_GRID, written=written))
    if bench.crs == WGS84:
        return _made(geometry_hex(promoted(geometry, declared.geometry)), bench.crs, None)
    moved = transform(geometry, bench.crs, WGS84, bench.area).geometry
    _refuse_far(moved, bench.crs)
    hexed = geometry_hex(promoted(moved, declared.geometry))
    return _made(hexed, bench.crs, shapely.to_wkt(geometry, rounding_precision=-1))


_NOTHING_BESIDE = dict.fromkeys(Place.model_fields)


def _made(hexed: str, crs: str, written: str | None) -> Pair:
    """The place that Place(...) makes of values which it would take as they are, ten times as fast."""
    canonical = {"geometry": hexed, "crs": crs}
    if written is not None:
        canonical["written"] = written
    return place_as_it_is(canonical), canonical


def place_as_it_is(canonical: Mapping[str, str]) -> Place:
    """The place of canonical parts that are all text and were made here."""
    place = Place.__new__(Place)
    object.__setattr__(place, "__dict__", {**_NOTHING_BESIDE, **canonical})
    object.__setattr__(place, "__pydantic_fields_set__", set(canonical))
    object.__setattr__(place, "__pydantic_extra__", None)
    object.__setattr__(place, "__pydantic_private__", None)
    return place
