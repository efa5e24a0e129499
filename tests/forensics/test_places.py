"""A place keeps what was read beside its geometry; a geometry that is wrong is said with the spot where it is wrong."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import wkt
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused
from forensics.geodesy import area_km2, distance_m, ellipsoid, length_m, union_area_km2
from forensics.geometry import check_geometry, promoted
from forensics.places import METHODS, Place, geometry_hex, number_text, place_of, point_hex

PACK = (22.1, 44.3, 40.3, 52.4)
degrees = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
heights = st.none() | st.floats(-500, 9000)


def said(text: str, declared: str, bounds: tuple[float, float, float, float] | None = PACK) -> list[str]:
    return [str(problem.message) for problem in check_geometry(wkt.loads(text), declared, bounds)]


@given(
    degrees,
    heights,
    st.none() | st.sampled_from(METHODS),
    st.none() | st.floats(0, 1e6),
    st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
)
def test_a_place_comes_back_from_its_canonical_form(
    point: tuple[float, float], height: float | None, method: str | None, accuracy: float | None, written: str | None
) -> None:
    place = Place(
        geometry=point_hex(*point, height), crs="EPSG:32636", written=written, method=method,
        horizontal_accuracy=accuracy, height=height,
    )  # fmt: skip
    canonical = place.to_canonical()
    assert all(isinstance(value, str) for value in canonical.values())
    assert None not in canonical.values()
    assert Place.from_canonical(canonical) == place
    assert Place.from_canonical(canonical).to_canonical() == canonical


@given(degrees, heights)
def test_one_point_has_one_canonical_form_however_it_is_given(point: tuple[float, float], height: float | None) -> None:
    shape = shapely.Point(point) if height is None else shapely.Point(*point, height)
    canonical = geometry_hex(shape)
    assert canonical == point_hex(*point, height)
    assert canonical == geometry_hex(canonical)
    assert canonical == geometry_hex(shapely.to_wkb(shape, byte_order=0))
    assert canonical == geometry_hex(shapely.to_wkb(shapely.set_srid(shape, 4326), include_srid=True, hex=True))
    assert shapely.from_wkb(canonical) == shape


def test_z_is_kept_in_iso_form_and_measures_are_left_out() -> None:
    assert geometry_hex(wkt.loads("POINT Z (1 2 3)")).startswith("01E9030000")
    assert geometry_hex(wkt.loads("POINT ZM (1 2 3 4)")) == geometry_hex(wkt.loads("POINT Z (1 2 3)"))
    assert geometry_hex(wkt.loads("POINT M (1 2 4)")) == geometry_hex(wkt.loads("POINT (1 2)"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_kept_in_the_shortest_text_that_reads_back(number: float) -> None:
    text = number_text(number)
    assert float(text) == number
    assert not text.startswith("-0") or number < 0
    assert not text.endswith(".0")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "needs a geometry"),
        ({"geometry": "zz"}, "not a geometry"),
        ({"geometry": "0101000000000000000000F07F000000000000F07F"}, "not a number"),
        ({"written": "x", "crs": "WGS84"}, "EPSG:32636"),
        ({"written": "x", "method": "guess"}, "RTK"),
        ({"written": "x", "height": "nan"}, "not a number"),
        ({"written": "x", "height": True}, "not a number"),
        ({"written": "x", "horizontal_accuracy": -1}, "0 or more"),
        ({"written": "x", "height_datum": "sea"}, "Baltic_1977"),
    ],
)
def test_a_value_that_no_place_has_is_refused_and_says_what_is_allowed(values: dict[str, object], told: str) -> None:
    with pytest.raises(ValueRefused, match=told):
        Place.model_validate(values)


def test_an_unknown_part_of_a_place_is_refused() -> None:
    with pytest.raises(ValueRefused, match="colour"):
        Place.from_canonical({"written": "x", "colour": "red"})


def test_inside_a_grave_metres_of_the_site_grid_are_enough() -> None:
    place = Place(site_geometry=geometry_hex(shapely.Point(2.31, 0.44, -1.2)), crs="site", method="total_station")
    assert place.shape is None
    assert place.site_shape == shapely.Point(2.31, 0.44, -1.2)


def test_a_place_known_only_by_words_is_a_place() -> None:
    assert Place(written="behind the second well", method="described").shape is None


def test_places_can_be_compared_and_kept_in_sets() -> None:
    one = place_of(shapely.Point(30, 50), method="RTK")
    assert one in {place_of(shapely.Point(30.0, 50.0), method="RTK")}


@pytest.mark.parametrize(
    ("text", "declared", "kind"),
    [
        ("POINT (30 50)", "Point", "Point"),
        ("MULTIPOINT ((30 50))", "Point", "Point"),
        ("LINESTRING (30 50, 31 51)", "MultiLineString", "MultiLineString"),
        ("LINEARRING (30 50, 31 51, 31 50, 30 50)", "MultiLineString", "MultiLineString"),
        ("POLYGON Z ((30 50 1, 31 51 2, 31 50 3, 30 50 1))", "MultiPolygon", "MultiPolygon"),
        ("GEOMETRYCOLLECTION (POLYGON ((30 50, 31 51, 31 50, 30 50)))", "MultiPolygon", "MultiPolygon"),
    ],
)
def test_single_geometries_become_their_declared_kind_with_their_heights(text: str, declared: str, kind: str) -> None:
    given_one = wkt.loads(text)
    one = promoted(given_one, declared)
    assert one.geom_type == kind
    assert one.has_z == given_one.has_z
    assert (
        shapely.get_coordinates(one, include_z=one.has_z).tolist()
        == shapely.get_coordinates(given_one, include_z=one.has_z).tolist()
    )


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("POINT (30 50)", "MultiPolygon"),
        ("MULTIPOINT ((30 50), (31 50))", "Point"),
        ("GEOMETRYCOLLECTION (POINT (30 50), POLYGON ((30 50, 31 51, 31 50, 30 50)))", "MultiPolygon"),
    ],
)
def test_another_kind_than_declared_is_refused(text: str, declared: str) -> None:
    with pytest.raises(ValueRefused, match=declared):
        promoted(wkt.loads(text), declared)
    assert len(said(text, declared)) == 1


@pytest.mark.parametrize(
    ("text", "declared", "told"),
    [
        ("POINT EMPTY", "Point", "no coordinates"),
        ("POINT (0 0)", "Point", "0, 0"),
        ("POLYGON ((0 0, 31 51, 31 50, 0 0))", "MultiPolygon", "0, 0"),
        ("POINT (190 50)", "Point", "outside the globe"),
        ("POINT (30 91)", "Point", "outside the globe"),
        ("POINT (325000 5590000)", "Point", "metres"),
        ("POINT (50.45 30.52)", "Point", "swapped"),
        ("POLYGON ((30 50, 31 51, 31 50, 30 51, 30 50))", "MultiPolygon", "longitude 30.500000, latitude 50.500000"),
        ("POLYGON ((30 50, 31 50, 31 51, 30.5 50, 30 51, 30 50))", "MultiPolygon", "30.500000, latitude 50.000000"),
        ("POLYGON ((30 50, 31 50, 31 51, 30 50), (40 52, 40.1 52, 40.1 52.1, 40 52))", "MultiPolygon", "hole"),
        ("LINESTRING (30 50, 30 50)", "MultiLineString", "too few"),
    ],
)
def test_a_wrong_geometry_is_refused_and_says_where(text: str, declared: str, told: str) -> None:
    problems = check_geometry(wkt.loads(text), declared, PACK)
    assert len(problems) == 1
    assert problems[0].refuses
    assert told in str(problems[0].message)


@given(st.floats(28, 29), st.floats(48, 49), st.floats(0.01, 1), st.floats(0.01, 1), st.booleans())
def test_a_bow_tie_is_refused_with_the_place_of_its_crossing(
    west: float, south: float, width: float, height: float, reverse: bool
) -> None:
    corners = [(west, south), (west + width, south + height), (west + width, south), (west, south + height)]
    tie = shapely.Polygon(corners[::-1] if reverse else corners)
    (problem,) = check_geometry(tie, "MultiPolygon", PACK)
    assert isinstance(problem.value, tuple)
    assert math.dist(problem.value, (west + width / 2, south + height / 2)) < 1e-9


def test_the_direction_of_a_ring_is_no_error() -> None:
    square = box(30, 50, 31, 51)
    assert check_geometry(square, "MultiPolygon", PACK) == []
    assert check_geometry(shapely.Polygon(square.exterior.coords[::-1]), "MultiPolygon", PACK) == []


def test_what_lies_elsewhere_is_said_and_kept() -> None:
    (problem,) = check_geometry(shapely.Point(2.35, 48.85), "Point", PACK)
    assert not problem.refuses
    assert said("POINT (2.35 48.85)", "Point", None) == []


def test_a_degree_of_the_equator_is_as_long_as_geodesy_says() -> None:
    assert length_m(wkt.loads("LINESTRING (0 0, 1 0)")) == pytest.approx(111319.4908, abs=0.001)
    assert distance_m(0, 0, 0, 1) == pytest.approx(110574.3886, abs=0.001)


def test_the_area_of_the_earth() -> None:
    globe = shapely.MultiPolygon(
        [box(lon, lat, lon + 90, lat + 90) for lon in range(-180, 180, 90) for lat in (-90, 0)]
    )
    assert area_km2(globe) == pytest.approx(510_065_621.724, rel=1e-6)


@given(st.floats(23, 38), st.floats(45, 51), st.floats(0.001, 1.5), st.floats(0.001, 1), st.booleans())
def test_areas_do_not_depend_on_the_direction_of_rings_and_leave_holes_out(
    west: float, south: float, width: float, height: float, reverse: bool
) -> None:
    outer = box(west, south, west + width, south + height)
    inner = box(west + width / 4, south + height / 4, west + width / 2, south + height / 2)
    ring = inner.exterior.coords[::-1] if reverse else inner.exterior.coords
    with_hole = shapely.Polygon(outer.exterior.coords, [ring])
    assert area_km2(with_hole) == pytest.approx(area_km2(outer) - area_km2(inner), rel=1e-9)
    exact = abs(ellipsoid().geometry_area_perimeter(outer)[0]) / 1e6
    assert area_km2(outer) == pytest.approx(exact, rel=1e-12)


@given(st.lists(st.tuples(st.floats(23, 38), st.floats(45, 51)), min_size=1, max_size=5))
def test_what_is_covered_twice_counts_once(corners: list[tuple[float, float]]) -> None:
    areas: list[BaseGeometry] = [box(lon, lat, lon + 0.2, lat + 0.1) for lon, lat in corners]
    covered = union_area_km2(areas)
    assert union_area_km2([*areas, *areas]) == pytest.approx(covered, rel=1e-12)
    assert max(map(area_km2, areas)) <= covered * (1 + 1e-6)
    assert covered <= sum(map(area_km2, areas)) * (1 + 1e-6)


def test_points_and_lines_have_no_area_and_nothing_covers_nothing() -> None:
    assert union_area_km2([]) == 0
    assert area_km2(wkt.loads("GEOMETRYCOLLECTION (POINT (30 50), LINESTRING (30 50, 31 51))")) == 0


def test_the_official_outlines_add_up_to_the_area_their_source_gives(shared_data: Path) -> None:
    import pyogrio

    outlines = pyogrio.read_dataframe(shared_data / "base" / "ua_base.gpkg", layer="oblast").geometry
    assert sum(map(area_km2, outlines)) == pytest.approx(602_318, abs=100)
    assert union_area_km2(outlines) == pytest.approx(602_318, abs=100)
