"""Dates as people and spreadsheets write them, turned into EDTF; never guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from forensics.dates import DateValue, read_date, shortened
from forensics.errors import ValueRefused
from forensics.messages import say

_TIME = (
    r"(?:[T ,]+(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?"
    r"\s?(?:[AaPp]\.?[Mm]\.?)?\s?(?:Z|[+-]\d\d:?\d\d|UTC|GMT)?(?:\[[\w/+\-]+\])?)?"
)
_YEAR_WORD = r"(?:\s?(?:р\.|г\.|р|г|року|рік|года|год))?"
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})" + _TIME, re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})" + _YEAR_WORD + _TIME)
_MONTH_YEAR = re.compile(r"(?P<month>\d{1,2})[-./](?P<year>\d{4})|(?P<year2>\d{4})[./](?P<month2>\d{1,2})", re.ASCII)
_DAY_WORD_YEAR = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s.\-]+)?(?P<word>[^\W\d_]{3,})[\s.,\-]+(?P<year>\d{4})" + _YEAR_WORD + _TIME
)
_WORD_DAY_YEAR = re.compile(r"(?P<word>[^\W\d_]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + _TIME)
_SPAN = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*|(?<=\d\d\d\d)-(?=\d\d?[./]\d)")

# Named in English, Ukrainian and Russian; a beginning of three letters or more is enough.
_MONTHS = (
    "january січень січня январь января", "february лютий лютого февраль февраля", "march березень березня март марта",
    "april квітень квітня апрель апреля", "may травень травня май мая", "june червень червня июнь июня",
    "july липень липня июль июля", "august серпень серпня август августа",
    "september sept. вересень вересня сентябрь сентября", "october жовтень жовтня октябрь октября",
    "november листопад листопада ноябрь ноября", "december грудень грудня декабрь декабря",
)  # fmt: skip
_MONTH_NAMES = tuple((name, number) for number, names in enumerate(_MONTHS, start=1) for name in names.split())


class AmbiguousDate(ValueRefused):
    """A date whose day and month could change places; `choices` are both readings, day first and month first."""

    def __init__(self, text: str, day_first: date, month_first: date) -> None:
        self.choices = (day_first, month_first)
        super().__init__(
            say(
                "“{value}” may be {one} or {other}; say whether the day or the month comes first.",
                value=shortened(text),
                one=day_first.isoformat(),
                other=month_first.isoformat(),
            )
        )


class DayNumber(ValueRefused):
    """A number that may be a day as spreadsheets count them, or anything else; `day` is what it would be."""

    def __init__(self, text: str, day: date) -> None:
        self.day = day
        super().__init__(
            say(
                "“{value}” is a number and no date; a spreadsheet that counts days would mean {day} by it.",
                value=text, day=day.isoformat(),
            )
        )  # fmt: skip


_BEFORE_THE_FIRST = date(1899, 12, 30)
"""Day 0 of the spreadsheets that take 1900 for a leap year, as all do for days after February of it."""
_DAYS = range(20_000, 60_001)
"""October 1954 to April 2064: numbers by which a column of days is known."""
_DAY_NUMBER = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)


def spreadsheet_day(text: str) -> date | None:
    """The day that a spreadsheet means by a number, its time of day left out; None for what is no such number."""
    match = _DAY_NUMBER.fullmatch(text.strip())
    if match is None or int(match[1]) not in _DAYS:
        return None
    return _BEFORE_THE_FIRST + timedelta(days=int(match[1]))


@lru_cache(maxsize=65536)
def parse_written(text: str, day_first: bool | None = None) -> DateValue:
    """The date that a person or a spreadsheet wrote; a time of day beside it is not part of the date.

    `day_first` says whether the day comes before the month; None leaves it open, and a date that fits both ways raises
    AmbiguousDate, save with dots (08.09.2022), which every norm that writes dots puts day first (DSTU 4163, DIN 5008).
    Raises ValueRefused for anything else, also for two-digit years and for a spreadsheet's bare day numbers.
    """
    written = " ".join(text.split())
    if _is_edtf(written):
        return read_date(written)
    ends = _SPAN.split(written)
    if len(ends) == 2 and all(ends):
        return read_date("/".join(_edtf(end, day_first, text) for end in ends))
    return read_date(_edtf(written, day_first, text))


def _is_edtf(written: str) -> bool:
    try:
        read_date(written)
    except ValueRefused:
        return False
    return True


def _edtf(written: str, day_first: bool | None, text: str) -> str:
    if _is_edtf(written):
        return written
    match = _YEAR_FIRST.fullmatch(written)
    if match:
        return _iso(match[1], match[3], match[4], text)
    match = _YEAR_LAST.fullmatch(written)
    if match:
        return _in_either_order(match, day_first, text)
    match = _MONTH_YEAR.fullmatch(written)
    if match:
        return _iso(match["year"] or match["year2"], match["month"] or match["month2"], None, text)
    match = _DAY_WORD_YEAR.fullmatch(written) or _WORD_DAY_YEAR.fullmatch(written)
    month = _month_named(match["word"]) if match else None
    if match and month:
        return _iso(match["year"], month, match["day"], text)
    day = spreadsheet_day(written)
    if day is not None:
        raise DayNumber(shortened(text), day)
    raise ValueRefused(
        "“{value}” is not a date that can be read; 24.02.2022, 24 February 2022, 2022-02-24, 2022-03 or 2022 can.",
        value=shortened(text),
    )


def _in_either_order(match: re.Match[str], day_first: bool | None, text: str) -> str:
    first, second, year = match[1], match[3], match[4]
    if day_first is None and match[2] == ".":
        day_first = True
    if day_first is None:
        day_first = not _fits(year, first, second)
        if not day_first and first != second and _fits(year, second, first):
            raise AmbiguousDate(
                text, date(int(year), int(second), int(first)), date(int(year), int(first), int(second))
            )
    return _iso(year, second, first, text) if day_first else _iso(year, first, second, text)


def _fits(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _iso(year: str, month: str | int, day: str | None, text: str) -> str:
    if not _fits(year, str(month), day or "1"):
        raise ValueRefused("“{value}” is not in the calendar.", value=shortened(text))
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _month_named(word: str) -> int | None:
    found = {number for name, number in _MONTH_NAMES if name.startswith(word.casefold())}
    return found.pop() if len(found) == 1 else None
