"""A card is moved on the board: what that says of its area, and what a planner sees before a team is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from forensics.messages import Message
from forensics.planning.skills import lacking
from forensics.ports import Found, Receipt
from forensics.records.planning import SurveyArea, Team
from forensics.rules.planning import BEGUN
from layers.editing import keep, setting
from layers.gating import OVERRIDE, gate_of
from layers.planning.assigning import Asked, Assignment, already_asked, is_of_interviews
from layers.planning.proposing import hours_a_day, hours_of
from layers.planning.reading import first_day, last_day
from layers.project import Project

COMPLETE = "complete"
AGAIN = ("planned", "assigned", "in_progress", "paused_security")
"""The statuses of an area whose work has no end yet."""


@dataclass(frozen=True)
class Outlook:
    """What is known before an area is assigned: why it would be refused, and who was interviewed there already.

    `closed` says what of that is the gate's, which a lead's override may lift; `lacks` which skills the team has not.
    """

    refusal: Message | None
    closed: tuple[Message, ...]
    lacks: Message | None
    asked: tuple[Asked, ...]


def moved(area: SurveyArea, status: str, day: date) -> dict[str, str]:
    """What the fields of an area become when its card is put into another column on a day."""
    found = {"status": status}
    if status == "planned":
        found["team"] = ""
    if status in BEGUN and not area.start:
        found["start"] = day.isoformat()
    if status == COMPLETE and not area.end:
        found["end"] = day.isoformat()
    elif status in AGAIN and area.end:
        found["end"] = ""
    return found


def move(project: Project, area: SurveyArea, status: str, day: date, reason: str = "") -> Receipt:
    """Put an area into another column, in one commit; raises RecordRefused where its gate is closed."""
    return keep(project, setting(project, found_of(area), moved(area, status, day)), reason)


def days_for(area: SurveyArea, team: Team | None, day: date) -> tuple[date, date]:
    """The days on which a team would be there: those planned where they are ahead, else from today as long as it takes.

    Work rests on two days of seven.
    """
    first = max(day, first_day(area.planned_start) or day)
    planned = last_day(area.planned_end)
    if planned is not None and planned >= first:
        return first, planned
    days = ceil(hours_of(area) / (hours_a_day(team) if team is not None else hours_a_day(Team())))
    return first, first + timedelta(days=max(0, days - 1) * 7 // 5)


def outlook(project: Project, area: SurveyArea, team: Team | None, wanted: Assignment) -> Outlook:
    """What a planner is shown before an assignment is written; nothing is. Blocking."""
    found = found_of(area)
    edit = setting(project, found, wanted.texts())
    refusal = edit.refusal.message if edit.refusal is not None else None
    lacks = lacking(area, team) if team is not None else None
    asked = already_asked(project, found) if is_of_interviews(project, found) else []
    held = project.register.values(found.type, found.id)
    planned = area.model_copy(update={"planned_start": wanted.first, "planned_end": wanted.last or None})
    closed = gate_of(project.register, _overridden(planned, wanted), about_to_be=True, held=held).messages
    return Outlook(refusal, closed, lacks, tuple(asked))


def _overridden(area: SurveyArea, wanted: Assignment) -> SurveyArea:
    texts = wanted.texts()
    return area.model_copy(update={name: texts[name] for name in OVERRIDE if name in texts})


def found_of(area: SurveyArea) -> Found:
    """The names of an area."""
    return Found("survey_area", area.id or "", area.code or "")
