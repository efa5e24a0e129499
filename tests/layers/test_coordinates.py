"""Coordinates are read in the notations people use, kept as written, and written so that they can be read back."""

from __future__ import annotations

import csv
import math
import tomllib
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused
from forensics.geodesy import distance_m
from forensics.places import Place
from layers.coordinates.angles import NotDegrees, read_angle, read_pair
from layers.coordinates.grids import NotOnGrid, mgrs_text, read_mgrs, read_utm, utm_text, utm_zone
from layers.coordinates.metres import NotMetres
from layers.coordinates.reading import NotCoordinates, find_coordinates, read_columns, read_coordinates
from layers.coordinates.writing import WORLDWIDE, format_coordinates
from layers.crs import WGS84, transform
from tests.counts import count

PACK = (22.1, 44.3, 40.3, 52.4)
RESOURCES = Path(__file__).parents[2] / "resources"
GROUPS = tomllib.loads((RESOURCES / "countries" / "ua" / "pack.toml").read_text("utf-8"))["crs"]
SYSTEMS = {code: tuple(group["group"].values()) for group in GROUPS for code in group["epsg"]}
OWN = {
    "ucs2000": (5562, 5563, 5564, 5565),
    "ucs2000_tm": (6381, 6382, 6383, 6384, 6385, 6386, 6387),
    "pulkovo1942": (28404, 28405, 28406, 28407),
    "sk63": (7825, 7826, 7827, 7828, 7829, 7830, 7831),
}
inside = st.tuples(st.floats(22.2, 40.1), st.floats(44.4, 52.3))
anywhere = st.tuples(st.floats(-179.9, 179.9), st.floats(-79.9, 83.9))


def point(place: Place) -> tuple[float, float]:
    shape = place.shape
    assert isinstance(shape, shapely.Point)
    return shape.x, shape.y


def read(text: str, crs: str | None = None) -> Place:
    return read_coordinates(text, crs, PACK, SYSTEMS)


LAT, LON = 50.4501, 30.5234


@pytest.mark.parametrize(
    "text",
    [
        "50.4501, 30.5234", "50.4501 30.5234", "50.4501,30.5234", "50.4501;30.5234", "50.4501/30.5234",
        "50,4501 30,5234", "50,4501, 30,5234", "50,4501; 30,5234", "(50.4501, 30.5234)", "+50.4501 +30.5234",
        "50.4501 N, 30.5234 E", "N50.4501 E30.5234", "50.4501N30.5234E", "E30.5234 N50.4501", "n 50.4501, e 30.5234",
        "50.4501° N, 30.5234° E", "50.4501°N 30.5234°E", "50.4501º, 30.5234º",
        "lat: 50.4501, lon: 30.5234", "Lat 50.4501 Long 30.5234", "lon=30.5234 lat=50.4501",
        "latitude 50.4501 longitude 30.5234",
        "50.4501 пн.ш. 30.5234 сх.д.", "50,4501 пн. ш., 30,5234 сх. д.", "пн.ш. 50.4501, сх.д. 30.5234",
        "50.4501° с.ш. 30.5234° в.д.", "с.ш. 50.4501 в.д. 30.5234", "широта 50,4501 довгота 30,5234",
        "50.4501 північної широти 30.5234 східної довготи", "Ш 50.4501 Д 30.5234",
        "50°27′00.36″N 30°31′24.24″E", "50°27'00.36\"N 30°31'24.24\"E", "50° 27' 0.36\" N, 30° 31' 24.24\" E",
        "50°27'0,36\" пн.ш., 30°31'24,24\" сх.д.", "50°27'00.36''N 30°31'24.24''E", "N 50°27′00.36″ E 30°31′24.24″",
        "50 27 00.36 30 31 24.24", "50 27 00.36, 30 31 24.24", "50:27:00.36 30:31:24.24",
        "50d27m0.36s N 30d31m24.24s E",
        "50-27-00.36N 030-31-24.24E", "502700.36N 0303124.24E",
        "50 град 27 мин 0,36 сек с.ш. 30 град 31 мин 24,24 сек в.д.",
        "50°27.006'N 30°31.404'E", "50 27.006 30 31.404", "N50 27.006 E030 31.404", "50°27.006′, 30°31.404′",
        "geo:50.4501,30.5234", "+50.4501+030.5234/", "+502700.36+0303124.24/", "POINT (30.5234 50.4501)",
        "SRID=4326;POINT(30.5234 50.4501)", '{"type": "Point", "coordinates": [30.5234, 50.4501]}',
        '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [30.5234, 50.4501]}}',
        "WGS84 50.4501 30.5234", "WGS 84: 50.4501, 30.5234", "EPSG:4326 50.4501 30.5234",
        "30.5234, 50.4501", "30.5234 50.4501",
    ],
)  # fmt: skip
def test_one_place_in_the_notations_people_use(text: str) -> None:
    place = read(text)
    assert point(place) == pytest.approx((LON, LAT), abs=1e-9)
    assert place.written == text
    assert place.crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("33.5S 70.2W", -70.2, -33.5),
        ("-33.5 -70.2", -70.2, -33.5),
        ("-33.5, 150.2", 150.2, -33.5),
        ("33°30'S 70°12'W", -70.2, -33.5),
        ("33.5 пд.ш. 70.2 зх.д.", -70.2, -33.5),
        ("33.5 ю.ш. 70.2 з.д.", -70.2, -33.5),
        ("geo:-33.5,-70.2", -70.2, -33.5),
        ("-33.5-070.2/", -70.2, -33.5),
        ("150.2, 33.5", 150.2, 33.5),
    ],
)
def test_the_other_hemispheres(text: str, lon: float, lat: float) -> None:
    assert point(read_coordinates(text)) == pytest.approx((lon, lat), abs=1e-9)


def test_without_labels_latitude_comes_first_unless_only_the_other_order_lies_in_the_project() -> None:
    assert point(read_coordinates("30.5, 50.4")) == (50.4, 30.5)
    assert point(read_coordinates("30.5, 50.4", bounds=PACK)) == (30.5, 50.4)
    assert point(read_coordinates("10.5, 20.4", bounds=PACK)) == (20.4, 10.5)


def test_a_receivers_height_and_accuracy_stand_behind_its_degrees() -> None:
    place = read("50.4501 30.5234 120.5 4.9")
    assert place.shape == shapely.Point(LON, LAT, 120.5)
    assert (place.height, place.horizontal_accuracy) == (120.5, 4.9)
    assert read("50.4501, 30.5234, 120").height == 120
    geo = read("geo:50.4501,30.5234,120;u=15")
    assert (geo.height, geo.height_datum, geo.horizontal_accuracy) == (120, "ellipsoid_WGS84", 15)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "hello", "50", "50 27 30", "50.4501", "50N 30N", "50.4 S -30.5 S", "-50.4 S 30 E", "50.4-30.5",
        "50 61 00 30 20 20", "50 27 61 30 20 20", "91 N 30 E", "91, 181", "50 27.5 30 30 10 10", "1e3 5",
        "50.45 X 30.52",
        "POINT(30.5", "POINT(30.5 x)", "{bad", "{}", '{"type": "Feature", "geometry": null}', "geo:100,30",
        "geo:50", "nan nan",
        "9999999 9999999", "EPSG:99999 50 30", "36I 325000 5590000", "61U 325000 5590000", "36UUA 223 8609",
        "1,2,3,4,5,6",
        "5" * 5000,
    ],
)  # fmt: skip
def test_what_names_no_place_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        read(text)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 700


@settings(max_examples=count(200, 5000))
@given(st.text(max_size=50) | st.from_regex(r"[0-9NSEWXYpn°'\",.;:/ \-+]{0,30}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        place = read(text)
    except ValueRefused:
        return
    shape = place.shape
    assert shape is not None
    assert place.written == text.strip()


def degrees_file(path: Path) -> dict[int, tuple[str, str]]:
    with path.open(encoding="ascii", newline="") as file:
        return {int(row["id"]): (row["lon"], row["lat"]) for row in csv.DictReader(file)}


# Worked out by hand: 1°05′30.6″ = 1 + 5/60 + 30.6/3600, 35°51′20″ = 35.855555…, and so on.
A, B = 1.0918333333, 35.8555555556
BY_HAND = {
    1: (A, B), 2: (1.0918334722, B), 3: (A, 35.9861083333), 4: (A, B), 5: (A, B), 6: (A, B), 7: (-A, -B), 8: (A, B),
    9: (-A, -B), 10: (A, B), 11: (A, B), 12: (A, B), 13: (-A, -B), 14: (A, B), 15: (-A, -B), 16: (A, B), 17: (A, B),
    18: (-A, B), 19: (1.0871666667, 4.9171666667),
}  # fmt: skip


def test_the_notations_of_the_degrees_file_are_read_as_by_hand(shared_data: Path) -> None:
    rows = degrees_file(shared_data / "csv" / "testdms.csv")
    for number, expected in BY_HAND.items():
        first, second = (read_angle(text) for text in rows[number])
        assert (first.degrees, second.degrees) == pytest.approx(expected, abs=1e-9), rows[number]
        labelled = {4, 5, 6, 7, 10, 11, 12, 13, 17, 18}
        assert (first.axis == "lat") is (number in labelled)
        place = read_columns(north=rows[number][1], east=rows[number][0])
        lon_lat = expected[::-1] if number in labelled else expected
        assert point(place) == pytest.approx(lon_lat, abs=1e-9), "letters are believed, not the head of the column"


@pytest.mark.parametrize("number", [20, 21, 22, 23, 24])
def test_the_invalid_rows_of_the_degrees_file_are_refused(shared_data: Path, number: int) -> None:
    lon, lat = degrees_file(shared_data / "csv" / "testdms.csv")[number]
    with pytest.raises(NotDegrees):
        read_pair(f"{lat}; {lon}")


@pytest.mark.parametrize(
    "text",
    [
        "36U 325000 5590000", "36N 325000 5590000", "36 U 0325000 5590000", "36U 5590000 325000",
        "UTM 36N 325000E 5590000N",
        "36U 325000mE 5590000mN", "36U E 325000 N 5590000", "зона 36U 325000 5590000", "36U 325000,0 5590000,0",
        "EPSG:32636 325000 5590000", "EPSG:32636 N 5590000 E 325000", "325000 5590000 (EPSG:32636)",
        "36u 325000, 5590000",
    ],
)  # fmt: skip
def test_utm_as_people_write_it(text: str) -> None:
    place = read(text)
    expected = transform(shapely.Point(325000, 5590000), 32636).geometry
    assert isinstance(expected, BaseGeometry)
    assert point(place) == pytest.approx(expected.coords[0], abs=1e-12)
    assert place.crs == "EPSG:32636"
    assert place.written == text


def test_a_utm_letter_that_may_mean_two_places_is_refused() -> None:
    with pytest.raises(NotOnGrid, match="southern hemisphere or band S"):
        read("36S 325000 3900000")
    assert point(read("36S 325000 6000000"))[1] < -30
    with pytest.raises(NotOnGrid, match="band T"):
        read("36T 325000 5590000")


@pytest.mark.parametrize(
    ("text", "half_diagonal"),
    [
        ("36UUA2233386093", None), ("36U UA 22333 86093", None), ("36uua 22333 86093", None),
        ("MGRS: 36UUA2233386093", None),
        ("36UUА2233386093", None), ("36UUA22338609", 7.07), ("36UUA223860", 70.7), ("36UUA2286", 707.1),
        ("36UUA28", 7071.1),
    ],
)  # fmt: skip
def test_mgrs_is_the_middle_of_its_square_and_says_how_large_it_is(text: str, half_diagonal: float | None) -> None:
    place = read(text)
    away = distance_m(*point(place), 30.49999632, 50.3999999)
    assert away <= (half_diagonal or 0.01) * 1.01
    assert place.horizontal_accuracy == (half_diagonal and pytest.approx(half_diagonal, rel=0.01))
    assert place.crs == "EPSG:32636"


@pytest.mark.parametrize(
    "text", ["99UUA2233386093", "36UIA2233386093", "36CUA2233386093", "36XAA0000000000", "36UAA0000000000"]
)
def test_a_square_that_is_not_there_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused):
        read(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("СК-42 X 5590000 Y 6325000", 28406),
        ("СК42: Х 5590000 У 6325000", 28406),
        ("SK-42 5590000 6325000", 28406),
        ("5 590 000 6 325 000 СК-42", 28406),
        ("EPSG:28406 X=5590000; Y=6325000", 28406),
        ("УСК-2000 X 5590000 Y 6325000", 5564),
        ("UCS-2000 X: 5590000 m, Y: 6325000 m", 5564),
        ("N 5590000 E 6325000 UCS 2000", 5564),
    ],
)
def test_surveyors_write_x_to_the_north_and_y_with_the_zone_before_it(text: str, code: int) -> None:
    place = read(text)
    expected = transform(shapely.Point(6325000, 5590000), code, WGS84, PACK).geometry
    assert point(place) == pytest.approx(expected.coords[0], abs=1e-12)
    assert place.crs == f"EPSG:{code}"


def test_x_and_y_of_systems_that_count_x_to_the_east_are_read_so() -> None:
    place = read_coordinates("X 530000 Y 180000", "EPSG:27700")
    assert distance_m(*point(place), -0.12835, 51.50399) < 5
    assert point(read_coordinates("E 530000 N 180000", "EPSG:27700")) == point(place)


def test_metres_that_fit_several_systems_are_refused_with_their_names() -> None:
    with pytest.raises(NotMetres, match=r"EPSG:5564 .*EPSG:28406"):
        read("X 5590000 Y 6325000")
    with pytest.raises(NotMetres, match=r"EPSG:28406 .*EPSG:7830"):
        read("Pulkovo 1942 6325000 5590000")
    with pytest.raises(NotMetres, match="say which coordinate system"):
        read_coordinates("X 5590000 Y 6325000")


def test_metres_that_fit_one_system_need_no_name() -> None:
    place = read_coordinates("X 5590000 Y 6325000", None, PACK, {28406: (), 28407: (), 32636: ()})
    assert place.crs == "EPSG:28406"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("СК-42 зона 6 X 5590000 Y 6325000", 28406), ("Pulkovo 1942 zone 6 X 5590000 Y 6325000", 28406),
        ("зона 6, СК-42: 5590000 6325000", 28406), ("СК-42 X 5590000 Y 6325000 зона 6", 28406),
        ("УСК-2000 зона 6 5590000 6325000", 5564), ("УСК-2000 зона 6 X 5590000 Y 325000", 5568),
        ("UCS-2000 zone 10 X 5590000 Y 337000", 6384), ("СК-63 зона 3 X 5582316 Y 3372808", 7827),
        ("WGS 84 zone 36N 325000 5590000", 32636), ("325000 5590000 36U", 32636), ("E 325000 N 5590000 36N", 32636),
    ],
)  # fmt: skip
def test_a_zone_that_is_named_decides_the_system(text: str, code: int) -> None:
    place = read(text)
    assert place.crs == f"EPSG:{code}"
    assert distance_m(*point(place), 30.53, 50.42) < 12_000


def test_a_unit_and_a_hemisphere_may_be_one_word() -> None:
    assert point(read("50d27m00.36sN 30d31m24.24sE")) == pytest.approx((LON, LAT), abs=1e-9)
    assert point(read("50d27m00.36sS 30d31m24.24sW")) == pytest.approx((-LON, -LAT), abs=1e-9)


def test_a_zone_that_the_named_system_has_not_is_refused() -> None:
    with pytest.raises(NotCoordinates, match=r"names zone 9, which none of these has: .*EPSG:28406"):
        read("СК-42 зона 9 X 5590000 Y 6325000")


def test_of_two_orders_in_one_system_the_one_in_the_country_is_read_and_two_are_refused() -> None:
    both = "EPSG:3857 5600000 6000000"
    with pytest.raises(NotMetres, match="two ways in EPSG:3857; write E before"):
        read_coordinates(both, bounds=(49.0, 40.0, 60.0, 50.0))
    assert point(read_coordinates(both, bounds=(50.0, 46.0, 51.0, 48.0)))[0] == pytest.approx(50.305, abs=0.01)
    turned = read_coordinates("EPSG:3857 6000000 5600000", bounds=(50.0, 46.0, 51.0, 48.0))
    assert point(turned)[0] == pytest.approx(50.305, abs=0.01)


def test_a_height_behind_x_and_y_is_kept() -> None:
    place = read("УСК-2000 X 5590000 Y 6325000 H 120,5")
    assert place.height == 120.5
    assert place.shape is not None
    assert place.shape.has_z


def test_degrees_of_another_datum_are_moved_and_say_what_they_were() -> None:
    place = read("СК-42 50°27'00\"N 30°31'24\"E")
    expected = transform(shapely.Point(30 + 31 / 60 + 24 / 3600, 50.45), 4284, WGS84, PACK).geometry
    assert point(place) == pytest.approx(expected.coords[0], abs=1e-12)
    assert place.crs == "EPSG:4284"


def test_a_rough_way_to_degrees_is_said_and_never_taken_in_silence() -> None:
    text = "SRID=4267;POINT(30 50)"
    with pytest.raises(ValueRefused):
        read_coordinates(text)
    found = find_coordinates("EPSG:3857 3397000 6525000", bounds=PACK)
    assert found.operation is not None
    assert not found.operation.ballpark
    assert found.problems == ()


def test_a_system_used_a_little_outside_its_area_is_said() -> None:
    found = find_coordinates("EPSG:32636 250000 5590000", bounds=PACK)
    (problem,) = found.problems
    assert not problem.refuses
    assert "EPSG:32636" in str(problem.message)


def test_the_site_grid_is_read_in_metres_and_stays_in_them() -> None:
    place = read_coordinates("x 2,31 y 0,44 z -1,20", "site")
    assert place.site_shape == shapely.Point(2.31, 0.44, -1.2)
    assert place.shape is None
    assert place.crs == "site"
    assert read_columns(north="0.44", east="2.31", crs="site").site_shape == shapely.Point(2.31, 0.44)
    with pytest.raises(ValueRefused, match="site grid"):
        read_coordinates("here", "site")


def test_columns_of_metres_are_northing_and_easting() -> None:
    place = read_columns(north="5590000", east="325000", crs="EPSG:32636")
    assert point(place) == point(read("36U 325000 5590000"))
    assert place.written == "5590000; 325000"


def test_shapes_other_than_points_are_read_from_wkt_and_geojson() -> None:
    ring = "((30 50, 31 50, 31 51, 30 50))"
    assert read(f"POLYGON {ring}").shape == shapely.from_wkt(f"POLYGON {ring}")
    area = read('{"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [31, 51], [30, 50]]]}')
    assert area.shape == shapely.from_wkt(f"POLYGON {ring}")
    moved = read("SRID=32636;LINESTRING (325000 5590000, 326000 5590000)")
    assert moved.crs == "EPSG:32636"
    assert moved.shape is not None
    assert moved.shape.geom_type == "LineString"


@settings(max_examples=count(200, 5000))
@given(anywhere)
def test_degrees_come_back_within_a_centimetre(place: tuple[float, float]) -> None:
    lon, lat = point(read_coordinates(format_coordinates(*place, "wgs84")))
    assert (lon, lat) == pytest.approx(place, abs=1e-7)


@settings(max_examples=count(200, 5000))
@given(anywhere)
def test_seconds_come_back_within_half_a_hundredth(place: tuple[float, float]) -> None:
    lon, lat = point(read_coordinates(format_coordinates(*place, "wgs84_dms")))
    assert (lon, lat) == pytest.approx(place, abs=0.0051 / 3600)


@settings(max_examples=count(200, 5000))
@given(anywhere)
def test_utm_and_mgrs_come_back_within_their_metre(place: tuple[float, float]) -> None:
    for text in (utm_text(*place), mgrs_text(*place)):
        read_back = read_utm(text) if text.count(" ") == 2 else read_mgrs(text)
        assert read_back is not None
        assert distance_m(*place, read_back.lon, read_back.lat) < math.hypot(0.5, 0.5) + 0.01, text


@settings(max_examples=count(200, 5000))
@given(inside, st.sampled_from(sorted(OWN)))
def test_a_countrys_own_systems_come_back_within_their_metre(place: tuple[float, float], system: str) -> None:
    text = format_coordinates(*place, system, OWN[system], PACK)
    if not text:
        return
    back = read(text)
    assert distance_m(*place, *point(back)) < math.hypot(0.5, 0.5) + 0.01
    assert back.crs is not None
    assert f"({back.crs})" in text


@settings(max_examples=count(100, 2000))
@given(inside, st.sampled_from([4326, 5561, 4284]))
def test_degrees_of_another_datum_come_back_within_a_centimetre(place: tuple[float, float], code: int) -> None:
    text = format_coordinates(*place, "degrees", (code,), PACK)
    back = read(text)
    assert point(back) == pytest.approx(place, abs=1.5e-7)
    assert back.crs == f"EPSG:{code}"


def test_places_are_written_as_people_know_them() -> None:
    written = {name: format_coordinates(LON, LAT, name) for name in WORLDWIDE}
    assert written == {
        "wgs84": "50.4501000° N, 30.5234000° E",
        "wgs84_dms": "50°27′00.36″N 30°31′24.24″E",
        "utm": "36U 324182 5591608",
        "mgrs": "36U UA 24182 91607",
    }
    assert format_coordinates(LON, LAT, "pulkovo1942", OWN["pulkovo1942"], PACK) == "X 5593957 Y 6324232 (EPSG:28406)"


def test_where_a_notation_has_no_place_there_is_no_text() -> None:
    assert format_coordinates(0, 85, "utm") == ""
    assert format_coordinates(0, 85, "mgrs") == ""
    assert format_coordinates(2.35, 48.85, "ucs2000", OWN["ucs2000"]) == ""


@pytest.mark.parametrize(
    ("lon", "lat", "zone"),
    [
        (30.5, 50.4, 36),
        (5.0, 60.0, 32),
        (2.9, 60.0, 31),
        (15.0, 78.0, 33),
        (8.9, 73.0, 31),
        (180.0, 0.0, 1),
        (-180.0, 0.0, 1),
    ],
)
def test_zones_of_utm_with_their_exceptions(lon: float, lat: float, zone: int) -> None:
    assert utm_zone(lon, lat) == zone
