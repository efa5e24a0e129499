"""The ground of the example: invented settlements, who held them when, and how the mission is shared out over them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from forensics.geodesy import union_area_km2
from layers.countries.pack import CountryPack

FOLDER = Path(__file__).parents[2] / "resources" / "examples"
COVERED_KM2 = 7000.0
"""What the mission of the example covers; its area is fitted to this, and the statistics measure it."""

BEGINNING, CUT_OFF = date(2022, 2, 24), date(2024, 8, 31)
TEAMS = 7
INTERVIEWERS = 35
"""Of the 35 interviewers five work in each team."""

FREED_IN_SPRING, FREED_IN_SUMMER, FREED_IN_AUTUMN = date(2022, 4, 1), date(2022, 9, 8), date(2022, 11, 11)


@dataclass(frozen=True)
class Spell:
    """One period of control; `last` is None while it goes on. `start` and `end` are EDTF as recorded."""

    code: str
    character: str
    first: date
    last: date | None
    start: str
    end: str | None


@dataclass(frozen=True)
class Village:
    """One invented settlement; `cell` is the ground around it, `team` the interviewers who work there."""

    number: int
    code: str
    names: Mapping[str, str]
    english: str
    kind: str
    population: int
    lon: float
    lat: float
    units: Mapping[str, str]
    team: int
    cell: shapely.Polygon
    spells: tuple[Spell, ...] = ()

    @property
    def occupied(self) -> Spell | None:
        """The occupation, where there was one."""
        return next((spell for spell in self.spells if spell.character == "occupied"), None)

    @property
    def reached(self) -> date | None:
        """The day from which the mission could work there; None where it still cannot."""
        held = self.occupied
        if held is None:
            return BEGINNING + timedelta(days=60)
        return None if held.last is None else held.last + timedelta(days=21)


@dataclass(frozen=True)
class World:
    """Everything that the families of records stand on."""

    villages: tuple[Village, ...]
    mission: shapely.Polygon

    @property
    def accessible(self) -> tuple[Village, ...]:
        """Where the mission can work."""
        return tuple(village for village in self.villages if village.reached is not None)

    @property
    def once_occupied(self) -> tuple[Village, ...]:
        return tuple(village for village in self.villages if village.occupied is not None)


def read_world(pack: CountryPack | None) -> World:
    """The invented settlements from resources/examples, with their ground and their periods of control."""
    rows = _rows()
    mission = _fitted(_mission_area(), rows)
    cells = _cells(rows, mission)
    names = {one.language: one.field for one in pack.name_fields} if pack else {}
    levels = [level.field for level in pack.levels] if pack else []
    turn = _turn_of(rows)
    villages = [_village(at, row, names, levels, cells[at], mission.centroid) for at, row in enumerate(rows)]
    return World(tuple(replace(one, spells=_spells(one, turn[one.number])) for one in villages), mission)


def _rows() -> list[dict[str, str]]:
    with (FOLDER / "settlements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _mission_area() -> shapely.Polygon:
    described = json.loads((FOLDER / "mission_area.geojson").read_text("utf-8"))
    found = shape(described["geometry"])
    assert isinstance(found, shapely.Polygon)
    return found


def _fitted(mission: shapely.Polygon, rows: Sequence[dict[str, str]]) -> shapely.Polygon:
    """The mission area, scaled so that what its cells cover together comes to COVERED_KM2."""
    for _ in range(3):
        covered = union_area_km2(_cells(rows, mission))
        by = (COVERED_KM2 / covered) ** 0.5
        mission = affinity.scale(mission, by, by)
    return mission


def _cells(rows: Sequence[dict[str, str]], mission: shapely.Polygon) -> list[shapely.Polygon]:
    """The part of the mission area that lies nearest to each settlement."""
    points = [shapely.Point(float(row["lon"]), float(row["lat"])) for row in rows]
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=mission.buffer(1))
    nearest = {next(at for at, point in enumerate(points) if cell.contains(point)): cell for cell in diagram.geoms}
    return [_whole(shapely.set_precision(cell & mission, 1e-9)) for _, cell in sorted(nearest.items())]


def _whole(cell: BaseGeometry) -> shapely.Polygon:
    assert isinstance(cell, shapely.Polygon), "the mission area is convex enough that no cell falls apart"
    return cell


def _village(
    number: int,
    row: Mapping[str, str],
    names: Mapping[str, str],
    levels: Sequence[str],
    cell: shapely.Polygon,
    middle: shapely.Point,
) -> Village:
    lon, lat = float(row["lon"]), float(row["lat"])
    return Village(
        number,
        row["code"],
        {field: row[field] for field in names.values() if row.get(field)},
        row[names["en"]] if "en" in names else row["code"],
        row["settlement_type"],
        int(row["population"]),
        lon,
        lat,
        {field: row[field] for field in levels if row.get(field)},
        _team_of(lon, lat, middle),
        cell,
    )


def _team_of(lon: float, lat: float, middle: shapely.Point) -> int:
    """The team of a settlement: the sector in which it lies, seen from the middle of the mission area."""
    angle = float(np.degrees(np.arctan2(lat - middle.y, (lon - middle.x) * 0.68))) % 360
    return int(angle * TEAMS // 360)


def _turn_of(rows: Sequence[dict[str, str]]) -> list[int]:
    """How far each settlement lies in the direction from which the front came: 0 the farthest from it."""
    depth = [float(row["lon"]) * 0.55 - float(row["lat"]) for row in rows]
    order = sorted(range(len(rows)), key=lambda at: depth[at])
    return [order.index(at) for at in range(len(rows))]


def _spells(village: Village, turn: int) -> tuple[Spell, ...]:
    """The periods of control of a settlement, by how far it lay from where the front came."""
    jitter = (village.number * 7) % 5
    first = BEGINNING + timedelta(days=max(1, 20 - turn // 5) + jitter)
    if turn < 7:
        return (_free(village, 1, BEGINNING),)
    if turn < 15:
        until = FREED_IN_SPRING + timedelta(days=jitter)
        return (_spell(village, 1, "contested", first, until), _free(village, 2, until))
    if turn < 30:
        until = FREED_IN_SPRING + timedelta(days=jitter)
    elif turn < 54:
        until = FREED_IN_SUMMER + timedelta(days=jitter - 3)
    elif turn < 76:
        until = FREED_IN_AUTUMN + timedelta(days=jitter - 3)
    else:
        return (_spell(village, 1, "occupied", first, None),)
    begun = _fought_over(village, first) if village.number % 4 == 0 else ()
    start = first + timedelta(days=4) if begun else first
    held = _spell(village, len(begun) + 1, "occupied", start, until)
    return (*begun, held, _free(village, len(begun) + 2, until))


def _fought_over(village: Village, first: date) -> tuple[Spell, ...]:
    return (_spell(village, 1, "contested", first, first + timedelta(days=4)),)


def _spell(village: Village, number: int, character: str, first: date, last: date | None) -> Spell:
    """A period of control, its ends known to a few days where the settlement's number says so."""
    vague = village.number % 3
    start = f"{first}/{first + timedelta(days=vague * 2)}" if vague else str(first)
    end = None if last is None else f"{last - timedelta(days=vague)}/{last}" if vague else str(last)
    return Spell(f"EX-OC-{village.number + 1:02d}-{number}", character, first, last, start, end)


def _free(village: Village, number: int, since: date) -> Spell:
    return Spell(f"EX-OC-{village.number + 1:02d}-{number}", "not_occupied", since, None, str(since), None)
