"""A grid tied to the globe, points by tape, heights over their datums: laws, and worked numbers."""

from __future__ import annotations

from math import cos, hypot, radians, sin

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forensics.survey.heights import ContradictingShifts, Datum, DifferentDatums, Height, Heights, Shift
from forensics.survey.similarity import Control, ControlRefused, Fit, fit_similarity
from forensics.survey.taping import Baseline, TapeRefused, trilaterate
from tests.counts import count

few = settings(max_examples=count(60, 2000), deadline=None)

metres = st.floats(-60, 60).map(lambda value: round(value, 3))
grid_points = st.tuples(metres, metres)
turns = st.floats(0, 359.99)
scales = st.floats(0.9990, 1.0010)
origins = st.tuples(st.floats(200_000, 800_000), st.floats(4_900_000, 5_800_000))


def carried(point: tuple[float, float], origin: tuple[float, float], turn: float, scale: float) -> tuple[float, float]:
    """East and north of a point of a grid whose y axis bears `turn`, by trigonometry and not by our code."""
    x, y = point
    east = scale * (x * cos(radians(turn)) + y * sin(radians(turn)))
    north = scale * (-x * sin(radians(turn)) + y * cos(radians(turn)))
    return origin[0] + east, origin[1] + north


def tied(points: list[tuple[float, float]], origin: tuple[float, float], turn: float, scale: float) -> Fit:
    return fit_similarity(
        [Control(f"P{at}", point, carried(point, origin, turn, scale)) for at, point in enumerate(points)]
    )


def spread(points: list[tuple[float, float]]) -> float:
    return max((hypot(x - u, y - v) for x, y in points for u, v in points), default=0.0)


several = st.lists(grid_points, min_size=2, max_size=8, unique=True).filter(lambda points: spread(points) > 1)


@few
@given(several, origins, turns, scales, grid_points)
def test_known_coordinates_are_reproduced_and_the_way_back_is_the_way(
    points: list[tuple[float, float]],
    origin: tuple[float, float],
    turn: float,
    scale: float,
    other: tuple[float, float],
) -> None:
    fit = tied(points, origin, turn, scale)
    assert fit.rms < 1e-6
    assert fit.similarity.projected(*other) == pytest.approx(carried(other, origin, turn, scale), abs=1e-5)
    assert fit.similarity.local(*fit.similarity.projected(*other)) == pytest.approx(other, abs=1e-6)
    assert fit.similarity.scale == pytest.approx(scale, abs=1e-7)
    assert (fit.similarity.bearing - turn + 180) % 360 - 180 == pytest.approx(0, abs=1e-5)


@few
@given(
    several.filter(lambda points: len(points) > 2), origins, turns,
    st.lists(st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02)), min_size=8, max_size=8), st.randoms(),
)  # fmt: skip
def test_every_point_is_reproduced_within_its_residual_and_no_other_fit_is_better(
    points: list[tuple[float, float]], origin: tuple[float, float], turn: float, errors: list[tuple[float, float]],
    random: object,
) -> None:  # fmt: skip
    controls = [
        Control(
            f"P{at}", point, tuple(a + b for a, b in zip(carried(point, origin, turn, 1.0), errors[at], strict=True))
        )
        for at, point in enumerate(points)
    ]
    try:
        fit = fit_similarity(controls)
    except ControlRefused:  # nearly in a line, the errors may lie nearer to the mirrored grid
        assume(False)
        return
    for control, residual in zip(controls, fit.residuals, strict=True):
        east, north = fit.similarity.projected(*control.local)
        assert (east + residual.east, north + residual.north) == pytest.approx(control.projected, abs=1e-6)
    assert sum(one.east for one in fit.residuals) == pytest.approx(0, abs=1e-6)
    best = sum(one.length**2 for one in fit.residuals)
    true = sum(a * a + b * b for a, b in errors[: len(points)])
    assert best <= true + 1e-9  # the true transform is one of those that were to choose from
    random.shuffle(controls)  # type: ignore[attr-defined]
    again = fit_similarity(controls).similarity
    assert again.projected(3, 4) == pytest.approx(fit.similarity.projected(3, 4), abs=1e-6)


@few
@given(several, origins, turns, st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)))
def test_a_globe_moved_aside_moves_the_result_and_nothing_else(
    points: list[tuple[float, float]], origin: tuple[float, float], turn: float, aside: tuple[float, float]
) -> None:
    here = tied(points, origin, turn, 1.0).similarity
    there = tied(points, (origin[0] + aside[0], origin[1] + aside[1]), turn, 1.0).similarity
    east, north = here.projected(1.5, 2.5)
    assert there.projected(1.5, 2.5) == pytest.approx((east + aside[0], north + aside[1]), abs=1e-5)


WORKED = [
    Control("A", (0.0, 0.0), (500_000.0, 5_500_000.0)),
    Control("B", (0.0, 10.0), (500_006.0, 5_500_008.0)),
    Control("C", (10.0, 0.0), (500_008.0, 5_499_994.0)),
]
"""A y axis that bears 36.87°, by the triangle of 3, 4 and 5."""


def test_a_worked_grid_by_the_triangle_of_three_four_and_five() -> None:
    fit = fit_similarity(WORKED)
    assert fit.similarity.bearing == pytest.approx(36.8699, abs=1e-4)
    assert fit.similarity.projected(5, 5) == pytest.approx((500_007.0, 5_500_001.0))
    assert fit.checked
    assert fit.rms == pytest.approx(0, abs=1e-9)


def test_a_point_that_is_off_shows_the_largest_residual() -> None:
    moved = Control("D", (10.0, 10.0), (500_014.0 + 0.08, 5_500_002.0))
    fit = fit_similarity([*WORKED, moved])
    assert fit.worst.name == "D"
    assert fit.worst.length == pytest.approx(0.04, abs=0.001)  # half of it: of eight numbers four are free
    assert fit.rms == pytest.approx(0.028, abs=0.001)


@few
@given(several.filter(lambda points: len(points) > 2), origins, turns)
def test_a_mirrored_set_is_refused(points: list[tuple[float, float]], origin: tuple[float, float], turn: float) -> None:
    assume(beside_line(points) > 0.5)
    mirrored = [
        Control(f"P{at}", (y, x), carried((x, y), origin, turn, 1.0)) for at, (x, y) in enumerate(points)
    ]  # fmt: skip
    with pytest.raises(ControlRefused, match="fit a mirrored grid"):
        fit_similarity(mirrored)


def beside_line(points: list[tuple[float, float]]) -> float:
    """How far the points lie beside the line through the two that are farthest apart."""
    first, last = max(((p, q) for p in points for q in points), key=lambda pair: hypot(pair[0][0] - pair[1][0], pair[0][1] - pair[1][1]))  # fmt: skip # noqa: E501
    line = Baseline(first, last)
    return max(abs(line.measured(point)[1]) for point in points)


@pytest.mark.parametrize(
    ("controls", "sentence"),
    [
        (WORKED[:1], "1 control points do not tie"),
        ([], "0 control points do not tie"),
        ([WORKED[0], Control("B", (0.01, 0.0), (500_006.0, 5_500_008.0))], r"lie in one place \(x, y\)"),
        ([WORKED[0], Control("B", (0.0, 10.0), (500_000.0, 5_500_000.0))], r"lie in one place \(E, N\)"),
        ([WORKED[0], Control("A", (0.0, 10.0), (500_006.0, 5_500_008.0))], "A is there twice"),
    ],
)
def test_what_ties_no_grid_is_refused_with_a_sentence(controls: list[Control], sentence: str) -> None:
    with pytest.raises(ControlRefused, match=sentence):
        fit_similarity(controls)


# By tape


lines = st.tuples(grid_points, grid_points).filter(lambda ends: spread(list(ends)) > 0.5)


@few
@given(lines, metres, metres)
def test_an_offset_read_back_is_the_offset_that_was_typed(
    ends: tuple[tuple[float, float], tuple[float, float]], along: float, offset: float
) -> None:
    line = Baseline(*ends)
    point = line.point(along, offset)
    assert line.measured(point) == pytest.approx((along, offset), abs=1e-6)
    assert hypot(point[0] - ends[0][0], point[1] - ends[0][1]) == pytest.approx(hypot(along, offset), abs=1e-6)


@few
@given(lines, grid_points)
def test_a_point_is_found_again_from_its_two_distances_and_its_side(
    ends: tuple[tuple[float, float], tuple[float, float]], point: tuple[float, float]
) -> None:
    line = Baseline(*ends)
    along, offset = line.measured(point)
    assume(abs(offset) > 0.1)
    tapes = [hypot(point[0] - x, point[1] - y) for x, y in ends]
    found = trilaterate(line, tapes[0], tapes[1], "right" if offset > 0 else "left")
    assert found.point == pytest.approx(point, abs=1e-4)
    other = trilaterate(line, tapes[0], tapes[1], "left" if offset > 0 else "right")
    assert line.measured(other.point) == pytest.approx((along, -offset), abs=1e-4)


def test_right_is_right_as_seen_from_the_start() -> None:
    north = Baseline((0, 0), (0, 10))
    assert north.point(4, 3) == pytest.approx((3, 4))
    assert trilaterate(north, 5, 60**0.5 - 0.0, "right").point[0] > 0
    assert trilaterate(Baseline((0, 0), (0, 8)), 5, 5, "left").point == pytest.approx((-3, 4))


@pytest.mark.parametrize(
    ("tapes", "side", "sentence"),
    [
        ((3, 4), "left", "meet nowhere: 1.000 m are missing"),
        ((20, 4), "left", "meet nowhere: 8.000 m are missing"),
        ((0, 8), "left", "0 m is no distance"),
        ((5, 5), "north", "north is no side"),
    ],
)
def test_tapes_that_meet_nowhere_are_refused(tapes: tuple[float, float], side: str, sentence: str) -> None:
    with pytest.raises(TapeRefused, match=sentence):
        trilaterate(Baseline((0, 0), (0, 8)), *tapes, side)  # type: ignore[arg-type]


def test_tapes_that_cross_at_a_flat_angle_are_told() -> None:
    flat = trilaterate(Baseline((0, 0), (0, 8)), 4.05, 4.05, "left").problem()
    assert flat is not None
    assert not flat.refuses
    assert trilaterate(Baseline((0, 0), (0, 8)), 6, 6, "left").problem() is None


def test_a_baseline_without_length_is_refused() -> None:
    with pytest.raises(TapeRefused, match="no length"):
        Baseline((1, 1), (1, 1))


# Heights


BALTIC, EVRF, SITE = Datum("Baltic_1977"), Datum("EVRF"), Datum("site_datum", "EX-X-01")


def test_two_datums_are_never_compared_without_a_stated_transformation() -> None:
    with pytest.raises(DifferentDatums, match="no transformation between the two is stated"):
        Heights().difference(Height(62.1, BALTIC), Height(62.0, EVRF))
    with pytest.raises(DifferentDatums):
        Heights().difference(Height(1, SITE), Height(1, Datum("site_datum", "EX-X-02")))
    with pytest.raises(DifferentDatums):
        Heights().difference(Height(1, Datum("named_geoid", "EGM96")), Height(1, Datum("named_geoid", "EGM2008")))
    assert Heights().difference(Height(62.1, BALTIC), Height(62.0, BALTIC)) == pytest.approx(0.1)


def test_a_stated_transformation_leads_there_back_and_on() -> None:
    heights = Heights.stated([Shift(SITE, BALTIC, 62.0, "levelled"), Shift(BALTIC, EVRF, 0.18, "published")])
    assert heights.over(Height(-1.2, SITE), EVRF).metres == pytest.approx(60.98)
    assert heights.over(Height(60.98, EVRF), SITE).metres == pytest.approx(-1.2)
    assert heights.apart([Height(1, SITE), Height(1, Datum("ellipsoid_WGS84"))], EVRF) == (Datum("ellipsoid_WGS84"),)


def test_transformations_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ContradictingShifts, match="one was expected"):
        Heights.stated([Shift(SITE, BALTIC, 62.0), Shift(SITE, BALTIC, 62.5)])
    with pytest.raises(ContradictingShifts):
        Heights.stated([Shift(SITE, BALTIC, 62.0), Shift(BALTIC, EVRF, 0.2), Shift(SITE, EVRF, 61.0)])


@few
@given(st.lists(st.floats(-100, 100), min_size=1, max_size=5), st.floats(-500, 500))
def test_a_chain_of_transformations_is_their_sum(steps: list[float], metres: float) -> None:
    chain = [Shift(Datum("d", str(at)), Datum("d", str(at + 1)), step) for at, step in enumerate(steps)]
    heights = Heights.stated(chain)
    there = heights.over(Height(metres, Datum("d", "0")), Datum("d", str(len(steps))))
    assert there.metres == pytest.approx(metres + sum(steps))
    assert heights.over(there, Datum("d", "0")).metres == pytest.approx(metres, abs=1e-9)
