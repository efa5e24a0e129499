"""A transform says how good it is; a rough one is said, an impossible one refused."""

from __future__ import annotations

import math
import threading

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj.network import is_network_enabled

from forensics.errors import ValueRefused
from layers.crs import (
    WGS84,
    OutsideCrs,
    UnknownCrs,
    area_of_use,
    check_area,
    converter,
    crs_of,
    degrees_outside,
    epsg_code,
    transform,
    transform_xy,
)

PACK = (22.1, 44.3, 40.3, 52.4)
SYSTEMS = (32634, 32635, 32636, 32637, 5562, 5564, 5568, 6384, 28404, 28406, 7827, 5561, 4284, 3857)
places = st.tuples(st.floats(22.2, 40.2), st.floats(44.4, 52.3))


@given(places, st.sampled_from(SYSTEMS))
def test_there_and_back_is_the_same_place(place: tuple[float, float], code: int) -> None:
    there = transform(shapely.Point(place), WGS84, code, PACK)
    back = transform(there.geometry, code, WGS84, PACK)
    assert (back.geometry.x, back.geometry.y) == pytest.approx(
        place, abs=5e-8
    )  # a few mm: the seven parameters are turned round only nearly
    assert not there.ballpark
    assert there.accuracy_m == back.accuracy_m


@pytest.mark.parametrize(("code", "accuracy"), [(32636, 0), (5564, 1), (28406, 3), (4284, 3)])
def test_the_stated_accuracy_is_that_of_the_register(code: int, accuracy: float) -> None:
    moved = transform(shapely.Point(30.5, 50.4), WGS84, code, PACK)
    assert moved.accuracy_m == accuracy
    assert moved.operation.name
    assert moved.operation.problem() is None


def test_the_central_meridian_of_a_zone_is_at_500_km() -> None:
    x, y = transform(shapely.Point(33, 0), WGS84, 32636).geometry.coords[0]
    assert (x, y) == pytest.approx((500_000, 0), abs=1e-6)


def moved_by_seven_parameters(lon: float, lat: float) -> tuple[float, float]:
    """Pulkovo 1942 to WGS 84 with the parameters of GOST R 51794-2008 (coordinate frame), worked out here."""
    seconds = math.pi / 180 / 3600
    x, y, z = earth_centred(lon, lat, 6378245.0, 1 / 298.3)
    ry, rz, scale = -0.35 * seconds, -0.79 * seconds, 1 - 0.22e-6
    return degrees(
        23.57 + scale * (x + rz * y - ry * z), -140.95 + scale * (y - rz * x), -79.8 + scale * (z + ry * x),
        6378137.0, 1 / 298.257223563,
    )  # fmt: skip


def earth_centred(lon: float, lat: float, a: float, f: float) -> tuple[float, float, float]:
    e2 = f * (2 - f)
    phi, lam = math.radians(lat), math.radians(lon)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    return n * math.cos(phi) * math.cos(lam), n * math.cos(phi) * math.sin(lam), n * (1 - e2) * math.sin(phi)


def degrees(x: float, y: float, z: float, a: float, f: float) -> tuple[float, float]:
    e2, across = f * (2 - f), math.hypot(x, y)
    phi = math.atan2(z, across * (1 - e2))
    for _ in range(8):
        n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + e2 * n * math.sin(phi), across)
    return math.degrees(math.atan2(y, x)), math.degrees(phi)


@given(places)
def test_pulkovo_1942_moves_by_its_seven_parameters(place: tuple[float, float]) -> None:
    moved = transform(shapely.Point(place), 4284, WGS84, PACK).geometry
    assert (moved.x, moved.y) == pytest.approx(moved_by_seven_parameters(*place), abs=1e-8)


def test_a_rough_transform_is_said() -> None:
    moved = transform(shapely.Point(30, 50), "EPSG:4267", WGS84)
    assert moved.ballpark
    assert moved.accuracy_m is None
    problem = moved.operation.problem()
    assert problem is not None
    assert "roughly" in str(problem.message)


def test_an_area_where_a_system_is_of_no_use_does_not_make_its_transform_rough() -> None:
    moved = transform(shapely.Point(530_000, 180_000), 27700, WGS84, PACK)
    assert not moved.ballpark
    assert moved.geometry.distance(shapely.Point(-0.128, 51.504)) < 0.001


@pytest.mark.parametrize("code", ["EPSG:99999", "EPSG:0", "nonsense", "", "EPSG:5705", "EPSG:4978"])
def test_an_unknown_system_is_one_sentence(code: str) -> None:
    with pytest.raises(UnknownCrs, match=r"^[^\n]*coordinate system[^\n]*\.$"):
        transform(shapely.Point(30, 50), code)


def test_coordinates_beyond_a_system_are_refused_with_its_name() -> None:
    with pytest.raises(OutsideCrs, match="WGS 84 / UTM zone 36N"):
        transform(shapely.Point(1e30, 5), 32636)


def test_heights_are_kept_and_every_kind_of_geometry_is_moved() -> None:
    given_one = shapely.from_wkt(
        "GEOMETRYCOLLECTION Z (POINT Z (30 50 7), POLYGON Z ((30 50 1, 31 50 2, 31 51 3, 30 50 1)))"
    )
    back = transform(transform(given_one, WGS84, 32636).geometry, 32636).geometry
    assert shapely.equals_exact(shapely.force_2d(back), shapely.force_2d(given_one), tolerance=1e-9)
    assert shapely.get_coordinates(back, include_z=True)[:, 2].tolist() == [7, 1, 2, 3, 1]


def test_many_points_move_as_one_does() -> None:
    x, y = np.linspace(23, 40, 1000), np.linspace(45, 52, 1000)
    moved_x, moved_y, _ = transform_xy(x, y, WGS84, 5564, PACK)
    for number in (0, 500, 999):
        one = transform(shapely.Point(x[number], y[number]), WGS84, 5564, PACK).geometry
        assert (moved_x[number], moved_y[number]) == (one.x, one.y)
    assert x[0] == 23


def test_no_points_are_no_trouble() -> None:
    moved_x, _, _ = transform_xy(np.array([]), np.array([]), WGS84, 32636)
    assert not len(moved_x)
    assert transform(shapely.Point(), WGS84, 32636).geometry.is_empty


def test_a_converter_serves_several_threads() -> None:
    expected = converter(WGS84, "EPSG:5564", PACK).point(30.5, 50.4)
    found: list[tuple[float, float]] = []

    def work() -> None:
        found.extend(converter(WGS84, "EPSG:5564", PACK).point(30.5, 50.4) for _ in range(200))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {expected}
    assert len(found) == 800


def test_nothing_is_fetched_from_the_network() -> None:
    converter("EPSG:4267", WGS84, (-100.0, 40.0, -99.0, 41.0))
    assert not is_network_enabled()


def test_a_system_of_a_file_is_known_by_its_code() -> None:
    for code in (4326, 32636, 5564, 28406):
        assert epsg_code(pyproj.CRS(code).to_wkt()) == f"EPSG:{code}"
        assert epsg_code(str(code)) == f"EPSG:{code}"
    assert epsg_code(crs_of(32636).to_wkt("WKT1_ESRI")) == "EPSG:32636"


def test_a_neighbouring_zone_is_said_and_another_continent_refused() -> None:
    assert check_area(shapely.Point(30.5, 50.4), 32636) == []
    (near,) = check_area(shapely.Point(29.5, 50.4), 32636)
    assert not near.refuses
    assert "EPSG:32636 (WGS 84 / UTM zone 36N)" in str(near.message)
    (far,) = check_area(shapely.Point(-70, 50.4), 32636)
    assert far.refuses


def test_an_area_across_the_180th_meridian_is_one_area() -> None:
    area = area_of_use(4284)
    assert area is not None
    assert area[0] > area[2]
    assert degrees_outside(179, 65, 4284) <= 0
    assert degrees_outside(-175, 65, 4284) <= 0
    assert degrees_outside(30, 50, 4284) <= 0
    assert degrees_outside(-100, 50, 4284) > 0


def test_errors_belong_to_values_refused() -> None:
    assert issubclass(UnknownCrs, ValueRefused)
    assert issubclass(OutsideCrs, ValueRefused)
