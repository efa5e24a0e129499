"""Dates as they are known: EDTF (ISO 8601-2:2019, levels 0 and 1, and sets), each with its earliest and latest day.

Read here and not by the edtf library, which takes 2.7 ms a date, prints to the console, accepts 29 February 2022 and
raises AttributeError on some text; the tests hold the two together where the library is right.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from forensics.errors import ValueRefused

EPOCH = date(1970, 1, 1).toordinal()


class Precision(StrEnum):
    """How closely a date is known."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"
    OPEN = "open"


class Form(StrEnum):
    """What a date value is: one date, a span of time, one of several dates, or all of several dates."""

    DATE = "date"
    SPAN = "span"
    ONE_OF = "one_of"
    ALL_OF = "all_of"


@dataclass(frozen=True, slots=True)
class Bound:
    """One date of a date value, or one end of a span: the days that it may be, both inclusive.

    None is a side that is open (`..`) or not known (nothing written).
    """

    text: str
    earliest: date | None
    latest: date | None
    precision: Precision
    uncertain: bool = False
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date as EDTF (`text` is canonical) and the days it may mean, both inclusive; None is open or not known.

    `start` and `end` are the ends of a span or set, and one and the same for a single date.
    """

    text: str
    form: Form
    precision: Precision
    start: Bound
    end: Bound
    parts: tuple[tuple[Bound, Bound], ...] = ()

    @property
    def earliest(self) -> date | None:
        """The first day that it may mean."""
        return self.start.earliest

    @property
    def latest(self) -> date | None:
        """The last day that it may mean."""
        return self.end.latest

    @property
    def uncertain(self) -> bool:
        """Whether any part is marked `?` or `%`."""
        return self.start.uncertain or self.end.uncertain or any(a.uncertain or b.uncertain for a, b in self.parts)

    @property
    def approximate(self) -> bool:
        """Whether any part is marked `~` or `%`."""
        return (
            self.start.approximate or self.end.approximate or any(a.approximate or b.approximate for a, b in self.parts)
        )

    @property
    def is_day(self) -> bool:
        """Whether it says one exact day, neither uncertain nor approximate."""
        return self.earliest is not None and self.earliest == self.latest and not (self.uncertain or self.approximate)


@lru_cache(maxsize=65536)
def read_date(text: str) -> DateValue:
    """The date that EDTF text says; raises ValueRefused for anything else, also for a day that no calendar has."""
    if not isinstance(text, str):
        raise _not_a_date(text)
    written = text.strip()
    if len(written) <= 11 and "/" not in written and written[:1] not in ("[", "{"):
        return _single(_bound(written))
    if len(written) > 400:
        raise _not_a_date(text)
    if written[:1] in ("[", "{"):
        return _read_set(written)
    if written.count("/") == 1:
        return _read_span(written)
    return _single(_bound(written))


def _single(bound: Bound) -> DateValue:
    return DateValue(bound.text, Form.DATE, bound.precision, bound, bound)


def _not_a_date(text: object) -> ValueRefused:
    return ValueRefused(
        "“{value}” is not a date; expected is a day (2022-02-24), a month (2022-03), a year (2022), a span "
        "(2022-02-27/2022-03-31), on or before a day ([..2022-03-01]) or an uncertain one (2022-03?).",
        value=shortened(text),
    )


def shortened(value: object) -> str:
    """A value as it can be quoted in one sentence."""
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_DATE = re.compile(r"(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?(\?~|~\?|[?~%])?", re.ASCII)
_QUALIFIERS = {"": "", "?": "?", "~": "~", "%": "%", "?~": "%", "~?": "%"}

# First month of ISO 8601-2's spring, summer and autumn; winter lies over New Year.
_SEASONS = {21: 3, 22: 6, 23: 9}
_WINTER = 24


def _bound(written: str) -> Bound:
    exact = _DAY.fullmatch(written)
    if exact:
        day = _day(int(exact[1]), int(exact[2]), int(exact[3]), written)
        return Bound(written, day, day, Precision.DAY)
    match = _DATE.fullmatch(written.upper())
    if not match:
        raise _not_a_date(written)
    year, month, day_of_month = match[1], match[2], match[3]
    mark = _QUALIFIERS[match[4] or ""]
    earliest, latest, precision = _days(year, month, day_of_month, written)
    text = match[0][: match.start(4)] + mark if match[4] else match[0]
    return Bound(text, earliest, latest, precision, mark in ("?", "%"), mark in ("~", "%"))


def _days(year: str, month: str | None, day: str | None, written: str) -> tuple[date, date, Precision]:
    if "X" in year:
        if (month or "XX") != "XX" or (day or "XX") != "XX":
            raise _not_a_date(written)
        precision = Precision.CENTURY if year.endswith("XX") else Precision.DECADE
        first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
        return _day(max(first, 1), 1, 1, written), _day(last, 12, 31, written), precision
    if month is None or month == "XX":
        if (day or "XX") != "XX":
            raise _not_a_date(written)
        return _day(int(year), 1, 1, written), _day(int(year), 12, 31, written), Precision.YEAR
    if int(month) > 12:
        if day is not None:
            raise _not_a_date(written)
        return _season(int(year), int(month), written)
    if day is None or day == "XX":
        first_day = _day(int(year), int(month), 1, written)
        return first_day, _month_end(first_day), Precision.MONTH
    exact = _day(int(year), int(month), int(day), written)
    return exact, exact, Precision.DAY


def _season(year: int, code: int, written: str) -> tuple[date, date, Precision]:
    """A northern season; winter may be the one that the year began with or the one that it ended with."""
    if code == _WINTER and 1 < year < 9999:
        return date(year - 1, 12, 1), _month_end(date(year + 1, 2, 1)), Precision.SEASON
    if code not in _SEASONS:
        raise _not_a_date(written)
    first = _day(year, _SEASONS[code], 1, written)
    return first, _month_end(first.replace(month=first.month + 2)), Precision.SEASON


def _day(year: int, month: int, day: int, written: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as reason:
        raise ValueRefused("“{value}” is not in the calendar.", value=shortened(written)) from reason


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


_OPEN = Bound("..", None, None, Precision.OPEN)
_NOT_KNOWN = Bound("", None, None, Precision.OPEN)
_ENDS = {"..": _OPEN, "": _NOT_KNOWN}


def _read_span(written: str) -> DateValue:
    first, last = (side.strip() for side in written.split("/"))
    start = _ENDS.get(first) or _bound(first)
    end = _ENDS.get(last) or _bound(last)
    if start.precision is end.precision is Precision.OPEN:
        raise ValueRefused("“{value}” says no date at all; at least one end was expected.", value=shortened(written))
    _in_order(start, end, written)
    precision = Precision.OPEN if Precision.OPEN in (start.precision, end.precision) else Precision.INTERVAL
    return DateValue(f"{start.text}/{end.text}", Form.SPAN, precision, start, end)


def _in_order(start: Bound, end: Bound, written: str) -> None:
    if start.earliest and end.latest and start.earliest > end.latest:
        raise ValueRefused("“{value}” ends before it begins.", value=shortened(written))


def _read_set(written: str) -> DateValue:
    """`[a,b..c]` is one of the dates, `{a,b}` is all of them; `..` before the first or after the last is open."""
    closing = "]" if written[0] == "[" else "}"
    if not written.endswith(closing):
        raise _not_a_date(written)
    items = [item.strip() for item in written[1:-1].split(",")]
    parts = tuple(_set_item(item, number == 0, number == len(items) - 1, written) for number, item in enumerate(items))
    start = min((first for first, _ in parts), key=lambda bound: bound.earliest or date.min)
    end = max((last for _, last in parts), key=lambda bound: bound.latest or date.max)
    text = written[0] + ",".join(_item_text(first, last) for first, last in parts) + closing
    precision = Precision.OPEN if Precision.OPEN in (start.precision, end.precision) else Precision.INTERVAL
    return DateValue(text, Form.ONE_OF if closing == "]" else Form.ALL_OF, precision, start, end, parts)


def _set_item(item: str, is_first: bool, is_last: bool, written: str) -> tuple[Bound, Bound]:
    if ".." not in item:
        bound = _bound(item)
        return bound, bound
    first, _, last = (side.strip() for side in item.partition(".."))
    if not (first or last) or (not first and not is_first) or (not last and not is_last):
        raise _not_a_date(written)
    start, end = _bound(first) if first else _OPEN, _bound(last) if last else _OPEN
    _in_order(start, end, written)
    return start, end


def _item_text(first: Bound, last: Bound) -> str:
    if first is last:
        return first.text
    return f"{first.text.strip('.')}..{last.text.strip('.')}"


def date_columns(value: DateValue | str | None) -> tuple[int | None, int | None]:
    """Earliest and latest as days since 1970-01-01 (proleptic Gregorian), for narrow tables and arrays."""
    if value is None:
        return None, None
    if isinstance(value, str):
        value = read_date(value)
    return day_number(value.earliest), day_number(value.latest)


def day_number(day: date | None) -> int | None:
    """Days since 1970-01-01."""
    return None if day is None else day.toordinal() - EPOCH


def day_of(number: int) -> date:
    """The day with this number of days since 1970-01-01."""
    return date.fromordinal(number + EPOCH)


def surely_after(later: DateValue | str, earlier: DateValue | str) -> bool:
    """Whether the whole of one date lies after the whole of another.

    An approximate date may be one unit of its precision off (a day, a month, a year); an uncertain one is never sure.
    """
    first, last = _as_date(later), _as_date(earlier)
    if first.start.uncertain or last.end.uncertain:
        return False
    begins, ended = _loosened(first.start, -1), _loosened(last.end, 1)
    return begins is not None and ended is not None and begins > ended


def may_overlap(one: DateValue | str, other: DateValue | str) -> bool:
    """Whether two dates may share a day."""
    return not surely_after(one, other) and not surely_after(other, one)


def _as_date(value: DateValue | str) -> DateValue:
    return read_date(value) if isinstance(value, str) else value


_UNITS = {
    Precision.DAY: 1,
    Precision.MONTH: 31,
    Precision.SEASON: 92,
    Precision.YEAR: 366,
    Precision.DECADE: 3653,
    Precision.CENTURY: 36525,
}


def _loosened(bound: Bound, direction: int) -> date | None:
    day = bound.earliest if direction < 0 else bound.latest
    if day is None or not bound.approximate:
        return day
    unit = timedelta(days=_UNITS[bound.precision])
    if direction < 0:
        return day - unit if day - date.min > unit else date.min
    return day + unit if date.max - day > unit else date.max


def month_of(text: str | None) -> str | None:
    """The month, as YYYY-MM, in which a date lies for certain; None where it may lie in several."""
    if text is None:
        return None
    date = read_date(text)
    if date.earliest is None or date.latest is None:
        return None
    first, last = f"{date.earliest:%Y-%m}", f"{date.latest:%Y-%m}"
    return first if first == last else None


_DOUBTED = re.compile(r"[?~%X\[\]{}/]|\.\.")


@lru_cache(maxsize=1 << 13)
def is_uncertain(text: str) -> bool:
    """Whether a date says that it is approximate, uncertain, one of several, open, or between two days.

    A month or a year is as coarse as it is, and certain. Text that is no date is none, and not uncertain.
    """
    return bool(_DOUBTED.search(text))
