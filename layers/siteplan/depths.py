"""Depths in classes: each has a colour of its own, and a number on the plan, since nothing is told by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

STEPS_M = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
MOST = 6
"""Classes that can be told apart by their colour."""


@dataclass(frozen=True)
class Depths:
    """Classes of z of one height from the top down: class 0 reaches from `top` down to `top` - `step`."""

    top: float
    step: float
    count: int

    def class_of(self, z: float | None) -> int:
        """The class of a z; -1 where it is not known. What lies on a border belongs to the upper class."""
        if z is None:
            return -1
        return min(max(ceil((self.top - z) / self.step - 1e-9) - 1, 0), self.count - 1)

    def bounds(self, number: int) -> tuple[float, float]:
        """Upper and lower z of a class."""
        return self.top - number * self.step, self.top - (number + 1) * self.step


def depths_of(heights: Sequence[float]) -> Depths:
    """Classes at round heights that hold all of these."""
    if not heights:
        return Depths(0.0, STEPS_M[0], 1)
    lowest, highest = min(heights), max(heights)
    for step in STEPS_M:
        top = ceil(highest / step - 1e-9) * step
        count = max(1, round((top - floor(lowest / step + 1e-9) * step) / step))
        if count <= MOST:
            return Depths(round(top, 3), step, count)
    return Depths(highest, (highest - lowest) / MOST, MOST)
