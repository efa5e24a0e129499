"""The charts of what is published: which statistic is drawn in which form, with what stands behind every mark.

Nothing is counted here: a chart is a table of a statistic, and what each record added to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from forensics.dates import date_columns, day_of
from forensics.patterns.periods import Period
from forensics.statistics import effort
from forensics.statistics.counting import Cell, Figure, Records, Statistic, summed_up
from forensics.statistics.effort import Effort, effort_by_month, effort_by_settlement
from forensics.statistics.incidents import BY_SETTLEMENT_AND_MONTH
from forensics.statistics.published import PUBLISHED

OCCUPIED = "occupied"
Path = tuple[str, ...]


class Form(StrEnum):
    """How a table is drawn."""

    BARS = "bars"
    MONTHS = "months"
    PYRAMID = "pyramid"
    MATRIX = "matrix"
    TIMELINE = "timeline"


@dataclass(frozen=True)
class Chart:
    """A statistic in a form."""

    form: Form
    statistic: Statistic

    @property
    def key(self) -> str:
        """The statistic's key, which no two charts share."""
        return self.statistic.key

    @property
    def reads(self) -> Mapping[str, tuple[str, ...]]:
        """The fields that it looks at, by type: the statistic's, and those of effort and occupations."""
        found = {type_: list(names) for type_, names in self.statistic.reads.items()}
        more = effort.READS if self.by_month or self.by_settlement else {}
        if self.form is Form.TIMELINE:
            more = {**more, "occupation": ("settlement", "character", "start", "end", "ongoing")}
        for type_, names in (*more.items(), *({"settlement": ("monitored",)}.items() if self.by_settlement else ())):
            found.setdefault(type_, []).extend(names)
        return {type_: tuple(dict.fromkeys(names)) for type_, names in found.items()}

    @property
    def by_settlement(self) -> bool:
        """Whether its rows are settlements."""
        return self.statistic.names == "settlement"

    @property
    def by_month(self) -> bool:
        """Whether its columns are months."""
        return self.form in (Form.MONTHS, Form.TIMELINE)


def _charts() -> tuple[Chart, ...]:
    forms = {
        Form.MONTHS: ("incidents_by_month", "interviews_by_month"),
        Form.PYRAMID: ("victims_by_sex_and_age", "interviews_by_sex_and_age"),
        Form.MATRIX: (
            "incidents_by_settlement_and_category", "incidents_by_category_and_level", "incidents_by_party_and_level",
            "victims_by_category_and_sex", "victims_by_category_and_age", "consents_by_purpose",
        ),
        Form.BARS: (
            "incidents_by_category", "incidents_by_act", "incidents_by_level", "incidents_by_party",
            "incidents_by_unit", "victims_by_category", "victims_by_level", "victims_by_party", "interviews_by_area",
            "interviews_by_consent", "sites_by_status", "cases_by_class", "survey_areas_by_status",
        ),
    }  # fmt: skip
    by_key = {one.key: one for one in PUBLISHED}
    drawn = {key: Chart(form, by_key[key]) for form, keys in forms.items() for key in keys}
    timeline = Chart(Form.TIMELINE, BY_SETTLEMENT_AND_MONTH)
    first = [*forms[Form.MONTHS], *forms[Form.MATRIX][:1]]
    rest = [*forms[Form.PYRAMID], *forms[Form.MATRIX][1:], *forms[Form.BARS]]
    return (*(drawn[key] for key in first), timeline, *(drawn[key] for key in rest))


CHARTS = _charts()
"""All charts, in the order in which they are offered."""


@dataclass(frozen=True)
class Setting:
    """What stands beside the numbers of a chart, whatever is asked for: a filter uncovers no place and no month.

    `months` and `places` are the recorded effort by month and by settlement, `periods` the occupations of each
    settlement, `monitored` the settlements that a mission is to look after.
    """

    months: Effort | None = None
    places: Effort | None = None
    periods: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)
    monitored: frozenset[str] = frozenset()


def setting_of(chart: Chart, records: Records) -> Setting:
    """Look it up once for all filters."""
    if not chart.by_settlement:
        return Setting(effort_by_month(records)) if chart.by_month else Setting()
    monitored = {code for code, flag in records.around("settlement", "code", "monitored") if flag and code}
    periods = _periods(records) if chart.form is Form.TIMELINE else {}
    months = effort_by_month(records) if chart.by_month else None
    return Setting(months, effort_by_settlement(records), periods, frozenset(monitored))


@dataclass(frozen=True)
class Charted:
    """The numbers of a chart: `rows` and `columns` are the keys in their order, those without a number too."""

    chart: Chart
    setting: Setting
    figure: Figure
    cells: Sequence[Cell]
    rows: tuple[str, ...]
    columns: tuple[str, ...] = ()

    def behind(self, path: Path | None) -> tuple[str, ...]:
        """The ids of the records in a cell; of None those that are unknown."""
        return tuple(dict.fromkeys(id_ for id_, at, _ in self.cells if at == path))

    def number(self, *path: str) -> int | None:
        """The number of a cell: None where none is recorded and nobody asked or looked, which is not nought."""
        found = self.numbers.get(path)
        return found if found is not None else 0 if self.covered(*path) else None

    @cached_property
    def numbers(self) -> Mapping[Path, int]:
        """The numbers of the table by the codes of their cells."""
        value = self.figure.value
        assert isinstance(value, Mapping)
        found: dict[Path, int] = {}
        for key, inner in value.items():
            if isinstance(inner, Mapping):
                found.update({(key, other): number for other, number in inner.items()})
            else:
                found[key,] = inner
        return found

    def covered(self, *path: str) -> bool:
        """Whether effort is recorded for the place or the month of a cell, where it has one."""
        if self.setting.places is not None:
            return self.setting.places.covered(path[0])
        return self.setting.months is None or self.setting.months.covered(path[0])


def charted(chart: Chart, records: Records, setting: Setting) -> Charted:
    """Count a chart's table, keeping what each record added to it."""
    assert chart.statistic.cells is not None
    cells = list(chart.statistic.cells(records))
    figure = summed_up(cells)
    value = figure.value
    assert isinstance(value, Mapping)
    rows = tuple(value)
    columns = tuple(sorted({other for inner in value.values() if isinstance(inner, Mapping) for other in inner}))
    if chart.by_settlement:
        rows = tuple(sorted({*rows, *setting.monitored, *setting.periods}))
    if setting.months is not None:
        seen = {*setting.months.keys, *(columns if chart.by_settlement else rows), *_months_of(setting.periods)}
        stretch = months_between(seen)
        rows, columns = (rows, stretch) if chart.by_settlement else (stretch, ())
    return Charted(chart, setting, figure, cells, rows, columns)


MOST_MONTHS = 600
"""So many months are drawn without a gap; beyond, one mistyped year would flatten all others."""


def months_between(months: set[str]) -> tuple[str, ...]:
    """All months from the first to the last, as YYYY-MM; those alone that are named where that is too long."""
    if not months:
        return ()
    numbers = sorted(month_number(one) for one in months)
    if numbers[-1] - numbers[0] >= MOST_MONTHS:
        return tuple(sorted(months))
    return tuple(month_named(one) for one in range(numbers[0], numbers[-1] + 1))


def month_number(month: str) -> int:
    """Months since January of the year 0."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_named(number: int) -> str:
    """A month as YYYY-MM."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _periods(records: Records) -> dict[str, tuple[Period, ...]]:
    codes = dict(records.around("settlement", "id", "code"))
    found: dict[str, list[Period]] = {}
    fields = ("settlement", "character", "start", "end", "ongoing")
    for settlement, character, start, end, ongoing in records.around("occupation", *fields):
        if character == OCCUPIED and (code := codes.get(settlement)) is not None:
            found.setdefault(code, []).append(Period(date_columns(start), None if ongoing else date_columns(end)))
    return {code: tuple(periods) for code, periods in found.items()}


def _months_of(periods: Mapping[str, tuple[Period, ...]]) -> set[str]:
    """The months in which occupations began and ended, as far as known."""
    days = [day for all_ in periods.values() for one in all_ for day in (*one.start, *(one.end or ()))]
    return {f"{day_of(day):%Y-%m}" for day in days if day is not None}
