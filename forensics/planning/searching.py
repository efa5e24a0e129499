"""What a search could have found: sweep width, coverage, probability of detection, and what a search without a find
says.

A planning aid for visual and instrument search with a sweep width that is stated per method and ground. It never enters
the status of a site, a report or an export: that a search found nothing is a statement of method, extent, depth,
conditions and limits, and no probability.

Koopman, B.O. (1946) *Search and Screening*, OEG Report 56; (1980) *Search and Screening: General Principles with
Historical Applications*. Stone, L.D. (1975, 2nd ed. 1989) *Theory of Optimal Search*. IMO/ICAO, *IAMSAR Manual*, vol.
II. Cooper, D.C., Frost, J.R., Robe, R.Q. (2003) *Compatibility of Land SAR Procedures with Search Theory*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, exp, pi, sqrt

import numpy as np

from forensics.errors import ValueRefused


def coverage(sweep_width_m: float, length_m: float, area_km2: float) -> float:
    """Coverage C = W·L / A: the area effectively swept, of the area that was searched (IAMSAR; Koopman 1980)."""
    _at_least_zero(sweep_width_m, length_m)
    if not area_km2 > 0:
        raise ValueRefused(
            "“{value}” is no area that is searched; km², more than 0, were expected.", value=str(area_km2)
        )
    return sweep_width_m * length_m / (area_km2 * 1e6)


def coverage_of_lines(sweep_width_m: float, spacing_m: float) -> float:
    """Coverage C = W / S of straight parallel lines at one spacing (IAMSAR)."""
    _at_least_zero(sweep_width_m)
    if not spacing_m > 0:
        raise ValueRefused("“{value}” is no spacing; metres, more than 0, were expected.", value=str(spacing_m))
    return sweep_width_m / spacing_m


def detection(coverage: float) -> float:
    """POD = 1 - e^-C: random search (Koopman 1946), the exponential detection function of Stone (1989).

    The least that a search of that coverage does where its lines are neither kept straight nor even: the one used here.
    """
    _at_least_zero(coverage)
    return 1.0 - exp(-coverage)


def detection_by_lines(coverage: float) -> float:
    """POD = erf(√π/2 · C): perfectly parallel lines under the inverse cube law of detection (Koopman 1946, 1980)."""
    _at_least_zero(coverage)
    return erf(sqrt(pi) / 2 * coverage)


def detection_together(*detections: float) -> float:
    """POD of searches that are independent of each other: 1 - Π(1 - POD)."""
    missed = 1.0
    for one in detections:
        _a_probability(one)
        missed *= 1.0 - one
    return 1.0 - missed


@dataclass(frozen=True)
class Searched:
    """Probabilities after a search that found nothing: of each area, of all ground outside them, and of its success.

    `success` is the probability that it would have found what is sought (POS = Σ POA·POD), told before the search.
    """

    areas: tuple[float, ...]
    elsewhere: float
    success: float


def after_a_search(areas: Sequence[float], detections: Sequence[float]) -> Searched:
    """Probabilities of areas after a search that found nothing, by Bayes' theorem (Koopman 1980; Stone 1989, chapter
    1).

    `areas` are the probabilities before; what they lack of 1 is elsewhere. The other areas and the ground elsewhere
    grow.
    """
    for one in (*areas, *detections):
        _a_probability(one)
    before = np.asarray(areas, float)
    if before.sum() > 1 + 1e-9:
        raise ValueRefused("The probabilities of the areas come to {value:.3f} together; 1 at most was expected.",
                           value=float(before.sum()))  # fmt: skip
    missed = before * (1.0 - np.asarray(detections, float))
    elsewhere = max(0.0, 1.0 - float(before.sum()))
    left = float(missed.sum()) + elsewhere
    if left <= 0:
        raise ValueRefused("The search could not have missed anything, and it found nothing; a probability is wrong.")
    return Searched(tuple(float(one) for one in missed / left), elsewhere / left, 1.0 - left)


def best_effort(areas: Sequence[float], km2: Sequence[float], sweep_width_m: float, length_km: float) -> list[float]:
    """How many kilometres of line to walk in each area so that the probability of success is greatest.

    Under the exponential detection function effort goes where probability density is highest, until it is level with
    the next (de Guenin 1961; Charnes and Cooper 1958; Stone 1989, chapter 2). The lengths come to `length_km` together.
    """
    probability, size = np.asarray(areas, float), np.asarray(km2, float)
    _at_least_zero(length_km, sweep_width_m, *areas)
    if not sweep_width_m > 0 or not (size > 0).all():
        raise ValueRefused("Effort is shared out over areas that have a size, with a sweep width above 0.")
    rate = sweep_width_m / 1000 / size
    density = probability * rate
    order = np.argsort(-density)
    found = np.zeros(len(size))
    for many in range(1, len(order) + 1):
        here = order[:many][density[order[:many]] > 0]
        if not len(here):
            break
        level = (np.sum(np.log(density[here]) / rate[here]) - length_km) / np.sum(1 / rate[here])
        lengths = (np.log(density[here]) - level) / rate[here]
        if (lengths < -1e-12).any():
            break
        found[:] = 0.0
        found[here] = np.maximum(lengths, 0.0)
    return [float(one) for one in found]


def _at_least_zero(*values: float) -> None:
    for one in values:
        if not (np.isfinite(one) and one >= 0):
            raise ValueRefused("“{value}” was given; a number, 0 or more, was expected.", value=str(one))


def _a_probability(value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueRefused("“{value}” is no probability; 0 to 1 was expected.", value=str(value))
