"""Dates of which nobody can tell what they mean: that is asked, with what the file tells."""

from __future__ import annotations

import re
from collections.abc import Iterable

from forensics.messages import Message, say, say_count
from forensics.written_dates import spreadsheet_day

_EITHER = re.compile(r"\s*(\d{1,2})[-/](\d{1,2})[-/]\d{4}\b.*", re.DOTALL)
_MONTHS = 12


def order_given_away(texts: Iterable[str]) -> bool | None:
    """Whether some dates can only be read day first (True) or month first (False); None where none or both can."""
    found = set()
    for text in texts:
        match = _EITHER.fullmatch(text)
        if match is not None and (int(match[1]) > _MONTHS) != (int(match[2]) > _MONTHS):
            found.add(int(match[1]) > _MONTHS)
    return found.pop() if len(found) == 1 else None


def order_asked(count: int, example: str, order: bool | None) -> Message:
    """The question for a whole file."""
    hint = {
        None: say("no other date of the column tells"), True: say("other dates of the column put the day first"),
        False: say("other dates of the column put the month first"),
    }[order]  # fmt: skip
    return say_count(
        "{count} row has a date such as “{example}”, which may be meant day or month first ({hint}): say which, "
        "beside “Coordinates” (--day-first, --month-first).",
        "{count} rows have dates such as “{example}”, which may be meant day or month first ({hint}): say which, "
        "beside “Coordinates” (--day-first, --month-first).",
        count=count, example=example, hint=hint,
    )  # fmt: skip


def days_asked(column: str, field: str, text: str) -> Message:
    """The question for a column that holds numbers where dates are expected."""
    return say(
        "“{column}” holds numbers such as {value} where dates are expected. Where a spreadsheet counted days by them "
        "({value} is {day} then), say so where columns are given their fields (--map {column}={field}.days).",
        column=column, field=field, value=text, day=str(spreadsheet_day(text)),
    )  # fmt: skip
