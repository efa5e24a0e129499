"""What searches of areas could have found, from their sweep widths and tracks: a planner's aid, kept nowhere.

It enters no record, no report and no export; that a search found nothing states method, extent, conditions and limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely

from forensics.errors import ValueRefused
from forensics.geodesy import area_km2, length_m
from forensics.planning.searching import Searched, after_a_search, best_effort, coverage, coverage_of_lines, detection
from forensics.records.planning import SurveyArea, Track
from layers.planning.proposing import PRIORITY
from layers.planning.situation import DONE, Situation, shape_of
from layers.project import Project
from layers.records import read_all

UNSAID = 0.1
"""What an area without a priority weighs beside an urgent one."""


@dataclass(frozen=True)
class Search:
    """An area with what was searched of it: sweep width, metres of line, coverage, POD; its POA before and after.

    `effort_km` is where the next kilometres would find most.
    """

    area: SurveyArea
    km2: float
    sweep_width_m: float
    length_m: float
    coverage: float
    detection: float
    before: float
    after: float
    effort_km: float


def searches(
    situation: Situation, areas: Sequence[SurveyArea], given: Mapping[str, float], elsewhere: float, length_km: float
) -> tuple[list[Search], Searched]:
    """The searches of some areas, and what they come to together.

    `given` are probabilities of areas by their ids, else they share what is not `elsewhere` by priority and ground;
    `length_km` is how much line could be walked next. An area without a sweep width was not searched.
    """
    drawn = [one for one in areas if shape_of(one) is not None]
    if not drawn:
        raise ValueRefused("No area to be searched is drawn on the map.")
    if not 0 <= elsewhere < 1:
        raise ValueRefused("“{value}” is no probability; 0 to 1 was expected.", value=str(elsewhere))
    km2 = [area_km2(shape) for one in drawn if (shape := shape_of(one)) is not None]
    before = _before(drawn, km2, given, elsewhere)
    walked = _walked(situation.project, drawn)
    width = [float(one.sweep_width_m or 0.0) for one in drawn]
    covered = [
        _coverage(one, wide, metres, size) for one, wide, metres, size in zip(drawn, width, walked, km2, strict=True)
    ]
    found = [detection(one) for one in covered]
    after = after_a_search(before, found)
    usual = max(width, default=0.0) or 20.0
    effort = best_effort(after.areas, km2, usual, length_km) if length_km > 0 else [0.0] * len(drawn)
    return [
        Search(one, km2[at], width[at], walked[at], covered[at], found[at], before[at], after.areas[at], effort[at])
        for at, one in enumerate(drawn)
    ], after


def open_areas(situation: Situation) -> list[SurveyArea]:
    """The areas that may be searched on the ground: not cancelled, and not divided into others."""
    return [one for one in situation.areas if one.status not in DONE and one.id not in situation.divided]


def _before(
    areas: Sequence[SurveyArea], km2: Sequence[float], given: Mapping[str, float], elsewhere: float
) -> list[float]:
    if given:
        return [given.get(one.id or "", 0.0) for one in areas]
    weight = [PRIORITY.get(one.priority or "", UNSAID) * size for one, size in zip(areas, km2, strict=True)]
    return [(1 - elsewhere) * one / (sum(weight) or 1.0) for one in weight]


def _walked(project: Project, areas: Sequence[SurveyArea]) -> list[float]:
    """The metres of track that lie in each area, each metre as often as it was walked."""
    tracks = [one.place.shape for one in read_all(project, Track, ("place",)) if one.place is not None]
    lines = [shape for shape in tracks if shape is not None and not shape.is_empty]
    tree = shapely.STRtree(lines)
    found = []
    for one in areas:
        shape = shape_of(one)
        near = tree.query(shape).tolist() if shape is not None else []
        parts = [shapely.intersection(part, shape) for at in near for part in shapely.get_parts(lines[at])]
        found.append(float(sum(length_m(part) for part in parts)))
    return found


def _coverage(area: SurveyArea, width: float, metres: float, km2: float) -> float:
    """By the tracks in it; of a finished area without any, by the spacing of its lines."""
    if width and not metres and area.spacing_m and area.status == "complete":
        return coverage_of_lines(width, area.spacing_m)
    return coverage(width, metres, km2)
