"""What a planner has before them: areas, teams and hazards as they are on record, and the gate of each area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from forensics.planning.gate import OVERRIDDEN, Gate, gate
from forensics.records.planning import Hazard, SurveyArea, Team
from layers.gating import AROUND_DEGREES, override_of, this_day
from layers.project import Project
from layers.records import read_all

AREA_FIELDS = (
    "place", "settlement", "parent", "purpose", "priority", "status", "team", "planned_start", "planned_end",
    "expected_hours", "start", "end", "hazard_clearance", "override_by", "override_reason", "planned_depth_cm",
    "access_permit", "permit_until", "method", "sweep_width_m", "spacing_m", "next_action",
)  # fmt: skip
TEAM_FIELDS = ("name", "lead", "members", "place", "start", "end", "skills", "languages", "capacity", "check_in")
HAZARD_FIELDS = (
    "place", "hazard_type", "hazard_class", "status", "exclusion_m", "settlement", "assessment", "assessed_on",
    "clearance_body", "quality_control_by", "reported_by", "certificate", "cleared_depth_cm", "valid_until", "date",
    "safe_lane",
)  # fmt: skip

DONE = ("complete", "cancelled")


@dataclass
class Situation:
    """Areas, teams and hazards at one moment, on one day; what was voided is left out."""

    project: Project
    day: date
    areas: tuple[SurveyArea, ...]
    teams: tuple[Team, ...]
    hazards: tuple[Hazard, ...]
    _gates: dict[str, Gate] = field(default_factory=dict)

    @cached_property
    def team_of(self) -> Mapping[str, Team]:
        """The teams by their ids."""
        return {one.id or "": one for one in self.teams}

    @cached_property
    def divided(self) -> frozenset[str]:
        """The areas that were divided and so are surveyed part by part: those that open areas are parts of."""
        return frozenset(one.parent for one in self.areas if one.parent and one.status not in DONE)

    def gate(self, area: SurveyArea) -> Gate:
        """Who may enter an area on the day; asked once for each."""
        id_ = area.id or ""
        if id_ not in self._gates:
            self._gates[id_] = self.gate_if(area)
        return self._gates[id_]

    def take_up(self, before: Situation) -> None:
        """Keep the gates that were asked already of areas that are as they were, where day and hazards are too.

        What a lead overrode hangs on the journal as well, and is asked again.
        """
        if before.day != self.day or before.hazards != self.hazards:
            return
        then = {one.id: one for one in before.areas}
        for area in self.areas:
            id_ = area.id or ""
            known = before._gates.get(id_)
            if known is not None and area.hazard_clearance != OVERRIDDEN and then.get(area.id) == area:
                self._gates[id_] = known

    def gate_if(self, area: SurveyArea) -> Gate:
        """The gate of an area as it might become, such as with other dates."""
        overridden = area.hazard_clearance == OVERRIDDEN
        override = override_of(self.project.register, area, self.day) if overridden else None
        return gate(area, self._near(area), self.day, override)

    @cached_property
    def _tree(self) -> tuple[shapely.STRtree, tuple[Hazard, ...], tuple[Hazard, ...]]:
        shapes = [(one, shape) for one in self.hazards if (shape := shape_of(one)) is not None]
        rest = tuple(one for one in self.hazards if shape_of(one) is None)
        return shapely.STRtree([shape for _, shape in shapes]), tuple(one for one, _ in shapes), rest

    def _near(self, area: SurveyArea) -> list[Hazard]:
        shape = shape_of(area)
        tree, drawn, rest = self._tree
        if shape is None:
            return []
        west, south, east, north = shape.bounds
        high = AROUND_DEGREES
        wide = high / max(float(np.cos(np.radians(max(abs(south), abs(north))))), 0.05)
        found = tree.query(shapely.box(west - wide, south - high, east + wide, north + high))
        return [*(drawn[at] for at in np.sort(found)), *rest]


def situation_of(project: Project, day: date | None = None) -> Situation:
    """What is on record now, and the day against which it is held: today where none is given."""
    with project.register.at_one_moment():
        return Situation(
            project, day or this_day(),
            _in_order(read_all(project, SurveyArea, AREA_FIELDS)),
            _in_order(read_all(project, Team, TEAM_FIELDS)),
            _in_order(read_all(project, Hazard, HAZARD_FIELDS)),
        )  # fmt: skip


One = TypeVar("One", SurveyArea, Team, Hazard)


def _in_order(records: Iterable[One]) -> tuple[One, ...]:
    return tuple(sorted(records, key=lambda one: one.code or ""))


def shape_of(record: SurveyArea | Team | Hazard) -> BaseGeometry | None:
    """The main geometry of a record in degrees; None where it is nowhere on the map."""
    shape = record.place.shape if record.place is not None else None
    return None if shape is None or shape.is_empty else shape
