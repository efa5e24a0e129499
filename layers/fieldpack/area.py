"""What a field pack holds: the records of one area, and those that belong to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.disclosure import Profile
from forensics.geodesy import distance_m
from forensics.ports import Box, Found, Query
from layers.errors import ExportRefused
from layers.exports.profiles import FOLDER, load_profile
from layers.exports.selecting import Selection
from layers.project import Project

PROFILE = "field"
FORM_ALONE = "interview"
"""The type of which a pack holds the form and no record."""
MOST_KM = 100
"""Kilometres across the largest area: what lies further away is another team's."""
MOST = 20_000
"""Records of one type in a pack."""

IN_AREA = ("settlement", "hazard", "survey_area", "visit", "site")
BELONGING: Mapping[str, Mapping[str, str]] = {
    "exhumation": {"site": "site"},
    "site_log": {"site": "site", "exhumation": "exhumation"},
    "context": {"exhumation": "exhumation"},
    "case": {"site": "site", "exhumation": "exhumation", "context": "context"},
    "artefact": {"site": "site", "exhumation": "exhumation", "context": "context", "case": "case"},
    "sample": {"case": "case", "context": "context", "artefact": "artefact"},
}
"""By type, in this order, the fields by which a record belongs to one of the area, and of which type that is."""


@dataclass(frozen=True)
class Area:
    """Where a pack is of: degrees, and what it is called."""

    box: Box
    name: str


@dataclass(frozen=True)
class OfArea(Selection):
    """What is asked for, and of each type only the records with these ids."""

    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def query(self, type_: str, as_of: str = "") -> Query:
        """As asked, of these ids; of a type without any, none."""
        return replace(super().query(type_, as_of), ids=self.ids.get(type_) or ("",))


def field_profile(project: Project) -> Profile:
    """The profile of what travels on phones."""
    return load_profile(str(FOLDER / "phones" / f"{PROFILE}.toml"), tuple(project.catalogue.types))


def area_of(project: Project, record: str, box: Box | None) -> Area:
    """The area that a record's shape or four numbers name; raises ExportRefused where none is, or it is too large."""
    if box is None and not record:
        raise ExportRefused("A field pack is of one area: name it with --area RECORD or --bbox W,S,E,N.")
    area = Area(box, ",".join(f"{one:g}" for one in box)) if box is not None else _of_record(project, record)
    west, south, east, north = area.box
    across = max(distance_m(west, south, east, south), distance_m(west, south, west, north)) / 1000
    if across > MOST_KM:
        raise ExportRefused(
            "“{area}” is {across:.0f} km across; a field pack is of one area of {most} km at most.",
            area=area.name, across=across, most=MOST_KM,
        )  # fmt: skip
    return area


def _of_record(project: Project, record: str) -> Area:
    found, shape = shape_of_record(project, record)
    west, south, east, north = map(float, shape.bounds)
    return Area((west, south, east, north), found.code)


def shape_of_record(project: Project, record: str) -> tuple[Found, BaseGeometry]:
    """The largest area that a record has, in degrees; raises UnknownName, and ExportRefused where it has none."""
    found = project.register.find(record)
    shape = _shape(project, found)
    if shape is None or shape.area == 0:
        raise ExportRefused(
            "{code} has no area of its own; name one that has, or give --bbox W,S,E,N.", code=found.code
        )
    return found, shape


def _shape(project: Project, found: Found) -> BaseGeometry | None:
    values = project.register.values(found.type, found.id) or {}
    kind = project.catalogue[found.type]
    geometries = [values[place.name].get("geometry") for place in kind.places if values.get(place.name)]
    shapes = [shapely.from_wkb(one) for one in geometries if one]
    return max(shapes, key=lambda shape: shape.area, default=None)


def in_area(project: Project, selection: Selection, area: Area) -> OfArea:
    """What is asked for of an area: what lies in it, what belongs to that, and the settlements that are named."""
    register = project.register
    ids: dict[str, set[str]] = {}
    with register.at_one_moment():
        for type_ in IN_AREA:
            ids[type_] = {str(values["id"]) for values in register.select(Query(type_, bbox=area.box))}
        for type_, by in BELONGING.items():
            ids[type_] = _belonging(project, type_, by, ids)
        for row in register.fields_of("site", ("id", "settlement", "review"), ("review", "voided")):
            if row["id"] in ids["site"] and row.get("settlement"):
                ids["settlement"].add(row["settlement"])
    for type_, found in ids.items():
        if len(found) > MOST:
            raise ExportRefused(
                "“{area}” has {count:,} records of type {type}; a field pack holds {most:,} at most.",
                area=area.name, count=len(found), type=type_, most=MOST,
            )  # fmt: skip
    asked = {one.name: getattr(selection, one.name) for one in fields(Selection)}
    asked |= {"bbox": None, "voided": False}
    return OfArea(**asked, ids={type_: tuple(sorted(found)) for type_, found in ids.items()})


def _belonging(
    project: Project, type_: str, by: Mapping[str, str], ids: Mapping[str, set[str]]
) -> set[str]:  # fmt: skip
    names: Sequence[str] = ("id", "review", *by)
    rows = project.register.fields_of(type_, names, ("review", "voided"))
    return {str(row["id"]) for row in rows if any(row.get(name) in ids[of] for name, of in by.items())}
