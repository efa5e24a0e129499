"""The five forms of a chart: each makes of the numbers rectangles and words, and of what is not covered a hatch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil, log10, sqrt
from typing import TypeVar

from desktop.canvas.marks import number_text
from desktop.charts.drawing import Drawing, Key, Mark, Words
from desktop.charts.timeline import timeline
from desktop.charts.wording import Wording
from forensics.statistics.charts import Charted, Form
from forensics.statistics.victims import SPANS_18
from forensics.vocabulary.testimony import AGE_GROUP

ROW, PYRAMID_ROW = 24, 29
Drawn = TypeVar("Drawn", Mark, Words)
NOT_COVERED, UNKNOWN = "muted", "muted"
DIM = 0.45
"""How much of its colour what is unknown has: it is a number, and not hatched as what nobody covered."""


def drawing_of(found: Charted, words: Wording) -> Drawing:
    """The chart in its form."""
    return FORMS[found.chart.form](found, words)


def bars(found: Charted, words: Wording) -> Drawing:
    """A bar for each code, the longest first; what is unknown in a row of its own."""
    keys = sorted(found.rows, key=lambda key: (-found.numbers.get((key,), 0), words.called(key)))
    most = max([*found.numbers.values(), found.figure.unknown, 1])
    marks, said, beside = [], [], []
    for at, key in enumerate(keys):
        number = found.numbers[key,]
        marks.append(_across(at, number, "accent", (key,), f"{words.called(key)}: {number_text(number)}"))
        said.append(_after(at, number, most))
        beside.append((at + 0.5, words.called(key)))
    rows = len(keys)
    if found.figure.unknown:
        told = f"{words.unknown}: {number_text(found.figure.unknown)}"
        marks.append(_across(rows, found.figure.unknown, UNKNOWN, (), told, DIM))
        said.append(_after(rows, found.figure.unknown, most))
        beside.append((rows + 0.5, words.unknown))
        rows += 1
    legend = (Key(words.unknown, UNKNOWN, DIM),) if found.figure.unknown else ()
    return Drawing(tuple(marks), tuple(said), most * 1.12, 0, max(rows, 1), (), tuple(beside), legend, ROW)


def _across(at: int, number: int, colour: str, path: tuple[str, ...], told: str, opacity: float = 1.0) -> Mark:
    return Mark(0, at + 0.16, number, at + 0.84, colour, opacity, path=path, told=told)


def _after(at: int, number: int, most: float) -> Words:
    return Words(number + most * 0.008, at, number + most * 0.12, at + 1, number_text(number), "left")


def months(found: Charted, words: Wording) -> Drawing:
    """A bar for each month over the row of recorded effort; a month that nobody covered is hatched, and no nought."""
    most = max([*found.numbers.values(), 1])
    unknown_at = len(found.rows) + 1
    marks: list[Mark] = []
    base, strip = float(most), (most * 1.03, most * 1.11)
    for at, month in enumerate(found.rows):
        number, told = found.number(month), words.told_number(month, found.number(month))
        covered = found.covered(month)
        if number is None:
            marks.append(Mark(at + 0.02, 0, at + 0.98, base, NOT_COVERED, 0.6, hatched=True, told=told))
        else:
            marks.append(Mark(at + 0.1, base - number, at + 0.9, base, "accent", path=(month,), told=told))
        marks.append(
            Mark(at + 0.02, strip[0], at + 0.98, strip[1], "good" if covered else NOT_COVERED,
                 0.55 if covered else 0.9, hatched=not covered, told=words.told_effort(month, found.setting.months))
        )  # fmt: skip
    wide = float(unknown_at)
    below = [(at + 0.5, month) for at, month in enumerate(found.rows)]
    if found.figure.unknown:
        high = min(found.figure.unknown, most)
        told = f"{words.unknown}: {number_text(found.figure.unknown)}"
        marks.append(Mark(unknown_at, base - high, unknown_at + 2, base, UNKNOWN, DIM, path=(), told=told))
        wide = unknown_at + 2.4
    apart = [(unknown_at + 1.0, words.unknown)] if found.figure.unknown else []
    beside = [(base - value, number_text(round(value))) for value in steps(most)]
    beside.append(((strip[0] + strip[1]) / 2, words.effort))
    return Drawing(
        tuple(marks), (), wide, -most * 0.04, most * 1.13, (*thinned(below, 14), *apart), tuple(beside),
        (*words.covering, *((Key(words.unknown, UNKNOWN, DIM),) if found.figure.unknown else ())), 0, True,
    )  # fmt: skip


def steps(most: float) -> list[float]:
    """Round numbers from nought to the largest, about five of them."""
    rough = max(most / 5, 1.0)
    power = 10 ** int(log10(rough))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= rough)
    return [step * at for at in range(ceil(most / step) + 1) if step * at <= most * 1.02]


def thinned(ticks: Sequence[tuple[float, str]], most: int) -> tuple[tuple[float, str], ...]:
    """So many of them at most, evenly."""
    every = max(ceil(len(ticks) / most), 1)
    return tuple(ticks[::every])


SIDES = (("F", -1), ("M", 1))
"""Whose bars grow to the left and to the right of the middle; all others stand apart."""


def pyramid(found: Charted, words: Wording) -> Drawing:
    """Women to the left, men to the right, all others apart; children lowest, and over them who spans 18."""
    ages = _ages(found)
    others = [sex for sex in found.rows if sex not in dict(SIDES)]
    most = max([*found.numbers.values(), 1])
    apart = most * 1.45
    wide = apart + most * (1.15 if others else 0)
    marks: list[Mark] = []
    said = [
        Words(-most, -1, 0, 0, words.called("F"), bold=True),
        Words(0, -1, most, 0, words.called("M"), bold=True),
    ]
    if others:
        said.append(Words(apart, -1, wide, 0, ", ".join(words.called(sex) for sex in others), "left", bold=True))
    for at, age in enumerate(ages):
        colour = "warning" if age in CHILDREN else "accent"
        for sex, side in SIDES:
            number = found.numbers.get((sex, age), 0)
            edge = sorted((0.0, side * float(number)))
            told = f"{words.called(sex)}, {words.called(age)}: {number_text(number)}"
            marks.append(Mark(edge[0], at + 0.12, edge[1], at + 0.88, colour, 1, path=(sex, age), told=told))
            past = side * (number + most * 0.01)
            box = (past - most * 0.2, past) if side < 0 else (past, past + most * 0.2)
            said.append(Words(box[0], at, box[1], at + 1, number_text(number), "right" if side < 0 else "left"))
        marks += _stacked(found, words, others, age, at, apart)
        total = sum(found.numbers.get((sex, age), 0) for sex in others)
        if others:
            said.append(Words(apart + total + most * 0.01, at, wide, at + 1, number_text(total), "left"))
    legend = (Key(words.children, "warning"), Key(words.adults, "accent"))
    beside = tuple((at + 0.5, words.called(age)) for at, age in enumerate(ages))
    moved = most * 1.25  # all of it lies right of nought
    return Drawing(
        tuple(_moved(mark, moved) for mark in marks), tuple(_moved(one, moved) for one in said), wide + moved, -1.1,
        len(ages), (), beside, legend, PYRAMID_ROW,
    )  # fmt: skip


CHILDREN = (*AGE_GROUP.at_risk, SPANS_18)


def _ages(found: Charted) -> list[str]:
    """The age groups, the oldest on top, children lowest; who spans 18 is told wherever ages are intervals, nought too.

    Codes that say why no group is known stand above, where there are any.
    """
    adults = [code for code in reversed(list(AGE_GROUP.codes)) if code not in AGE_GROUP.at_risk]
    spans = [SPANS_18] if SPANS_18 in found.chart.statistic.words else []
    known = [*adults, *spans, *AGE_GROUP.at_risk]
    return [*(code for code in found.columns if code not in known), *known]


def _stacked(
    found: Charted, words: Wording, others: Sequence[str], age: str, at: int, left: float
) -> list[Mark]:  # fmt: skip
    marks = []
    for place, sex in enumerate(others):
        number = found.numbers.get((sex, age), 0)
        told = f"{words.called(sex)}, {words.called(age)}: {number_text(number)}"
        colour = "warning" if age in CHILDREN else "accent"
        marks.append(
            Mark(left, at + 0.12, left + number, at + 0.88, colour, 1 - 0.25 * place, path=(sex, age), told=told)
        )
        left += number
    return marks


def _moved(one: Drawn, by: float) -> Drawn:
    return replace(one, left=one.left + by, right=one.right + by)


def matrix(found: Charted, words: Wording) -> Drawing:
    """A cell for each pair, the darker the more; a row that nobody covered is hatched, with what is told of effort."""
    rows, columns = sorted(found.rows, key=words.called), words.in_order(found.columns)
    most = max([*found.numbers.values(), 1])
    marks: list[Mark] = []
    said = [Words(at + 0.03, -2, at + 0.97, 0, words.called(code), wraps=True, bold=True)
            for at, code in enumerate(columns)]  # fmt: skip
    places = found.setting.places
    for at, row in enumerate(rows):
        for column, code in enumerate(columns):
            number = found.number(row, code)
            told = f"{words.called(row)}, {words.told_number(code, number)}"
            box = (column + 0.02, at + 0.05, column + 0.98, at + 0.95)
            if number is None:
                marks.append(Mark(*box, NOT_COVERED, 0.6, hatched=True, told=told))
                continue
            share = sqrt(number / most) if number else 0.0
            marks.append(Mark(*box, "accent", 0.08 + 0.82 * share, path=(row, code), told=told))
            colour = "on_accent" if share > 0.6 else "text" if number else "muted"
            said.append(Words(*box, number_text(number), colour=colour))
        if places is not None:
            said.append(Words(len(columns) + 0.04, at, len(columns) + 1, at + 1,
                              words.effort_short(row, places), "left", "muted"))  # fmt: skip
    if places is not None:
        said.append(Words(len(columns) + 0.04, -2, len(columns) + 1, 0, words.effort, "left", bold=True,
                          wraps=True))  # fmt: skip
    return Drawing(
        tuple(marks), tuple(said), len(columns) + (1 if places is not None else 0) or 1, -2.1, max(len(rows), 1),
        (), tuple((at + 0.5, words.called(row)) for at, row in enumerate(rows)),
        words.covering[1:] if places is not None else (), ROW,
    )  # fmt: skip


FORMS: dict[Form, Callable[[Charted, Wording], Drawing]] = {
    Form.BARS: bars,
    Form.MONTHS: months,
    Form.PYRAMID: pyramid,
    Form.MATRIX: matrix,
    Form.TIMELINE: timeline,
}
