"""A typed value is held to the declaration of its field; each check is made once per field and asked many times."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from forensics.characters import fault_of_code
from forensics.dates import read_date
from forensics.errors import ValueRefused
from forensics.fields import Field, Kind
from forensics.geometry import check_geometry
from forensics.instants import read_instant
from forensics.messages import Message, say
from forensics.places import Place
from forensics.ports import Box
from forensics.problems import Problem
from forensics.reading import checked_text, quoted
from forensics.values import LARGEST
from forensics.vocabulary.declaring import Vocabulary


class Lookup(Protocol):
    """What rules ask of the records around the one in hand."""

    @property
    def bounds(self) -> Box | None:
        """The area of the project, where its country pack names one."""
        ...

    def type_of(self, record: str) -> str | None:
        """The type of the record with that id, None where there is none."""
        ...

    def record_with_code(self, type_: str, code: str) -> str | None:
        """The id of the record of a type with that code, voided ones included."""
        ...

    def code_alike(self, type_: str, code: str, record: str | None) -> str | None:
        """The code of another record of the type than `record` that is taken for this one at a glance."""
        ...


Found = Iterable[Problem]
Check = Callable[[Any, Lookup | None], Found]
"""Told a typed value that is not None, it gives what is wrong with it; nothing where nothing is."""

_NOTHING: tuple[Problem, ...] = ()

_DIGITS = 13
"""Of a number, before and behind the point together (forensics.places.DECIMALS says why no more)."""


def check_of(field: Field) -> Check:
    """The check of one field's values."""
    return _CHECKS[field.kind](field)


def _refuse(field: Field, value: object, message: Message) -> Found:
    return (Problem(field.name, value, message),)


def _misfit(field: Field, value: object) -> Found:
    return _refuse(field, value, say("{value} cannot stand in “{label}”.", value=quoted(value), label=_label(field)))


def _label(field: Field) -> Message:
    return Message(field.label)


def _text(field: Field) -> Check:
    return _identifier(field) if field.identifier else _any_text(field)


def _identifier(field: Field) -> Check:
    any_text = _any_text(field)

    def check(value: Any, lookup: Lookup | None) -> Found:
        found = any_text(value, lookup)
        fault = fault_of_code(value) if not found else None
        return found if fault is None else _refuse(field, value, fault)

    return check


def _any_text(field: Field) -> Check:
    def check(value: Any, _: Lookup | None) -> Found:
        if type(value) is not str:
            return _misfit(field, value)
        if value.isascii() and "\0" not in value:
            return _NOTHING
        try:
            checked_text(value)
        except ValueRefused as refused:
            return _refuse(field, value, refused.message)
        return _NOTHING

    return check


def _code(field: Field) -> Check:
    if field.vocabulary is None:
        return _text(field)
    allowed = frozenset(field.vocabulary.all_codes)

    def check(value: Any, _: Lookup | None) -> Found:
        return _NOTHING if type(value) is str and value in allowed else _not_a_code(field, value)

    return check


def _not_a_code(field: Field, value: object) -> Found:
    return _not_listed(field, value, field.vocabulary) if field.vocabulary else _misfit(field, value)


def _not_listed(field: Field, value: object, listed: Vocabulary) -> Found:
    allowed = ", ".join(listed.all_codes)
    return _refuse(field, value, say("{value} is not one of: {allowed}.", value=quoted(value), allowed=allowed))


def _codes(field: Field) -> Check:
    if field.vocabulary is None:
        return _texts(field)
    allowed = frozenset(field.vocabulary.all_codes)

    def check(value: Any, _: Lookup | None) -> Found:
        if not isinstance(value, tuple):
            return _misfit(field, value)
        for code in value:
            if code not in allowed:
                return _not_a_code(field, code)
        return _NOTHING

    return check


def _texts(field: Field) -> Check:
    one = _text(field)

    def check(value: Any, lookup: Lookup | None) -> Found:
        if not isinstance(value, tuple):
            return _misfit(field, value)
        return [problem for text in value for problem in one(text, lookup)]

    return check


def _quantity(field: Field) -> Check:
    kinds = (int,) if field.kind is Kind.WHOLE else (int, float)
    least = -LARGEST if field.least is None and field.kind is Kind.WHOLE else field.least
    most = LARGEST if field.most is None and field.kind is Kind.WHOLE else field.most
    low = float("-inf") if least is None else least
    high = 10.0 ** (_DIGITS - field.decimals) if most is None else most
    largest = f"{high:.15g}" if most is None else most
    smallest = 10.0**-field.decimals

    def check(value: Any, _: Lookup | None) -> Found:
        if type(value) not in kinds or value != value or value in (float("inf"), float("-inf")):
            return _misfit(field, value)
        if value < low:
            return _refuse(field, value, say("{value} is less than {least}.", value=value, least=least))
        if value > high:
            return _refuse(field, value, say("{value} is more than {most}.", value=value, most=largest))
        if value and abs(value) < smallest / 2:
            least_kept = f"{smallest:.{field.decimals}f}"
            return _refuse(field, value, say("{value} is less than {least}.", value=value, least=least_kept))
        return _NOTHING

    return check


def _flag(field: Field) -> Check:
    return lambda value, _: _NOTHING if type(value) is bool else _misfit(field, value)


def _readable(read: Callable[[str], object]) -> Callable[[Field], Check]:
    def of(field: Field) -> Check:
        def check(value: Any, _: Lookup | None) -> Found:
            if type(value) is not str:
                return _misfit(field, value)
            try:
                read(value)
            except ValueRefused as refused:
                return _refuse(field, value, refused.message)
            return _NOTHING

        return check

    return of


def _reference(field: Field) -> Check:
    def check(value: Any, lookup: Lookup | None) -> Found:
        if type(value) is not str:
            return _misfit(field, value)
        return _NOTHING if lookup is None else _check_target(field, value, lookup)

    return check


def _references(field: Field) -> Check:
    def check(value: Any, lookup: Lookup | None) -> Found:
        if not isinstance(value, tuple) or any(type(one) is not str for one in value):
            return _misfit(field, value)
        if lookup is None:
            return _NOTHING
        return [problem for one in value for problem in _check_target(field, one, lookup)]

    return check


def _check_target(field: Field, record: str, lookup: Lookup) -> Found:
    found = lookup.type_of(record)
    if found is None:
        message = say("{value} is no record of this project.", value=quoted(record))
    elif field.target and found not in field.target:
        message = say(
            "{value} is of type {type}; expected is: {allowed}.",
            value=quoted(record), type=found, allowed=", ".join(field.target),
        )  # fmt: skip
    else:
        return _NOTHING
    return _refuse(field, record, message)


_POINT = "0101000000"  # how the canonical hex of a point begins
_XY = struct.Struct("<2d")


def _place(field: Field) -> Check:
    is_point = field.geometry == "Point"

    def check(value: Any, lookup: Lookup | None) -> Found:
        if not isinstance(value, Place):
            return _misfit(field, value)
        hexed = value.geometry
        if hexed is None:
            return _NOTHING
        bounds = lookup.bounds if lookup is not None else None
        if is_point and len(hexed) == 42 and hexed.startswith(_POINT) and _well_inside(hexed, bounds):
            return _NOTHING
        shape = value.shape
        if shape is None:
            return _NOTHING
        return [replace(problem, field=field.name) for problem in check_geometry(shape, field.geometry, bounds)]

    return check


def _well_inside(hexed: str, bounds: Box | None) -> bool:
    """Whether a point is where no one would ask: most are, and this takes a tenth of the whole check."""
    lon: float
    lat: float
    lon, lat = _XY.unpack(bytes.fromhex(hexed[10:]))
    west, south, east, north = bounds or (-180.0, -90.0, 180.0, 90.0)
    return west <= lon <= east and south <= lat <= north and (lon != 0 or lat != 0)


def _rows(field: Field) -> Check:
    names = frozenset(field.columns or {})
    coded = tuple((field.coded or {}).items())

    def check(value: Any, _: Lookup | None) -> Found:
        if not isinstance(value, tuple):
            return _misfit(field, value)
        for row in value:
            if not isinstance(row, Mapping) or not row or not names.issuperset(row):
                message = say(
                    "{value} is not a row of these columns: {allowed}.",
                    value=quoted(row), allowed=", ".join(field.columns or {}),
                )  # fmt: skip
                return _refuse(field, value, message)
            if not all(type(cell) is str for cell in row.values()):
                return _misfit(field, row)
            for name in field.identifiers:
                fault = fault_of_code(row.get(name, ""))
                if fault is not None:
                    return _refuse(field, value, fault)
            for name, listed in coded:
                if row.get(name) and row[name] not in listed:
                    return _not_listed(field, row[name], listed)
        return _NOTHING

    return check


def _answers(field: Field) -> Check:
    def check(value: Any, _: Lookup | None) -> Found:
        if not isinstance(value, Mapping) or not all(type(reason) is str and reason for reason in value.values()):
            return _misfit(field, value)
        return _NOTHING

    return check


_CHECKS: Mapping[Kind, Callable[[Field], Check]] = {
    Kind.TEXT: _text, Kind.NOTE: _text, Kind.CODE: _code, Kind.CODES: _codes, Kind.WHOLE: _quantity,
    Kind.NUMBER: _quantity, Kind.FLAG: _flag, Kind.DATE: _readable(read_date), Kind.INSTANT: _readable(read_instant),
    Kind.REFERENCE: _reference, Kind.REFERENCES: _references, Kind.PLACE: _place, Kind.ROWS: _rows,
    Kind.ANSWERS: _answers,
}  # fmt: skip
