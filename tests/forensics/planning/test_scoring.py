"""A score is opened to its reasons, and its weights are the planner's."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.errors import ValueRefused
from forensics.planning.scoring import FACTORS, URGENCY, Measure, scored, weights_of
from forensics.vocabulary.places import SEARCH_PRIORITY

KEYS = [one.key for one in FACTORS]
MEASURES = st.dictionaries(st.sampled_from(KEYS), st.one_of(st.floats(0, 1e5), st.just(inf)).map(Measure))


def test_one_report_makes_a_half_and_two_three_quarters() -> None:
    weights = weights_of(dict.fromkeys(KEYS, 0) | {"reports": 1})
    for value, total in ((0, 0), (1, 0.5), (2, 0.75), (inf, 1)):
        assert scored({"reports": Measure(value)}, weights).total == pytest.approx(total)


def test_what_was_never_visited_and_what_ends_today_is_most_urgent() -> None:
    weights = weights_of(dict.fromkeys(KEYS, 0) | {"unvisited": 1, "window": 1})
    assert scored({"unvisited": Measure(inf), "window": Measure(0)}, weights).total == pytest.approx(1)
    assert scored({"unvisited": Measure(0), "window": Measure(inf)}, weights).total == 0


@given(MEASURES)
def test_a_score_lies_between_0_and_1_and_is_what_its_reasons_add(measures: dict[str, Measure]) -> None:
    found = scored(measures, weights_of({}))
    assert 0 <= found.total <= 1 + 1e-12
    assert found.total == pytest.approx(sum(one.adds for one in found.reasons))
    assert [one.adds for one in found.reasons] == sorted((one.adds for one in found.reasons), reverse=True)
    assert {one.factor.key for one in found.reasons} == set(measures)


@given(MEASURES, st.sampled_from(["reports", "interviews", "incidents", "occupation", "imagery", "unvisited"]))
def test_more_of_anything_never_makes_an_area_less_urgent(measures: dict[str, Measure], key: str) -> None:
    weights = weights_of({})
    before = scored({**measures, key: Measure(3)}, weights).total
    assert scored({**measures, key: Measure(4)}, weights).total >= before


def test_a_weight_of_nothing_known_and_one_below_0_are_refused() -> None:
    for wrong in ({"politics": 1.0}, {"reports": -1.0}, {"reports": inf}, dict.fromkeys(KEYS, 0.0)):
        with pytest.raises(ValueRefused):
            weights_of(wrong)


def test_every_urgency_is_a_priority_of_the_vocabulary() -> None:
    assert {code for _, code in URGENCY} == set(SEARCH_PRIORITY.codes)
