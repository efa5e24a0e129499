"""Before, during and after: said only where the dates leave no doubt."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.patterns.periods import DAY, Period, Side, side_of, sides_by_place

MARCH = Period((10, 12), (40, 42))


@pytest.mark.parametrize(
    ("day", "side"),
    [
        ((5, 9), Side.BEFORE), ((5, 10), Side.UNTOLD), ((11, 11), Side.UNTOLD), ((12, 40), Side.DURING),
        ((41, 41), Side.UNTOLD), ((43, 50), Side.AFTER), ((None, 9), Side.BEFORE), ((43, None), Side.AFTER),
        ((12, None), Side.UNTOLD), ((None, None), Side.UNTOLD),
    ],
)  # fmt: skip
def test_a_day_is_laid_to_a_side_where_it_can_be_no_other(day: DAY, side: Side) -> None:
    assert side_of(day, [MARCH]) is side


def test_an_occupation_that_goes_on_has_no_after() -> None:
    assert side_of((100, 200), [Period((10, 12), None)]) is Side.DURING


def test_between_two_occupations_is_neither_before_nor_after() -> None:
    assert side_of((60, 61), [MARCH, Period((80, 80), (90, 90))]) is Side.BETWEEN


def test_where_nothing_was_occupied_that_is_said() -> None:
    assert side_of((60, 61), []) is Side.NEVER_OCCUPIED
    found = sides_by_place([("a", (60, 61)), (None, (60, 61))], {})
    assert found["a"].document() == {**dict.fromkeys((side.value for side in Side), 0), "never_occupied": 1}
    assert found[None].counts[Side.UNTOLD] == 1


SPAN = st.tuples(st.integers(0, 30), st.integers(0, 6)).map(lambda span: (span[0], span[0] + span[1]))


@given(SPAN, st.lists(st.tuples(SPAN, SPAN).filter(lambda ends: ends[0][1] < ends[1][0]), max_size=1))
def test_a_side_is_told_only_where_every_reading_of_the_dates_agrees(
    day: tuple[int, int], held: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    periods = [Period(start, end) for start, end in held]
    told = side_of(day, periods)
    sides = set()
    for start, end in held:
        for at, begins, ends in product(*(range(span[0], span[1] + 1) for span in (day, start, end))):
            sides.add(Side.BEFORE if at < begins else Side.AFTER if at > ends else Side.DURING)
    if not held:
        assert told is Side.NEVER_OCCUPIED
    elif len(sides) == 1:
        assert {told} == sides
    else:
        assert told is Side.UNTOLD


def test_days_of_an_occupation_are_least_and_most() -> None:
    assert MARCH.days == (29, 33)
    assert Period((10, 12), None).days is None
    assert Period((None, 12), (40, 42)).days is None
