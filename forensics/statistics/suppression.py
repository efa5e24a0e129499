"""Numbers so small that they could point at a person are not told, nor what would let them be worked out.

Thresholds as in the publication of statistics on persons: five, and ten where a survivor of sexual violence or a child
could be recognised. A number that is nought points at nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forensics.at_risk import marked_codes
from forensics.statistics.counting import Value

FEWEST, FEWEST_AT_RISK = 5, 10


def fewest(codes: Iterable[str]) -> int:
    """The least number that is told of a cell with these codes."""
    return FEWEST_AT_RISK if marked_codes().intersection(codes) else FEWEST


def suppressed_number(value: float, codes: Iterable[str]) -> float | None:
    """The number, or None where it is too small to be told."""
    return None if 0 < value < fewest(codes) else value


def suppressed(value: Value, codes: Iterable[str] = (), *, summed: bool = True) -> Value:
    """A table with its small cells as None; `codes` are those that hold for all of it.

    In a table that adds up to a known number one hidden cell could be worked out from the others, so the smallest of
    those is hidden with it, and what is hidden together adds up to as much as the strictest of it needs.
    """
    if not isinstance(value, Mapping):
        return None if value is None else suppressed_number(value, codes)
    shared = tuple(codes)
    cells = dict(_cells(value, ()))
    hidden = {path for path, number in cells.items() if 0 < number < fewest((*shared, *path))}
    if summed and hidden:
        hidden |= _beside(cells, hidden, max(fewest((*shared, *path)) for path in hidden))
    return _without(value, hidden, ())


def _beside(cells: Mapping[tuple[str, ...], float], hidden: set[tuple[str, ...]], least: int) -> set[tuple[str, ...]]:
    """The smallest cells to hide as well until what is hidden is at least two cells and as much as may be told."""
    chosen = set(hidden)
    for path in sorted((path for path in cells if path not in hidden), key=lambda path: (cells[path], path)):
        if len(chosen) > 1 and sum(cells[one] for one in chosen) >= least:
            break
        chosen.add(path)
    return chosen


def _cells(value: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    for code, inner in value.items():
        if isinstance(inner, Mapping):
            yield from _cells(inner, (*path, code))
        elif inner is not None:
            yield (*path, code), inner


def _without(value: Mapping[str, Any], hidden: set[tuple[str, ...]], path: tuple[str, ...]) -> dict[str, Any]:
    return {
        code: _without(inner, hidden, (*path, code))
        if isinstance(inner, Mapping)
        else None
        if (*path, code) in hidden
        else inner
        for code, inner in value.items()
    }


def was_suppressed(value: Value) -> bool:
    """Whether a number or a cell is not told."""
    if isinstance(value, Mapping):
        return any(was_suppressed(inner) for inner in value.values())
    return value is None
