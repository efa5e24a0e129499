"""Incidents: each counted once under its category, and apart under its acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from forensics.dates import month_of
from forensics.messages import say
from forensics.statistics.counting import (
    UNITS,
    Cell,
    Figure,
    Records,
    Statistic,
    Tabled,
    by_code,
    by_month,
    by_two_codes,
    number_of,
    settlements_of,
)

INCIDENTS = say("incidents")


def _by_unit(records: Records) -> Iterator[Cell]:
    places = settlements_of(records)
    for id_, settlement in records.rows("incident", "id", "settlement"):
        unit = places.get(settlement, {}).get(1)
        yield id_, None if unit is None else (unit,), 1


def _by_acts(records: Records) -> Iterator[Cell]:
    """An incident counts once under each of its acts."""
    for id_, acts in records.rows("incident", "id", "acts"):
        for act in dict.fromkeys(acts or ()):
            yield id_, (act,), 1
        if not acts:
            yield id_, None, 1


def _by_settlement(name: str, key: Callable[[Any], str | None]) -> Tabled:
    """By settlement, and what `key` makes of a field."""

    def cells(records: Records) -> Iterator[Cell]:
        codes = dict(records.around("settlement", "id", "code"))
        for id_, settlement, value in records.rows("incident", "id", "settlement", name):
            place, other = codes.get(settlement), key(value)
            yield id_, None if place is None or other is None else (place, other), 1

    return Tabled(cells)


def _per_thousand(records: Records) -> Figure:
    """Incidents with a settlement, by the population of all settlements for which one is known."""
    people = {id_: count for id_, count in records.rows("settlement", "id", "population") if count}
    settled = [settlement for (settlement,) in records.rows("incident", "settlement")]
    counted = sum(settlement in people for settlement in settled)
    total = sum(people.values())
    rate = round(counted / total * 1000, 2) if total else None
    return Figure(rate, len(settled) - counted, counted)


STATISTICS = (
    Statistic(
        "incidents",
        say("Incidents"),
        INCIDENTS,
        say("Every incident counts once, at whatever level it is established, refuted ones too."),
        "incident",
        {"incident": ("id",)},
        number_of("incident"),
        persons=True,
    ),
    Statistic(
        "incidents_by_category",
        say("Incidents by category"),
        INCIDENTS,
        say("Every incident counts once, under its category; other acts in the same incident are not counted here."),
        "incident",
        {"incident": ("category",)},
        by_code("incident", "category"),
        persons=True,
    ),
    Statistic(
        "incidents_by_act",
        say("Incidents by act"),
        INCIDENTS,
        say("An incident counts once under each of its acts, so that these numbers add up to more than the incidents."),
        "incident",
        {"incident": ("acts",)},
        Tabled(_by_acts),
        persons=True,
        summed=False,
    ),
    Statistic(
        "incidents_by_category_and_level",
        say("Incidents by category and level"),
        INCIDENTS,
        say("Every incident counts once, under its category and the level at which it is established."),
        "incident",
        {"incident": ("category", "level")},
        by_two_codes("incident", "category", "level"),
        persons=True,
    ),
    Statistic(
        "incidents_by_level",
        say("Incidents by level of verification"),
        INCIDENTS,
        say("Every incident counts once, under the level at which it is established."),
        "incident",
        {"incident": ("level",)},
        by_code("incident", "level"),
        persons=True,
    ),
    Statistic(
        "incidents_by_party",
        say("Incidents by alleged party"),
        INCIDENTS,
        say("Every incident counts once, under the party that is alleged to have done it; without one it is unknown."),
        "incident",
        {"incident": ("alleged_party",)},
        by_code("incident", "alleged_party"),
        persons=True,
    ),
    Statistic(
        "incidents_by_party_and_level",
        say("Incidents by alleged party and level"),
        INCIDENTS,
        say("Every incident counts once, under the alleged party and the level at which it is established."),
        "incident",
        {"incident": ("alleged_party", "level")},
        by_two_codes("incident", "alleged_party", "level"),
        persons=True,
    ),
    Statistic(
        "incidents_by_settlement_and_category",
        say("Incidents by settlement and category"),
        INCIDENTS,
        say("Every incident counts once, in its settlement under its category; one without a settlement is unknown."),
        "incident",
        {"incident": ("settlement", "category"), "settlement": ("code",)},
        _by_settlement("category", lambda code: code),
        persons=True,
        names="settlement",
    ),
    Statistic(
        "incidents_by_unit",
        say("Incidents by administrative unit"),
        INCIDENTS,
        say("Every incident counts once, in the largest administrative unit in which its settlement lies."),
        "incident",
        {"incident": ("settlement",), "settlement": ("code", UNITS)},
        Tabled(_by_unit),
        persons=True,
    ),
    Statistic(
        "incidents_by_month",
        say("Incidents by month"),
        INCIDENTS,
        say("Every incident counts once, in its month; one that may have happened in several months is unknown."),
        "incident",
        {"incident": ("date",)},
        by_month("incident", "date"),
        persons=True,
    ),
    Statistic(
        "incidents_per_1000",
        say("Incidents per 1,000 people"),
        say("incidents per 1,000 people"),
        say(
            "Incidents in settlements whose population before the war is known, for each 1,000 people of all such "
            "settlements; incidents elsewhere are unknown."
        ),
        "incident",
        {"incident": ("settlement",), "settlement": ("population",)},
        _per_thousand,
        persons=True,
    ),
)

BY_SETTLEMENT_AND_MONTH = Statistic(
    "incidents_by_settlement_and_month",
    say("Incidents over time, by settlement"),
    INCIDENTS,
    say(
        "Every incident counts once, in its settlement in its month; one without a settlement, or that may have "
        "happened in several months, is unknown."
    ),
    "incident",
    {"incident": ("settlement", "date"), "settlement": ("code",)},
    _by_settlement("date", month_of),
    persons=True,
    names="settlement",
)
"""Too fine to be published: what the timeline of occupations counts, for the mission alone."""
