"""Numbers that a mission publishes for everybody: those that are hidden and journaled, never counted apart."""

from __future__ import annotations

from collections.abc import Callable

from forensics.disclosure import Leaves, Profile
from forensics.messages import Message, say
from forensics.statistics.counting import Statistic, Value
from layers.errors import MayNotWrite
from layers.exports.counted import Counted, count_openly
from layers.exports.counted_layers import NARROWED, UNNOTED
from layers.exports.selecting import Selection
from layers.project import Project

NOT_SO_FINE = say("Everybody is told numbers by settlement, hexagon, month and year, and no finer ones.")
OF_NOW = say("Everybody is told the numbers of now: those of an earlier moment could be subtracted.")
HIDDEN = say("What is not told was put together with others: too few, or too near to what was told before.")
WHOLES = {"interviews": "interview", "incidents": "incident", "exhumations": "exhumation", "cases": "case"}
"""The statistics that are the number of records of a type."""
MONTHS = {"interviews_by_month": "interview", "incidents_by_month": "incident"}
AREAS = {"interviews_by_area": "interview"}

Told = Callable[[Statistic], tuple[Value, Message | None]]


def is_of_numbers(statistic: Statistic, profile: Profile) -> bool:
    """Whether a statistic counts what leaves an open profile as numbers, or by a decision on each record."""
    return profile.leaves(statistic.type) is Leaves.COUNTS or statistic.type in profile.by_decision


def tell_openly(
    project: Project, profile: Profile, selection: Selection, as_of: str, *, note: bool = True
) -> Told:  # fmt: skip
    """Gives of each statistic what everybody may know, and why something is not told; enters it into the journal.

    Without `note` nothing is entered, and nothing of it may be handed out.
    """
    if selection.asks or as_of:
        why = NARROWED if selection.asks else OF_NOW
        return lambda statistic: (None, why)
    try:
        counted = count_openly(project, profile, selection.recipient, note=note)
    except MayNotWrite:
        return lambda statistic: (None, UNNOTED)
    return lambda statistic: _tell(statistic, counted)


def _tell(statistic: Statistic, counted: Counted) -> tuple[Value, Message | None]:
    key = statistic.key
    value: Value = None
    if WHOLES.get(key) in counted.types:
        value = counted.held(WHOLES[key]) if statistic.own else counted.whole(WHOLES[key])
    elif MONTHS.get(key) in counted.types:
        value = counted.by_month(MONTHS[key])
    elif AREAS.get(key) in counted.types:
        numbers = counted.by_settlement(AREAS[key])
        value = {str(counted.settlements[id_]["code"]): number for id_, number in numbers.items()}
    else:
        return None, NOT_SO_FINE
    hides = not value or (isinstance(value, dict) and None in value.values())
    return value, HIDDEN if hides else None
