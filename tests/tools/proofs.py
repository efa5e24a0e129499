"""Which line of an issue's "Must hold" a test proves, and with what figure; `make prove` prints them as one table."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.counts import proving

Proof = Callable[[str, str, object], None]
HEADINGS = ("line", "what holds", "figure", "test", "")


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Proof:
    """`proof("A3", "counts equal the register's", "31,000 of 31,000")` after the assertion that it speaks of."""

    def record(line: str, rule: str, figure: object) -> None:
        request.node.user_properties.append(("proof", (line, rule, str(figure))))

    return record


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, gathered from the reports that also parallel workers send."""
    rows = sorted(_rows(terminalreporter), key=lambda row: _numbered(row[0]))
    if proving() and rows:
        terminalreporter.section("Must hold")
        for line in table([HEADINGS, *rows]):
            terminalreporter.write_line(line)


def _rows(reporter: pytest.TerminalReporter) -> list[tuple[str, ...]]:
    return [
        (*value, report.nodeid.partition("::")[2], report.outcome)
        for reports in reporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "proof"
    ]


def _numbered(line: str) -> tuple[str, int]:
    parts = re.fullmatch(r"(\D*)(\d*).*", line)
    return (parts[1], int(parts[2] or 0)) if parts else (line, 0)


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """`rows` as lines of text, each column as wide as its widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
