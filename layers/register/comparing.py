"""What a condition compares a field with: read once, for the tables and for the journal's past alike."""

from __future__ import annotations

import math
from typing import Any

from forensics.errors import ValueRefused
from forensics.fields import Field, Kind
from forensics.reading import quoted, read_value

Compared = str | float | bool | None
"""What the field is compared with: None asks whether it is empty, of a reference it is the name of a record."""

UNCOMPARED = (Kind.PLACE, Kind.ROWS, Kind.ANSWERS)


def compared(field: Field, value: str | None) -> Compared:
    """The value of a condition as the field holds it; raises ValueRefused for one that it can never hold.

    A date may be less exact than those that it finds: 2022-03 finds its days.
    """
    if value is None or value == "":
        return None
    if field.kind in UNCOMPARED:
        raise ValueRefused(
            "“{field}” cannot be compared with a value; a search (--search TEXT) finds its words, an area a place.",
            field=field.name,
        )  # fmt: skip
    if field.kind in (Kind.CODE, Kind.CODES):
        return _code(field, value)
    if field.kind in (Kind.WHOLE, Kind.NUMBER):
        return as_number(field, value)
    if field.kind is Kind.FLAG:
        return bool(read_value(field, value))
    if field.kind in (Kind.DATE, Kind.INSTANT):
        return _date(field, value)
    return value


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
    if wanted is None:
        return held is None
    if held is None:
        return _is_draft(field, wanted)
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


def _is_draft(field: Field, wanted: Compared) -> bool:
    """Whether a record is a draft that nobody said to be one."""
    return field.name == "review" and wanted == "draft"
