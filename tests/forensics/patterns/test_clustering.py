"""Knox and DBSCAN are held to published values, and to what must hold whatever the data."""

from __future__ import annotations

from pathlib import Path

import geopandas
import libpysal
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.errors import ValueRefused
from forensics.patterns.clustering import (
    Near,
    clusters,
    interaction,
    knox,
    ratio_of,
    steadiness_of_numbers,
    steadiness_of_places,
)
from forensics.patterns.events import EARTH, Events, on_the_globe

DEGREE = np.degrees(1 / EARTH)
"""Degrees of a metre on the equator."""


def events(x: list[float], y: list[float], days: list[float], *, sure: bool = True) -> Events:
    """Events by metres from 0° 0° and days."""
    day = np.array(days, np.float64)
    return Events(np.array(x) * DEGREE, np.array(y) * DEGREE, day, day, np.full(len(x), sure))


def planted(seed: int = 3, *, sure: bool = True) -> Events:
    """A hundred and fifty events scattered over 100 km and two years, and six groups of five close together."""
    picked = np.random.default_rng(seed)
    x, y, days = picked.random(150) * 1e5, picked.random(150) * 1e5, picked.integers(0, 700, 150).astype(float)
    at, when = picked.random((6, 2)) * 1e5, picked.integers(0, 700, 6)
    x = np.append(x, np.repeat(at[:, 0], 5) + picked.random(30) * 500)
    y = np.append(y, np.repeat(at[:, 1], 5) + picked.random(30) * 500)
    days = np.append(days, np.repeat(when, 5) + picked.integers(0, 3, 30))
    return events(x.tolist(), y.tolist(), days.tolist(), sure=sure)


def test_knox_gives_what_pysal_publishes_of_burkitts_lymphoma() -> None:
    """188 cases in Uganda (Williams et al. 1978) in PySAL's documentation of Knox: 13 pairs within 20 and 5."""
    path = Path(libpysal.__file__).parent / "examples" / "burkitt" / "burkitt.shp"
    cases = geopandas.read_file(path, engine="pyogrio")
    found = knox(cases[["X", "Y"]].to_numpy(float), cases["T"].to_numpy(float), Near(20, 5), 99, seed=12345)
    assert (found.events, found.pairs, found.near_in_space, found.near_in_time) == (188, 13, 3429, 52)
    assert found.expected == pytest.approx(10.1438161)
    assert found.chance == 0.21


def test_dbscan_gives_what_scikit_learn_publishes() -> None:
    """The example of sklearn.cluster.DBSCAN, its units taken for kilometres, all of it on one day."""
    x, y = [1, 2, 2, 8, 8, 25], [2, 2, 3, 7, 8, 80]
    made = events([one * 1000.0 for one in x], [one * 1000.0 for one in y], [0.0] * 6)
    assert clusters(made, Near(3000, 0), least=2).tolist() == [0, 0, 0, 1, 1, -1]


def test_what_is_near_in_space_alone_is_no_cluster() -> None:
    made = events([0.0] * 6, [0.0] * 6, [0.0, 1.0, 2.0, 100.0, 101.0, 300.0])
    assert clusters(made, Near(100, 5), least=2).tolist() == [0, 0, 0, 1, 1, -1]


def test_groups_that_were_planted_are_found_and_chance_is_small() -> None:
    made = planted()
    found = interaction(made, Near(1000, 5))
    assert found.pairs >= 60
    assert found.chance == 0.005
    assert found.ratio is not None
    assert found.ratio > 10
    labels = clusters(made, Near(1000, 5))
    assert (labels[150:] >= 0).all()
    assert len(set(labels[150:].tolist())) == 6


def test_the_same_seed_gives_the_same_chance_and_numpys_own_generator_is_left_as_it_was() -> None:
    made = events([float(one) for one in range(40)], [0.0] * 40, [float(one % 7) for one in range(40)])
    np.random.seed(7)
    expected = np.random.random(3)
    np.random.seed(7)
    one, other = (interaction(made, Near(5, 1), permutations=49, seed=4) for _ in range(2))
    assert one == other
    assert np.array_equal(np.random.random(3), expected)


def test_a_result_is_tried_on_other_places_and_with_fewer_events() -> None:
    made, near = planted(sure=False), Near(1000, 5)
    whole = ratio_of(made, near)
    assert steadiness_of_places(made, near, metres=20_000).least < whole / 10, "what stood together lies within 20 km"
    assert steadiness_of_numbers(made, near).least > 5
    sure = steadiness_of_places(planted(), near, metres=20_000)
    assert sure.least == sure.most == whole, "what has a place of its own is not moved"


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(1, 20_000), st.integers(0, 40))
def test_pairs_are_counted_as_the_test_counts_them(seed: int, metres: int, days: int) -> None:
    picked = np.random.default_rng(seed)
    many = int(picked.integers(10, 40))
    made = events(
        (picked.random(many) * 3e4).tolist(), (picked.random(many) * 3e4).tolist(),
        picked.integers(0, 60, many).astype(float).tolist(),
    )  # fmt: skip
    near = Near(metres, days)
    assert ratio_of(made, near) == pytest.approx(interaction(made, near, permutations=0).ratio or 0.0)


@settings(max_examples=20)
@given(st.floats(-179, 179), st.floats(-70, 70), st.floats(1, 50_000), st.floats(0, 360))
def test_distances_on_the_globe_are_those_on_the_ground(lon: float, lat: float, metres: float, azimuth: float) -> None:
    from pyproj import Geod

    there = Geod(a=EARTH, b=EARTH).fwd(lon, lat, azimuth, metres)
    places = on_the_globe(np.array([lon, there[0]]), np.array([lat, there[1]]))
    assert np.linalg.norm(places[0] - places[1]) == pytest.approx(metres, rel=1e-5, abs=1e-6)


@given(st.integers(0, 2**32 - 1), st.floats(10, 50_000))
def test_what_is_moved_stays_within_its_radius(seed: int, metres: float) -> None:
    made = events([0.0] * 50, [5.5e6] * 50, [0.0] * 50)
    moved = made.moved(metres, np.random.default_rng(seed))
    apart = np.linalg.norm(on_the_globe(moved.lon, moved.lat) - on_the_globe(made.lon, made.lat), axis=1)
    assert apart.max() <= metres * 1.01


def test_an_event_is_usable_where_its_place_is_known_and_its_date_within_the_days_that_are_near() -> None:
    made = Events(
        np.array([1.0, np.nan, 1.0, 1.0]), np.array([1.0, 1.0, 1.0, 1.0]), np.array([0.0, 0.0, 0.0, -np.inf]),
        np.array([30.0, 0.0, 31.0, 5.0]), np.ones(4, bool),
    )  # fmt: skip
    assert made.usable(30).tolist() == [True, False, False, False]
    assert made.usable(0).tolist() == [False] * 4


@pytest.mark.parametrize(("metres", "days"), [(0, 1), (200_000, 1), (100, -1), (100, 5000)])
def test_distances_and_days_without_sense_are_refused(metres: float, days: float) -> None:
    with pytest.raises(ValueRefused, match="expected"):
        Near(metres, days)


def test_too_few_and_too_many_events_are_refused_with_how_many_are_expected() -> None:
    for many in (9, 6_001):
        with pytest.raises(ValueRefused, match=f"{many:,} events.*10 to 6,000"):
            interaction(events([0.0] * many, [0.0] * many, [0.0] * many), Near(100, 1))
    with pytest.raises(ValueRefused, match="2 or more"):
        clusters(events([0.0], [0.0], [0.0]), Near(100, 1), least=1)
