"""Which team surveys which area: a proposal that a planner changes, with the objective by which it was made.

The objective is a sum of four costs, each with the planner's weight: kilometres of travel, uneven loads, days too late,
and areas that are left, by their priority. A generalised assignment problem (Martello and Toth 1990, *Knapsack
Problems*, chapter 7), solved exactly by branch and cut (HiGHS; Huangfu and Hall 2018) where time allows, else by greedy
choice and local improvement; the gap to what nothing can beat is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

LEFT = -1
"""Stands for the team of an area that nobody takes."""
TOLD_EVERY = 64
GAP = 1e-4
SMALL = 1e-9

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Weights:
    """What a planner thinks things are worth, in kilometres of travel.

    `travel` of one km; `balance` of one hour by which a team's load differs from an equal share; `late` of one day
    too late, of an area of full priority; `left` of an area of full priority that nobody takes.
    """

    travel: float = 1.0
    balance: float = 2.0
    late: float = 20.0
    left: float = 2000.0


@dataclass(frozen=True)
class Task:
    """What is to be shared out: rows are areas, columns teams.

    `km` (areas, teams) travel there and back; `late` (areas, teams) days too late; `may` (areas, teams) whether a team
    may take an area: skills, dates, hazards; `hours` (areas) of work; `capacity` (teams) hours; `priority` (areas) 0 to
    1.
    """

    km: np.ndarray
    late: np.ndarray
    may: np.ndarray
    hours: np.ndarray
    capacity: np.ndarray
    priority: np.ndarray
    weights: Weights = field(default_factory=Weights)

    @property
    def cost(self) -> np.ndarray:
        """What it costs that a team takes an area, but for balance."""
        urgent = 0.1 + 0.9 * self.priority[:, None]
        found: np.ndarray = self.weights.travel * self.km + self.weights.late * urgent * self.late
        return found

    @property
    def left(self) -> np.ndarray:
        """What it costs that nobody takes an area; one without priority is worth a tenth of one of full priority."""
        found: np.ndarray = self.weights.left * (0.1 + 0.9 * self.priority)
        return found

    @property
    def fair(self) -> np.ndarray:
        """The part of all work that each team should have: by its hours."""
        total = self.capacity.sum()
        found: np.ndarray = self.capacity / total if total > 0 else np.zeros(len(self.capacity))
        return found


@dataclass(frozen=True)
class Objective:
    """What a proposal costs, by its parts; smaller is better."""

    travel: float
    balance: float
    late: float
    left: float

    @property
    def total(self) -> float:
        return self.travel + self.balance + self.late + self.left


@dataclass(frozen=True)
class Proposal:
    """For each area the number of its team, or LEFT; what that costs, how it was found, and what nothing can beat."""

    team: np.ndarray
    objective: Objective
    greedy: Objective
    method: str
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """By how much of itself it may be worse than the best there is; None where that is not known."""
        if self.bound is None:
            return None
        return max(0.0, self.objective.total - self.bound) / max(abs(self.objective.total), SMALL)


def objective_of(task: Task, team: np.ndarray) -> Objective:
    """What it costs that each area is taken by the team with that number, or left."""
    weights, taken = task.weights, np.flatnonzero(team >= 0)
    to = team[taken]
    urgent = 0.1 + 0.9 * task.priority[taken]
    load = np.bincount(to, task.hours[taken], minlength=len(task.capacity))
    return Objective(
        float(weights.travel * task.km[taken, to].sum()),
        float(weights.balance * np.abs(load - task.fair * load.sum()).sum()),
        float(weights.late * (urgent * task.late[taken, to]).sum()),
        float(task.left[team < 0].sum()),
    )


def greedily(task: Task) -> np.ndarray:
    """Each area, by priority, to the cheapest team that may take it and has the hours left."""
    team = np.full(len(task.hours), LEFT)
    free = task.capacity.astype(float).copy()
    cost = np.where(task.may, task.cost, np.inf)
    for area in np.lexsort((np.arange(len(team)), -task.priority)):
        fits = cost[area] + np.where(free + SMALL >= task.hours[area], 0.0, np.inf)
        best = int(np.argmin(fits))
        if np.isfinite(fits[best]):
            team[area] = best
            free[best] -= task.hours[area]
    return team


def improved(task: Task, team: np.ndarray, progress: Told | None = None, rounds: int = 200) -> np.ndarray:
    """A proposal bettered by giving single areas to other teams, and by exchanging two, until neither helps."""
    search = _Search(task, team.copy())
    for number in range(rounds):
        better = False
        for at, area in enumerate(np.argsort(-search.own_cost())):
            if progress is not None and at % TOLD_EVERY == 0:
                progress(number, rounds)
            better = search.give(int(area)) or better
        if not better and not search.exchange(progress):
            break
    return search.team


class _Search:
    """A proposal that is bettered step by step, with the load of each team."""

    def __init__(self, task: Task, team: np.ndarray) -> None:
        self.task, self.team = task, team
        self.cost = np.where(task.may, task.cost, np.inf)
        taken = team >= 0
        self.load = np.bincount(team[taken], task.hours[taken], minlength=len(task.capacity)).astype(float)

    def own_cost(self) -> np.ndarray:
        return np.where(self.team >= 0, self.cost[np.arange(len(self.team)), self.team], self.task.left)

    def _uneven(self, loads: np.ndarray) -> np.ndarray:
        """The cost of uneven loads, of each row of loads."""
        fair = self.task.fair * loads.sum(axis=-1, keepdims=True)
        found: np.ndarray = self.task.weights.balance * np.abs(loads - fair).sum(axis=-1)
        return found

    def give(self, area: int) -> bool:
        """Give an area to whom it costs least, or to nobody; whether that betters anything."""
        task, here, hours = self.task, int(self.team[area]), self.task.hours[area]
        teams = len(task.capacity)
        without = self.load.copy()
        if here >= 0:
            without[here] -= hours
        loads = np.vstack([without + np.eye(teams) * hours, without])
        price = np.r_[self.cost[area], task.left[area]] + self._uneven(loads)
        price[:teams][without + hours > task.capacity + SMALL] = np.inf
        now = float(price[here if here >= 0 else teams])
        best = int(np.argmin(price))
        if not price[best] < now - 1e-7:
            return False
        self.team[area] = best if best < teams else LEFT
        self.load = loads[best]
        return True

    def exchange(self, progress: Told | None) -> bool:
        """Exchange two areas between their teams, or one that is taken for one that is left, where that helps."""
        task, better = self.task, False
        for at in range(len(self.team)):
            if progress is not None and at % TOLD_EVERY == 0:
                progress(at, len(self.team))
            better = self._exchange_best(at, task) or better
        return better

    def _exchange_best(self, one: int, task: Task) -> bool:
        here = int(self.team[one])
        others = np.flatnonzero(self.team != here)
        if here < 0:
            others = others[self.team[others] >= 0]
        if not len(others):
            return False
        there = self.team[others]
        own = self.own_cost()
        change = task.hours[others] - task.hours[one]
        loads = np.repeat(self.load[None, :], len(others), axis=0)
        rows = np.arange(len(others))
        ok = np.ones(len(others), bool)
        price = np.zeros(len(others))
        if here >= 0:
            loads[:, here] += change
            price += self.cost[others, here]
            ok &= loads[:, here] <= task.capacity[here] + SMALL
        else:
            price += task.left[others]
        given = there >= 0
        loads[rows[given], there[given]] -= change[given]
        ok[given] &= loads[rows[given], there[given]] <= task.capacity[there[given]] + SMALL
        price += np.where(given, self.cost[one, np.maximum(there, 0)], task.left[one])
        delta = price - own[one] - own[others] + self._uneven(loads) - float(self._uneven(self.load[None, :])[0])
        delta[~ok] = np.inf
        best = int(np.argmin(delta))
        if not delta[best] < -1e-7:
            return False
        other = int(others[best])
        self.team[one], self.team[other] = self.team[other], here
        self.load = loads[best]
        return True


def solved(task: Task, seconds: float) -> tuple[np.ndarray | None, float | None]:
    """The best proposal that branch and cut finds in so many seconds, and what nothing can beat; None where it finds
    none.

    Blocking, and deaf meanwhile: who calls it puts it on a thread of its own.
    """
    areas, teams = task.km.shape
    pairs = np.argwhere(task.may & (task.hours[:, None] <= task.capacity[None, :] + SMALL))
    count = len(pairs)
    cost = task.cost[pairs[:, 0], pairs[:, 1]] - task.left[pairs[:, 0]]
    result = milp(
        np.r_[cost, np.zeros(teams + 1), np.full(teams, task.weights.balance)],
        integrality=np.r_[np.ones(count), np.zeros(2 * teams + 1)],
        bounds=Bounds(0, np.r_[np.ones(count), task.capacity, np.full(teams + 1, np.inf)]),
        constraints=_constraints(task, pairs),
        options={"time_limit": float(seconds), "mip_rel_gap": GAP},
    )
    bound = getattr(result, "mip_dual_bound", None)
    whole = float(task.left.sum())
    least = None if bound is None or not np.isfinite(bound) else float(bound) + whole
    if result.x is None:
        return None, least
    team = np.full(areas, LEFT)
    chosen = pairs[np.round(result.x[:count]) > 0.5]
    team[chosen[:, 0]] = chosen[:, 1]
    return (team if _holds(task, team) else None), least


def _constraints(task: Task, pairs: np.ndarray) -> list[LinearConstraint]:
    """Each area once; each team's load as a number of its own, and how far each is from its fair part of them all.

    The columns are the pairs, the loads, the sum of the loads, and what each load is off. With loads as numbers no row
    holds more than one team's areas: said without them, each of the rows for balance holds every pair, and the gap
    after twelve seconds is up to a fifth at 12 teams and 400 areas instead of a fiftieth.
    """
    areas, teams = task.km.shape
    count, each = len(pairs), np.arange(teams)
    load, whole, off = count + each, count + teams, count + teams + 1 + each
    width = count + 2 * teams + 1

    def rows(height: int, *parts: tuple[float | np.ndarray, np.ndarray, np.ndarray]) -> csr_array:
        values, at, columns = (np.concatenate(one) for one in zip(*(np.broadcast_arrays(*part) for part in parts),
                                                                  strict=True))  # fmt: skip
        return csr_array(coo_array((values.astype(float), (at, columns)), shape=(height, width)))

    once = rows(areas, (1.0, pairs[:, 0], np.arange(count)))
    loads = rows(teams, (task.hours[pairs[:, 0]], pairs[:, 1], np.arange(count)), (-1.0, each, load))
    total = rows(1, (1.0, np.zeros(teams, int), load), (-1.0, np.array([0]), np.array([whole])))
    above, below = (
        rows(teams, (sign, each, load), (-sign * task.fair, each, np.full(teams, whole)), (-1.0, each, off))
        for sign in (1.0, -1.0)
    )
    return [
        LinearConstraint(once, -np.inf, 1.0), LinearConstraint(loads, 0.0, 0.0), LinearConstraint(total, 0.0, 0.0),
        LinearConstraint(above, -np.inf, 0.0), LinearConstraint(below, -np.inf, 0.0),
    ]  # fmt: skip


def _holds(task: Task, team: np.ndarray) -> bool:
    """Whether a proposal keeps to what may be: a solver's tolerances are not a planner's."""
    taken = np.flatnonzero(team >= 0)
    load = np.bincount(team[taken], task.hours[taken], minlength=len(task.capacity))
    return bool(task.may[taken, team[taken]].all() and (load <= task.capacity + 1e-6).all())


def best_of(task: Task, found: np.ndarray | None, bound: float | None, local: np.ndarray) -> Proposal:
    """The better of what was found exactly and by local improvement; never worse than the greedy choice."""
    first = greedily(task)
    candidates = [("greedy", first), ("improved", local)] + ([("exact", found)] if found is not None else [])
    costs = [objective_of(task, team) for _, team in candidates]
    best = min(range(len(candidates)), key=lambda at: (costs[at].total, -at))
    name, team = candidates[best]
    return Proposal(team, costs[best], costs[0], name, bound)
