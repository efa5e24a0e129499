"""The columns that charts are counted from, read once and held: a filter is then counted without the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forensics.messages import Message
from forensics.statistics.charts import Chart
from forensics.statistics.counting import UNITS
from layers.methodology import methodology_of
from layers.project import Project

Rows = NDArray[np.int64]
VOIDED = ("review", "voided")


@dataclass(frozen=True)
class Columns:
    """Fields of the records of a type that stand, canonical values; `row` are the register's own row numbers."""

    row: Rows
    values: Mapping[str, list[Any]]


@dataclass(frozen=True)
class Held:
    """What a chart reads, as it was at one moment: for the mission itself, so nothing is kept back."""

    columns: Mapping[str, Columns]
    units: Mapping[int, str]
    cut_off: str
    head: str
    methodology: Message
    names: Mapping[str, Mapping[str, str]]
    """By language the names of settlements by their codes, as the country pack adds them."""

    def narrowed(self, looked_at: Mapping[str, Rows]) -> Narrowed:
        """Only the records of these rows; of types that are not named all of them."""
        return Narrowed(self, looked_at)


class Narrowed:
    """Held records of which some are asked for (forensics.statistics.counting.Records)."""

    def __init__(self, held: Held, looked_at: Mapping[str, Rows]) -> None:
        self._held = held
        self._kept = {
            type_: np.isin(held.columns[type_].row, rows).tolist()
            for type_, rows in looked_at.items() if type_ in held.columns
        }  # fmt: skip

    @property
    def units(self) -> Mapping[int, str]:
        return self._held.units

    def rows(self, type_: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        rows = self.around(type_, *fields)
        return compress(rows, self._kept[type_]) if type_ in self._kept else rows

    def around(self, type_: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        values = self._held.columns[type_].values
        return zip(*(values[name] for name in fields), strict=True)


def read_held(project: Project, chart: Chart) -> Held:
    """Read what a chart looks at, of one moment. Blocking: half a second for 31,000 interviews."""
    register, catalogue = project.register, project.catalogue
    levels = {one.level: one.name for one in catalogue.pack.fields if one.level and one.type == "settlement"}
    with register.at_one_moment():
        columns: dict[str, Columns] = {}
        for type_, names in chart.reads.items():
            told = [one for name in names for one in (levels.values() if name == UNITS else (name,))]
            columns[type_] = _read(project, type_, told)
        called = _names(project)
        point = register.point_of("")
    return Held(columns, levels, point.time, point.head, methodology_of(project).told, called)


def _read(project: Project, type_: str, names: Iterable[str]) -> Columns:
    fields = tuple(dict.fromkeys(("id", *names)))
    found = project.register.fields_of(type_, (*fields, *(one for one in VOIDED[:1] if one not in fields)), VOIDED)
    numbers = project.register.ids_to_rows(type_, [str(values["id"]) for values in found])
    row = np.fromiter((numbers.get(values["id"], -1) for values in found), np.int64, len(found))
    return Columns(row, {name: [values.get(name) for values in found] for name in fields})


def _names(project: Project) -> dict[str, dict[str, str]]:
    fields = [one for one in project.catalogue.pack.fields if one.type == "settlement" and one.language]
    rows = project.register.fields_of("settlement", ("id", "code", "review", *(one.name for one in fields)), VOIDED)
    return {
        one.language: {str(row["code"]): str(row[one.name]) for row in rows if row.get("code") and row.get(one.name)}
        for one in fields
    }
