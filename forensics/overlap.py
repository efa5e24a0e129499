"""What two organisations compare to find where both work: settlement, month and kind of work, and how much at most."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from forensics.errors import ValueRefused
from forensics.messages import say
from forensics.vocabulary.planning import SURVEY_PURPOSE

DOCUMENTATION = "documentation"
WORK: Mapping[str, str] = {**SURVEY_PURPOSE.codes, DOCUMENTATION: say("Documentation of incidents").id}
"""The kinds of work with their labels (message ids): what an area is surveyed for, and incidents that are recorded."""

LONGEST_MONTHS = 120
SHARE, MOST_SHARE = 10, 50
"""Thousandths of the gazetteer that a set may be: where nobody says, and at most."""
SMALLEST = 64
"""Sets are filled up to this number, and to its doubles."""
_MONTH = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])")


class Piece(NamedTuple):
    """Work of one kind, in the settlement with an official code, in a month (YYYY-MM)."""

    settlement: str
    month: str
    kind: str

    @property
    def text(self) -> str:
        """As both sides write it, letter by letter."""
        return "|".join(self)


@dataclass(frozen=True)
class Terms:
    """What both sides agree to compare: the code list, the months, the kinds, and thousandths of all that there are.

    Raises ValueRefused where it is no such agreement.
    """

    system: str
    edition: str
    first: str
    last: str
    kinds: tuple[str, ...]
    share: int = SHARE

    def __post_init__(self) -> None:
        unknown = [kind for kind in self.kinds if kind not in WORK]
        if unknown or not self.kinds or len(set(self.kinds)) != len(self.kinds):
            raise ValueRefused(
                "“{value}” are no kinds of work; allowed are {allowed}, each once.",
                value=",".join(self.kinds)[:80], allowed=", ".join(WORK),
            )  # fmt: skip
        if not 1 <= self.share <= MOST_SHARE:
            raise ValueRefused(
                "A set may be between {least} % and {most} % of the gazetteer, not {value} %.",
                least=0.1, most=MOST_SHARE / 10, value=self.share / 10,
            )  # fmt: skip
        count = number_of(self.last) - number_of(self.first) + 1
        if not 1 <= count <= LONGEST_MONTHS:
            raise ValueRefused(
                "{first} to {last} is no period; it may have 1 to {most} months.",
                first=self.first, last=self.last, most=LONGEST_MONTHS,
            )  # fmt: skip

    @property
    def months(self) -> tuple[str, ...]:
        """The months of the period."""
        return tuple(map(month_called, range(number_of(self.first), number_of(self.last) + 1)))

    def most(self, places: int) -> int:
        """How many pieces a set may hold, where the gazetteer has so many places."""
        return places * len(self.months) * len(self.kinds) * self.share // 1000

    def within(self, first: date, last: date) -> Iterator[str]:
        """The months of the period that some days lie in."""
        low, high = number_of(f"{first:%Y-%m}"), number_of(f"{last:%Y-%m}")
        for number in range(max(low, number_of(self.first)), min(high, number_of(self.last)) + 1):
            yield month_called(number)


def padded(count: int, most: int) -> int:
    """To how many a set is filled up, so that its size tells a range alone: SMALLEST, its doubles, at most `most`."""
    size = SMALLEST
    while size < count:
        size *= 2
    return min(size, most)


def number_of(month: str) -> int:
    """The number of a month (YYYY-MM) since year 0; raises ValueRefused."""
    found = _MONTH.fullmatch(month)
    if found is None:
        raise ValueRefused("“{value}” is no month such as 2026-03.", value=month[:20])
    return int(found[1]) * 12 + int(found[2]) - 1


def month_called(number: int) -> str:
    """The month with a number."""
    return f"{number // 12:04}-{number % 12 + 1:02}"
