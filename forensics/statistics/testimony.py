"""Interviews, consents, incidents and victims; incidents, victims and victimisations are three counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from forensics.dates import read_date
from forensics.messages import say
from forensics.statistics.counting import (
    Figure,
    Records,
    Statistic,
    by_code,
    by_two_codes,
    crossed,
    number_of,
    table,
)

INTERVIEWS, INCIDENTS, PERSONS = say("interviews"), say("incidents"), say("persons")
LEVEL_OF = {"admin2": 2, "admin3": 3}
"""The administrative level that an area shown stands for."""

UNITS = "*units"
"""Stands in `reads` for the fields of a settlement that hold its administrative units."""


def _interviewees(records: Records) -> Figure:
    """Persons are told apart by their codes."""
    persons: set[str] = set()
    unknown = 0
    for code, further in records.rows("interview", "interviewee_code", "further_interviewees"):
        named = [code, *(row.get("code") for row in further or ())]
        persons.update(one for one in named if one)
        unknown += not any(named)
    return Figure(len(persons), unknown)


def _by_area_shown(records: Records) -> Figure:
    """Nothing finer than the area shown is counted."""
    places = _settlements(records)
    found: Counter[str | None] = Counter()
    for settlement, shown in records.rows("interview", "settlement", "display_area"):
        place = places.get(settlement)
        if place is None or shown is None:
            found[None] += 1
        elif shown == "settlement":
            found[place["code"]] += 1
        else:
            found[place.get(LEVEL_OF.get(shown, 0))] += 1
    unknown = found.pop(None, 0)
    return Figure(table(found), unknown)


def _settlements(records: Records) -> dict[str, dict[Any, str | None]]:
    """Id to code and to the administrative units by level."""
    levels = records.units
    rows = records.around("settlement", "id", "code", *levels.values())
    return {id_: {"code": code, **dict(zip(levels, units, strict=True))} for id_, code, *units in rows}


def _incidents_by_unit(records: Records) -> Figure:
    places = _settlements(records)
    found = Counter(places.get(settlement, {}).get(1) for (settlement,) in records.rows("incident", "settlement"))
    unknown = found.pop(None, 0)
    return Figure(table(found), unknown)


def _incidents_by_month(records: Records) -> Figure:
    found = Counter(_month(date) for (date,) in records.rows("incident", "date"))
    unknown = found.pop(None, 0)
    return Figure(table(found), unknown)


def _month(text: str | None) -> str | None:
    """The month in which a date lies for certain, None where it may lie in several."""
    if text is None:
        return None
    date = read_date(text)
    if date.earliest is None or date.latest is None:
        return None
    first, last = f"{date.earliest:%Y-%m}", f"{date.latest:%Y-%m}"
    return first if first == last else None


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


def _victims(name: str) -> Callable[[Records], Figure]:
    def count(records: Records) -> Figure:
        counts = [number for (number,) in records.rows("victim", name)]
        return Figure(sum(number or 0 for number in counts), sum(number is None for number in counts))

    return count


def _suffered(records: Records, *fields: str) -> Iterator[tuple[int | None, list[str], tuple[Any, ...]]]:
    """Of each victim: how many persons, in which incidents that are counted, and further fields."""
    live = {id_ for (id_,) in records.rows("incident", "id")}
    for number, incidents, *rest in records.rows("victim", "count_best", "incidents", *fields):
        yield number, [one for one in incidents or () if one in live], tuple(rest)


def _victimisations(records: Records) -> Figure:
    rows = list(_suffered(records))
    total = sum((number or 0) * len(incidents) for number, incidents, _ in rows)
    return Figure(total, sum(number is None or not incidents for number, incidents, _ in rows))


def _victims_by_category(records: Records) -> Figure:
    """A victim counts once under each category of the incidents suffered."""
    categories: Mapping[str, str] = dict(records.rows("incident", "id", "category"))
    found: Counter[str] = Counter()
    unknown = 0
    for number, incidents, _ in _suffered(records):
        for category in {categories[one] for one in incidents if categories[one]}:
            found[category] += number or 0
        unknown += number is None or not incidents
    return Figure(table(found), unknown)


def _victims_by_sex_and_age(records: Records) -> Figure:
    return crossed(
        (sex, age, number or 0) for sex, age, number in records.rows("victim", "sex", "age_class", "count_best")
    )


INTERVIEW_STATISTICS = (
    Statistic(
        "interviews",
        say("Interviews"),
        INTERVIEWS,
        say("Every interview counts once, however many people were interviewed in it; interviews are not persons."),
        "interview",
        {"interview": ("id",)},
        number_of("interview"),
        persons=True,
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
        _by_area_shown,
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
    ),
)

INCIDENT_STATISTICS = (
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

VICTIM_STATISTICS = (
    Statistic(
        "victims",
        say("Victims"),
        PERSONS,
        say(
            "The best count of every victim record: one for a person, the best estimate for a group; a person who "
            "suffered several incidents counts once, one who is recorded apart under seal once for each record."
        ),
        "victim",
        {"victim": ("count_best",)},
        _victims("count_best"),
        persons=True,
    ),
    Statistic(
        "victims_least",
        say("Victims, at least"),
        PERSONS,
        say("The least count of every victim record."),
        "victim",
        {"victim": ("count_min",)},
        _victims("count_min"),
        persons=True,
    ),
    Statistic(
        "victims_most",
        say("Victims, at most"),
        PERSONS,
        say("The largest count of every victim record."),
        "victim",
        {"victim": ("count_max",)},
        _victims("count_max"),
        persons=True,
    ),
    Statistic(
        "victimisations",
        say("Victimisations"),
        say("victimisations"),
        say("The best count of every victim record, once for each incident suffered that is counted itself."),
        "victim",
        {"victim": ("count_best", "incidents"), "incident": ("id",)},
        _victimisations,
        persons=True,
    ),
    Statistic(
        "victims_by_category",
        say("Victims by category of incident"),
        PERSONS,
        say("The best count of every victim record, once under each category of the incidents suffered."),
        "victim",
        {"victim": ("count_best", "incidents"), "incident": ("id", "category")},
        _victims_by_category,
        persons=True,
        summed=False,
    ),
    Statistic(
        "victims_by_sex_and_age",
        say("Victims by sex and age group"),
        PERSONS,
        say("The best count of every victim record, under sex and age group."),
        "victim",
        {"victim": ("sex", "age_class", "count_best")},
        _victims_by_sex_and_age,
        persons=True,
    ),
)
