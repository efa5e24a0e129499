"""How urgent areas are: what the register knows of each, weighed as the planner wishes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.changes import Change
from forensics.planning.scoring import Measure, Score, scored, weights_of
from forensics.ports import Found, Receipt
from forensics.records.planning import SurveyArea
from forensics.rules.sexual_violence import says_sexual_violence
from layers.editing import reading_of, setting
from layers.planning.reading import first_day, last_day, shape_in
from layers.planning.situation import DONE, Situation, shape_of
from layers.project import Project
from layers.reasons import commit_for

CONCLUDED = ("exhumed", "closed", "negative", "destroyed")
"""Statuses of a grave that needs no survey any more."""


@dataclass(frozen=True)
class Scored:
    """An area with its score."""

    area: SurveyArea
    score: Score


def scores(
    situation: Situation, given: Mapping[str, float], until: date | None = None, only: Sequence[str] = ()
) -> list[Scored]:
    """The areas that are not done, the most urgent first; `until` is the day on which the weather closes.

    Incidents of sexual violence are left out: a priority travels with an area, and must not tell of them.
    """
    weights = weights_of(given)
    open_ = [one for one in situation.areas if one.status not in DONE and (not only or one.id in only)]
    known = _Known(situation.project, open_, situation.day, until)
    found = [Scored(area, scored(known.measures(area), weights)) for area in open_]
    return sorted(found, key=lambda one: (-one.score.total, one.area.code or ""))


def keep_scores(project: Project, found: Sequence[Scored], reason: str) -> Receipt:
    """Write the scores as priorities with their reasons, in one commit; an area that has the same stays as it is."""
    reading = reading_of(project)
    changes: list[Change] = []
    for one in found:
        named = Found("survey_area", one.area.id or "", one.area.code or "")
        strongest = ", ".join(f"{why.factor.key} {why.adds:.2f}" for why in one.score.reasons[:3] if why.adds > 0)
        texts = {"priority": one.score.urgency, "priority_reason": f"{one.score.total:.2f}: {strongest}"}
        edit = setting(project, named, texts, reading)
        if edit.refusal is None and edit.change is not None:
            changes.append(edit.change)
    return commit_for(project.register, changes, reason) if changes else Receipt("", {}, 0)


class _Known:
    """What the register knows of some areas, read once."""

    def __init__(self, project: Project, areas: Sequence[SurveyArea], day: date, until: date | None) -> None:
        self._register = project.register
        self._catalogue = project.catalogue
        self._day, self._until = day, until
        self._areas = areas
        self._shapes = [shape_of(one) or shapely.Polygon() for one in areas]
        self._tree = shapely.STRtree(self._shapes)
        self._settlements: dict[str, list[str]] = defaultdict(list)
        self._found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        self._held: dict[str, int] = defaultdict(int)
        self._visited: dict[str, tuple[date, str]] = {}
        self._read()

    def measures(self, area: SurveyArea) -> dict[str, Measure]:
        """What is known of an area, by factor."""
        id_ = area.id or ""
        counted = {key: Measure(len(codes), tuple(codes)) for key in ("reports", "interviews", "incidents", "imagery")
                   for codes in (self._found[key][id_],)}  # fmt: skip
        last = self._visited.get(id_)
        unvisited = Measure(inf) if last is None else Measure(max(0, (self._day - last[0]).days), (last[1],))
        found = {**counted, "occupation": Measure(self._held[id_]), "unvisited": unvisited}
        ends = [
            day for day in (last_day(area.planned_end), last_day(area.permit_until), self._until) if day is not None
        ]
        if ends:
            found["window"] = Measure(max(0, (min(ends) - self._day).days))
        return found

    def _read(self) -> None:
        for row in self._rows("settlement", "place"):
            for area in self._at(shape_in(row.get("place"))):
                self._settlements[row["id"]].append(area)
        for one in self._areas:
            if one.settlement and one.id not in self._settlements[one.settlement]:
                self._settlements[one.settlement].append(one.id or "")
        for row in self._rows("site", "place", "outline", "status", "detection", "settlement"):
            self._site(row)
        for row in self._rows("interview", "settlement", "events_settlement"):
            self._count("interviews", row, self._of(row.get("settlement"), row.get("events_settlement")))
        kind = self._catalogue["incident"]
        for row in self._register.fields_of("incident", tuple(kind.by_name), ("review", "voided")):
            if not says_sexual_violence(kind, row):
                here = self._at(shape_in(row.get("place"))) or self._of(row.get("settlement"))
                self._count("incidents", row, here)
        self._occupied()
        self._visits()

    def _site(self, row: Mapping[str, Any]) -> None:
        here = self._at(shape_in(row.get("outline")) or shape_in(row.get("place")))
        if row.get("status") not in CONCLUDED:
            self._count("reports", row, here)
            if "imagery" in (row.get("detection") or ()):
                self._count("imagery", row, here)

    def _occupied(self) -> None:
        days: dict[str, int] = defaultdict(int)
        for row in self._rows("occupation", "settlement", "character", "start", "end", "ongoing"):
            if row.get("character") == "occupied" and row.get("settlement"):
                first, last = first_day(row.get("start")), last_day(row.get("end"))
                last = self._day if last is None and row.get("ongoing") else last
                if first is not None and last is not None:
                    days[row["settlement"]] += max(0, (last - first).days)
        for settlement, long in days.items():
            for area in self._settlements[settlement]:
                self._held[area] = max(self._held[area], long)

    def _visits(self) -> None:
        for row in self._rows("visit", "start", "end", "place", "settlement", "survey_area", "visited"):
            day = last_day(row.get("end")) or last_day(row.get("start"))
            if day is None or day > self._day:
                continue
            named = [row.get("survey_area"), *(row.get("visited") or ())]
            here = {
                *self._of(row.get("settlement"), *named),
                *self._at(shape_in(row.get("place"))),
                *filter(None, named),
            }
            for area in here:
                if area not in self._visited or self._visited[area][0] < day:
                    self._visited[area] = (day, str(row.get("code") or ""))

    def _rows(self, type_: str, *fields: str) -> Iterator[dict[str, Any]]:
        yield from self._register.fields_of(type_, ("id", "code", "review", *fields), ("review", "voided"))

    def _count(self, key: str, row: Mapping[str, Any], areas: Iterable[str]) -> None:
        for area in areas:
            self._found[key][area][str(row.get("code") or row["id"])] = None

    def _of(self, *settlements: str | None) -> list[str]:
        return [area for one in settlements if one for area in self._settlements.get(one, ())]

    def _at(self, shape: BaseGeometry | None) -> list[str]:
        if shape is None:
            return []
        return [self._areas[at].id or "" for at in self._tree.query(shape, predicate="intersects")]
