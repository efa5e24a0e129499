"""An attacker who holds every number that was ever published, and knows nothing of how others were hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from forensics.counts.tables import Cell, Leaves

Told = Mapping[Cell, int | None]
Fewest = int | Callable[[Leaves], int]
"""The smallest number that may be told, or that of the leaves of a number."""
System = tuple[list[str], np.ndarray, np.ndarray]


def _fewest(fewest: Fewest, leaves: Leaves) -> int:
    return fewest if isinstance(fewest, int) else fewest(leaves)


def system(cells: Mapping[Cell, Leaves], told: Told) -> System:
    """The told numbers as equations over all leaves."""
    leaves = sorted({leaf for members in cells.values() for leaf in members})
    shown = [(cells[cell], number) for cell, number in told.items() if number is not None]
    rows = np.array([[leaf in members for leaf in leaves] for members, _ in shown], float).reshape(-1, len(leaves))
    return leaves, rows, np.array([number for _, number in shown], float)


def bounds(rows: np.ndarray, totals: np.ndarray, aim: np.ndarray) -> tuple[float, float]:
    """The least and the most that a sum of numbers from nought up may be; from nought where nothing bounds it."""
    found = []
    for sign in (-1, 1):
        result = linprog(aim * sign, A_eq=rows, b_eq=totals, bounds=(0, None), method="highs")
        assert result.status in (0, 3), result.message
        if result.status == 3:
            return 0.0, np.inf
        found.append(float(result.fun * sign))
    return found[1], found[0]


def narrowed(cells: Mapping[Cell, Leaves], told: Told, fewest: Fewest) -> list[tuple[Cell, float, float]]:
    """Every number with a name that is shown, or can be narrowed, below what may be told."""
    leaves, rows, totals = system(cells, told)
    found: list[tuple[Cell, float, float]] = []
    known: dict[Likeness, tuple[float, float]] = {}
    for cell, members in cells.items():
        number, needed = told.get(cell), _fewest(fewest, members)
        if number is not None:
            found += [(cell, float(number), float(number))] if number < needed else []
            continue
        aim = np.array([leaf in members for leaf in leaves], float)
        like = _likeness(rows, aim)
        if like not in known:
            known[like] = bounds(rows, totals, aim) if len(rows) else (0.0, np.inf)
        least, most = known[like]
        if most - least < needed - 1e-6 and not (len(members) > 1 and least >= needed - 1e-6):
            found.append((cell, least, most))
    return found


Likeness = frozenset[tuple[bytes, int]]


def _likeness(rows: np.ndarray, aim: np.ndarray) -> Likeness:
    """The same for sums whose bounds are the same: as many leaves of each kind, in the same told sums.

    Leaves that stand in the same equations can change places, so what holds of one holds of the other.
    """
    columns = [column.tobytes() for column in rows.T] if len(rows) else [b""] * len(aim)
    counts = Counter(column for column, asked in zip(columns, aim, strict=True) if asked)
    return frozenset(counts.items())


def jointly_narrowed(
    tables: Sequence[Mapping[Cell, Leaves]], told: Told, fewest: Fewest
) -> list[tuple[Cell, float, float]]:
    """The same over several tables that count the same records, in whole numbers (branch and bound, not a relaxation).

    Every table has a cell for all of its leaves; where no table tells it, that both are equal is an equation still.
    """
    leaves = [
        (at, leaf) for at, cells in enumerate(tables) for leaf in sorted({one for ls in cells.values() for one in ls})
    ]
    equations = [
        (np.array([(at == table and leaf in members) for table, leaf in leaves], float), float(number))
        for at, cells in enumerate(tables)
        for cell, members in cells.items()
        if (number := told.get(cell)) is not None
    ]
    wholes = [np.array([table == at for table, _ in leaves], float) for at in range(len(tables))]
    equations += [(one - wholes[0], 0.0) for one in wholes[1:]]
    rows, totals = np.array([row for row, _ in equations]), np.array([total for _, total in equations])
    found = []
    known: dict[Likeness, tuple[float, float]] = {}
    for at, cells in enumerate(tables):
        for cell, members in cells.items():
            if told.get(cell) is None and cell[0] not in ("whole",):
                aim = np.array([(at == table and leaf in members) for table, leaf in leaves], float)
                like = _likeness(rows, aim)
                if like not in known:
                    known[like] = _whole_bounds(rows, totals, aim)
                least, most = known[like]
                needed = _fewest(fewest, members)
                if most - least < needed - 1e-6 and not (len(members) > 1 and least >= needed - 1e-6):
                    found.append((cell, least, most))
    return found


def _whole_bounds(rows: np.ndarray, totals: np.ndarray, aim: np.ndarray) -> tuple[float, float]:
    """The least and the most of a sum of whole numbers from nought up; up to 1000, where nothing bounds it."""
    found = []
    for sign in (1, -1):
        result = milp(
            aim * sign, integrality=np.ones(len(aim)), bounds=Bounds(0, 1000),
            constraints=LinearConstraint(rows, totals, totals),
        )  # fmt: skip
        assert result.status == 0, result.message
        found.append(float(result.fun * sign))
    return found[0], found[1]


def small_differences(
    cells: Sequence[Mapping[Cell, Leaves]], told: Sequence[Told], fewest: Fewest
) -> Iterator[tuple[int, int, Cell, float]]:
    """Numbers with a name that can be worked out of two publications, and differ by less than may be told."""
    worked = [_worked_out(one, shown) for one, shown in zip(cells, told, strict=True)]
    for later in range(len(worked)):
        for earlier in range(later):
            for cell in worked[later].keys() & worked[earlier].keys():
                if cells[later][cell] != cells[earlier][cell]:
                    continue
                difference = worked[later][cell] - worked[earlier][cell]
                if 0 < abs(difference) < _fewest(fewest, cells[later][cell]):
                    yield earlier, later, cell, difference


def _worked_out(cells: Mapping[Cell, Leaves], told: Told) -> dict[Cell, int]:
    """Every number with a name that the told ones add up to, or give by any subtraction."""
    leaves, rows, totals = system(cells, told)
    if not len(rows):
        return {}
    inverse = np.linalg.pinv(rows)
    found = {}
    for cell, members in cells.items():
        aim = np.array([leaf in members for leaf in leaves], float)
        weights = aim @ inverse
        if np.allclose(weights @ rows, aim, atol=1e-7):
            found[cell] = round(float(weights @ totals))
    return found


def under_one_change(
    cells: Mapping[Cell, Leaves], before: Told, after: Told, leaf: str, by: int
) -> dict[str, tuple[float, float]] | None:
    """By leaf what it may have held, supposing that one record came into `leaf` or left it; None where it cannot be."""
    leaves, rows, totals = system(cells, before)
    _, later, sums = system(cells, after)
    moved = later @ np.array([one == leaf for one in leaves], float) * by if len(later) else sums
    all_rows, all_totals = np.vstack([rows, later]), np.concatenate([totals, sums - moved])
    if not len(all_rows):
        return dict.fromkeys(leaves, (0.0, np.inf))
    possible = linprog(np.zeros(len(leaves)), A_eq=all_rows, b_eq=all_totals, bounds=(0, None), method="highs")
    if possible.status != 0:
        return None
    aims = np.eye(len(leaves))
    return {one: bounds(all_rows, all_totals, aims[at]) for at, one in enumerate(leaves)}
