"""A proposal of which team surveys which area, made of what is on record, and written through the gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

import numpy as np
import shapely

from forensics.changes import Change
from forensics.geodesy import area_km2, distance_m
from forensics.messages import Message, say
from forensics.planning.gate import needs_no_clearance
from forensics.planning.proposing import Proposal, Task, Weights, best_of, greedily, improved, solved
from forensics.planning.skills import lacking
from forensics.ports import Found, Progress, Receipt
from forensics.records.planning import SurveyArea, Team
from layers.editing import reading_of, setting
from layers.planning.dividing import HOURS_PER_KM2
from layers.planning.reading import first_day, last_day
from layers.planning.scoring import scores
from layers.planning.situation import Situation, shape_of
from layers.project import Project
from layers.reasons import commit_for

PROPOSED = ("planned", "needs_revisit")
"""The statuses of an area that a proposal may give to a team."""
HOURS_A_DAY = 8.0
PERIOD = 28
"""Days that a proposal is made for where no others are asked for."""
SECONDS = 20.0
PATIENCE = 5.0
"""Seconds that the solver may be late before nobody waits for it any longer."""
PRIORITY = {"urgent": 1.0, "high": 0.75, "medium": 0.5, "low": 0.25}
"""What a recorded priority is worth; an area without one has its score."""


@dataclass(frozen=True)
class Period:
    """The days that a proposal is made for, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Row:
    """One area of a proposal: its team, the days that it would be there, its hours and the kilometres of travel."""

    area: SurveyArea
    team: Team
    first: date
    last: date
    hours: float
    km: float


@dataclass(frozen=True)
class Proposed:
    """A proposal: who goes where, what is left and why, and what nobody may enter and why."""

    rows: tuple[Row, ...]
    left: tuple[tuple[SurveyArea, Message], ...]
    blocked: tuple[tuple[SurveyArea, tuple[Message, ...]], ...]
    proposal: Proposal
    weights: Weights
    period: Period
    loads: tuple[tuple[Team, float, float], ...] = field(default=())


def propose(
    situation: Situation, period: Period | None = None, weights: Weights | None = None, *,
    seconds: float = SECONDS, progress: Progress | None = None,
) -> Proposed:  # fmt: skip
    """Share out the areas that are planned and whose gate is open among the teams that are there. Blocking.

    What `progress` raises ends it within a moment; nothing was written.
    """
    period = period or Period(situation.day, situation.day + timedelta(days=PERIOD - 1))
    weights = weights or Weights()
    open_, blocked = _may_be_entered(situation, period)
    teams = [one for one in situation.teams if _days(one, period) > 0]
    task = _task(situation, open_, teams, period, weights)
    proposal = _decided(task, seconds, progress)
    rows, late = _dated(situation, open_, teams, task, proposal, period)
    left = [(open_[at], _why_left(open_[at], teams, task, at)) for at in np.flatnonzero(proposal.team < 0).tolist()]
    load = np.bincount(proposal.team[proposal.team >= 0], task.hours[proposal.team >= 0], minlength=len(teams))
    loads = tuple((team, float(load[at]), float(task.capacity[at])) for at, team in enumerate(teams))
    return Proposed(tuple(rows), tuple(left), (*blocked, *late), proposal, weights, period, loads)


def keep_proposal(
    project: Project, proposed: Proposed, reason: str
) -> tuple[Receipt, list[tuple[SurveyArea, Message]]]:
    """Write a proposal as assignments in one commit, each through the gate; gives those that were refused, and why."""
    reading = reading_of(project)
    changes: list[Change] = []
    refused: list[tuple[SurveyArea, Message]] = []
    for row in proposed.rows:
        texts = {"status": "assigned", "team": row.team.id or "", "planned_start": row.first.isoformat(),
                 "planned_end": row.last.isoformat(), **({"end": ""} if row.area.end else {})}  # fmt: skip
        edit = setting(project, Found("survey_area", row.area.id or "", row.area.code or ""), texts, reading)
        if edit.refusal is not None:
            refused.append((row.area, edit.refusal.message))
        elif edit.change is not None:
            changes.append(edit.change)
    return (commit_for(project.register, changes, reason) if changes else Receipt("", {}, 0)), refused


def _may_be_entered(
    situation: Situation, period: Period
) -> tuple[list[SurveyArea], list[tuple[SurveyArea, tuple[Message, ...]]]]:
    """The areas that a team may be sent to on the first day, and those that it may not, with why."""
    open_: list[SurveyArea] = []
    blocked: list[tuple[SurveyArea, tuple[Message, ...]]] = []
    for area in situation.areas:
        if area.status not in PROPOSED or (area.id in situation.divided):
            continue
        begun = area.model_copy(update={"planned_start": period.first.isoformat(), "planned_end": None})
        found = situation.gate_if(begun)
        if shape_of(area) is None and needs_no_clearance(area):
            blocked.append((area, (say("it has no outline on the map"),)))
        elif found.is_open:
            open_.append(area)
        else:
            blocked.append((area, found.messages))
    return open_, blocked


def _decided(task: Task, seconds: float, progress: Progress | None) -> Proposal:
    """Greedy, bettered step by step, and solved on a thread beside, so that whoever waits is told and can give up."""
    first = greedily(task)
    if not len(task.hours) or not task.may.any():
        return best_of(task, None, None, first)
    told = (lambda done, of: progress(done, of)) if progress is not None else None
    local = improved(task, first, told)
    if seconds <= 0:
        return best_of(task, None, None, local)
    pool = ThreadPoolExecutor(1, "proposing")
    try:
        running = pool.submit(solved, task, seconds)
        tenths = 0
        while True:
            try:
                found, bound = running.result(timeout=0.1)
                return best_of(task, found, bound, improved(task, found, told) if found is not None else local)
            except TimeoutError:
                tenths += 1
                if tenths > 10 * (seconds + PATIENCE):  # a busy machine: what was found beside it is good enough
                    return best_of(task, None, None, local)
                if progress is not None:
                    progress(min(tenths, round(seconds * 10)), round(seconds * 10))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _task(
    situation: Situation, areas: Sequence[SurveyArea], teams: Sequence[Team], period: Period, weights: Weights
) -> Task:
    hours = np.array([hours_of(one) for one in areas], float)
    days = np.array([[ceil(one / hours_a_day(team)) for team in teams] for one in hours], float).reshape(-1, len(teams))
    away = _distances(areas, teams)
    may = np.array([[_may(area, team, period) for team in teams] for area in areas], bool).reshape(-1, len(teams))
    late = np.array([
        [_late(area, team, days[at, to], period) for to, team in enumerate(teams)] for at, area in enumerate(areas)
    ]).reshape(-1, len(teams))  # fmt: skip
    capacity = np.array([capacity_of(team, period) for team in teams], float)
    return Task(2 * away * np.maximum(days, 1), late, may, hours, capacity, _priorities(situation, areas), weights)


def _priorities(situation: Situation, areas: Sequence[SurveyArea]) -> np.ndarray:
    unsaid = [one.id or "" for one in areas if one.priority not in PRIORITY]
    scored = {one.area.id: one.score.total for one in scores(situation, {}, only=unsaid)} if unsaid else {}
    return np.array([PRIORITY.get(one.priority or "", scored.get(one.id, 0.0)) for one in areas], float)


def _distances(areas: Sequence[SurveyArea], teams: Sequence[Team]) -> np.ndarray:
    """Kilometres along the ellipsoid from each team's base to each area's middle; of a team without a base the mean."""
    found = np.full((len(areas), len(teams)), np.nan)
    middles = [shapely.centroid(shape) if (shape := shape_of(one)) is not None else None for one in areas]
    for to, team in enumerate(teams):
        base = shape_of(team)
        for at, middle in enumerate(middles):
            if isinstance(base, shapely.Point) and middle is not None:
                found[at, to] = distance_m(base.x, base.y, middle.x, middle.y) / 1000
    known = found[np.isfinite(found)]
    return np.where(np.isfinite(found), found, known.mean() if len(known) else 0.0)


def hours_of(area: SurveyArea) -> float:
    """The hours of work that an area is expected to take: as recorded, else by its ground."""
    shape = shape_of(area)
    return float(area.expected_hours or max(1.0, HOURS_PER_KM2 * (area_km2(shape) if shape is not None else 0.0)))


def hours_a_day(team: Team) -> float:
    """The person-hours that a team works on a day; one whose members are not recorded counts as one person."""
    return HOURS_A_DAY * max(1, len(team.members or ()))


def _days(team: Team, period: Period) -> int:
    """The days of a period on which a team is there."""
    first, last = (
        max(period.first, first_day(team.start) or period.first),
        min(period.last, last_day(team.end) or period.last),
    )
    return max(0, (last - first).days + 1)


def capacity_of(team: Team, period: Period) -> float:
    """The person-hours of a team in a period: on five days in seven that it is there, and no more than its capacity."""
    there = _days(team, period) * 5 / 7 * hours_a_day(team)
    return min(there, team.capacity * HOURS_A_DAY) if team.capacity else there


def _may(area: SurveyArea, team: Team, period: Period) -> bool:
    """Whether a team has the skills for an area, and is there on a day on which it is planned."""
    if lacking(area, team):
        return False
    first = max(period.first, first_day(team.start) or period.first, first_day(area.planned_start) or period.first)
    return first <= min(period.last, last_day(team.end) or period.last)


def _late(area: SurveyArea, team: Team, days: float, period: Period) -> float:
    """By how many days a team would be done too late, if it went there first; what was due before is due at once."""
    due = last_day(area.planned_end) or last_day(area.permit_until)
    if due is None:
        return 0.0
    first = max(period.first, first_day(team.start) or period.first)
    return max(0.0, (first - max(due, period.first)).days + days - 1)


def _why_left(area: SurveyArea, teams: Sequence[Team], task: Task, at: int) -> Message:
    if not len(teams):
        return say("no team is there in these days")
    if not task.may[at].any():
        missing = [lacking(area, team) for team in teams]
        if all(missing):
            return say("no team has the skills: {skills}", skills=missing[0])
        return say("no team with the skills is there on its days")
    if not (task.hours[at] <= task.capacity[task.may[at]]).any():
        return say("no team that may take it has {hours:.0f} h", hours=float(task.hours[at]))
    return say("the teams that may take it have no hours left, or others are worth more")


def _dated(
    situation: Situation, areas: Sequence[SurveyArea], teams: Sequence[Team], task: Task, proposal: Proposal,
    period: Period,
) -> tuple[list[Row], list[tuple[SurveyArea, tuple[Message, ...]]]]:  # fmt: skip
    """Each team's areas one after the other by priority; those whose gate closes before then are told apart."""
    rows: list[Row] = []
    late: list[tuple[SurveyArea, tuple[Message, ...]]] = []
    for to, team in enumerate(teams):
        spent = 0.0
        begins = max(period.first, first_day(team.start) or period.first)
        mine = np.flatnonzero(proposal.team == to)
        for at in mine[np.argsort(-task.priority[mine], kind="stable")]:
            first = begins + timedelta(days=int(spent // hours_a_day(team)) * 7 // 5)
            spent += float(task.hours[at])
            last = begins + timedelta(days=max(0, ceil(spent / hours_a_day(team)) - 1) * 7 // 5)
            dates = {"planned_start": first.isoformat(), "planned_end": max(first, last).isoformat()}
            found = situation.gate_if(areas[at].model_copy(update=dates))
            if found.is_open:
                rows.append(
                    Row(areas[at], team, first, max(first, last), float(task.hours[at]), float(task.km[at, to]))
                )
            else:
                late.append((areas[at], found.messages))
    return rows, late


def by_team(proposed: Proposed) -> Iterator[tuple[Team, list[Row]]]:
    """The rows of a proposal, team by team."""
    for team, _, _ in proposed.loads:
        yield team, [row for row in proposed.rows if row.team is team]
