"""What becomes of the shapes of records: split by a line, merged into one, widened; each in one commit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from forensics.catalogue import RecordType
from forensics.changes import Change, Operation
from forensics.errors import RecordRefused, ValueRefused
from forensics.fields import Field
from forensics.geodesy import area_km2
from forensics.identifiers import new_id
from forensics.places import Place, place_of
from forensics.ports import Found, Receipt
from forensics.rules.general import refused
from forensics.values import canonical_values, typed_values
from layers.crs import WGS84, transform_xy
from layers.editing import all_problems, proposals, setting, sizes
from layers.project import Project

METHOD = "map"
SUMS = ("km²", "ha", "h")
"""Units of what is summed over a shape, and not true of a part of it."""
NOTHING: Mapping[str, str] = MappingProxyType({})
WIDEST_M = 100_000.0
_SIDES = 16
"""Segments in a quarter of a circle: a buffer is at most 0.5 % narrower than it says."""


def shape_field(kind: RecordType) -> Field | None:
    """The area or line of a type that may be changed: the main one, else the first of its parts."""
    return next((place for place in kind.places if place.geometry != "Point"), None)


def split_shape(project: Project, found: Found, line: BaseGeometry, reason: str = "") -> Receipt:
    """Part a record's area or line by a line in degrees: the largest part stays, each other becomes a record beside it.

    What the line does not cross stays too. The new records have all values of the first but its code. What was summed
    over the whole, such as what of it was covered, is true of no part and stays with none. Raises ValueRefused where
    the line does not part it.
    """
    kind, field, shape = _shape(project, found)
    parts = _parted(shape, line)
    if not parts:
        raise ValueRefused("The line does not part {code}; it has to cross it from edge to edge.", code=found.code)
    first, *others = parts
    whole = _typed(project, kind, found)
    held = {name: value for name, value in whole.items() if kind.by_name[name].unit not in SUMS}
    summed = {one.name: "" for one in kind.fields if one.unit in SUMS and not one.size_of and one.name in whole}
    changes = [_set_shape(project, found, field, first, summed)]
    codes: list[str] = []
    for part in others:
        typed = {**held, field.name: _place(held[field.name], part), "code": _free_code(project, kind, held, codes)}
        typed |= sizes(kind, {**whole, **typed}, (field.name,))
        codes.append(str(typed["code"]))
        changes.append(_added(project, kind, typed))
    return project.register.commit([change for change in changes if change is not None], reason)


def merge_shapes(project: Project, found: Sequence[Found], reason: str) -> Receipt:
    """Unite the shapes of several records in the first; the others are voided, with what became of them as the reason.

    Raises ValueRefused where there are no two of one type, and where no reason is given.
    """
    if len(found) < 2 or len({one.type for one in found}) > 1:
        raise ValueRefused("Two or more records of one type are merged; {count} were given.", count=len(found))
    if not reason.strip():
        raise ValueRefused("A record is voided with a reason; none was given.")
    first, *others = found
    _, field, shape = _shape(project, first)
    united = shapely.union_all([shape, *(_shape(project, one)[2] for one in others)])
    voids = [Change(one.type, one.id, Operation.VOID, after={"void_reason": reason.strip()}) for one in others]
    change = _set_shape(project, first, field, united)
    return project.register.commit([*([change] if change is not None else []), *voids], reason)


def widen_shape(project: Project, found: Found, metres: float, reason: str = "") -> Receipt:
    """Widen a record's area by so many metres on the ground, or narrow it by a negative number.

    Raises ValueRefused where nothing would be left, and where the shape is a line.
    """
    _, field, shape = _shape(project, found)
    if shapely.get_dimensions(shape) != 2:
        raise ValueRefused("{code} is drawn as a line; only an area can be widened.", code=found.code)
    change = _set_shape(project, found, field, buffered(shape, metres))
    return project.register.commit([change] if change is not None else [], reason)


def buffered(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """A shape in degrees widened by metres on the ground; raises ValueRefused where nothing would be left.

    Made in an azimuthal equidistant projection around its middle, true to a thousandth within 100 km of it.
    """
    if not np.isfinite(metres) or not metres or abs(metres) > WIDEST_M:
        raise ValueRefused("“{value}” is no width; −{most:,} to {most:,} m without 0 was expected.",
                           value=str(metres), most=round(WIDEST_M))  # fmt: skip
    middle = shapely.centroid(shape)
    local = f"+proj=aeqd +lat_0={middle.y:.9f} +lon_0={middle.x:.9f} +datum=WGS84 +units=m"

    def carried(geometry: BaseGeometry, one: str, other: str) -> BaseGeometry:
        return shapely.transform(geometry, lambda xy: np.column_stack(transform_xy(xy[:, 0], xy[:, 1], one, other)[:2]))

    widened = shapely.buffer(carried(shape, WGS84, local), metres, quad_segs=_SIDES)
    if widened.is_empty:
        raise ValueRefused("Narrowed by {metres} m, nothing would be left of the area.", metres=abs(metres))
    return carried(widened, local, WGS84)


def _shape(project: Project, found: Found) -> tuple[RecordType, Field, BaseGeometry]:
    kind = project.catalogue[found.type]
    field = shape_field(kind)
    held = (project.register.values(found.type, found.id) or {}).get(field.name) if field is not None else None
    if field is None or held is None:
        raise ValueRefused("{code} has no area or line.", code=found.code)
    return kind, field, shapely.from_wkb(held["geometry"])


def _parted(shape: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    """What each record gets: first what stays, the largest piece with all parts that the line does not cross.

    Empty where the line parts nothing.
    """
    whole: list[BaseGeometry] = []
    pieces: list[BaseGeometry] = []
    for one in shapely.get_parts(shape):
        cut = _pieces(one, line)
        (pieces if len(cut) > 1 else whole).extend(cut if len(cut) > 1 else [one])
    if not pieces:
        return []
    largest, *others = sorted(pieces, key=_size, reverse=True)
    return [_together([largest, *whole]), *others]


def _pieces(one: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    """The pieces on the sides of a line of one area or one line."""
    if not shapely.intersects(one, line):
        return [one]
    if shapely.get_dimensions(one) == 1:
        return list(shapely.get_parts(shapely.difference(one, shapely.buffer(line, 1e-12))))
    edges = shapely.node(shapely.union_all([shapely.boundary(one), line]))
    faces = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(edges))))
    return [face for face in faces if shapely.contains(one, shapely.point_on_surface(face))]


def _together(parts: list[BaseGeometry]) -> BaseGeometry:
    """Areas, or lines, as one shape."""
    if len(parts) == 1:
        return parts[0]
    lines = [part for part in parts if isinstance(part, shapely.LineString)]
    areas = [part for part in parts if isinstance(part, shapely.Polygon)]
    return shapely.MultiPolygon(areas) if areas else shapely.MultiLineString(lines)


def _size(part: BaseGeometry) -> float:
    return area_km2(part) if shapely.get_dimensions(part) == 2 else float(part.length)


def _typed(project: Project, kind: RecordType, found: Found) -> dict[str, object]:
    held = project.register.values(found.type, found.id) or {}
    return typed_values(kind.by_name, {name: value for name, value in held.items() if kind.by_name[name].typed})


def _place(held: object, shape: BaseGeometry) -> Place:
    accuracy = held.horizontal_accuracy if isinstance(held, Place) else None
    return place_of(_several(shape), crs=WGS84, method=METHOD, horizontal_accuracy=accuracy)


def _several(shape: BaseGeometry) -> BaseGeometry:
    """A single area or line as one of several, as fields keep them."""
    if isinstance(shape, shapely.Polygon):
        return shapely.MultiPolygon([shape])
    return shapely.MultiLineString([shape]) if isinstance(shape, shapely.LineString) else shape


def _set_shape(
    project: Project, found: Found, field: Field, shape: BaseGeometry, more: Mapping[str, str] = NOTHING
) -> Change | None:
    held = _typed(project, project.catalogue[found.type], found).get(field.name)
    edit = setting(project, found, {field.name: json.dumps(_place(held, shape).to_canonical()), **more})
    if edit.refusal is not None:
        raise RecordRefused(edit.refusal.message)
    return edit.change


def _added(project: Project, kind: RecordType, typed: dict[str, object]) -> Change:
    record = new_id()
    refusal = refused(all_problems(project, kind, {**typed, "id": record}))
    if refusal is not None:
        raise RecordRefused(refusal.message)
    return Change(kind.name, record, Operation.ADD, after=canonical_values(kind.typed, typed))


def _free_code(project: Project, kind: RecordType, held: dict[str, object], taken: list[str]) -> str:
    """The next free code that no part before has taken."""
    without = {name: value for name, value in held.items() if name != "code"}
    return next(code for code in proposals(project, kind, without) if code not in taken)
