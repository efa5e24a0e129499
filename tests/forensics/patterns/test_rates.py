"""Rates with their exact intervals, held to published tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.errors import ValueRefused
from forensics.patterns.rates import DAYS, POPULATION, poisson_interval, rate_of


@pytest.mark.parametrize(
    ("count", "least", "most"),
    [(0, 0.0, 3.68888), (1, 0.02532, 5.57164), (5, 1.62349, 11.66833), (10, 4.79539, 18.39036)],
)
def test_the_interval_of_a_count_is_that_of_the_published_table(count: int, least: float, most: float) -> None:
    """National Center for Health Statistics, National Vital Statistics Reports, table of the 95 % confidence limits of
    a Poisson count; the same as Garwood's."""
    assert poisson_interval(count) == pytest.approx((least, most), abs=2e-5)


@given(st.integers(0, 10**6), st.floats(0.5, 1e7))
def test_a_rate_lies_within_its_interval_and_names_its_base(count: int, base: float) -> None:
    rate = rate_of(count, base, POPULATION, per=1000)
    assert rate is not None
    assert rate.least <= rate.value <= rate.most
    assert rate.value == pytest.approx(count / base * 1000)
    assert rate.of is POPULATION


@pytest.mark.parametrize("base", [None, 0, -3])
def test_no_rate_is_told_where_its_base_is_not_known(base: float | None) -> None:
    assert rate_of(3, base, DAYS) is None


def test_a_count_below_nothing_is_refused() -> None:
    with pytest.raises(ValueRefused, match="-1"):
        poisson_interval(-1)
