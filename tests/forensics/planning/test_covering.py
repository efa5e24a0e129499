"""Coverage is the geodesic union of what was covered, never a sum, and the same number as is published."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from forensics.geodesy import area_km2, length_m
from forensics.planning.covering import AREA, TRACK, VISIT, Piece, coverage_of, covered_km2, swath
from tests.counts import count
from tests.forensics.planning.ground import LAT, LON, SIDE, square

DAY = date(2024, 6, 1)
ONE = area_km2(square())


def piece(shape: BaseGeometry, kind: str = AREA, team: str = "EX-1", day: date | None = DAY) -> Piece:
    return Piece(kind, shape, team, "reconnaissance", day)


def test_ground_that_two_teams_covered_counts_once() -> None:
    found = coverage_of([piece(square()), piece(square(), team="EX-2"), piece(square(), VISIT)], [square()], DAY)
    assert found.union_km2 == pytest.approx(ONE)
    assert found.by_team == pytest.approx({"EX-1": ONE, "EX-2": ONE})
    assert found.percent == pytest.approx(100.0)
    assert found.gaps.is_empty


def test_a_track_that_was_walked_twice_counts_once_as_wide_as_was_seen() -> None:
    line = shapely.LineString([(LON, LAT), (LON + 0.05, LAT + 0.02), (LON + 0.08, LAT)])
    shape = swath(line, 40.0)
    assert area_km2(shape) == pytest.approx((length_m(line) * 40 + 3.14159 * 20**2) / 1e6, rel=1e-3)
    there_and_back = shapely.LineString([*line.coords, *line.coords[::-1]])
    found = coverage_of([piece(shape, TRACK), piece(swath(there_and_back, 40.0), TRACK)], [square(side=0.1)], DAY)
    assert found.union_km2 == pytest.approx(area_km2(shape), rel=1e-4)
    assert found.counted_km2 == 0.0


def test_what_was_covered_beyond_the_plan_is_no_part_of_the_plan() -> None:
    found = coverage_of([piece(square(side=2 * SIDE))], [square(), square(5 * SIDE)], DAY)
    assert found.done_km2 == pytest.approx(ONE)
    assert found.percent == pytest.approx(50.0)
    assert area_km2(found.gaps) == pytest.approx(ONE)
    assert coverage_of([piece(square())], [], DAY).percent is None


def test_progress_is_told_by_day_and_the_end_from_the_last_weeks() -> None:
    cells = [square(at * SIDE) for at in range(10)]
    days = [date(2024, 6, 1 + 2 * at) for at in range(5)]
    done = [piece(shape, day=day) for shape, day in zip(cells, days, strict=False)]
    found = coverage_of([*done, piece(cells[0], day=days[4]), piece(cells[1], day=None)], cells, date(2024, 6, 10))
    assert [day for day, _ in found.burn_up] == days
    assert [km2 / ONE for _, km2 in found.burn_up] == pytest.approx([1, 2, 3, 4, 5], rel=1e-6)
    assert found.end == date(2024, 6, 18)  # five cells in eight days, five cells left
    assert coverage_of([], cells, DAY).end is None
    assert coverage_of([piece(one) for one in cells], cells, DAY).end == DAY


@settings(max_examples=count(25, 300), deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.floats(0.001, 0.1), st.floats(0.001, 0.1)),
        min_size=1, max_size=8,
    ),
    st.floats(-55, 65),
)  # fmt: skip
def test_the_union_is_measured_within_a_thousandth_and_never_more_than_the_sum(
    boxes: list[tuple[float, float, float, float]], lat: float
) -> None:
    """Measured apart, cell by cell of all the edges: each cell that any box holds, once."""
    shapes = [shapely.box(x, lat + y, x + wide, lat + y + high) for x, y, wide, high in boxes]
    xs = sorted({value for x, _, wide, _ in boxes for value in (x, x + wide)})
    ys = sorted({lat + value for _, y, _, high in boxes for value in (y, y + high)})
    by_cell = sum(
        area_km2(shapely.box(west, south, east, north))
        for west, east in pairwise(xs)
        for south, north in pairwise(ys)
        if any(
            x <= (west + east) / 2 <= x + wide and lat + y <= (south + north) / 2 <= lat + y + high
            for x, y, wide, high in boxes
        )
    )
    found = covered_km2(shapes)
    assert found == pytest.approx(by_cell, rel=1e-3)
    assert found <= sum(map(area_km2, shapes)) * (1 + 1e-6)
