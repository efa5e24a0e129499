"""An area becomes areas: its parts are computed, and written as planned survey areas in one commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.changes import Change, Operation
from forensics.errors import RecordRefused, ValueRefused
from forensics.geodesy import area_km2
from forensics.identifiers import new_id
from forensics.places import place_of
from forensics.planning.balancing import HEAVIEST, divide_evenly, spread
from forensics.planning.dividing import blocks, cells, joined, radius_m
from forensics.ports import Query, Receipt
from forensics.rules.general import problems_of, refused
from forensics.values import canonical_values
from layers.crs import WGS84
from layers.editing import proposals
from layers.planning.ground import Ground, shapes_of_file
from layers.project import Project
from layers.reasons import commit_for

AREA = "survey_area"
BY = ("area", "population", "hours")
PURPOSE = "reconnaissance"
"""What areas are for that were divided out of none that says it."""

PEOPLE_PER_KM2 = 1000.0
"""How densely people live around the point of a settlement, which has no outline: so that its load can be divided."""
HOURS_PER_KM2, HOURS_PER_1000 = 2.0, 20.0
"""Expected hours where a planner says nothing else: for a km² of ground, and for a thousand people who live there."""
CRUMB_KM2 = 1e-4
"""Blocks between streets that are smaller go to a neighbour: a hundred square metres."""


@dataclass(frozen=True)
class Hours:
    """What work is expected to take: for a km² of ground, and for a thousand people who live on it."""

    per_km2: float = HOURS_PER_KM2
    per_1000: float = HOURS_PER_1000


@dataclass(frozen=True)
class Division:
    """The parts of a ground, and the load of each by what they were balanced; none where they are cells or blocks."""

    ground: Ground
    parts: tuple[BaseGeometry, ...]
    by: str = ""
    loads: tuple[float, ...] = ()

    @property
    def km2(self) -> tuple[float, ...]:
        """Geodesic."""
        return tuple(area_km2(one) for one in self.parts)


def into_parts(project: Project, ground: Ground, count: int, by: str = "area", hours: Hours | None = None) -> Division:
    """Connected parts of about one load: of ground, of people who live there, or of expected hours.

    Raises ValueRefused where nobody is known to live there.
    """
    if by not in BY:
        raise ValueRefused(
            "“{value}” is nothing to balance by; {allowed} were expected.", value=by, allowed=", ".join(BY)
        )
    hours = hours or Hours()
    per_km2 = {"area": 1.0, "population": 0.0, "hours": hours.per_km2}[by]
    each = {"area": 0.0, "population": 1.0, "hours": hours.per_1000 / 1000}[by]
    places = [(lon, lat, people * each, radius_m(people, PEOPLE_PER_KM2))
              for lon, lat, people in (_settlements(project, ground.shape) if each else ())]  # fmt: skip
    total = sum(load for _, _, load, _ in places)
    if by == "population" and not total:
        raise ValueRefused("No settlement with a known population lies in {name}.", name=ground.name)
    points = spread(places, ground.shape, HEAVIEST * total / max(count, 1))
    parts, loads = divide_evenly(ground.shape, count, per_km2, points)
    if by == "area":
        loads = [area_km2(one) for one in parts]
    return Division(ground, tuple(parts), by, tuple(loads))


def into_cells(ground: Ground, shape: str, size_m: float) -> Division:
    """Squares or hexagons; see forensics.planning.dividing.cells."""
    return Division(ground, tuple(cells(ground.shape, shape, size_m)))


def along_lines(ground: Ground, lines: Path, layer: str = "", crs: str = "") -> Division:
    """The blocks between the lines of a file, such as streets and streams."""
    found = list(shapes_of_file(lines, layer, crs))
    return Division(ground, tuple(joined(blocks(ground.shape, found, CRUMB_KM2))))


def keep_division(
    project: Project, division: Division, purpose: str = "", reason: str = ""
) -> tuple[list[str], Receipt]:
    """Write the parts as planned areas in one commit; gives their codes. Raises RecordRefused."""
    changes = list(_changes(project, division, purpose))
    codes = [str(one.after["code"]) for one in changes]
    return codes, commit_for(project.register, changes, reason)


def _changes(project: Project, division: Division, purpose: str) -> Iterator[Change]:
    kind = project.catalogue[AREA]
    common = _common(project, division.ground, purpose)
    codes = proposals(project, kind, common)
    for at, part in enumerate(division.parts):
        typed = {**common, "code": next(codes), "place": place_of(_several(part), crs=WGS84, method="map")}
        if division.by == "hours":
            typed["expected_hours"] = round(division.loads[at], 1)
        record = new_id()
        refusal = refused(problems_of(kind, {**typed, "id": record}))
        if refusal is not None:
            raise RecordRefused(refusal.message)
        yield Change(AREA, record, Operation.ADD, after=canonical_values(kind.typed, typed))


def _common(project: Project, ground: Ground, purpose: str) -> dict[str, Any]:
    """What all parts have alike: from the area that they are parts of, or the settlement that they lie around."""
    found: dict[str, Any] = {"status": "planned", "purpose": purpose or PURPOSE}
    if ground.record is None:
        return found
    held = project.register.values(ground.record.type, ground.record.id) or {}
    if ground.record.type == AREA:
        found |= {"parent": ground.record.id, "purpose": purpose or held.get("purpose") or PURPOSE}
        found |= {name: held[name] for name in ("settlement", "priority", "priority_reason") if held.get(name)}
    elif ground.record.type == "settlement":
        found["settlement"] = ground.record.id
    return found


def _several(part: BaseGeometry) -> BaseGeometry:
    return shapely.MultiPolygon([part]) if isinstance(part, shapely.Polygon) else part


def _settlements(project: Project, shape: BaseGeometry) -> Sequence[tuple[float, float, float]]:
    """Longitude, latitude and people of the settlements in an area of which both are known."""
    west, south, east, north = map(float, shape.bounds)
    rows = project.register.select(Query("settlement", bbox=(west, south, east, north)))
    found = []
    for row in rows:
        place = (row.get("place") or {}).get("geometry")
        if row.get("population") and place:
            point = shapely.from_wkb(place)
            found.append((float(point.x), float(point.y), float(row["population"])))
    return found
