"""Victims and victimisations: one person who suffered three incidents is one victim and three victimisations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from forensics.at_risk import ADULT
from forensics.messages import say
from forensics.statistics.counting import Cell, Figure, Records, Statistic, Tabled

PERSONS = say("persons")
SPANS_18 = "interval_spans_18"
"""The age group of whoever may have been a child and may not: never guessed, and held to what children are."""


def _victims(name: str) -> Callable[[Records], Figure]:
    def count(records: Records) -> Figure:
        counts = [number for (number,) in records.rows("victim", name)]
        return Figure(sum(number or 0 for number in counts), sum(number is None for number in counts))

    return count


def _suffered(records: Records, *fields: str) -> Iterator[tuple[str, int | None, list[str], tuple[Any, ...]]]:
    """Of each victim: its id, how many persons, in which incidents that are counted, and further fields."""
    live = {id_ for (id_,) in records.rows("incident", "id")}
    for id_, number, incidents, *rest in records.rows("victim", "id", "count_best", "incidents", *fields):
        yield id_, number, [one for one in incidents or () if one in live], tuple(rest)


def _victimisations(records: Records) -> Figure:
    rows = list(_suffered(records))
    total = sum((number or 0) * len(incidents) for _, number, incidents, _ in rows)
    return Figure(total, sum(number is None or not incidents for _, number, incidents, _ in rows))


def _by_incident(name: str) -> Tabled:
    """A victim counts once under each code that the incidents suffered have in a field."""

    def cells(records: Records) -> Iterator[Cell]:
        codes: Mapping[str, str | None] = dict(records.rows("incident", "id", name))
        for id_, number, incidents, _ in _suffered(records):
            found = {codes[one] for one in incidents}
            for code in found - {None}:
                yield id_, (str(code),), number or 0
            if number is None or not incidents or None in found:
                yield id_, None, 1

    return Tabled(cells)


def age_told(age_class: str | None, least: int | None, most: int | None) -> str | None:
    """The age group of a victim; one whose age interval spans 18 is in none, whatever group was written."""
    if least is not None and most is not None and least < ADULT <= most:
        return SPANS_18
    return age_class


def _by_category_and(*fields: str) -> Callable[[Records], Iterator[Cell]]:
    """By category, and by a code or, from three fields, the age group."""

    def cells(records: Records) -> Iterator[Cell]:
        categories: Mapping[str, str | None] = dict(records.rows("incident", "id", "category"))
        for id_, number, incidents, rest in _suffered(records, *fields):
            told = age_told(*rest) if len(rest) > 1 else rest[0]
            found = {categories[one] for one in incidents}
            for category in found - {None}:
                yield id_, None if told is None else (str(category), told), number or 0
            if number is None or not found:
                yield id_, None, 1

    return cells


def _by_sex_and_age(records: Records) -> Iterator[Cell]:
    for id_, sex, number, *age in records.rows("victim", "id", "sex", "count_best", "age_class", "age_min", "age_max"):
        told = age_told(*age)
        yield id_, None if sex is None or told is None else (sex, told), number or 0


STATISTICS = (
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
        _by_incident("category"),
        persons=True,
        summed=False,
    ),
    Statistic(
        "victims_by_sex_and_age",
        say("Victims by sex and age group"),
        PERSONS,
        say(
            "The best count of every victim record, under sex and age group; one whose age interval spans 18 is in a "
            "row of its own, neither among children nor among adults."
        ),
        "victim",
        {"victim": ("sex", "age_class", "age_min", "age_max", "count_best")},
        Tabled(_by_sex_and_age),
        persons=True,
        words={SPANS_18: say("The interval spans 18")},
    ),
    Statistic(
        "victims_by_level",
        say("Victims by level of verification"),
        PERSONS,
        say("The best count of every victim record, once under each level of the incidents suffered."),
        "victim",
        {"victim": ("count_best", "incidents"), "incident": ("id", "level")},
        _by_incident("level"),
        persons=True,
        summed=False,
    ),
    Statistic(
        "victims_by_party",
        say("Victims by alleged party"),
        PERSONS,
        say(
            "The best count of every victim record, once under each party that is alleged to have done the incidents "
            "suffered."
        ),
        "victim",
        {"victim": ("count_best", "incidents"), "incident": ("id", "alleged_party")},
        _by_incident("alleged_party"),
        persons=True,
        summed=False,
    ),
    Statistic(
        "victims_by_category_and_sex",
        say("Victims by category of incident and sex"),
        PERSONS,
        say("The best count of every victim record, by sex, once under each category of the incidents suffered."),
        "victim",
        {"victim": ("count_best", "incidents", "sex"), "incident": ("id", "category")},
        Tabled(_by_category_and("sex")),
        persons=True,
        summed=False,
    ),
    Statistic(
        "victims_by_category_and_age",
        say("Victims by category of incident and age group"),
        PERSONS,
        say(
            "The best count of every victim record, by age group, once under each category of the incidents suffered; "
            "one whose age interval spans 18 is in a column of its own."
        ),
        "victim",
        {"victim": ("count_best", "incidents", "age_class", "age_min", "age_max"), "incident": ("id", "category")},
        Tabled(_by_category_and("age_class", "age_min", "age_max")),
        persons=True,
        summed=False,
        words={SPANS_18: say("The interval spans 18")},
    ),
)
