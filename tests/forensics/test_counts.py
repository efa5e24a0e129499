"""What is published of a table of counts, and what an attacker who keeps every publication can make of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.counts.audit import audit
from forensics.counts.hiding import is_safe, publish
from forensics.counts.tables import WHOLE, Block, Cell, Leaves, Published, Table
from tests.counts import count
from tests.forensics.attacking import jointly_narrowed, narrowed, small_differences, under_one_change

FEWEST = 5
GROUPS = {"a": "west", "b": "west", "c": "west", "d": "east", "e": "east", "f": "north"}


def table(numbers: Mapping[str, int], name: str = "interview/place", **changed: Any) -> Table:
    groups = {leaf: GROUPS[leaf] for leaf in numbers if leaf in GROUPS}
    return Table(name, "interview", dict(numbers), changed.pop("groups", groups), **changed)


def told(of: Table, earlier: Sequence[Published] = ()) -> dict[Cell, int | None]:
    return publish([of], {of.name: earlier})[of.name].told(of)


# One publication


def test_large_cells_are_told_with_all_their_sums() -> None:
    of = table({"a": 10, "b": 20, "c": 30, "d": 5, "e": 6, "f": 7})
    shown = told(of)
    assert {leaf: shown["leaf", leaf] for leaf in of.numbers} == of.numbers
    assert shown["group", "west"] == 60
    assert shown[WHOLE] == 78


def test_a_small_cell_hides_another_so_that_the_sum_does_not_give_it_back() -> None:
    shown = told(table({"a": 3, "b": 20, "c": 30, "d": 9, "e": 6, "f": 7}))
    assert shown["leaf", "a"] is None
    assert shown["leaf", "b"] is None
    assert shown["leaf", "c"] == 30
    assert shown["group", "west"] == 53
    assert shown[WHOLE] == 75


def test_a_small_group_hides_what_would_give_it_back_from_the_whole() -> None:
    shown = told(table({"a": 10, "b": 20, "c": 30, "d": 9, "e": 6, "f": 2}))
    assert shown["group", "north"] is None
    assert shown["leaf", "f"] is None
    assert shown["group", "east"] is None or shown["group", "west"] is None
    assert shown[WHOLE] == 77


def test_nought_is_not_told_either() -> None:
    shown = told(table({"a": 0, "b": 20, "c": 30}))
    assert shown["leaf", "a"] is None
    assert shown["leaf", "b"] is None
    assert shown["group", "west"] == 50


def test_small_cells_that_are_all_at_their_most_are_not_hidden_with_each_other_alone() -> None:
    of = table({"a": 4, "b": 4, "c": 30})
    assert not is_safe(of, frozenset("ab"))
    assert told(of)["leaf", "c"] is None


def test_nothing_is_told_of_a_table_that_is_small_as_a_whole() -> None:
    assert set(told(table({"a": 2, "d": 1})).values()) == {None}


def test_cells_of_those_at_risk_need_ten() -> None:
    of = table({"child": 9, "adult": 30, "old": 12}, groups={}, least={"child": 10})
    shown = told(of)
    assert shown["leaf", "child"] is None
    assert shown["leaf", "old"] is None
    assert shown["leaf", "adult"] == 30


def test_small_cells_of_which_one_needs_ten_are_not_hidden_where_the_others_leave_it_a_range_below_ten() -> None:
    of = table({"a": 4, "b": 8, "c": 30}, least={"b": 10})
    assert not is_safe(of, frozenset("ab"))
    assert is_safe(table({"a": 4, "b": 8, "d": 4, "e": 0}, least={"b": 10, "d": 10}), frozenset("abde"))


def test_a_cell_that_needed_ten_when_it_was_told_needs_ten_still() -> None:
    before = table(NUMBERS, least={"b": 10})
    first = publish([before], {})[before.name]
    shown = told(table({**NUMBERS, "b": 14}), [first])
    assert shown["leaf", "b"] is None
    assert shown[WHOLE] is None


# Against what was published earlier


NUMBERS = {"a": 9, "b": 20, "c": 30, "d": 9, "e": 6, "f": 7}


@pytest.mark.parametrize("by", [1, -1, 4, -4])
def test_a_cell_that_differs_by_too_little_is_hidden_with_every_sum_of_it(by: int) -> None:
    before = table(NUMBERS)
    first = publish([before], {})[before.name]
    shown = told(table({**NUMBERS, "b": 20 + by}), [first])
    assert shown["leaf", "b"] is None
    assert shown["group", "west"] is None
    assert shown[WHOLE] is None
    assert shown["leaf", "a"] == 9
    assert shown["group", "east"] == 15


@pytest.mark.parametrize("by", [5, -5, 11])
def test_a_cell_that_differs_by_enough_is_told(by: int) -> None:
    before = table(NUMBERS)
    first = publish([before], {})[before.name]
    shown = told(table({**NUMBERS, "b": 20 + by}), [first])
    assert shown["leaf", "b"] == 20 + by
    assert shown[WHOLE] == 81 + by


def test_changes_that_cancel_out_do_not_give_a_small_difference_of_their_sum() -> None:
    before = table(NUMBERS)
    first = publish([before], {})[before.name]
    shown = told(table({**NUMBERS, "b": 26, "c": 25}), [first])
    assert shown["group", "west"] is None
    assert shown[WHOLE] is None


def test_what_was_hidden_together_is_not_told_apart_later() -> None:
    before = table({**NUMBERS, "a": 2})
    first = publish([before], {})[before.name]
    shown = told(table({**NUMBERS, "a": 40}), [first])
    assert shown["leaf", "a"] is None
    assert shown["leaf", "b"] is None
    assert shown["group", "west"] == 90


def test_what_is_new_and_small_does_not_stand_in_a_sum_that_was_told_without_it() -> None:
    before = table({leaf: number for leaf, number in NUMBERS.items() if leaf != "c"})
    first = publish([before], {})[before.name]
    shown = told(table({**NUMBERS, "c": 2}), [first])
    assert shown["leaf", "c"] is None
    assert shown["group", "west"] is None
    assert shown[WHOLE] is None
    assert shown["leaf", "a"] == 9
    assert shown["leaf", "b"] == 20


def test_another_table_does_not_tell_the_whole_that_one_hides() -> None:
    before = table(NUMBERS)
    first = publish([before], {})[before.name]
    after = table({**NUMBERS, "b": 21})
    sexes = table({"F": 50, "M": 32}, name="interview/sex", groups={})
    published = publish([after, sexes], {after.name: [first]})
    assert published["interview/sex"].whole is None
    assert sorted(map(str, published["interview/sex"].told(sexes).values())) == ["50", "None", "None"]


def test_the_same_numbers_are_published_the_same_again() -> None:
    of = table({"a": 3, "b": 20, "c": 0, "d": 9, "e": 1, "f": 2})
    first = publish([of], {})
    assert publish([of], {of.name: [first[of.name]] * 3}) == first


# The audit


def test_the_audit_finds_a_cell_that_a_subtraction_gives_back() -> None:
    of = table({"a": 3, "b": 20, "c": 30})
    careless = Published((Block(frozenset("b"), 20), Block(frozenset("c"), 30), Block(frozenset("a"), 3)))
    assert any(one.cell == ("leaf", "a") for one in audit([of], {of.name: careless}, {}))


def test_the_audit_finds_a_difference_to_an_earlier_number() -> None:
    before, after = table(NUMBERS), table({**NUMBERS, "b": 21})
    first = publish([before], {})[before.name]
    again = publish([after], {})[after.name]
    assert any(one.cell == ("leaf", "b") for one in audit([after], {after.name: again}, {before.name: [first]}))


# The attacker


def test_the_attacker_finds_a_cell_that_two_tables_give_away_and_neither_alone() -> None:
    places = table({"a": 10, "b": 2}, groups={}).cells
    times = {(kind, f"t{name}"): frozenset(f"t{leaf}" for leaf in leaves) for (kind, name), leaves in places.items()}
    told: dict[Cell, int | None] = {("leaf", "a"): 10, ("leaf", "ta"): 7, ("leaf", "tb"): 5}
    assert narrowed(places, {cell: number for cell, number in told.items() if cell in places}, FEWEST) == []
    assert jointly_narrowed([places, times], told, FEWEST) == [(("leaf", "b"), 2.0, 2.0)]


LEAVES = sorted(GROUPS)
STARTS = st.dictionaries(st.sampled_from(LEAVES), st.integers(0, 14), min_size=2)
STEPS = st.lists(
    st.lists(st.tuples(st.sampled_from(LEAVES), st.sampled_from([-7, -2, -1, 1, 1, 2, 5, 12])), max_size=3),
    min_size=1, max_size=6,
)  # fmt: skip


RISKY = st.frozensets(st.sampled_from(LEAVES), max_size=3)
"""The leaves that hold a child or sexual violence at every second publication, the first among them."""


def needed_of(risky: Leaves) -> Callable[[Leaves], int]:
    """What an attacker holds the numbers to: ten for what was ever at risk."""
    return lambda leaves: 10 if risky & leaves else FEWEST


def _history(
    start: Mapping[str, int], steps: Sequence[Sequence[tuple[str, int]]], risky: Leaves = frozenset()
) -> list[tuple[Table, Published]]:
    """What is published while records come and go, of two tables that count the same."""
    numbers, published = dict(start), []
    history: dict[str, list[Published]] = {}
    for at, step in enumerate(([], *steps)):
        for leaf, by in step:
            numbers[leaf] = max(0, numbers.get(leaf, 0) + by)
        of = table(numbers, least=dict.fromkeys(risky, 10) if at % 2 == 0 else {})
        sexes = table({"F": sum(numbers.values()) // 3, "M": sum(numbers.values()) - sum(numbers.values()) // 3},
                      name="interview/sex", groups={})  # fmt: skip
        found = publish([of, sexes], history)
        assert audit([of, sexes], found, history) == []
        for name, one in found.items():
            history.setdefault(name, []).append(one)
        published.append((of, found[of.name]))
    return published


@settings(max_examples=count(25, 3000), deadline=None)
@given(STARTS, STEPS, RISKY)
def test_no_attacker_narrows_a_cell_by_all_the_sums_of_any_publication(
    start: dict[str, int], steps: list[list[tuple[str, int]]], risky: Leaves
) -> None:
    risky &= start.keys()
    for of, one in _history(start, steps, risky):
        assert narrowed(of.cells, one.told(of), needed_of(risky)) == []


@settings(max_examples=count(60, 3000), deadline=None)
@given(STARTS, STEPS, RISKY)
def test_no_two_publications_differ_by_fewer_than_may_be_told(
    start: dict[str, int], steps: list[list[tuple[str, int]]], risky: Leaves
) -> None:
    risky &= start.keys()
    history = _history(start, steps, risky)
    cells = [of.cells for of, _ in history]
    shown = [one.told(of) for of, one in history]
    assert list(small_differences(cells, shown, needed_of(risky))) == []


@settings(max_examples=count(20, 2000), deadline=None)
@given(STARTS, STEPS, st.sampled_from(LEAVES), st.sampled_from([1, -1]), RISKY)
def test_who_knows_that_one_record_came_or_went_narrows_no_hidden_cell_by_more_than_that_record(
    start: dict[str, int], steps: list[list[tuple[str, int]]], leaf: str, by: int, risky: Leaves
) -> None:
    """Where five is told today, who knows of one of them knows of the four others, whatever was hidden yesterday."""
    start = {**dict.fromkeys(LEAVES, 0), **start}
    (before, first), *_ = _history(start, steps[:1], risky)
    after = replace(before, numbers={**before.numbers, leaf: max(0, before.numbers[leaf] + by)})
    second = publish([after], {before.name: [first]})[after.name]
    yesterday, today = first.told(before), second.told(after)
    for where in LEAVES:
        held = under_one_change(before.cells, yesterday, today, where, by)
        for one, (least, most) in (held or {}).items():
            hidden = yesterday["leaf", one] is None
            others = needed_of(risky)(frozenset((one,))) - 1
            wide = max(most - least, least) >= others - 1e-6
            assert not hidden or wide, (where, one, least, most)
