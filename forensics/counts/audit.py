"""What an attacker can narrow hidden numbers to, by linear programming over all that is told of a table.

The auditor's problem of cell suppression (J. Castro, Recent advances in optimization techniques for statistical tabular
data protection, European Journal of Operational Research 216, 2012): for every hidden number the least and the most
that the told sums allow. It knows nothing of how cells were hidden, so it catches what the hiding got wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forensics.counts.hiding import History, known_sums, with_lost
from forensics.counts.tables import WHOLE, Cell, Leaves, Published, Table

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Told = Mapping[Cell, int | None]
_SLACK = 1e-6


@dataclass(frozen=True)
class Finding:
    """A number that could be narrowed: which of which table, and from what to what."""

    table: str
    cell: Cell
    least: float
    most: float


def audit(tables: Sequence[Table], published: Mapping[str, Published], history: History) -> list[Finding]:
    """Whatever in these tables could be narrowed to fewer than may be told, now or against what was told earlier."""
    tables = [with_lost(table, history.get(table.name, ())) for table in tables]
    found: list[Finding] = []
    wholes: dict[str, int | None] = {}
    for table in tables:
        told = published[table.name].told(table)
        if told[WHOLE] is not None:
            wholes[table.family] = told[WHOLE]
    for table in tables:
        told = {**published[table.name].told(table)}
        told[WHOLE] = wholes.get(table.family, told[WHOLE])
        found += _narrowed(table, told)
        found += _changed(table, told, history.get(table.name, ()))
    return found


def _narrowed(table: Table, told: Told) -> list[Finding]:
    found = [
        Finding(table.name, cell, number, number)
        for cell, number in told.items()
        if number is not None and number < table.least_of(table.cells[cell])
    ]
    for leaves, (least, most) in ranges(table, told).items():
        if most - least < table.least_of(leaves):
            found += [Finding(table.name, ("leaf", leaf), least, most) for leaf in sorted(leaves)]
    return found


def _changed(table: Table, told: Told, earlier: Sequence[Published]) -> list[Finding]:
    """The told numbers that differ by too little from what was known of them."""
    found = []
    for cell, number in told.items():
        for known in known_sums(table.cells[cell], earlier) if number is not None else ():
            if number is not None and 0 < abs(number - known) < table.least_of(table.cells[cell]):
                found.append(Finding(table.name, cell, number - known, number - known))
    return found


def ranges(table: Table, told: Told) -> dict[Leaves, tuple[float, float]]:
    """For hidden leaves, those together that lie in the same told sums, the least and the most that one may hold."""
    numbers = {cell: number for cell, number in told.items() if number is not None}
    sums = [(table.cells[cell], number) for cell, number in numbers.items() if len(table.cells[cell]) > 1]
    alone = {leaf: number for (kind, leaf), number in numbers.items() if kind == "leaf"}
    signs: dict[tuple[int, ...], set[str]] = {}
    for leaf in table.numbers:
        if leaf not in alone:
            signs.setdefault(tuple(at for at, (leaves, _) in enumerate(sums) if leaf in leaves), set()).add(leaf)
    classes = list(signs)
    totals = np.array([total - sum(alone.get(leaf, 0) for leaf in leaves) for leaves, total in sums], float)
    held = _ranges_of(classes, totals)
    return {
        frozenset(signs[sign]): (least if len(signs[sign]) == 1 else 0.0, most)
        for sign, (least, most) in zip(classes, held, strict=True)
    }


def _ranges_of(classes: Sequence[tuple[int, ...]], totals: np.ndarray) -> list[tuple[float, float]]:
    """The range of each class of leaves, told as the places of the sums that it lies in; sums that fix one go first."""
    fixed: dict[int, float] = {}
    left = totals.copy()
    open_: list[set[int]] = [{at for at, sign in enumerate(classes) if row in sign} for row in range(len(totals))]
    waiting = [row for row, members in enumerate(open_) if len(members) == 1]
    while waiting:
        members = open_[waiting.pop()]
        if len(members) != 1:
            continue
        (at,) = members
        row = next(one for one in classes[at] if open_[one] is members)
        fixed[at] = float(left[row])
        for other in classes[at]:
            left[other] -= fixed[at]
            open_[other].discard(at)
            if len(open_[other]) == 1:
                waiting.append(other)
    free = [at for at in range(len(classes)) if at not in fixed]
    solved = dict(zip(free, _solved([classes[at] for at in free], left), strict=True))
    return [(fixed[at], fixed[at]) if at in fixed else solved[at] for at in range(len(classes))]


def _solved(classes: Sequence[tuple[int, ...]], totals: np.ndarray) -> list[tuple[float, float]]:
    """The same by two linear programs a class (HiGHS)."""
    rows = sorted({row for sign in classes for row in sign})
    if not rows:
        return [(0.0, np.inf)] * len(classes)
    from scipy.sparse import csr_array  # it takes longer to import than a window to open, and few counts come here

    places = {row: at for at, row in enumerate(rows)}
    pairs = [(places[row], at) for at, sign in enumerate(classes) for row in sign]
    equal = csr_array((np.ones(len(pairs)), tuple(np.array(pairs).T)), shape=(len(rows), len(classes)))
    return [
        tuple(_extreme(equal, totals[rows], at, sign) for sign in (1, -1))  # type: ignore[misc]
        for at in range(len(classes))
    ]


def _extreme(equal: csr_array, totals: np.ndarray, at: int, sign: int) -> float:
    from scipy.optimize import linprog

    aim = np.zeros(equal.shape[1])
    aim[at] = sign
    result = linprog(aim, A_eq=equal, b_eq=totals, bounds=(0, None), method="highs")
    if result.status == 3:
        return np.inf
    if not result.success:
        return 0.0  # what cannot be solved counts as narrowed to nothing
    return float(result.fun * sign)
