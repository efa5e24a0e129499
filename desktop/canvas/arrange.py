"""Aggregates that would cover each other are moved apart a little: they stand for areas, not for points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.canvas.mercator import Floats
from desktop.canvas.point_index import spread_runs

ROUNDS = 12
PAIRING = 4  # rounds for which the pairs that are near each other hold
GAP = 2.0  # pixels


def move_apart(x: Floats, y: Floats, radius: Floats, fixed: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """New places in pixels for circles, each pair that overlaps pushed apart along the line between them.

    What is `fixed` stays: the other gives way. Those on one spot part sideways in their order, so that several layers
    of one place stand in a row.
    """
    x, y = x.astype(np.float64).copy(), y.astype(np.float64).copy()
    if len(x) < 2 or bool(fixed.all()):
        return x, y
    reach = 2 * float(radius.max()) + GAP
    for turn in range(ROUNDS):
        if turn % PAIRING == 0:
            near, beside = _pairs(x, y, reach, fixed)
        one, other = near, beside
        dx, dy = x[other] - x[one], y[other] - y[one]
        apart = np.hypot(dx, dy)
        push = (radius[one] + radius[other] + GAP - apart) / 2
        overlapping = push > 0.25
        if not overlapping.any():
            break
        one, other, dx, dy, apart, push = (values[overlapping] for values in (one, other, dx, dy, apart, push))
        together = apart < 0.5
        ux = np.where(together, 1.0, dx / np.maximum(apart, 1e-9))
        uy = np.where(together, 0.0, dy / np.maximum(apart, 1e-9))
        share_one, share_other = (np.where(fixed[who], 0.0, 1.0 + fixed[against]) for who, against in
                                  ((one, other), (other, one)))  # fmt: skip
        for values, unit in ((x, ux), (y, uy)):
            np.add.at(values, one, -unit * push * share_one)
            np.add.at(values, other, unit * push * share_other)
    return x, y


def _pairs(x: Floats, y: Floats, reach: float, fixed: NDArray[np.bool_]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The pairs within reach of each other of which one can move, by a sweep from left to right."""
    order = np.argsort(x, kind="stable")
    across, down, stays = x[order], y[order], fixed[order]
    ends = np.searchsorted(across, across + reach, side="right")
    counts = ends - np.arange(len(x)) - 1
    one = np.repeat(np.arange(len(x)), counts)
    other = spread_runs(np.arange(len(x)) + 1, ends)
    near = (np.abs(down[other] - down[one]) <= reach) & ~(stays[one] & stays[other])
    one, other = order[one[near]], order[other[near]]
    return np.minimum(one, other), np.maximum(one, other)
