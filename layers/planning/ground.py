"""The ground that a person names: the area of a record, a buffer around its line or point, or the areas of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused
from forensics.planning.dividing import whole_of
from forensics.ports import Found
from layers.crs import WGS84, transform_xy
from layers.errors import SourceRefused
from layers.imports.source import Source, open_source
from layers.project import Project
from layers.shapes import buffered


@dataclass(frozen=True)
class Ground:
    """An outline in degrees, what it is called, and the record that it is of; none where it is of a file."""

    shape: BaseGeometry
    name: str
    record: Found | None = None


def ground_named(project: Project, name: str, buffer_m: float = 0.0, layer: str = "", crs: str = "") -> Ground:
    """The ground that a record's code, TYPE/CODE, id, or a file names; raises ValueRefused and SourceRefused.

    With `buffer_m` it is that far around it, for a track or a point.
    """
    path = Path(name)
    if path.is_file():
        shape, record = shapely.union_all(list(shapes_of_file(path, layer, crs))), None
        name = path.name
    else:
        record = project.register.find(name)
        shape, name = _of_record(project, record), record.code
    if buffer_m:
        shape = buffered(shape, buffer_m)
    if shapely.get_dimensions(shape) < 2:
        raise ValueRefused("{code} is no area; say how far around it the area goes, with --buffer METRES.", code=name)
    return Ground(whole_of(shape), name, record)


def _of_record(project: Project, found: Found) -> BaseGeometry:
    values = project.register.values(found.type, found.id) or {}
    held = [values[place.name].get("geometry") for place in project.catalogue[found.type].places
            if values.get(place.name)]  # fmt: skip
    shapes: list[BaseGeometry] = [shapely.force_2d(shapely.from_wkb(one)) for one in held if one]
    if not shapes:
        raise ValueRefused("{code} is nowhere on the map, so it is no area to be divided.", code=found.code)
    return max(shapes, key=lambda shape: (shapely.get_dimensions(shape), shape.area, shape.length))


def shapes_of_file(path: Path, layer: str = "", crs: str = "") -> Iterator[BaseGeometry]:
    """The geometries of a file in degrees; raises SourceRefused where it has none, or does not say what they are in."""
    source = open_source(path, layer or None)
    if not source.geometry:
        raise SourceRefused("“{file}” has no geometries; a file of areas or lines was expected.", file=path.name)
    system = crs or source.crs
    if not system:
        raise SourceRefused(
            "“{file}” does not say its coordinate system; name it with --crs, such as EPSG:4326.", file=path.name
        )
    yield from (_to_degrees(shape, system) for shape in _read(source))


def _read(source: Source) -> Iterator[BaseGeometry]:
    for row in source.rows():
        if row.shape is None:
            continue
        try:
            shape = shapely.force_2d(shapely.from_wkb(bytes(row.shape)))
        except ShapelyError as reason:
            raise SourceRefused(
                "The geometry of row {row} of “{file}” cannot be read.", row=row.number, file=source.path.name
            ) from reason
        if not shape.is_empty:
            yield shape


def _to_degrees(shape: BaseGeometry, system: str) -> BaseGeometry:
    if system == WGS84:
        return shape
    return shapely.transform(shape, lambda xy: np.column_stack(transform_xy(xy[:, 0], xy[:, 1], system, WGS84)[:2]))
