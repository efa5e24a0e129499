"""Numbers in classes: the bounds are the best there are, nothing is lost, and equal numbers stay together."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.classing import METHODS, MOST_DISTINCT, bounds_of, classes_of, natural_breaks
from forensics.errors import ValueRefused

NUMBERS = st.lists(st.integers(-50, 400).map(float), min_size=1, max_size=14)


def spread(values: np.ndarray, bounds: np.ndarray) -> float:
    """The sum of squared deviations from the means of the classes."""
    classes = classes_of(values, bounds)
    return sum(float(((values[classes == one] - values[classes == one].mean()) ** 2).sum()) for one in set(classes))


@given(NUMBERS, st.integers(2, 5))
def test_no_other_bounds_have_a_smaller_spread_than_natural_breaks(numbers: list[float], classes: int) -> None:
    values = np.array(numbers)
    bounds = bounds_of(values, "natural", classes)
    distinct = np.unique(values)
    chosen = min(classes, len(distinct)) - 1
    best = min(spread(values, np.array(others)) for others in combinations(distinct[1:].tolist(), chosen))
    assert len(bounds) == chosen
    assert spread(values, bounds) == pytest.approx(best, abs=1e-6)


@given(NUMBERS, st.integers(2, 9), st.sampled_from(["natural", "quantiles", "equal"]))
def test_every_number_is_in_one_class_and_no_class_is_asked_for_twice(
    numbers: list[float], classes: int, method: str
) -> None:
    values = np.array([*numbers, float("nan")])
    bounds = bounds_of(values, method, classes, whole=True)
    found = classes_of(values, bounds)
    assert (np.diff(bounds) > 0).all()
    assert len(bounds) < classes
    assert found[-1] == -1
    assert sorted(set(found[:-1].tolist())) == sorted({int((bounds <= value).sum()) for value in numbers})
    assert (np.diff(found[:-1][np.argsort(values[:-1], kind="stable")]) >= 0).all()


def test_natural_breaks_of_many_numbers_lie_where_the_gaps_are() -> None:
    random = np.random.default_rng(8)
    heaps = [random.normal(middle, 1.0, 40_000) for middle in (10, 40, 90)]
    known = np.sort(np.concatenate(heaps))
    assert len(np.unique(known)) > MOST_DISTINCT
    first, second = natural_breaks(known, 3).tolist()
    assert 16 < first < 40
    assert 46 < second < 90


def test_quantiles_put_as_many_records_in_each_class() -> None:
    bounds = bounds_of(np.arange(100.0), "quantiles", 4)
    assert np.bincount(classes_of(np.arange(100.0), bounds)).tolist() == [25, 25, 25, 25]


def test_equal_steps_are_numbers_that_can_be_read() -> None:
    assert bounds_of(np.array([3.0, 41_020.0]), "equal", 4, whole=True).tolist() == [10_300.0, 20_500.0, 30_800.0]


def test_own_bounds_are_taken_as_they_are() -> None:
    assert bounds_of(np.zeros(0), "own", 5, (10, 20.5)).tolist() == [10, 20.5]


@pytest.mark.parametrize(
    ("method", "classes", "own", "said"),
    [
        ("jenks", 5, (), "“jenks” is no way to make classes; allowed are natural, quantiles, equal, own."),
        ("equal", 1, (), "“1” is no number of classes; 2 to 9 were expected."),
        ("own", 5, (20, 10), "“20, 10” are no bounds of classes"),
        ("own", 5, (), "1 to 8 numbers, each larger than the one before, were expected."),
    ],
)
def test_what_makes_no_classes_is_refused_with_what_was_allowed(
    method: str, classes: int, own: tuple[float, ...], said: str
) -> None:
    with pytest.raises(ValueRefused) as refusal:
        bounds_of(np.arange(9.0), method, classes, own)
    assert said in str(refusal.value)
    assert set(METHODS) == {"natural", "quantiles", "equal", "own"}
