"""Coverage, detection and what finding nothing says, held to examples that were published."""

from __future__ import annotations

import ast
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.errors import ValueRefused
from forensics.planning.searching import (
    after_a_search,
    best_effort,
    coverage,
    coverage_of_lines,
    detection,
    detection_by_lines,
    detection_together,
)
from tests.counts import count

ROOT = Path(__file__).parents[3]
KOOPMAN_RANDOM = {0.25: 22, 0.5: 39, 1.0: 63, 1.5: 78, 2.0: 86, 3.0: 95}
"""Per cent found by random search at a coverage: the curve of Koopman (1946, 1980), as printed for land search by
Cooper, Frost and Robe (2003) and Frost (2000), Principles of Search Theory."""
IAMSAR_IDEAL = {0.5: 47, 1.0: 79, 1.5: 94}
"""Per cent found by parallel lines at a coverage under the inverse cube law: the curve for ideal conditions of the
IAMSAR
Manual, volume II, and of the National Search and Rescue Manual before it (78 to 79 at 1)."""


@pytest.mark.parametrize(("at", "percent"), KOOPMAN_RANDOM.items())
def test_random_search_finds_as_koopman_says(at: float, percent: int) -> None:
    assert round(100 * detection(at)) == percent


@pytest.mark.parametrize(("at", "percent"), IAMSAR_IDEAL.items())
def test_parallel_lines_find_as_the_iamsar_manual_says(at: float, percent: int) -> None:
    assert round(100 * detection_by_lines(at)) == percent


def test_coverage_is_what_was_swept_of_what_was_searched() -> None:
    """IAMSAR: sweep width 1 NM and lines 1 NM apart are coverage 1; the same by effort, area and length."""
    mile = 1852.0
    assert coverage_of_lines(mile, mile) == 1.0
    assert coverage_of_lines(0.5 * mile, mile) == 0.5
    assert coverage(mile, 100 * mile, 100 * mile**2 / 1e6) == pytest.approx(1.0)


def test_two_searches_of_a_half_find_three_quarters() -> None:
    assert detection_together(0.5, 0.5) == 0.75
    assert detection_together(detection(0.7), detection(0.8)) == pytest.approx(detection(1.5))


BOWNDS = {"areas": (0.30, 0.35, 0.20), "a": (0.50, 0.50, 0.70), "b": (0.40, 0.35, 0.55)}
"""Bownds, Ebersole, Lovelock and O'Connor, Reexamining the Search Management Function II, Response (NASAR, 1994): three
segments with 30, 35 and 20 % and 15 % for the rest of the world; what resources A and B would find in each."""


def test_two_resources_are_weighed_as_in_the_example_of_nasar() -> None:
    """Of the nine ways to send A and B, the one that raises the rest of the world most has the best chance."""

    def outcome(a: int, b: int) -> tuple[float, float]:
        found = [0.0] * 3
        found[a] = BOWNDS["a"][a]
        found[b] = detection_together(found[b], BOWNDS["b"][b])
        after = after_a_search(BOWNDS["areas"], found)
        return after.success, after.elsewhere

    ways = {way: outcome(*way) for way in product(range(3), range(3))}
    best = max(ways, key=lambda way: ways[way][0])
    assert best == max(ways, key=lambda way: ways[way][1]) == (1, 0)
    assert ways[best][0] == pytest.approx(0.295)
    assert ways[best][1] == pytest.approx(0.15 / 0.705)


def test_an_area_that_was_searched_in_vain_shrinks_and_the_others_grow() -> None:
    """Stone, Theory of Optimal Search; Koopman 1980: p(1 - q) / (1 - pq) of the one, r / (1 - pq) of the others."""
    p, q = 0.4, 0.5
    after = after_a_search((p, 0.6), (q, 0.0))
    assert after.areas == pytest.approx((p * (1 - q) / (1 - p * q), 0.6 / (1 - p * q)))
    assert after.areas == pytest.approx((0.25, 0.75))
    assert after.success == pytest.approx(0.2)


@settings(max_examples=count(60, 2000), deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.999)), min_size=1, max_size=8), st.floats(0, 1))
def test_probabilities_stay_probabilities_and_two_searches_are_one(
    areas: list[tuple[float, float]], rest: float
) -> None:
    total = sum(one for one, _ in areas) + rest or 1.0
    before = [one / total for one, _ in areas]
    found = [pod for _, pod in areas]
    after = after_a_search(before, found)
    assert sum(after.areas) + after.elsewhere == pytest.approx(1.0)
    twice = after_a_search(after.areas, found)
    once = after_a_search(before, [detection_together(pod, pod) for pod in found])
    assert twice.areas == pytest.approx(once.areas, abs=1e-9)


def test_effort_goes_where_it_finds_most() -> None:
    """Stone (1989), chapter 2: effort goes to the densest area alone until densities are level."""
    areas, km2, width = (0.6, 0.3, 0.1), (1.0, 1.0, 1.0), 20.0
    assert best_effort(areas, km2, width, 20.0) == pytest.approx([20.0, 0.0, 0.0])
    shared = best_effort(areas, km2, width, 100.0)
    assert sum(shared) == pytest.approx(100.0)
    left = [p * (1 - detection(coverage(width, 1000 * z, a))) for p, z, a in zip(areas, shared, km2, strict=True)]
    assert left[0] == pytest.approx(left[1])
    assert left[2] <= left[0] + 1e-12


@settings(max_examples=count(30, 500), deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.1, 9)), min_size=2, max_size=6), st.floats(1, 400),
       st.integers(0, 5), st.integers(0, 5), st.floats(0.01, 0.5))  # fmt: skip
def test_no_shift_of_effort_finds_more(
    cells: list[tuple[float, float]], length: float, giver: int, taker: int, part: float
) -> None:
    total = sum(one for one, _ in cells)
    areas, km2 = [one / total for one, _ in cells], [size for _, size in cells]

    def success(lengths: list[float]) -> float:
        pods = [detection(coverage(15.0, 1000 * one, size)) for one, size in zip(lengths, km2, strict=True)]
        return sum(p * q for p, q in zip(areas, pods, strict=True))

    best = best_effort(areas, km2, 15.0, length)
    one, other = giver % len(cells), taker % len(cells)
    shifted = list(best)
    shifted[one] -= part * best[one]
    shifted[other] += part * best[one]
    assert success(shifted) <= success(best) + 1e-9


def test_what_is_no_probability_or_width_is_refused() -> None:
    for wrong in (lambda: detection(-1), lambda: coverage(1, 1, 0), lambda: after_a_search((0.7, 0.7), (0, 0)),
                  lambda: after_a_search((1.0,), (1.0,)), lambda: coverage_of_lines(1, 0)):  # fmt: skip
        with pytest.raises(ValueRefused):
            wrong()


def test_no_probability_of_a_search_reaches_a_record_a_report_or_an_export() -> None:
    """Nothing but planning and its commands imports it, and no field is called so."""
    name = "forensics.planning.searching"
    allowed = ("forensics/planning", "layers/planning", "desktop/commands", "tests")
    found = [
        file.relative_to(ROOT).as_posix()
        for room in ("forensics", "layers", "desktop")
        for file in (ROOT / room).rglob("*.py")
        if name.rpartition(".")[2] in (text := file.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.ImportFrom) and node.module == name)
        or (isinstance(node, ast.Import) and any(one.name == name for one in node.names))
    ]
    assert [one for one in found if not one.startswith(allowed)] == []
