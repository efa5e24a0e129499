"""How urgent an area is: a score from what the register knows, with weights that the planner sets, opened to its
reasons.

The score is the weighted mean of parts between 0 and 1. A part halves the distance to 1 each time that its measure
grows by its half: one report of a grave makes a half, two three quarters. It orders work; it says nothing of what is in
the ground.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from forensics.errors import ValueRefused
from forensics.messages import Message, say


@dataclass(frozen=True)
class Factor:
    """One thing that makes an area urgent: `half` is the measure at which it makes a half, `weight` what it counts for.

    `falling` is most urgent at 0, as the days that are left are.
    """

    key: str
    label: Message
    half: float
    weight: float
    falling: bool = False

    def part(self, value: float) -> float:
        """What a measure makes of 1."""
        share = 0.0 if value == inf else 0.5 ** (max(value, 0.0) / self.half)
        return share if self.falling else 1.0 - share


FACTORS = (
    Factor("reports", say("graves that are reported and not concluded"), 1.0, 4.0),
    Factor("interviews", say("interviews that name its settlements"), 5.0, 2.0),
    Factor("incidents", say("incidents in it"), 5.0, 2.0),
    Factor("occupation", say("days of occupation"), 60.0, 1.0),
    Factor("imagery", say("changes seen on imagery"), 1.0, 2.0),
    Factor("unvisited", say("days since the last visit"), 180.0, 1.0),
    Factor("window", say("days until weather, permit or plan ends"), 30.0, 1.0, falling=True),
)
"""The halves are the planner's habit and no measurement: they are printed with each score, as the weights are."""

URGENCY = ((0.6, "urgent"), (0.4, "high"), (0.2, "medium"), (0.0, "low"))
"""From which score on an area is given which priority, when a planner keeps the scores."""


@dataclass(frozen=True)
class Measure:
    """What the register knows of one factor: how much, and the codes of the records that say so."""

    value: float
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One factor of a score, opened: its measure, the part that makes, and what that adds to the score."""

    factor: Factor
    measure: Measure
    weight: float
    part: float
    adds: float


@dataclass(frozen=True)
class Score:
    """How urgent an area is, 0 to 1, with its reasons, the strongest first."""

    total: float
    reasons: tuple[Reason, ...]

    @property
    def urgency(self) -> str:
        """The code of the priority that it comes to."""
        return next(code for least, code in URGENCY if self.total >= least)


def weights_of(given: Mapping[str, float]) -> dict[str, float]:
    """The weight of each factor, as given or as it ships; raises ValueRefused for a factor or weight that is none."""
    known = {one.key: one.weight for one in FACTORS}
    for key, weight in given.items():
        if key not in known:
            raise ValueRefused("“{name}” is nothing that makes an area urgent; those are: {allowed}.",
                               name=key, allowed=", ".join(known))  # fmt: skip
        if not 0 <= weight < inf:
            raise ValueRefused("“{value}” is no weight; a number, 0 or more, was expected.", value=str(weight))
    weights = {**known, **given}
    if not sum(weights.values()):
        raise ValueRefused("All weights are 0, so nothing makes any area urgent.")
    return weights


def scored(measures: Mapping[str, Measure], weights: Mapping[str, float]) -> Score:
    """The score of an area; a factor without a measure adds nothing and counts all the same."""
    whole = sum(weights.values())
    reasons = []
    for factor in FACTORS:
        measure = measures.get(factor.key)
        if measure is None:
            continue
        part = factor.part(measure.value)
        reasons.append(Reason(factor, measure, weights[factor.key], part, weights[factor.key] * part / whole))
    ordered: Sequence[Reason] = sorted(reasons, key=lambda one: -one.adds)
    return Score(sum(one.adds for one in ordered), tuple(ordered))
