"""Numbers put into classes for a map or a chart: equal numbers of records, natural breaks, equal steps, own bounds."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from forensics.errors import ValueRefused
from forensics.messages import Message, say

METHODS: dict[str, Message] = {
    "natural": say("natural breaks (Fisher–Jenks)"),
    "quantiles": say("as many records in each class"),
    "equal": say("equal steps"),
    "own": say("own bounds"),
}
"""The methods by the name under which they are asked for."""
MOST_CLASSES, FEWEST_CLASSES = 9, 2
MOST_DISTINCT = 1_500
"""Different values among which natural breaks are looked for exactly; of more, so many groups of neighbours are."""
DIGITS = 3
"""Significant digits of the width of the whole to which a bound between two values is rounded."""

Floats = NDArray[np.float64]


def bounds_of(values: Floats, method: str, classes: int, own: Sequence[float] = (), *, whole: bool = False) -> Floats:
    """The least value of each class but the first, ascending; a value that equals a bound lies in the class above it.

    `values` may hold NaN, which is in no class; `whole` says that only whole numbers can occur. There are fewer classes
    than asked for where there are not so many different values. Natural breaks have the least sum of squared
    deviations from the means of their classes (Fisher 1958, J. Am. Stat. Assoc. 53:789; Jenks 1977). Raises
    ValueRefused for a method or a number of classes that is none, and for own bounds that do not ascend.
    """
    if method not in METHODS:
        raise ValueRefused(
            "“{method}” is no way to make classes; allowed are {allowed}.", method=method, allowed=", ".join(METHODS)
        )
    if method == "own":
        return _own(own)
    if not FEWEST_CLASSES <= classes <= MOST_CLASSES:
        raise ValueRefused(
            "“{classes}” is no number of classes; {least} to {most} were expected.",
            classes=classes, least=FEWEST_CLASSES, most=MOST_CLASSES,
        )  # fmt: skip
    known = np.sort(values[np.isfinite(values)])
    if not len(known) or known[0] == known[-1]:
        return np.zeros(0)
    if method == "equal":
        return _rounded(np.linspace(known[0], known[-1], classes + 1)[1:-1], known, whole)
    if method == "quantiles":
        starts = known[np.arange(1, classes) * len(known) // classes]
        return np.unique(starts[starts > known[0]])
    return natural_breaks(known, classes)


def classes_of(values: Floats, bounds: Floats) -> NDArray[np.int64]:
    """The number of each value's class, from 0; -1 for NaN."""
    found: NDArray[np.int64] = np.searchsorted(bounds, values, side="right")
    return np.where(np.isnan(values), -1, found)


def natural_breaks(known: Floats, classes: int) -> Floats:
    """The bounds between classes of sorted values that have the least sum of squared deviations from their means."""
    distinct, counts = np.unique(known, return_counts=True)
    if len(distinct) <= classes:
        return distinct[1:]
    first = np.arange(len(distinct))
    if len(distinct) > MOST_DISTINCT:
        upto = np.cumsum(counts)
        first = np.unique(np.searchsorted(upto, np.linspace(0, upto[-1], MOST_DISTINCT, endpoint=False), side="right"))
    weights = np.add.reduceat(counts, first).astype(np.float64)
    middle = distinct - known.mean()  # what is squared stays small
    sums = np.add.reduceat(counts * middle, first)
    squares = np.add.reduceat(counts * middle**2, first)
    bounds: Floats = distinct[first[_cuts(weights, sums, squares, classes)]]
    return bounds


def _cuts(weights: Floats, sums: Floats, squares: Floats, classes: int) -> list[int]:
    """Where each class but the first begins, by dynamic programming over ends of classes."""
    upto, summed, squared = (np.concatenate([[0.0], np.cumsum(one)]) for one in (weights, sums, squares))
    ends = len(weights) + 1

    def within(end: int) -> Floats:
        """The squared deviations of a class that ends there, for each beginning."""
        spread: Floats = (squared[end] - squared[:end]) - (summed[end] - summed[:end]) ** 2 / (upto[end] - upto[:end])
        return spread

    least = np.full((classes + 1, ends), np.inf)
    begun = np.zeros((classes + 1, ends), np.int64)
    least[0, 0] = 0.0
    for end in range(1, ends):
        total = least[:classes, :end] + within(end)
        begun[1:, end] = total.argmin(axis=1)
        least[1:, end] = total.min(axis=1)
    cuts, end = [], ends - 1
    for number in range(classes, 1, -1):
        end = int(begun[number, end])
        cuts.append(end)
    return cuts[::-1]


def _own(given: Sequence[float]) -> Floats:
    bounds = np.array(given, np.float64)
    if not 0 < len(bounds) < MOST_CLASSES or not np.isfinite(bounds).all() or (np.diff(bounds) <= 0).any():
        listed = ", ".join(f"{bound:g}" for bound in bounds.tolist())
        raise ValueRefused(
            "“{bounds}” are no bounds of classes; 1 to {most} numbers, each larger than the one before, were expected.",
            bounds=listed, most=MOST_CLASSES - 1,
        )  # fmt: skip
    return bounds


def _rounded(bounds: Floats, known: Floats, whole: bool) -> Floats:
    """Bounds that can be read; those that lie outside of the values then, or on each other, are left out."""
    decimals = DIGITS - 1 - floor(log10(known[-1] - known[0]))
    found: Floats = np.unique(np.round(bounds, min(decimals, 0) if whole else decimals))
    inside: Floats = found[(found > known[0]) & (found <= known[-1])]
    return inside
