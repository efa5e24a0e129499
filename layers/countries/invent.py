"""Invents the settlements of the example: names that exist nowhere, at points with no real place near.

    python -m layers.countries.invent [--avoid FILE.csv ...]

Nobody's village gets an invented killing. The recipe is resources/examples/coinages.toml; every FILE is a further list
of real places (a CSV file with lat, lon and columns whose names begin with "name") that points and names keep clear of.
Writes resources/examples/settlements.csv and mission_area.geojson; the same recipe and lists give the same files.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from scipy.spatial import cKDTree

from forensics.folding import query_keys
from forensics.geodesy import area_km2, distance_m
from layers.countries.building import write_rows
from layers.countries.gazetteer import coded_places, gazetteer
from layers.countries.pack import CountryPack, load_pack

EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"
MARK = "EXAMPLE"
EARTH = Geod(ellps="WGS84")
TRIES = 200_000

Points = NDArray[np.float64]  # rows of longitude and latitude, degrees


@dataclass(frozen=True)
class Real:
    """What exists: points, and the search keys of all names."""

    points: Points
    names: frozenset[str]


@dataclass(frozen=True)
class Invented:
    """One invented settlement; `units` are the codes of its administrative units from the largest."""

    name: str
    lon: float
    lat: float
    kind: str
    population: int
    units: tuple[str, ...] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the two files of the example's ground."""
    parser = argparse.ArgumentParser(prog="python -m layers.countries.invent")
    parser.add_argument("--avoid", type=Path, action="append", default=[], help="a further list of real places")
    chosen = parser.parse_args(arguments)
    recipe = tomllib.loads((EXAMPLES / "coinages.toml").read_text("utf-8"))
    pack = load_pack(recipe["pack"])
    settlements = invent(recipe, real_places(pack, chosen.avoid))
    _write(settlements, recipe, pack)
    area = mission_area(settlements, recipe["area"]["area_km2"])
    drawn = {
        "type": "Feature",
        "properties": {"example": True, "name": MARK},
        "geometry": shapely.geometry.mapping(area),
    }
    (EXAMPLES / "mission_area.geojson").write_text(json.dumps(drawn, separators=(",", ":")) + "\n", "utf-8")
    return 0


def key(name: str) -> str:
    """What two spellings of one name share."""
    return " ".join(close for close, _ in query_keys(name))


def real_places(pack: CountryPack, further: Sequence[Path] = ()) -> Real:
    """The places of the pack's gazetteer and code list, and of further files."""
    places = gazetteer(pack)
    points = [np.column_stack([places.lon, places.lat])]
    names = {key(name) for listed in (*places.names.values(), *places.other_names) for name in listed}
    names |= {key(name) for place in coded_places(pack) for name in place.names.values()}
    for path in further:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        points.append(np.array([(float(row["lon"]), float(row["lat"])) for row in rows if row["lat"]]))
        names |= {key(text) for row in rows for column, text in row.items() if column.startswith("name") and text}
    return Real(np.vstack(points), frozenset(names))


def invent(recipe: Mapping[str, Any], real: Real) -> list[Invented]:
    """The settlements of a recipe, the most populous first, in units named after their largest."""
    chance = random.Random(recipe["seed"])
    pack = load_pack(recipe["pack"])
    names = _names(recipe["names"], recipe["count"], real.names, pack, chance)
    points = _points(recipe["area"], recipe["count"], real.points, chance)
    sizes = list(_sizes(recipe["sizes"], chance))
    settlements = [
        Invented(name, lon, lat, kind, population)
        for name, (lon, lat), (kind, population) in zip(names, points, sizes, strict=True)
    ]
    return _in_units(settlements, recipe["units"]["counts"])


def _names(
    recipe: Mapping[str, Any], count: int, taken: frozenset[str], pack: CountryPack, chance: random.Random
) -> list[str]:
    """Names of two roots that no real place has, in either language, and no two of which sound alike."""
    pairs = list(product(recipe["first"], recipe["second"]))
    chance.shuffle(pairs)
    used: dict[str, int] = {}
    kept: dict[str, str] = {}
    for first, second in pairs:
        name = first + second
        keys = {key(name), key(pack.romanised(name))}
        if used.get(first, 0) < recipe["each"] and not keys & taken and not keys & kept.keys():
            kept |= dict.fromkeys(keys, name)
            used[first] = used.get(first, 0) + 1
    return list(dict.fromkeys(kept.values()))[:count]


def _points(area: Mapping[str, float], count: int, real: Points, chance: random.Random) -> list[tuple[float, float]]:
    """Points in the circle, apart from one another and clear of real places, the first near the middle."""
    middle = (area["lon"], area["lat"])
    around = cKDTree(_local(real, middle))
    found: list[tuple[float, float]] = []
    kept: list[tuple[float, float]] = []
    for turn in range(TRIES):
        if len(found) == count:
            return found
        reach = area["radius_km"] * (0.25 if turn < 50 and not found else 1.0)
        away = reach * 1000 * chance.random() ** 0.5
        lon, lat, _ = EARTH.fwd(*middle, chance.uniform(0, 360), away)
        point = (round(lon, 5), round(lat, 5))
        at = tuple(_local(np.array([point]), middle)[0])
        near = min((np.hypot(at[0] - x, at[1] - y) for x, y in kept), default=np.inf)
        if around.query(at)[0] > area["clear_km"] * 1000 and near > area["apart_km"] * 1000:
            found.append(point)
            kept.append(at)
    raise ValueError(f"only {len(found)} of {count} points are clear of real places; make the circle larger")


def _local(points: Points, middle: tuple[float, float]) -> Points:
    """Metres east and north of the middle, geodesic from it."""
    many = np.full(len(points), 1.0)
    azimuth, _, distance = EARTH.inv(many * middle[0], many * middle[1], points[:, 0], points[:, 1])
    turned = np.radians(azimuth)
    return np.column_stack([np.sin(turned) * distance, np.cos(turned) * distance])


def _sizes(sizes: Sequence[Mapping[str, Any]], chance: random.Random) -> Iterator[tuple[str, int]]:
    """Kinds and populations, the largest first; small ones are more frequent than large ones."""
    for size in sizes:
        ratio = size["to"] / size["from"]
        drawn = sorted(round(size["from"] * ratio ** (chance.random() ** 1.3), -1) for _ in range(size["count"]))
        yield from ((size["kind"], int(population)) for population in reversed(drawn))


def _in_units(settlements: list[Invented], counts: Sequence[int]) -> list[Invented]:
    """Each settlement with its units: level by level around centres that lie far from one another."""
    given = settlements
    for count in counts:
        centres = _spread([one for one in given if one.population >= 2000], count)
        given = [replace(one, units=(*one.units, _nearest(one, centres).name)) for one in given]
    return given


def _spread(candidates: Sequence[Invented], count: int) -> list[Invented]:
    """The largest, then again and again the one that is furthest from those chosen."""
    chosen = [candidates[0]]
    while len(chosen) < count:
        chosen.append(max(candidates, key=lambda one: min(_apart(one, other) for other in chosen)))
    return chosen


def _nearest(one: Invented, centres: Sequence[Invented]) -> Invented:
    return min(centres, key=lambda centre: _apart(one, centre))


def _apart(one: Invented, other: Invented) -> float:
    """Metres, geodesic."""
    return distance_m(one.lon, one.lat, other.lon, other.lat)


def mission_area(settlements: Sequence[Invented], wanted_km2: float) -> shapely.Polygon:
    """A rounded outline around the settlements with that geodesic area to a millionth, EPSG:4326."""
    middle = (settlements[0].lon, settlements[0].lat)
    points = _local(np.array([(one.lon, one.lat) for one in settlements]), middle)
    hull = cast(shapely.Polygon, shapely.MultiPoint(points).convex_hull)
    least, most = 0.0, 100_000.0
    for _ in range(60):
        margin = (least + most) / 2
        drawn = _drawn(hull.buffer(margin, quad_segs=6), middle)
        least, most = (margin, most) if area_km2(drawn) < wanted_km2 else (least, margin)
    return drawn


def _drawn(local: shapely.Polygon, middle: tuple[float, float]) -> shapely.Polygon:
    """A polygon of metres around the middle in degrees, seven decimals."""
    east, north = np.array(local.exterior.coords).T
    many = np.full(len(east), 1.0)
    lon, lat, _ = EARTH.fwd(
        many * middle[0], many * middle[1], np.degrees(np.arctan2(east, north)), np.hypot(east, north)
    )
    return shapely.Polygon(np.column_stack([np.round(lon, 7), np.round(lat, 7)])).reverse()


def _write(settlements: Sequence[Invented], recipe: Mapping[str, Any], pack: CountryPack) -> None:
    """Write settlements.csv, with the columns that the record type has."""
    official, *others = pack.name_fields
    levels = [
        (level, language) for level in pack.levels for language in (official.language, *(o.language for o in others))
    ]
    header = [
        "code", *(field.field for field in pack.name_fields), "settlement_type", "lat", "lon", "population",
        *(level.field if language == official.language else f"{level.field}_{language}" for level, language in levels),
        "example",
    ]  # fmt: skip
    rows = (
        [
            f"{recipe['prefix']}{number:02}", one.name, *(pack.romanised(one.name) for _ in others), one.kind,
            one.lat, one.lon, one.population,
            *(_unit_name(pack, level.labels, one.units[level.number - 1], language) for level, language in levels),
            "true",
        ]
        for number, one in enumerate(settlements, 1)
    )  # fmt: skip
    write_rows(EXAMPLES / "settlements.csv", header, rows)


def _unit_name(pack: CountryPack, labels: Mapping[str, str], centre: str, language: str) -> str:
    """A unit's name in a language: the level, its centre, and that it is invented."""
    name = centre if language == pack.name_fields[0].language else pack.romanised(centre)
    return f"{pack.text(labels, language)} {name} ({MARK})"


if __name__ == "__main__":
    sys.exit(main())
