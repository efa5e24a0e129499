"""A chart's numbers as rows of a CSV: codes and labels, with the rule, the cut-off and the head in each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from desktop.charts.wording import Wording
from forensics.statistics.charts import Charted

HEAD = (
    "statistic", "row", "row_label", "column", "column_label", "number", "status", "interviews", "visits", "areas",
    "unit", "rule", "cut_off", "head", "counted",
)  # fmt: skip
COUNTED, NOT_COVERED, UNKNOWN = "counted", "not_covered", "unknown"
"""What a row says of its number; these codes never change with the language."""


def csv_of(found: Charted, words: Wording, cut_off: str, head: str, counted: str) -> bytes:
    """All cells, those that are not covered without a number, and what is unknown in a row of its own."""
    statistic = found.chart.statistic
    rest = (words.translate(statistic.unit), words.translate(statistic.rule), cut_off, head, counted)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEAD)
    for row in _rows(found, words):
        writer.writerow((statistic.key, *row, *rest))
    return text.getvalue().encode("utf-8-sig")


def _rows(found: Charted, words: Wording) -> Iterator[tuple[object, ...]]:
    effort = found.setting.places or found.setting.months
    for row in found.rows:
        for column in found.columns or ("",):
            path = (row, column) if column else (row,)
            number = found.number(*path)
            told = (effort.interviews[row], effort.visits[row], effort.areas[row]) if effort is not None else ("",) * 3
            status = NOT_COVERED if number is None else COUNTED
            yield (row, words.called(row), column, words.called(column) if column else "",
                   "" if number is None else number, status, *told)  # fmt: skip
    yield ("", words.unknown, "", "", found.figure.unknown, UNKNOWN, "", "", "")
