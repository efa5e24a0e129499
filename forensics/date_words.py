"""A date in words, as a message that is translated at the door."""

from __future__ import annotations

from forensics.dates import Bound, DateValue, Form, Precision, read_date
from forensics.messages import Message, say

# Whole phrases, because a month's name changes with its case in many languages.
_DAYS = (
    say("{day} Jan {year}"), say("{day} Feb {year}"), say("{day} Mar {year}"), say("{day} Apr {year}"),
    say("{day} May {year}"), say("{day} Jun {year}"), say("{day} Jul {year}"), say("{day} Aug {year}"),
    say("{day} Sep {year}"), say("{day} Oct {year}"), say("{day} Nov {year}"), say("{day} Dec {year}"),
)  # fmt: skip
_MONTHS = (
    say("January {year}"), say("February {year}"), say("March {year}"), say("April {year}"),
    say("May {year}"), say("June {year}"), say("July {year}"), say("August {year}"),
    say("September {year}"), say("October {year}"), say("November {year}"), say("December {year}"),
)  # fmt: skip
_SEASONS = {
    "21": say("spring {year}"), "22": say("summer {year}"), "23": say("autumn {year}"), "24": say("winter {year}"),
}  # fmt: skip


def date_message(value: DateValue | str) -> Message:
    """A date in words: 24 Feb 2022; March 2022; 1 Mar 2022 or earlier; 27 Feb 2022 – 31 Mar 2022."""
    value = read_date(value) if isinstance(value, str) else value
    if value.form is Form.DATE:
        return _bound(value.start)
    if value.form is Form.SPAN:
        return _span(value.start, value.end)
    if len(value.parts) == 1:
        return _range(*value.parts[0])
    listed = _listed([_range(*part) for part in value.parts])
    return say("one of: {dates}" if value.form is Form.ONE_OF else "all of: {dates}", dates=listed)


def _listed(dates: list[Message]) -> Message:
    """The dates with commas; a message, because its parts are translated too."""
    names = [f"date{number}" for number in range(len(dates))]
    return Message(", ".join(f"{{{name}}}" for name in names), dict(zip(names, dates, strict=True)))


def _span(start: Bound, end: Bound) -> Message:
    if end.precision is Precision.OPEN:
        return say("{start} – end open" if end.text else "{start} – end not known", start=_bound(start))
    if start.precision is Precision.OPEN:
        return say("start open – {end}" if start.text else "start not known – {end}", end=_bound(end))
    return say("{start} – {end}", start=_bound(start), end=_bound(end))


def _range(first: Bound, last: Bound) -> Message:
    if first is last:
        return _bound(first)
    if first.precision is Precision.OPEN:
        return say("{date} or earlier", date=_bound(last))
    if last.precision is Precision.OPEN:
        return say("{date} or later", date=_bound(first))
    return say("between {start} and {end}", start=_bound(first), end=_bound(last))


def _bound(bound: Bound) -> Message:
    plain = _plain(bound)
    if bound.uncertain and bound.approximate:
        return say("{date} (approximate and uncertain)", date=plain)
    if bound.uncertain:
        return say("{date} (uncertain)", date=plain)
    if bound.approximate:
        return say("{date} (approximate)", date=plain)
    return plain


def _plain(bound: Bound) -> Message:
    year = str(int(bound.text[:4])) if bound.text[:4].isdigit() else bound.text[:4]
    match bound.precision:
        case Precision.DAY:
            day = int(bound.text[8:10])
            return Message(_DAYS[int(bound.text[5:7]) - 1].id, {"day": day, "year": year})
        case Precision.MONTH:
            return Message(_MONTHS[int(bound.text[5:7]) - 1].id, {"year": year})
        case Precision.SEASON:
            return Message(_SEASONS[bound.text[5:7]].id, {"year": year})
        case Precision.DECADE:
            return say("{year}s", year=bound.text[:3] + "0")
        case Precision.CENTURY:
            return say("{first}–{last}", first=bound.text[:2] + "00", last=bound.text[:2] + "99")
        case _:
            return Message(year)
