"""Interviews, the people interviewed in them, and what they consented to."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.messages import say
from forensics.statistics.counting import (
    UNITS,
    Cell,
    Figure,
    Records,
    Statistic,
    Tabled,
    by_code,
    by_two_codes,
    number_of,
    settlements_of,
)

INTERVIEWS, PERSONS = say("interviews"), say("persons")
LEVEL_OF = {"admin2": 2, "admin3": 3}
"""The administrative level that an area shown stands for."""


def _interviewees(records: Records) -> Figure:
    """Persons are told apart by their codes."""
    persons: set[str] = set()
    unknown = 0
    for code, further in records.rows("interview", "interviewee_code", "further_interviewees"):
        named = [code, *(row.get("code") for row in further or ())]
        persons.update(one for one in named if one)
        unknown += not any(named)
    return Figure(len(persons), unknown)


def _by_area_shown(records: Records) -> Iterator[Cell]:
    """Nothing finer than the area shown is counted."""
    places = settlements_of(records)
    for id_, settlement, shown in records.rows("interview", "id", "settlement", "display_area"):
        place = places.get(settlement, {})
        area = place.get("code" if shown == "settlement" else LEVEL_OF.get(shown, 0))
        yield id_, None if area is None else (area,), 1


STATISTICS = (
    Statistic(
        "interviews",
        say("Interviews"),
        INTERVIEWS,
        say("Every interview counts once, however many people were interviewed in it; interviews are not persons."),
        "interview",
        {"interview": ("id",)},
        number_of("interview"),
        persons=True,
        own=True,
    ),
    Statistic(
        "interviewees",
        say("People interviewed"),
        PERSONS,
        say(
            "People are told apart by their codes, and one who was interviewed several times counts once; interviews "
            "without a code are unknown."
        ),
        "interview",
        {"interview": ("interviewee_code", "further_interviewees")},
        _interviewees,
        persons=True,
        own=True,
    ),
    Statistic(
        "interviews_by_sex_and_age",
        say("Interviews by sex and age group"),
        INTERVIEWS,
        say("Every interview counts once, under the sex and the age group of the person first named in it."),
        "interview",
        {"interview": ("sex", "age_group")},
        by_two_codes("interview", "sex", "age_group"),
        persons=True,
    ),
    Statistic(
        "interviews_by_area",
        say("Interviews by area shown"),
        INTERVIEWS,
        say(
            "Every interview counts once, in its settlement or, where no more may be shown, in the administrative "
            "unit that it lies in."
        ),
        "interview",
        {"interview": ("settlement", "display_area"), "settlement": ("code", UNITS)},
        Tabled(_by_area_shown),
        persons=True,
    ),
    Statistic(
        "interviews_by_month",
        say("Interviews by month"),
        INTERVIEWS,
        say("Every interview counts once, in its month."),
        "interview",
        {"interview": ("month",)},
        by_code("interview", "month"),
        persons=True,
    ),
    Statistic(
        "interviews_by_consent",
        say("Interviews by informed consent"),
        INTERVIEWS,
        say("Every interview counts once, under the answer on informed consent."),
        "interview",
        {"interview": ("informed_consent",)},
        by_code("interview", "informed_consent"),
        persons=True,
        own=True,
    ),
    Statistic(
        "consents_by_purpose",
        say("Consents by purpose and answer"),
        say("consents"),
        say("Every recorded consent counts once, under its purpose and its answer; one interview may have several."),
        "consent",
        {"consent": ("purpose", "answer")},
        by_two_codes("consent", "purpose", "answer"),
        persons=True,
        own=True,
    ),
)
