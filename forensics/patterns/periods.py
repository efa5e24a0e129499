"""Before, during and after each occupation: on which side of it events fell, as far as their dates can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DAY = tuple[int | None, int | None]
"""The first and last day that a date may mean, since 1970-01-01; None where that side is open."""


class Side(StrEnum):
    """On which side of the occupations of its settlement an event fell."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    BETWEEN = "between"
    UNTOLD = "untold"
    NEVER_OCCUPIED = "never_occupied"


@dataclass(frozen=True)
class Period:
    """One occupation: when it began and ended as far as known; `end` None where it goes on."""

    start: DAY
    end: DAY | None

    @property
    def days(self) -> tuple[int, int] | None:
        """The least and the most days that it lasted, its first and last day counted; None where it has no end."""
        if self.end is None:
            return None
        (first, later), (sooner, last) = self.start, self.end
        if first is None or later is None or sooner is None or last is None:
            return None
        return max(sooner - later + 1, 0), last - first + 1


@dataclass
class Sides:
    """How many events of one settlement, or of all, fell on each side."""

    counts: Counter[Side] = field(default_factory=Counter)

    def document(self) -> dict[str, int]:
        """As JSON has it, every side named."""
        return {side.value: self.counts[side] for side in Side}


def side_of(day: DAY, periods: Iterable[Period]) -> Side:
    """On which side of the occupations a date surely lies; `untold` where it may lie on either side of an edge."""
    found = [_beside(day, period) for period in periods]
    if not found:
        return Side.NEVER_OCCUPIED
    if Side.DURING in found:
        return Side.DURING
    if Side.UNTOLD in found:
        return Side.UNTOLD
    if len(set(found)) == 1:
        return found[0]
    return Side.BETWEEN


def _beside(day: DAY, period: Period) -> Side:
    first, last = day
    began, begun = period.start
    if last is not None and began is not None and last < began:
        return Side.BEFORE
    if period.end is not None:
        ended = period.end[1]
        if first is not None and ended is not None and first > ended:
            return Side.AFTER
    surely_begun = first is not None and begun is not None and first >= begun
    not_ended = period.end is None or (last is not None and period.end[0] is not None and last <= period.end[0])
    return Side.DURING if surely_begun and not_ended else Side.UNTOLD


def sides_by_place(
    events: Iterable[tuple[str | None, DAY]], occupations: Mapping[str, Iterable[Period]]
) -> dict[str | None, Sides]:
    """By settlement (None: not recorded) how many events fell before, during and after its occupations."""
    found: dict[str | None, Sides] = {}
    held = {place: tuple(periods) for place, periods in occupations.items()}
    for place, day in events:
        side = Side.UNTOLD if place is None else side_of(day, held.get(place, ()))
        found.setdefault(place, Sides()).counts[side] += 1
    return found
