"""What the commands of `taphos plan` share: days, weights, teams by their codes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

from forensics.dates import read_date
from forensics.errors import ValueRefused


def add_project(parser: argparse.ArgumentParser) -> None:
    """The arguments that all of them have."""
    parser.add_argument("project", metavar="PROJECT")


def add_day(parser: argparse.ArgumentParser) -> None:
    """The day against which all is held, and the document for programs."""
    parser.add_argument("--day", default="", metavar="YYYY-MM-DD", help="the day that all is held against (today)")
    parser.add_argument("--json", action="store_true", help="one JSON document")


def day_of(text: str) -> date | None:
    """A day; None where none is given. Raises ValueRefused."""
    if not text:
        return None
    value = read_date(text)
    if not value.is_day or value.earliest is None:
        raise ValueRefused("“{value}” is no day; one such as 2024-05-14 was expected.", value=text)
    return value.earliest


def numbers(pairs: Sequence[str]) -> dict[str, float]:
    """NAME=NUMBER arguments; raises ValueRefused."""
    found: dict[str, float] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            found[name] = float(value)
        except ValueError:
            raise ValueRefused("“{text}” is not NAME=NUMBER.", text=pair) from None
    return found
