"""Canonical values: the form in which a value is journaled, hashed and compared (RFC 8785 within our limits).

| kind | typed | canonical |
|---|---|---|
| text, note, code, date, instant, reference | str | the same |
| codes, references | tuple of str | list of str |
| whole, flag | int, bool | the same |
| number | float | text, rounded to the field's decimals, in its shortest form that reads back the same |
| place | Place | mapping (Place.to_canonical) |
| rows | tuple of mappings of str | list of mappings, their keys in order |
| answers | mapping of str | the same, its keys in order |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from forensics.errors import ValueRefused
from forensics.fields import Field, Kind
from forensics.places import Place, number_text

LARGEST = 2**53 - 1


def whole(value: int) -> int:
    """`value`, refused where RFC 8785 could not carry it exactly."""
    if abs(value) > LARGEST:
        raise ValueRefused(
            "{value} is too large; whole numbers up to {largest} are kept.", value=value, largest=LARGEST
        )
    return value


_TO: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.CODES: list,
    Kind.REFERENCES: list,
    Kind.WHOLE: whole,
    Kind.PLACE: lambda place: place.to_canonical(),
    Kind.ROWS: lambda rows: [dict(sorted(row.items())) for row in rows],
    Kind.ANSWERS: lambda answers: dict(sorted(answers.items())),
}
_FROM: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.CODES: tuple,
    Kind.REFERENCES: tuple,
    Kind.NUMBER: float,
    Kind.PLACE: Place.from_canonical,
    Kind.ROWS: tuple,
}


def to_canonical(field: Field, value: Any) -> Any:
    """The canonical form of one typed value that is not None."""
    if field.kind is Kind.NUMBER:
        return number_text(round(value, field.decimals))
    convert = _TO.get(field.kind)
    return value if convert is None else convert(value)


def from_canonical(field: Field, value: Any) -> Any:
    """The typed form of one canonical value."""
    convert = _FROM.get(field.kind)
    return value if convert is None else convert(value)


def canonical_values(fields: Iterable[Field], typed: Mapping[str, Any]) -> dict[str, Any]:
    """The canonical values of what is given and not None, in the order of `fields`."""
    return {field.name: to_canonical(field, typed[field.name]) for field in fields if typed.get(field.name) is not None}


def typed_values(by_name: Mapping[str, Field], canonical: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values of canonical ones; fields that are not declared are left out."""
    return {name: from_canonical(by_name[name], value) for name, value in canonical.items() if name in by_name}
