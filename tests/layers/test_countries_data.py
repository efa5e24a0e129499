from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely

from forensics.geodesy import area_km2
from layers.countries.gazetteer import Gazetteer, coded_places, gazetteer, units
from layers.countries.outlines import Outlines, outlines
from layers.countries.pack import CountryPack, load_pack

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pack() -> CountryPack:
    return load_pack("ua")


@pytest.fixture(scope="module")
def drawn(pack: CountryPack) -> Outlines:
    return outlines(pack)


@pytest.fixture(scope="module")
def places(pack: CountryPack) -> Gazetteer:
    return gazetteer(pack)


def test_crimea_and_sevastopol_are_drawn_in_ukraine_and_in_no_other_country(drawn: Outlines) -> None:
    """UN General Assembly resolution 68/262."""
    for lon, lat, region in (
        (34.10, 44.95, "Autonomous Republic of Crimea"),
        (36.45, 45.35, "Autonomous Republic of Crimea"),
        (33.53, 44.60, "City of Sevastopol"),
        (34.80, 46.00, "Khersonska oblast"),
    ):
        row = drawn.region_at(lon, lat)
        assert row is not None
        assert drawn.regions.names["en"][row] == region
        assert shapely.intersects_xy(drawn.country.geometry[0], lon, lat)
        assert not shapely.intersects_xy(drawn.neighbours.geometry, lon, lat).any()
        assert not shapely.intersects_xy(drawn.water.geometry[0], lon, lat)


def test_nothing_overlaps_and_no_sliver_is_left_between_country_neighbours_and_sea(drawn: Outlines) -> None:
    layers = [drawn.country, drawn.neighbours, drawn.water]
    polygons = [polygon for layer in layers for polygon in layer.geometry]
    for one, other in combinations(polygons, 2):
        assert area_km2(shapely.intersection(one, other)) < 0.01
    window = shapely.box(*shapely.union_all(polygons).bounds)
    assert area_km2(shapely.difference(window, shapely.union_all(polygons))) < 0.01


def test_the_regions_are_the_country_without_overlap(drawn: Outlines) -> None:
    regions = drawn.regions.geometry
    assert len(regions) == 27
    assert shapely.is_valid(regions).all()
    whole = area_km2(drawn.country.geometry[0])
    assert sum(area_km2(one) for one in regions) == pytest.approx(whole, rel=1e-9)
    assert whole == pytest.approx(603_548, rel=0.01)  # the official area


def test_the_outlines_lie_within_their_stated_accuracy_of_the_official_ones(
    drawn: Outlines, pack: CountryPack, shared_data: Path
) -> None:
    import pyogrio.raw

    meta, _, wkb, columns = pyogrio.raw.read(shared_data / "base" / "ua_base.gpkg", layer="oblast")
    official = dict(zip(columns[list(meta["fields"]).index("katottg")], shapely.from_wkb(wkb), strict=True))
    shares = []
    for code, ours in zip(drawn.regions.codes, drawn.regions.geometry, strict=True):
        shares.append(area_km2(shapely.symmetric_difference(ours, official[code])) / area_km2(official[code]))
    assert pack.accuracy_m is not None
    assert sorted(shares)[20] < 0.08  # the two cities are drawn worst


def test_every_region_has_the_code_of_the_code_list_and_names_in_both_languages(
    drawn: Outlines, pack: CountryPack
) -> None:
    listed = units(pack)
    for row, code in enumerate(drawn.regions.codes):
        assert listed[code].level == 1
        assert listed[code].names == {language: names[row] for language, names in drawn.regions.names.items()}


def test_units_stand_in_their_parents_and_their_codes_fit(pack: CountryPack) -> None:
    listed = units(pack)
    assert {level: sum(unit.level == level for unit in listed.values()) for level in (1, 2, 3)} == {
        1: 27, 2: 136, 3: 1772,
    }  # fmt: skip
    assert pack.code_system is not None
    for unit in listed.values():
        assert pack.code_system.fits(unit.code)
        assert unit.kind in pack.unit_types
        assert (unit.parent == "") == (unit.level == 1)
        assert unit.level == 1 or listed[unit.parent].level == unit.level - 1
        assert unit.names["en"].isascii()


def test_the_code_list_is_whole_and_in_one_alphabet(pack: CountryPack) -> None:
    listed = units(pack)
    coded = list(coded_places(pack))
    assert len(coded) == len({place.code for place in coded}) == 29_811
    types = set(pack.vocabularies["settlement_type"].codes)
    for place in coded:
        assert place.kind in types
        assert place.parent in listed or place.kind in ("special_city", "district")
        assert not any("a" <= letter <= "z" for letter in place.names["uk"].lower())
        assert place.names["en"] == pack.romanised(place.names["uk"])


def test_the_gazetteer_has_every_place_of_its_source_and_most_with_a_code(places: Gazetteer) -> None:
    assert len(places) == len(set(places.ids)) == 5488
    coded = [code for code in places.codes if code]
    assert len(coded) == len(set(coded)) > 4900
    assert all(name for name in places.names["en"])
    assert all(names for code, names in zip(places.codes, places.names["uk"], strict=True) if code)


def test_places_lie_in_the_country(places: Gazetteer, drawn: Outlines) -> None:
    points = shapely.points(places.lon, places.lat)
    far = shapely.distance(points, drawn.country.geometry[0])
    assert (far == 0).mean() > 0.98  # the rest on shores and borders that the outlines round off
    assert far.max() < 0.15


def test_codes_of_places_agree_with_the_official_boundaries_of_their_units(
    places: Gazetteer, shared_data: Path
) -> None:
    """Places within 30 km of a border against the polygons of their units, which the building never saw."""
    import pyogrio.raw

    meta, _, wkb, columns = pyogrio.raw.read(shared_data / "base" / "ua_base.gpkg", layer="hromada_border30km")
    codes = columns[list(meta["fields"]).index("katottg")]
    tree = shapely.STRtree(shapely.from_wkb(wkb))
    rows, polygons = tree.query(shapely.points(places.lon, places.lat), predicate="within")
    pairs = [
        (places.units[3][row], codes[polygon])
        for row, polygon in zip(rows, polygons, strict=True)
        if places.codes[row] and codes[polygon]
    ]
    assert len(pairs) > 1300
    assert np.mean([one == other for one, other in pairs]) > 0.99


@pytest.mark.parametrize(
    ("query", "name", "code"),
    [
        ("Ізюм", "Izium", "UA63040090010029555"), ("Izyum", "Izium", "UA63040090010029555"),
        ("Изюм", "Izium", "UA63040090010029555"), ("Izium", "Izium", "UA63040090010029555"),
        ("Буча", "Bucha", "UA32080070010087821"), ("Novomoskovsk", "Samar", ""),
        ("київ", "Kyiv", "UA80000000000093317"),
        ("Мотижин", "Motyzhyn", "UA32080190300012525"), ("Херсон", "Kherson", "UA65100150010064384"),
    ],
)  # fmt: skip
def test_a_place_is_found_by_any_spelling_the_namesake_first(
    places: Gazetteer, query: str, name: str, code: str
) -> None:
    first = places.find(query)[0]
    assert places.names["en"][first] == name
    assert not code or places.codes[first] == code


def test_a_query_that_finds_nothing_or_asks_nothing_gives_no_rows(places: Gazetteer) -> None:
    assert places.find("") == places.find("...") == places.find("qqqqqqq") == []


def test_reading_a_pack_loads_neither_gdal_nor_pandas() -> None:
    """The window opens on the outlines: what takes longer to import than they take to read stays out."""
    program = (
        "import sys; from layers.countries.pack import load_pack; from layers.countries.outlines import outlines;"
        "from layers.countries.gazetteer import gazetteer; pack = load_pack('ua'); outlines(pack); gazetteer(pack);"
        "print(sorted({'pyogrio', 'fiona', 'geopandas', 'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_data_file_is_named_in_the_attribution(pack: CountryPack) -> None:
    shipped = {path.name for path in pack.folder.iterdir()} - {"pack.toml"}
    assert {name for one in pack.attribution for name in one.files} == shipped
    assert sum(path.stat().st_size for path in pack.folder.iterdir()) < 4_000_000
