"""The words of a chart in the window's language: labels of codes, names of places, what is told of effort."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from desktop.canvas.marks import number_text
from desktop.charts.drawing import Key
from forensics.dates import day_of
from forensics.messages import Message, say
from forensics.patterns.periods import Period
from forensics.statistics.effort import Effort

NOBODY = say("Not covered: no interview, no visit, no area completed")


@dataclass(frozen=True)
class Wording:
    """`codes` are the labels of codes, `places` the names of settlements by their codes."""

    translate: Callable[[Message], str]
    codes: Mapping[str, Message]
    places: Mapping[str, str]

    def called(self, key: str) -> str:
        """What a key is called."""
        if key in self.codes:
            return self.translate(self.codes[key])
        return self.places.get(key, key)

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """Codes in the order of their vocabulary, as levels rise; others after them."""
        places = {code: at for at, code in enumerate(self.codes)}
        return sorted(codes, key=lambda code: (places.get(code, len(places)), code))

    def told_number(self, key: str, number: int | None) -> str:
        """A key with its number, or that nobody covered it."""
        told = self.not_covered if number is None else number_text(number)
        return f"{self.called(key)}: {told}"

    def told_effort(self, key: str, effort: Effort | None) -> str:
        """What is recorded of effort in a month or place, in words."""
        return f"{self.called(key)}: {self.effort_words(key, effort)}"

    def effort_words(self, key: str, effort: Effort | None) -> str:
        """The same without the key."""
        if effort is None or not effort.covered(key):
            return self.not_covered
        return self.translate(
            say(
                "{interviews:,} interviews, {visits:,} visits, {areas:,} areas completed",
                interviews=effort.interviews[key], visits=effort.visits[key], areas=effort.areas[key],
            )
        )  # fmt: skip

    def effort_short(self, key: str, effort: Effort | None) -> str:
        """Three numbers, for a narrow column."""
        if effort is None or not effort.covered(key):
            return self.not_covered
        return " · ".join(number_text(one[key]) for one in (effort.interviews, effort.visits, effort.areas))

    def told_period(self, period: Period) -> str:
        """A period of occupation, each end as two days where it is not certain."""
        ends = [period.start, period.end] if period.end is not None else [period.start]
        told = ["/".join(dict.fromkeys("…" if day is None else f"{day_of(day)}" for day in end)) for end in ends]
        return " – ".join(told if period.end is not None else [*told, "…"])

    @property
    def unknown(self) -> str:
        return self.translate(say("Unknown"))

    @property
    def not_covered(self) -> str:
        return self.translate(say("not covered"))

    @property
    def effort(self) -> str:
        return self.translate(say("Interviews · visits · areas"))

    @property
    def occupied(self) -> str:
        return self.translate(say("Occupied"))

    @property
    def perhaps_occupied(self) -> str:
        return self.translate(say("Perhaps occupied"))

    @property
    def incidents(self) -> str:
        return self.translate(say("Incidents"))

    @property
    def children(self) -> str:
        return self.translate(say("Under 18, or spanning 18"))

    @property
    def adults(self) -> str:
        return self.translate(say("18 and over"))

    @property
    def covering(self) -> tuple[Key, ...]:
        """What the row of effort looks like."""
        return (
            Key(self.translate(say("Somebody asked or looked")), "good", 0.55),
            Key(
                self.translate(say("Not covered: no interview, no visit, no area completed")),
                "muted",
                0.9,
                hatched=True,
            ),
        )
