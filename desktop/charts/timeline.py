"""Occupations as bars over months with incidents on them, a row for each settlement."""

from __future__ import annotations

from math import sqrt

from desktop.canvas.marks import number_text
from desktop.charts.drawing import Drawing, Key, Mark, Words
from desktop.charts.wording import Wording
from forensics.dates import day_of
from forensics.patterns.periods import Period
from forensics.statistics.charts import Charted, month_number

ROW = 22


def timeline(found: Charted, words: Wording) -> Drawing:
    """What is surely occupied is filled, what may be has an edge; a settlement that nobody covered is hatched."""
    if not found.columns:
        return Drawing()
    first, many = month_number(found.columns[0]), len(found.columns)
    rows = sorted(found.rows, key=words.called)
    place = {row: at for at, row in enumerate(rows)}
    marks: list[Mark] = []
    for row, at in place.items():
        covered = found.covered(row)
        told = f"{words.called(row)}: {words.effort_short(row, found.setting.places)}"
        marks.append(
            Mark(0, at + 0.04, many, at + 0.96, "muted", 0.35, True, told=told) if not covered
            else Mark(0, at + 0.04, many, at + 0.96, "hover", 1, told=told)
        )  # fmt: skip
        for period in found.setting.periods.get(row, ()):
            marks += _bars(period, at, first, many, words, row)
    most = max([*found.numbers.values(), 1])
    said: list[Words] = []
    for (row, month), number in found.numbers.items():
        at, column = place[row], month_number(month) - first
        high = 0.24 + 0.6 * sqrt(number / most)
        middle = at + 0.5
        told = f"{words.called(row)}, {month}: {number_text(number)}"
        marks.append(
            Mark(column + 0.12, middle - high / 2, column + 0.88, middle + high / 2, "accent", 1, path=(row, month),
                 told=told)
        )  # fmt: skip
        if high > 0.55:
            said.append(Words(column, at, column + 1, at + 1, number_text(number), colour="on_accent"))
    marks += _effort(found, words)
    below = [(at + 0.5, month) for at, month in enumerate(found.columns)]
    every = max(-(-many // 12), 1)
    said += [Words(at, -2, at + every, -1, month, "left", "muted") for at, (_, month) in enumerate(below)
             if not at % every]  # fmt: skip
    legend = (
        Key(words.occupied, "warning", 0.55), Key(words.perhaps_occupied, "warning", 1, outlined=True),
        Key(words.incidents, "accent"), *words.covering,
    )  # fmt: skip
    beside = ((-0.5, words.effort), *((at + 0.5, words.called(row)) for row, at in place.items()))
    return Drawing(tuple(marks), tuple(said), many, -2, max(len(rows), 1), (), tuple(beside), legend, ROW)


def _effort(found: Charted, words: Wording) -> list[Mark]:
    """The row of recorded effort by month, over all settlements."""
    months = found.setting.months
    assert months is not None
    return [
        Mark(at + 0.02, -0.85, at + 0.98, -0.15, "good" if months.covered(month) else "muted",
             0.55 if months.covered(month) else 0.9, hatched=not months.covered(month),
             told=words.told_effort(month, months))
        for at, month in enumerate(found.columns)
    ]  # fmt: skip


def _bars(period: Period, at: int, first: int, many: int, words: Wording, row: str) -> list[Mark]:
    """The longest that the period may have been as an edge, and what it surely was as a filled bar in it."""
    began = [_at(day, first) for day in period.start if day is not None]
    ended = [float(many)] if period.end is None else [_at(day, first) for day in period.end if day is not None]
    widest = (min(began, default=0.0), max(ended, default=float(many)))
    told = f"{words.called(row)}: {words.told_period(period)}"
    found = [Mark(max(widest[0], 0), at + 0.1, min(widest[1], many), at + 0.9, "warning", 1, outlined=True, told=told)]
    is_known = None not in period.start and (period.end is None or None not in period.end)
    if is_known and max(began) < min(ended):
        found.append(Mark(max(max(began), 0), at + 0.1, min(min(ended), many), at + 0.9, "warning", 0.55, told=told))
    return found


def _at(day: int, first: int) -> float:
    """The place of a day among months."""
    date = day_of(day)
    return date.year * 12 + date.month - 1 - first + (date.day - 1) / 31
