"""A proposal keeps to what may be, is never worse than greedy choice, and the best there is where all can be tried."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from forensics.planning.proposing import (
    LEFT,
    Proposal,
    Task,
    Weights,
    best_of,
    greedily,
    improved,
    objective_of,
    solved,
)
from tests.counts import count, proving

NEAR = 0.05
"""How far a proposal may be from the best there is, as far as that is known: the bound of branch and cut."""
TIGHT = (0.6, 0.8, 1.0, 1.2, 2.0)


def case(seed: int, areas: int = 400, teams: int = 12) -> Task:
    """An invented mission: bases and areas in a square of 100 km, hours, teams that may take six areas in ten."""
    random = np.random.default_rng(seed)
    places, bases = random.uniform(0, 100, (areas, 2)), random.uniform(0, 100, (teams, 2))
    hours = random.lognormal(3, 0.7, areas)
    share = random.dirichlet(np.full(teams, 8))
    return Task(
        km=2 * np.hypot(*(places[:, None] - bases[None]).transpose(2, 0, 1)),
        late=np.where(random.random((areas, teams)) < 0.2, random.integers(1, 20, (areas, teams)), 0).astype(float),
        may=random.random((areas, teams)) < 0.6,
        hours=hours,
        capacity=share * hours.sum() * TIGHT[seed % len(TIGHT)],
        priority=random.random(areas),
    )


def proposal(task: Task, seconds: float) -> Proposal:
    found, bound = solved(task, seconds) if seconds else (None, None)
    return best_of(task, found, bound, improved(task, greedily(task)))


def keeps_to_what_may_be(task: Task, team: np.ndarray) -> None:
    taken = np.flatnonzero(team >= 0)
    assert task.may[taken, team[taken]].all()
    load = np.bincount(team[taken], task.hours[taken], minlength=len(task.capacity))
    assert (load <= task.capacity + 1e-6).all()


def test_it_is_at_least_as_good_as_the_greedy_choice(proof: Callable[[str, str, object], None]) -> None:
    """Twelve teams and 400 areas; in `make prove` fifty cases, each solved for twelve seconds and near the best."""
    gains, gaps = [], []
    for seed in range(count(4, 50)):
        task = case(seed)
        found = proposal(task, 12.0 if proving() else 0.0)
        keeps_to_what_may_be(task, found.team)
        first = objective_of(task, greedily(task))
        assert found.greedy.total == first.total
        assert found.objective.total <= first.total
        assert found.objective.total == objective_of(task, found.team).total
        gains.append(1 - found.objective.total / first.total)
        if found.gap is not None:
            gaps.append(found.gap)
    assert not gaps or max(gaps) <= NEAR
    told = f"{len(gains)} cases, {min(gains):.1%} to {max(gains):.1%} cheaper; gap at most {max(gaps, default=0):.1%}"
    proof("F4", "proposals of 12 teams and 400 areas against greedy choice", told)


@pytest.mark.parametrize("seed", range(count(6, 60)))
def test_it_is_the_best_there_is_where_all_can_be_tried(seed: int) -> None:
    task = case(seed, areas=6, teams=3)
    best = np.inf
    for team in product(range(LEFT, 3), repeat=6):
        way = np.array(team)
        taken = np.flatnonzero(way >= 0)
        load = np.bincount(way[taken], task.hours[taken], minlength=3)
        if task.may[taken, way[taken]].all() and (load <= task.capacity + 1e-9).all():
            best = min(best, objective_of(task, way).total)
    found = proposal(task, 5.0)
    assert found.objective.total <= best * 1.0001 + 1e-6
    assert found.bound is not None
    assert found.bound <= best + 1e-6


def test_it_comes_within_a_twentieth_of_what_nothing_can_beat_where_work_fits() -> None:
    for seed in (3, 4):
        found = proposal(case(seed, areas=60, teams=6), 5.0)
        assert found.gap is not None
        assert found.gap <= NEAR


def test_greedy_choice_gives_the_most_urgent_area_to_the_cheapest_team_that_may_take_it() -> None:
    task = Task(
        km=np.array([[10.0, 1.0], [10.0, 1.0], [5.0, 9.0]]), late=np.zeros((3, 2)),
        may=np.array([[True, True], [True, True], [True, False]]), hours=np.array([5.0, 5.0, 5.0]),
        capacity=np.array([5.0, 5.0]), priority=np.array([0.2, 0.9, 0.5]),
    )  # fmt: skip
    assert greedily(task).tolist() == [LEFT, 1, 0]


def test_weights_are_the_planners() -> None:
    """With travel alone the nearest team goes; where balance weighs, work is shared."""
    km = np.array([[1.0, 5.0]] * 6)
    rest = {"late": np.zeros((6, 2)), "may": np.ones((6, 2), bool), "hours": np.full(6, 4.0),
            "capacity": np.array([40.0, 40.0]), "priority": np.full(6, 0.5)}  # fmt: skip
    near = proposal(Task(km, **rest, weights=Weights(balance=0.0)), 2.0)
    assert near.team.tolist() == [0] * 6
    even = proposal(Task(km, **rest, weights=Weights(balance=100.0)), 2.0)
    assert sorted(even.team.tolist()) == [0, 0, 0, 1, 1, 1]
    assert even.objective.balance == pytest.approx(0.0)


def test_whoever_waits_can_give_up() -> None:
    class GivenUp(Exception):
        pass

    def stop(done: int, of: int) -> None:
        raise GivenUp

    with pytest.raises(GivenUp):
        improved(case(0), greedily(case(0)), stop)
