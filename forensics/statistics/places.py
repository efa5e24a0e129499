"""Settlements, and the ground that was covered."""

from __future__ import annotations

import shapely

from forensics.messages import say
from forensics.planning.covering import COUNTED, covered_km2
from forensics.statistics.counting import Figure, Records, Statistic, by_code, number_of

SETTLEMENTS = say("settlements")
DECIMALS = 1
"""Of km²: what the outlines of survey areas are good for."""


def _monitored(records: Records) -> Figure:
    flags = [flag for (flag,) in records.rows("settlement", "monitored")]
    return Figure(sum(flag is True for flag in flags), sum(flag is None for flag in flags))


def _occupied(records: Records) -> Figure:
    rows = list(records.rows("occupation", "settlement", "character"))
    held = {settlement for settlement, character in rows if character == "occupied"}
    return Figure(len(held), sum(character in (None, "unknown") for _, character in rows))


def _covered(records: Records) -> Figure:
    """Geodesic area of the union, in km²."""
    done = [place for status, place in records.rows("survey_area", "status", "place") if status in COUNTED]
    visited = [place for (place,) in records.rows("visit", "covered") if place is not None]
    drawn = [place["geometry"] for place in (*done, *visited) if place is not None and "geometry" in place]
    area = covered_km2(shapely.from_wkb(drawn)) if drawn else 0.0
    return Figure(round(area, DECIMALS), len(done) + len(visited) - len(drawn))


STATISTICS = (
    Statistic(
        "settlements",
        say("Settlements"),
        SETTLEMENTS,
        say("Every settlement on record counts once."),
        "settlement",
        {"settlement": ("id",)},
        number_of("settlement"),
    ),
    Statistic(
        "settlements_monitored",
        say("Settlements monitored"),
        SETTLEMENTS,
        say("A settlement counts when it is marked as monitored; one without an answer is unknown."),
        "settlement",
        {"settlement": ("monitored",)},
        _monitored,
    ),
    Statistic(
        "settlements_occupied",
        say("Settlements that were occupied"),
        SETTLEMENTS,
        say(
            "A settlement counts once when any period of control of it is recorded as occupied; periods whose "
            "character is not known are unknown."
        ),
        "occupation",
        {"occupation": ("settlement", "character")},
        _occupied,
    ),
    Statistic(
        "covered_km2",
        say("Area covered"),
        say("km²"),
        say(
            "The geodesic area, on the WGS 84 ellipsoid, of the union of all complete survey areas and of the areas "
            "that visits covered; ground that was covered twice counts once. One without an outline is unknown."
        ),
        "survey_area",
        {"survey_area": ("status", "place"), "visit": ("covered",)},
        _covered,
        open=True,
    ),
    Statistic(
        "survey_areas_by_status",
        say("Survey areas by status"),
        say("survey areas"),
        say("Every survey area counts once, under its status as recorded, whether or not a team may enter it today."),
        "survey_area",
        {"survey_area": ("status",)},
        by_code("survey_area", "status"),
    ),
)
