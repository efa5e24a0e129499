"""Victims and victimisations: one person who suffered three incidents is one victim and three victimisations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from forensics.messages import say
from forensics.statistics.counting import Figure, Records, Statistic, crossed, table

PERSONS = say("persons")


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
