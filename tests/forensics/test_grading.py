"""A level falls where the sources that are left do not carry it, and never for another reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.grading import FALLS_TO, Footing, level_left, levels_above

LEVELS = ("refuted", "lead", "allegation", "credible", "corroborated", "verified")
GROUPS = st.lists(st.sampled_from(["A", "B", "C", None]), max_size=5)


@pytest.mark.parametrize(
    ("level", "all_of_them", "left", "expected"),
    [
        ("verified", ["A", "B"], ["A", "B"], "verified"), ("verified", ["A", "B", "A"], ["A", "A"], "corroborated"),
        ("verified", ["A", "B"], ["A"], "credible"), ("verified", ["A", "B"], [], "allegation"),
        ("verified", ["A", "B", "C"], ["A", "B"], "verified"), ("corroborated", ["A", None], [None], "credible"),
        ("credible", ["A"], [], "allegation"), ("lead", ["A"], [], "lead"), ("refuted", ["A"], [], "refuted"),
        ("verified", ["A"], ["A"], "verified"), ("corroborated", ["A"], [], "corroborated"),
    ],
)  # fmt: skip
def test_a_level_falls_as_far_as_its_sources_do_not_carry_it(
    level: str, all_of_them: list[str | None], left: list[str | None], expected: str
) -> None:
    assert level_left(level, Footing.of(all_of_them), Footing.of(left)) == expected


@given(st.sampled_from(LEVELS), GROUPS, st.data())
def test_fewer_sources_never_raise_a_level(level: str, groups: list[str | None], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(groups), max_size=len(groups)))
    left = [group for group, keep in zip(groups, kept, strict=True) if keep]
    fewer = left[: data.draw(st.integers(0, len(left)))]
    before = Footing.of(groups)
    some, least = (level_left(level, before, Footing.of(one)) for one in (left, fewer))
    assert LEVELS.index(least) <= LEVELS.index(some) <= LEVELS.index(level)


def test_the_levels_above_one_are_those_that_fall_to_it() -> None:
    assert levels_above("allegation") == ("verified", "corroborated", "credible")
    assert levels_above("credible") == ("verified", "corroborated")
    assert levels_above("verified") == ()
    assert levels_above("lead") == ()
    assert set(FALLS_TO) == {"verified", "corroborated", "credible"}
