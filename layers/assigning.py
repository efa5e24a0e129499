"""Whether a team may be sent to dig: the one moment at which the order of the steps keeps somebody back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from forensics.messages import Message, say
from forensics.planning.gate import breaks_ground
from forensics.ports import Query
from forensics.problems import Problem
from forensics.records.places import Site
from forensics.records.planning import SurveyArea
from forensics.rules.between import filled
from forensics.workflow.ground import reaching
from forensics.workflow.site import OF_HAZARDS, may_be_dug
from forensics.workflow.steps import Step
from layers.project import Project
from layers.records import select
from layers.workflow import course_with, today

ASSIGNED = "assigned"


def assignment_problems(project: Project, area: SurveyArea) -> Iterator[Problem]:
    """What keeps a team from being assigned to break the ground of an area: each site in it with its steps that lack.

    What was done already is recorded whatever the order (any other status). A lead's recorded override stands for what
    is asked of hazards, and for nothing else.
    """
    if area.status != ASSIGNED or not breaks_ground(area):
        return
    overridden = area.hazard_clearance == "overridden" and filled(area, "override_by", "override_reason")
    for site in _sites_in(project, area):
        course = course_with(project, site.id or "", area, _day_of_work(area))
        missing = [step for step in may_be_dug(course) if not (overridden and step.key in OF_HAZARDS)]
        if missing:
            message = say(
                "No team is assigned to dig at {site} before these steps are borne out: {steps}.",
                site=site.code or "", steps=_listed(missing),
            )  # fmt: skip
            yield Problem("status", area.status, message)


def _sites_in(project: Project, area: SurveyArea) -> list[Site]:
    """The sites that an area touches, in the order of their codes."""
    shape = area.place.shape if area.place is not None else None
    if shape is None:
        return []
    west, south, east, north = shape.bounds
    near = list(select(project, Site, Query("site", bbox=(west, south, east, north))))
    reached = reaching([one.outline or one.place for one in near], [area])
    return sorted((one for one, areas in zip(near, reached, strict=True) if areas), key=lambda one: one.code or "")


def _day_of_work(area: SurveyArea) -> str:
    """The day against which permits and releases are held: the first planned one, today where none is a single day."""
    planned = area.planned_start or ""
    try:
        return max(date.fromisoformat(planned).isoformat(), today())
    except ValueError:
        return today()


def _listed(steps: list[Step]) -> Message:
    names = [f"step{number}" for number in range(len(steps))]
    labels = [step.label for step in steps]
    return Message(", ".join(f"“{{{name}}}”" for name in names), dict(zip(names, labels, strict=True)))
