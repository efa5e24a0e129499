"""An area is assigned to a team: through the gate, and after who was interviewed there already is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from forensics.ports import Found, Query, Receipt
from layers.editing import keep, setting
from layers.planning.reading import shape_in
from layers.project import Project

AREA, TEAM = "survey_area", "team"
INTERVIEW = "interview"


@dataclass(frozen=True)
class Asked:
    """An interview where an area is: its code, with whom, when, whether they may be asked again, who else asked."""

    code: str
    interviewee: str
    month: str
    again: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Assignment:
    """What an assignment is to be: the team, its days, and a lead's override with its reason where there is one.

    `begun` is the day on which a team that is on the ground already began; the area is then in progress.
    """

    team: str
    first: str
    last: str = ""
    override_by: str = ""
    override_reason: str = ""
    begun: str = ""

    def texts(self) -> dict[str, str]:
        """The fields of the area that say it."""
        found = {"status": "assigned", "team": self.team, "planned_start": self.first}
        if self.last:
            found["planned_end"] = self.last
        if self.begun:
            found |= {"status": "in_progress", "start": self.begun}
        if self.override_by or self.override_reason:
            found |= {"hazard_clearance": "overridden", "override_by": self.override_by,
                      "override_reason": self.override_reason}  # fmt: skip
        return found


def assign(project: Project, area: Found, assignment: Assignment, reason: str = "") -> Receipt:
    """Assign an area to a team in one commit; raises RecordRefused where the gate is closed.

    One that is to be visited again has no end of work any more; the journal keeps when it was.
    """
    texts = assignment.texts()
    if (project.register.values(AREA, area.id) or {}).get("end"):
        texts["end"] = ""
    return keep(project, setting(project, area, texts), reason)


def already_asked(project: Project, area: Found) -> list[Asked]:
    """The interviews that were held about or in the settlements of an area, before anybody is asked twice; newest
    first.

    What other organisations asked is told where an interview says it.
    """
    values = project.register.values(AREA, area.id) or {}
    settlements = _settlements(project, values)
    rows: dict[str, Mapping[str, Any]] = {}
    for settlement in settlements:
        for name in ("settlement", "events_settlement"):
            for row in project.register.select(Query(INTERVIEW, where=((name, settlement),))):
                if row.get("review") != "voided":
                    rows[row["id"]] = row
    found = [_asked(row) for row in rows.values()]
    return sorted(found, key=lambda one: (one.month, one.code), reverse=True)


def is_of_interviews(project: Project, area: Found) -> bool:
    """Whether people are to be interviewed in an area."""
    return (project.register.values(AREA, area.id) or {}).get("purpose") == "interview"


def _settlements(project: Project, values: Mapping[str, Any]) -> list[str]:
    shape = shape_in(values.get("place"))
    found = [values["settlement"]] if values.get("settlement") else []
    if shape is not None:
        west, south, east, north = map(float, shape.bounds)
        for row in project.register.select(Query("settlement", bbox=(west, south, east, north))):
            point = shape_in(row.get("place"))
            if point is not None and shapely.intersects(shape, point):
                found.append(row["id"])
    return list(dict.fromkeys(found))


def _asked(row: Mapping[str, Any]) -> Asked:
    others = tuple(str(one.get("organisation") or "") for one in row.get("interviewed_by_others") or ())
    month = str(row.get("month") or str(row.get("date") or "")[:7])
    return Asked(str(row.get("code") or ""), str(row.get("interviewee_code") or ""), month,
                 str(row.get("recontact") or ""), others)  # fmt: skip
