"""The index of points: every count is exact, whatever is looked at, filtered or changed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.canvas.camera import Camera
from desktop.canvas.columns import PointColumns, point_columns
from desktop.canvas.errors import ColumnsRefused
from desktop.canvas.morton import interleave, separate
from desktop.canvas.point_index import PointIndex, index_points, pyramid
from tests.counts import count

VIEWS = count(40, 400)


def scattered(rows: int, seed: int = 1) -> PointColumns:
    """Points in clusters, some of them on one spot."""
    random = np.random.default_rng(seed)
    towns = random.uniform((23.0, 45.0), (39.0, 52.0), (60, 2))
    place = towns[random.integers(0, 60, rows)] + random.normal(0, 0.2, (rows, 2)) * random.integers(0, 2, (rows, 1))
    return point_columns(np.arange(rows), place[:, 0], place[:, 1], random.integers(0, 4, rows).astype(np.uint8))


def random_views(seed: int = 2) -> list[Camera]:
    random = np.random.default_rng(seed)
    frame = Camera(width=1280, height=800)
    return [frame.at(random.uniform(22, 40), random.uniform(44, 53), 10 ** random.uniform(-1, 4)) for _ in range(VIEWS)]


def counted(columns: PointColumns, camera: Camera) -> NDArray[np.bool_]:
    """The same by brute force, as a query on longitude and latitude would."""
    west, south, east, north = camera.extent()
    inside: NDArray[np.bool_] = (
        (columns.lon >= west) & (columns.lon < east) & (columns.lat > south) & (columns.lat <= north)
    )
    return inside


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=50))
def test_keys_give_back_what_they_were_made_of(pairs: list[tuple[int, int]]) -> None:
    x, y = (np.array([pair[axis] for pair in pairs], np.uint32) for axis in (0, 1))
    back_x, back_y = separate(interleave(x, y))
    assert back_x.tolist() == x.tolist()
    assert back_y.tolist() == y.tolist()


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=80))
def test_each_depth_of_the_pyramid_holds_each_square_once(keys: list[int]) -> None:
    ordered = np.sort(np.array(keys, np.uint64))
    for depth, level in enumerate(pyramid(ordered)):
        squares = ordered >> np.uint64(64 - 2 * depth) if depth else np.zeros(len(ordered), np.uint64)
        expected, first = np.unique(squares, return_index=True)
        assert level.keys.tolist() == expected.tolist()
        assert level.starts.tolist() == [*first.tolist(), len(ordered)]


@pytest.mark.parametrize("rows", [0, 1, 7, 3_000, count(30_000, 1_000_000)])
def test_the_count_in_view_is_exact(rows: int) -> None:
    columns = scattered(rows)
    index = index_points(columns)
    for camera in random_views():
        expected = counted(columns, camera)
        assert index.count_in(camera.units()) == expected.sum()
        found = index.ids_at(index.found_in(camera.units()))
        assert sorted(found.tolist()) == np.flatnonzero(expected).tolist()


def test_a_filter_counts_only_what_it_shows() -> None:
    columns = scattered(5_000)
    index = index_points(columns).showing(np.flatnonzero(columns.style == 2))
    for camera in random_views():
        expected = counted(columns, camera) & (columns.style == 2)
        assert index.count_in(camera.units()) == expected.sum()
        assert len(index.found_in(camera.units())) == expected.sum()
    assert index.showing(None).count_in(random_views()[0].units()) == counted(columns, random_views()[0]).sum()


def test_a_million_points_on_one_spot_are_counted_too() -> None:
    rows = count(20_000, 1_000_000)
    index = index_points(point_columns(np.arange(rows), np.full(rows, 31.0), np.full(rows, 49.0)))
    assert index.count_in(Camera(width=100, height=100).at(31.0, 49.0, 0.01).units()) == rows
    assert index.count_in(Camera(width=100, height=100).at(31.5, 49.0, 0.01).units()) == 0


def test_rows_without_a_place_are_told_apart() -> None:
    index = index_points(point_columns([1, 2, 3], [30.0, np.nan, 31.0], [50.0, 50.0, np.nan]))
    assert len(index) == 1
    assert index.unplaced == 2
    assert index.ids_at(np.array([0])).tolist() == [1]


def _same(one: PointIndex, other: PointIndex) -> bool:
    rows = [
        sorted(
            zip(
                index.keys.tolist(), index.ids[index.order].tolist(), index.style[index.order].tolist(), strict=True
            )
        )
        for index in (one, other)
    ]  # fmt: skip
    return rows[0] == rows[1] and all(
        a.keys.tolist() == b.keys.tolist() and a.starts.tolist() == b.starts.tolist()
        for a, b in zip(one.levels, other.levels, strict=True)
    )


def test_changed_rows_give_the_index_that_sorting_anew_would_give() -> None:
    columns = scattered(2_000)
    moved = point_columns([5, 900, 5_000], [30.0, np.nan, 31.0], [50.0, 50.0, 51.0], np.array([3, 3, 3], np.uint8))
    changed = index_points(columns).changed(moved, removed=[7, 8])
    kept = ~np.isin(columns.ids, [5, 900, 7, 8])
    expected = point_columns(
        np.append(columns.ids[kept], moved.ids), np.append(columns.lon[kept], moved.lon),
        np.append(columns.lat[kept], moved.lat), np.append(columns.style[kept], moved.style),
    )  # fmt: skip
    assert _same(changed, index_points(expected))
    assert changed.unplaced == 1


def test_labels_follow_changed_rows() -> None:
    index = index_points(point_columns([1, 2], [30.0, 31.0], [50.0, 50.0], labels={"en": ["one", "two"]}))
    changed = index.changed(point_columns([2, 3], [31.5, 32.0], [50.0, 50.0], labels={"en": ["TWO", "three"]}))
    texts = {int(changed.ids[row]): changed.labels["en"][row] for row in changed.order}
    assert texts == {1: "one", 2: "TWO", 3: "three"}


def test_places_are_found_again_within_a_centimetre() -> None:
    columns = scattered(500)
    index = index_points(columns)
    x, y = index.metres(np.arange(len(index)))
    rows = index.order
    from desktop.canvas.mercator import to_metres

    true_x, true_y = to_metres(columns.lon[rows], columns.lat[rows])
    assert np.abs(x - true_x).max() < 0.01
    assert np.abs(y - true_y).max() < 0.01


def test_columns_that_differ_in_length_are_refused_with_their_name() -> None:
    with pytest.raises(ColumnsRefused, match="“lat” has 1 rows where the row numbers have 2"):
        point_columns([1, 2], [30.0, 31.0], [50.0])
