"""Incidents: each counted once under its category, and apart under its acts."""

from __future__ import annotations

from collections import Counter

from forensics.dates import month_of
from forensics.messages import say
from forensics.statistics.counting import (
    UNITS,
    Figure,
    Records,
    Statistic,
    by_code,
    by_two_codes,
    number_of,
    settlements_of,
    table,
)

INCIDENTS = say("incidents")


def _incidents_by_unit(records: Records) -> Figure:
    places = settlements_of(records)
    found = Counter(places.get(settlement, {}).get(1) for (settlement,) in records.rows("incident", "settlement"))
    unknown = found.pop(None, 0)
    return Figure(table(found), unknown)


def _incidents_by_month(records: Records) -> Figure:
    found = Counter(month_of(date) for (date,) in records.rows("incident", "date"))
    unknown = found.pop(None, 0)
    return Figure(table(found), unknown)


def _by_acts(records: Records) -> Figure:
    """An incident counts once under each of its acts."""
    found: Counter[str] = Counter()
    unknown = 0
    for (acts,) in records.rows("incident", "acts"):
        found.update(dict.fromkeys(acts or (), 1))
        unknown += not acts
    return Figure(table(found), unknown)


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
        _by_acts,
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
        "incidents_by_unit",
        say("Incidents by administrative unit"),
        INCIDENTS,
        say("Every incident counts once, in the largest administrative unit in which its settlement lies."),
        "incident",
        {"incident": ("settlement",), "settlement": ("code", UNITS)},
        _incidents_by_unit,
        persons=True,
    ),
    Statistic(
        "incidents_by_month",
        say("Incidents by month"),
        INCIDENTS,
        say("Every incident counts once, in its month; one that may have happened in several months is unknown."),
        "incident",
        {"incident": ("date",)},
        _incidents_by_month,
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
