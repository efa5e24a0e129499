"""A file of surveyed points, as total stations and GNSS receivers list them: number, code and coordinates of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import dist
from pathlib import Path

import shapely
from shapely.geometry import Point

from forensics.messages import Message, say
from forensics.reading import folded
from layers.crs import WGS84
from layers.errors import SourceRefused
from layers.imports.source import Row, Source, open_source
from layers.siteplan.tie import number_of
from layers.surveying.headerless import DESCRIPTION, FIRST, HEIGHT, POINT, SECOND, rows_without_header

NUMBERS = ("number", "no", "point", "point id", "id", "name", "nr", "номер")
CODES = ("code", "feature", "feature code", "description", "desc", "код")
EAST = ("x", "e", "east", "easting")
NORTH = ("y", "n", "north", "northing")
UP = ("z", "h", "height", "elevation", "alt", "altitude", "ele")
LONGITUDE, LATITUDE = ("lon", "long", "lng", "longitude"), ("lat", "latitude")
SAME_M = 0.005
"""Shots of one code that lie no farther apart than this are told: one of them was taken twice."""


@dataclass(frozen=True)
class Surveyed:
    """One point: x east, y north, z up in metres, or degrees where the file says so.

    `north_first` says that the file has north in its first coordinate.
    """

    row: int
    number: str
    code: str
    x: float
    y: float
    z: float | None
    north_first: bool = False


@dataclass(frozen=True)
class PointFile:
    """The points of a file, in its order. `crs` is what the file itself says of its coordinates, if anything.

    Without `order_known` nothing in the file says which coordinate is east; x is then the first one.
    """

    path: Path
    points: tuple[Surveyed, ...]
    faults: tuple[tuple[int, Message], ...] = ()
    crs: str | None = None
    order_known: bool = True

    @property
    def by_code(self) -> Mapping[str, tuple[Surveyed, ...]]:
        """The points of each code, in the order of the file."""
        found: dict[str, list[Surveyed]] = defaultdict(list)
        for point in self.points:
            found[point.code].append(point)
        return {code: tuple(points) for code, points in found.items()}

    @property
    def has_heights(self) -> bool:
        return any(point.z is not None for point in self.points)

    @property
    def twice(self) -> tuple[tuple[str, str], ...]:
        """Pairs of numbers of points of one code that lie in one place."""
        found = []
        for points in self.by_code.values():
            for at, one in enumerate(points):
                found += [(one.number, other.number) for other in points[at + 1 :] if _apart(one, other) <= SAME_M]
        return tuple(found)


def _apart(one: Surveyed, other: Surveyed) -> float:
    return dist((one.x, one.y, one.z or 0.0), (other.x, other.y, other.z or 0.0))


def read_points(path: Path, encoding: str | None = None) -> PointFile:
    """Every point of a file; lines that are none are told. Raises SourceRefused where it holds no points at all."""
    bare = rows_without_header(path, encoding)
    source = None if bare is not None else open_source(path, encoding=encoding)
    take = _Taker(POINT, DESCRIPTION, FIRST, SECOND, HEIGHT) if source is None else _taker(source)
    points: list[Surveyed] = []
    faults: list[tuple[int, Message]] = []
    for row in bare or (source.rows() if source is not None else ()):
        point = None if row.fault else take(row)
        if point is not None:
            points.append(point)
        else:
            faults.append((row.number, row.fault or say("The row has no two numbers for its coordinates.")))
    if not points:
        raise SourceRefused("“{file}” has no row with coordinates.", file=path.name)
    return PointFile(path, tuple(points), tuple(faults), take.crs, order_known=bare is None)


@dataclass(frozen=True)
class _Taker:
    """What takes a point out of a row: from the row's own geometry, or from columns."""

    number: int
    code: int
    x: int = -1
    y: int = -1
    z: int = -1
    crs: str | None = None

    def __call__(self, row: Row) -> Surveyed | None:
        number = row.cells[self.number].strip() if self.number >= 0 else str(row.number)
        code = row.cells[self.code].strip() if self.code >= 0 else ""
        if self.x < 0:
            shape = shapely.from_wkb(row.shape) if row.shape else None
            if not isinstance(shape, Point) or shape.is_empty:
                return None
            return Surveyed(row.number, number, code, shape.x, shape.y, shape.z if shape.has_z else None)
        x, y = number_of(row.cells[self.x].strip()), number_of(row.cells[self.y].strip())
        z = number_of(row.cells[self.z].strip()) if self.z >= 0 else None
        return None if x is None or y is None else Surveyed(row.number, number, code, x, y, z)


def _taker(source: Source) -> _Taker:
    columns = [folded(column) for column in source.columns]
    number, code = _first(columns, NUMBERS), _first(columns, CODES)
    if source.geometry:
        return _Taker(number, code, crs=source.crs)
    degrees = _first(columns, LONGITUDE), _first(columns, LATITUDE)
    metres = _first(columns, EAST), _first(columns, NORTH)
    x, y = metres if min(metres) >= 0 else degrees
    if min(x, y) < 0:
        raise SourceRefused(
            "“{file}” has no columns of coordinates; x and y, easting and northing, or longitude and latitude were "
            "expected, and its columns are: {columns}.",
            file=source.path.name, columns=", ".join(source.columns),
        )  # fmt: skip
    return _Taker(number, code, x, y, _first(columns, UP), WGS84 if (x, y) == degrees else None)


def _first(columns: Sequence[str], names: Sequence[str]) -> int:
    """The position of the first of these names among the columns; -1 where none is there."""
    return next((columns.index(name) for name in names if name in columns), -1)
