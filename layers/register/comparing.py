"""What a condition compares a field with: read once, for the tables and for the journal's past alike."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forensics.errors import ValueRefused
from forensics.fields import Field, Kind
from forensics.reading import quoted, read_value


@dataclass(frozen=True)
class Between:
    """From `least` to `most`, each None where that side is open; of dates `most` is the day, month or year after."""

    least: str | float | None
    most: str | float | None
    with_least: bool = True
    with_most: bool = True


@dataclass(frozen=True)
class AnyOf:
    """One of several."""

    values: tuple[One, ...]


One = str | float | bool | Between | None
Compared = One | AnyOf
"""What the field is compared with: None asks whether it is empty, of a reference it is the name of a record."""

OR = "|"
"""Between the values of which a field may have any."""
PARTED = (Kind.CODE, Kind.CODES, Kind.WHOLE, Kind.NUMBER, Kind.FLAG, Kind.DATE, Kind.INSTANT, Kind.REFERENCE,
          Kind.REFERENCES)  # fmt: skip
"""Kinds of field that may be asked for several values; in a text such a bar is a letter."""
ORDERED = (Kind.WHOLE, Kind.NUMBER, Kind.DATE, Kind.INSTANT)
DATED = (Kind.DATE, Kind.INSTANT)
UNCOMPARED = (Kind.PLACE, Kind.ROWS, Kind.ANSWERS)


def parts_of(field: Field, value: str | None) -> tuple[str, ...]:
    """The values of which the field may have any, in the order given; one empty text asks whether it is empty."""
    if value is None or OR not in value or field.kind not in PARTED:
        return (value or "",)
    return tuple(part.strip() for part in value.split(OR))


def compared(field: Field, value: str | None) -> Compared:
    """The value of a condition as the field holds it; raises ValueRefused for one that it can never hold.

    A date may be less exact than those that it finds: 2022-03 finds its days. “>5”, “>=5”, “<5”, “<=5” and “5..9” (of
    dates “2022-03/2022-05” too) ask for a range of numbers or dates, “a|b” for either.
    """
    found = tuple(_compared(field, part) for part in parts_of(field, value))
    return found[0] if len(found) == 1 else AnyOf(found)


def _compared(field: Field, value: str) -> One:
    if not value:
        return None
    if field.kind in UNCOMPARED:
        raise ValueRefused(
            "“{field}” cannot be compared with a value; a search (--search TEXT) finds its words, an area a place.",
            field=field.name,
        )  # fmt: skip
    sides = sides_of(field, value)
    if sides is not None:
        return _between(field, value, *sides)
    if field.kind in (Kind.CODE, Kind.CODES):
        return _code(field, value)
    if field.kind in (Kind.WHOLE, Kind.NUMBER):
        return as_number(field, value)
    if field.kind is Kind.FLAG:
        return bool(read_value(field, value))
    if field.kind in (Kind.DATE, Kind.INSTANT):
        return _date(field, value)
    return value


_COMPARISON = re.compile(r"\s*(>=|<=|>|<)\s*(.*)", re.DOTALL)


def sides_of(field: Field, value: str) -> tuple[str, str, str] | None:
    """How two sides are compared (>, >=, <, <=, or ..) and what they are; None for a value that is no range.

    Raises ValueRefused where the field has no order.
    """
    comparison = _COMPARISON.fullmatch(value)
    if comparison:
        if field.kind not in ORDERED:
            raise ValueRefused(
                "“{field}” cannot be compared by {sign}: numbers and dates can.", field=field.name, sign=comparison[1]
            )
        sign, side = comparison[1], comparison[2].strip()
        if not side:
            raise ValueRefused("“{value}” says no number or date to compare with.", value=value)
        return (sign, side, "") if sign.startswith(">") else (sign, "", side)
    if field.kind not in ORDERED or value[:1] in ("[", "{"):
        return None
    least, parted, most = value.partition("/" if field.kind in DATED and "/" in value else "..")
    if not parted:
        return None
    return "..", least.strip().removesuffix(".."), most.strip().removeprefix("..")


def _between(field: Field, value: str, sign: str, least: str, most: str) -> Between:
    if field.kind in DATED:
        found = _between_dates(sign, least, most)
    else:
        low, high = (as_number(field, side) if side else None for side in (least, most))
        found = Between(low, high, sign != ">", sign != "<")
    if found.least is None and found.most is None:
        raise ValueRefused("“{value}” says no number or date to compare with.", value=value)
    closed = found.with_least and found.with_most
    if found.least is not None and found.most is not None and not _ascends(found.least, found.most, closed):
        raise ValueRefused("“{value}” is no range: the smaller or the earlier first, such as 5..9.", value=value)
    return found


def _ascends(least: Any, most: Any, may_be_one: bool) -> bool:
    return bool(least <= most if may_be_one else least < most)


_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def _between_dates(sign: str, least: str, most: str) -> Between:
    """From the beginning of one day, month or year to the end of another: the beginning of what follows it."""
    low = None if not least else _after(least) if sign == ">" else _exact(least)
    high = None if not most else _exact(most) if sign == "<" else _after(most)
    return Between(low and _shortest(low), high and _shortest(high), with_most=False)


def _shortest(text: str) -> str:
    """The least exact date that begins with that day: 2022-04 begins no later than 2022-04-01."""
    while text.endswith("-01"):
        text = text.removesuffix("-01")
    return text


def _exact(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise ValueRefused("“{value}” is no day, month or year, by which dates are compared.", value=text)
    return str(read_value(Field("", Kind.DATE, ""), text))


def _after(text: str) -> str:
    """The day, month or year after one."""
    found = _DAY.fullmatch(_exact(text))
    assert found is not None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if day:
        return (date(year, month, day) + timedelta(days=1)).isoformat()
    if month:
        return f"{year + month // 12:04d}-{month % 12 + 1:02d}"
    return f"{year + 1:04d}"


def _code(field: Field, value: str) -> str:
    codes = field.vocabulary.all_codes if field.vocabulary is not None else None
    if codes is not None and value not in codes:
        raise ValueRefused("{value} is not one of: {allowed}.", value=quoted(value), allowed=", ".join(codes))
    return value


def _date(field: Field, value: str) -> str:
    try:
        return str(read_value(field, value))
    except ValueRefused:
        if field.kind is Kind.DATE:
            raise
    return str(read_value(Field("", Kind.DATE, ""), value))


def as_number(field: Field, value: str) -> float:
    """The number that a field is compared with, to the decimals that it is kept to; raises ValueRefused."""
    try:
        number = round(float(value.replace(",", ".")), field.decimals)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueRefused("“{value}” is no number, which “{field}” holds.", value=value, field=field.name)
    return number


def can_hold(field: Field, value: str | None) -> bool:
    """Whether a condition of that value can be asked of the field at all."""
    try:
        compared(field, value)
    except ValueRefused:
        return False
    return True


def holds(field: Field, held: Any, wanted: Compared) -> bool:
    """Whether a field that holds `held` is what is asked for, the canonical value; what is unanswered is not “no”."""
    if isinstance(wanted, AnyOf):
        return any(holds(field, held, one) for one in wanted.values)
    if wanted is None:
        return held is None
    if held is None:
        return _is_draft(field, wanted)
    if isinstance(wanted, Between):
        return _lies_between(field, held, wanted)
    match field.kind:
        case Kind.CODES | Kind.REFERENCES:
            return wanted in held
        case Kind.DATE | Kind.INSTANT:
            return bool(held == wanted or held.startswith((f"{wanted}-", f"{wanted}T")))
        case Kind.WHOLE | Kind.NUMBER:
            return float(held) == wanted
        case Kind.FLAG:
            return bool(held) == wanted
    return str(held) == wanted


def _lies_between(field: Field, held: Any, wanted: Between) -> bool:
    if field.kind not in DATED:
        return _in_order(float(held), wanted)
    return held[:1] not in UNORDERED and _in_order(begins(str(held)), wanted)


UNORDERED = ("[", "{", ".")
"""How dates begin whose beginning nobody knows, or that are several."""


def begins(text: str) -> str:
    """The beginning of a date, without what says that it is uncertain: by it dates are put in order."""
    return text.partition("/")[0].translate(_DOUBTS)


_DOUBTS = str.maketrans("", "", "?~%")


def _in_order(held: Any, wanted: Between) -> bool:
    above = wanted.least is None or (held >= wanted.least if wanted.with_least else held > wanted.least)
    below = wanted.most is None or (held <= wanted.most if wanted.with_most else held < wanted.most)
    return bool(above and below)


def _is_draft(field: Field, wanted: Compared) -> bool:
    """Whether a record is a draft that nobody said to be one."""
    return field.name == "review" and wanted == "draft"
