"""Geometries of KML: points, lines, polygons, tracks, and what holds several of them, as WKB with longitude first."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from layers.imports.markup import text_within
from layers.imports.source import SHOWN_BYTES, Unreadable

_MULTI: dict[str, Any] = {
    "Point": shapely.MultiPoint, "LineString": shapely.MultiLineString, "LinearRing": shapely.MultiLineString,
    "Polygon": shapely.MultiPolygon,
}  # fmt: skip
_AROUND_COMMA = re.compile(r"\s*,\s*")


class NoCoordinates(ValueError):
    """Text in the place of coordinates that holds none; it is the text itself."""


def shape_of(placemark: Element) -> bytes | None:
    """The geometry of a placemark as WKB; None where it has none, and what stands there where it cannot be read."""
    try:
        found = [shape for element in placemark if (shape := _shape(element)) is not None and not shape.is_empty]
        return shapely.to_wkb(_together(found), output_dimension=3) if found else None
    except NoCoordinates as reason:
        return Unreadable(str(reason).encode()[:SHOWN_BYTES])
    except (ShapelyError, ValueError, TypeError, IndexError):
        return Unreadable(placemark.tag.encode())


def _shape(element: Element) -> BaseGeometry | None:
    kind = element.tag
    if kind in ("MultiGeometry", "MultiTrack"):
        return _gathered(element)
    if kind == "Point":
        points = _points(element)
        return shapely.Point(points[0]) if points else None
    if kind in ("LineString", "LinearRing"):
        return _line(_points(element))
    if kind == "Polygon":
        return _polygon(element)
    if kind == "Track":
        return _line([_point(text_within(one).split()) for one in element.iterfind("coord")])
    if kind == "Model":
        return _where_it_stands(element)
    return None


def _gathered(element: Element) -> BaseGeometry | None:
    """All shapes inside, however deep they are wrapped; the tree of a document is at most so deep that this ends."""
    inner = [shape for one in element if (shape := _shape(one)) is not None and not shape.is_empty]
    return _together(inner) if inner else None


def _together(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """One geometry of them all: of one kind where they are of one."""
    if len(shapes) == 1:
        return shapes[0]
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    kinds = {part.geom_type for part in parts}
    if len(kinds) == 1:
        gather: Callable[[Sequence[BaseGeometry]], BaseGeometry] = _MULTI[kinds.pop()]
        return gather(parts)
    return shapely.GeometryCollection(parts)


def _line(points: Sequence[tuple[float, ...]]) -> BaseGeometry | None:
    """A line; of a single point that stands alone, or that comes again, that point."""
    if not points:
        return None
    return shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])


def _polygon(element: Element) -> BaseGeometry | None:
    outer = next(_rings(element, "outerBoundaryIs"), None)
    return shapely.Polygon(outer, list(_rings(element, "innerBoundaryIs"))) if outer else None


def _rings(element: Element, boundary: str) -> Iterator[Sequence[tuple[float, ...]]]:
    for one in element.iterfind(boundary):
        for ring in one.iterfind("LinearRing"):
            points = _points(ring)
            if points:
                yield points if points[0] == points[-1] else [*points, points[0]]


def _where_it_stands(element: Element) -> BaseGeometry | None:
    location = element.find("Location")
    if location is None:
        return None
    return shapely.Point(_point([text_within(location.find(name)) for name in ("longitude", "latitude", "altitude")]))


def _points(element: Element) -> list[tuple[float, ...]]:
    """The points of <coordinates>: in twos and threes with blanks between them, or all joined by commas."""
    text = _AROUND_COMMA.sub(",", text_within(element.find("coordinates")))
    found: list[tuple[float, ...]] = []
    for written in text.split():
        numbers = written.strip(",").split(",")
        step = 3 if len(numbers) > 3 and len(numbers) % 3 == 0 else len(numbers)
        found += [_point(numbers[at : at + step]) for at in range(0, len(numbers), step)]
    heights = {len(point) for point in found}
    return found if len(heights) == 1 else [point[:2] for point in found]


def _point(numbers: Sequence[str]) -> tuple[float, ...]:
    try:
        point = tuple(float(number) for number in numbers if number)
    except ValueError as reason:
        raise NoCoordinates(",".join(numbers)) from reason
    if not 2 <= len(point) <= 3 or not all(map(math.isfinite, point)):
        raise NoCoordinates(",".join(numbers))
    return point
