"""The Harris matrix: an order of contexts, drawn without what follows from others, which refuses circles by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.matrix import CycleRefused, Layer, find_cycle, matrix, told_cycle


def test_a_relation_that_follows_from_others_is_not_drawn() -> None:
    found = matrix([Layer("1", over=("2", "3")), Layer("2", over=("3",)), Layer("3")])
    assert found.lines == (("1", "2"), ("2", "3"))
    assert found.units == ((("1",), 0), (("2",), 1), (("3",), 2))


def test_what_is_said_of_the_lower_context_counts_too() -> None:
    assert matrix([Layer("1"), Layer("2", under=("1",))]).lines == (("1", "2"),)


def test_equal_contexts_stand_as_one() -> None:
    found = matrix([Layer("1", over=("2",)), Layer("3", equal=("1",)), Layer("3", over=("4",)), Layer("2")])
    assert found.units == ((("1", "3"), 0), (("2",), 1), (("4",), 1))
    assert found.lines == (("1", "2"), ("1", "4"))


def test_a_circle_is_refused_and_its_contexts_are_named() -> None:
    layers = [
        Layer("C1", over=("C2",)),
        Layer("C2", over=("C3",)),
        Layer("C1", under=("C3",)),
        Layer("C9", over=("C1",)),
    ]
    with pytest.raises(CycleRefused) as refused:
        matrix(layers)
    assert str(refused.value) == "These lie over each other in a circle: C1 > C2 > C3 > C1."


def test_a_circle_by_way_of_equal_contexts_names_every_one_of_them() -> None:
    layers = [Layer("1", over=("2",)), Layer("2", equal=("3",)), Layer("4", equal=("3",)), Layer("4", over=("1",))]
    assert told_cycle(find_cycle(layers), "2") == "2 = 3 = 4 > 1 > 2"
    with pytest.raises(CycleRefused, match="1 > 2 = 3 = 4 > 1"):
        matrix(layers)
    assert told_cycle(find_cycle([Layer("1", over=("2",), equal=("2",))])) == "2 = 1 > 2"
    assert told_cycle(find_cycle([Layer("1", over=("1",))])) == "1 > 1"


def test_a_matrix_of_thousands_is_no_deeper_than_python_can_go() -> None:
    layers = [Layer(f"{at:05d}", over=(f"{at + 1:05d}",)) for at in range(1500)]
    assert len(matrix(layers).lines) == 1500
    assert len(find_cycle([*layers, Layer("01500", over=("00000",))])) == 1501


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from((">", "=")), st.integers(0, 6)), max_size=14))
def test_every_step_of_a_circle_was_said_and_one_lies_over_the_next(pairs: list[tuple[int, str, int]]) -> None:
    layers = [
        Layer(str(one), over=(str(other),)) if sign == ">" else Layer(str(one), equal=(str(other),))
        for one, sign, other in pairs
    ]
    cycle = find_cycle(layers)
    said = {(str(one), sign, str(other)) for one, sign, other in pairs}
    said |= {(other, "=", one) for one, sign, other in said if sign == "="}
    for (one, sign), (other, _) in zip(cycle, (*cycle[1:], *cycle[:1]), strict=True):
        assert (one, sign, other) in said
    assert not cycle or any(sign == ">" for _, sign in cycle)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16))
def test_there_is_a_matrix_or_a_circle_and_every_line_goes_down(pairs: list[tuple[int, int]]) -> None:
    layers = [Layer(str(one), over=(str(other),)) for one, other in pairs]
    cycle = [one for one, _ in find_cycle(layers)]
    said = {(str(one), str(other)) for one, other in pairs}
    if cycle:
        assert all(step in said for step in zip(cycle, (*cycle[1:], *cycle[:1]), strict=True))
        return
    found = matrix(layers)
    rank = {members[0]: rank for members, rank in found.units}
    assert all(rank[upper] < rank[lower] for upper, lower in said)
    assert set(found.lines) <= said
    assert _reached(found.lines) == _reached(said)


def _reached(lines: object) -> set[tuple[str, str]]:
    reach = set(lines)  # type: ignore[call-overload]
    while True:
        more = {(a, d) for a, b in reach for c, d in reach if b == c} - reach
        if not more:
            return reach
        reach |= more
