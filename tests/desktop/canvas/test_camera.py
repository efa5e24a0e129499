"""The camera: what is under the hand stays there, what is asked for is shown, and the scale bar tells the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from desktop.canvas.camera import COARSEST, FINEST, Camera, CameraModel
from desktop.canvas.furniture import round_length, scale_bar
from desktop.canvas.mercator import HALF_WORLD, UNIT, to_degrees, to_metres

LON = st.floats(-179.9, 179.9)
LAT = st.floats(-84.0, 84.0)
SCALE = st.floats(0.01, 20_000.0)
PIXEL = st.floats(0.0, 799.0)


@given(LON, LAT)
def test_degrees_come_back_from_metres(lon: float, lat: float) -> None:
    back_lon, back_lat = to_degrees(*to_metres(lon, lat))
    assert back_lon == pytest.approx(lon, abs=1e-9)
    assert back_lat == pytest.approx(lat, abs=1e-9)


@given(LON, LAT, SCALE, PIXEL, PIXEL, st.floats(0.2, 5.0))
def test_zooming_keeps_what_is_under_the_cursor(
    lon: float, lat: float, mpp: float, px: float, py: float, factor: float
) -> None:
    before = Camera(width=1000, height=800).at(lon, lat, mpp)
    after = before.zoomed(factor, px, py)
    shift = np.hypot(*np.subtract(before.metres(px, py), after.metres(px, py))) / after.mpp
    assert shift < 1e-3
    assert FINEST <= after.mpp <= COARSEST


@given(LON, LAT, SCALE, st.floats(-500, 500), st.floats(-500, 500))
def test_a_drag_moves_the_map_with_the_hand(lon: float, lat: float, mpp: float, dx: float, dy: float) -> None:
    before = Camera(width=1000, height=800).at(lon, lat, mpp)
    after = before.moved(dx, dy)
    assert np.allclose(after.metres(300 + dx, 200 + dy), before.metres(300, 200), atol=mpp * 1e-3)


def test_an_extent_that_is_asked_for_is_all_in_view_and_fills_it() -> None:
    camera = Camera(width=1280, height=800).fitted(22.0, 44.3, 40.3, 52.4)
    west, south, east, north = camera.extent()
    assert west < 22.0
    assert south < 44.3
    assert east > 40.3
    assert north > 52.4
    assert max((40.3 - 22.0) / (east - west), (52.4 - 44.3) / (north - south)) > 0.8


def test_the_edges_of_the_view_lie_on_units_so_that_counts_elsewhere_agree() -> None:
    camera = Camera(width=1280, height=801).at(31.123, 48.456, 137.7)
    first_x, first_y, end_x, end_y = camera.units()
    west, south, east, north = camera.extent()
    x, y = to_metres(np.array([west, east]), np.array([south, north]))
    assert np.allclose((x + HALF_WORLD) / UNIT, [first_x, end_x], atol=1e-3)
    assert np.allclose((HALF_WORLD - y) / UNIT, [end_y, first_y], atol=1e-3)


@pytest.mark.parametrize("latitude", [0.0, 23.5, 48.5, 60.0, -35.0])
@pytest.mark.parametrize("mpp", [0.05, 3.0, 250.0])
def test_the_scale_bar_is_within_one_percent_of_the_geodesic(latitude: float, mpp: float) -> None:
    camera = Camera(width=1000, height=800).at(31.0, latitude, mpp)
    pixels, words = scale_bar(camera)
    lon, lat = camera.lonlat(500 - pixels / 2, 400)
    other, _ = camera.lonlat(500 + pixels / 2, 400)
    on_the_ground = Geod(ellps="WGS84").line_length([lon, other], [lat, lat])
    unit = {"km": 1000.0, "m": 1.0, "cm": 0.01}[str(words).split()[1]]
    assert float(str(words).split()[0]) * unit == pytest.approx(on_the_ground, rel=0.01)


@given(st.floats(0.001, 1e6))
def test_the_scale_bar_has_a_round_length(most: float) -> None:
    length = round_length(most)
    assert length <= most * (1 + 1e-6)
    assert length > most / 2.5 * (1 - 1e-6)
    assert f"{length:.0e}"[0] in "125"


def test_listeners_hear_every_new_state_once_and_can_stop() -> None:
    model = CameraModel(Camera())
    heard: list[Camera] = []
    stop = model.listen(heard.append)
    model.camera = model.camera.moved(10, 0)
    model.camera = model.camera.moved(0, 0)
    stop()
    model.camera = model.camera.moved(10, 0)
    assert len(heard) == 1


def test_the_centre_stays_on_the_map() -> None:
    model = CameraModel(Camera(width=100, height=100))
    model.camera = model.camera.moved(-1e9, 1e9)
    assert abs(model.camera.x) <= HALF_WORLD
    assert abs(model.camera.y) <= HALF_WORLD


def test_half_a_pixel_on_the_ground_is_how_well_a_place_can_be_pointed_at() -> None:
    camera = Camera(width=1000, height=800).at(31.0, 60.0, 10.0)
    assert camera.accuracy_m() == pytest.approx(10.0 * 0.5 / 2, rel=0.01)
