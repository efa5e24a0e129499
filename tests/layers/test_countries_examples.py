"""The invented settlements of the example: nobody's village, nowhere near one."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod

from forensics.catalogue import catalogue
from forensics.geodesy import area_km2
from layers.countries.gazetteer import Gazetteer, gazetteer
from layers.countries.invent import EXAMPLES, key, real_places
from layers.countries.outlines import outlines
from layers.countries.pack import CountryPack, load_pack

CLEAR_M = 2000


@pytest.fixture(scope="module")
def pack() -> CountryPack:
    return load_pack("ua")


@pytest.fixture(scope="module")
def invented() -> list[dict[str, str]]:
    with (EXAMPLES / "settlements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def nearest_m(invented: list[dict[str, str]], lon: np.ndarray, lat: np.ndarray) -> float:
    """Geodesic metres from an invented settlement to the nearest of the points, the least of all."""
    earth = Geod(ellps="WGS84")
    least = np.inf
    for one in invented:
        x, y = np.full(len(lon), float(one["lon"])), np.full(len(lat), float(one["lat"]))
        least = min(least, float(earth.inv(x, y, lon, lat)[2].min()))
    return least


def test_there_are_eighty_five_and_each_says_that_it_is_invented(invented: list[dict[str, str]]) -> None:
    assert [one["code"] for one in invented] == [f"EX-S-{number:02}" for number in range(1, 86)]
    assert {one["example"] for one in invented} == {"true"}
    for one in invented:
        assert all("EXAMPLE" in text for column, text in one.items() if column.startswith("admin"))


def test_no_real_place_of_the_gazetteer_is_within_two_kilometres(
    invented: list[dict[str, str]], pack: CountryPack
) -> None:
    places: Gazetteer = gazetteer(pack)
    assert nearest_m(invented, places.lon, places.lat) > CLEAR_M


def test_no_place_of_the_large_gazetteer_is_within_two_kilometres_or_has_such_a_name(
    invented: list[dict[str, str]], pack: CountryPack, shared_data: Path
) -> None:
    real = real_places(pack, [shared_data / "gazetteer" / "ua_gazetteer.csv"])
    assert len(real.points) > 39_000
    assert nearest_m(invented, real.points[:, 0], real.points[:, 1]) > CLEAR_M
    assert not {key(one[name]) for one in invented for name in ("name_uk", "name_en")} & real.names


def test_the_names_exist_nowhere_and_are_romanised_officially(
    invented: list[dict[str, str]], pack: CountryPack
) -> None:
    real = real_places(pack)
    for one in invented:
        assert not {key(one["name_uk"]), key(one["name_en"])} & real.names
        assert one["name_en"] == pack.romanised(one["name_uk"])
    assert len({key(one["name_uk"]) for one in invented}) == len(invented)


def test_the_points_lie_together_in_a_mission_area_of_seven_thousand_square_kilometres_in_the_country(
    invented: list[dict[str, str]], pack: CountryPack
) -> None:
    drawn = json.loads((EXAMPLES / "mission_area.geojson").read_text("utf-8"))
    assert drawn["properties"] == {"example": True, "name": "EXAMPLE"}
    area = shapely.geometry.shape(drawn["geometry"])
    assert area.exterior.is_ccw
    assert area_km2(area) == pytest.approx(7000, abs=0.01)
    assert area.contains(shapely.MultiPoint([(float(one["lon"]), float(one["lat"])) for one in invented]))
    assert outlines(pack).country.geometry[0].contains(area)


def test_columns_kinds_and_units_are_those_of_the_record_type(
    invented: list[dict[str, str]], pack: CountryPack
) -> None:
    settlement = catalogue(pack.declarations)["settlement"]
    place = {"lat", "lon"}
    translated = {f"{level.field}_en" for level in pack.levels}
    assert invented[0].keys() - place - translated <= settlement.by_name.keys()
    kinds = settlement.field("settlement_type").vocabulary
    assert kinds is not None
    assert {one["settlement_type"] for one in invented} == {"city", "settlement", "village"} <= set(kinds.codes)
    assert [len({one[level.field] for one in invented}) for level in pack.levels] == [1, 4, 15]
    assert all(int(one["population"]) > 0 for one in invented)


def test_the_same_recipe_gives_the_same_settlements(
    invented: list[dict[str, str]], pack: CountryPack, shared_data: Path
) -> None:
    import tomllib

    from layers.countries.invent import invent

    recipe = tomllib.loads((EXAMPLES / "coinages.toml").read_text("utf-8"))
    again = invent(recipe, real_places(pack, [shared_data / "gazetteer" / "ua_gazetteer.csv"]))
    assert [(one.name, str(one.lon), str(one.lat), str(one.population)) for one in again] == [
        (one["name_uk"], one["lon"], one["lat"], one["population"]) for one in invented
    ]
