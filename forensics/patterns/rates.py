"""Rates with their intervals, each with the denominator that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import chi2

from forensics.errors import ValueRefused
from forensics.messages import Message, say

WITHIN = 0.95
POPULATION = say("per 1,000 people who lived there before the war")
PRESENT = say("per 1,000 people estimated to have been present")
INTERVIEWS = say("per 100 interviews held")
DAYS = say("per day of occupation")


@dataclass(frozen=True)
class Rate:
    """Events for so many of what `of` names; `least` and `most` hold the true rate in 95 of 100 cases, if events come
    independently of each other, which those of one attack do not."""

    events: int
    base: float
    value: float
    least: float
    most: float
    of: Message


def poisson_interval(events: int, within: float = WITHIN) -> tuple[float, float]:
    """The exact interval of a count (Garwood 1936, Biometrika 28, 437–442); raises ValueRefused below 0."""
    if events < 0:
        raise ValueRefused("{value} is no count; 0 or more was expected.", value=events)
    tail = (1 - within) / 2
    least = float(chi2.ppf(tail, 2 * events) / 2) if events else 0.0
    return least, float(chi2.ppf(1 - tail, 2 * events + 2) / 2)


def rate_of(events: int, base: float | None, of: Message, per: float = 1.0) -> Rate | None:
    """Events for `per` of a base; None where the base is not known or nothing: then no rate is shown."""
    if base is None or base <= 0:
        return None
    least, most = poisson_interval(events)
    return Rate(events, base, events / base * per, least / base * per, most / base * per, of)
