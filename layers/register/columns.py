"""How a field's canonical value lies in the columns of a table, and comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Column, Double, Integer, LargeBinary, String
from sqlalchemy.types import TypeEngine

from forensics.fields import Field, Kind
from forensics.places import Place, number_text

PLACE_PARTS = tuple(name for name in Place.model_fields if name != "geometry")
"""What stands beside a geometry, each in a column FIELD_PART."""

_NUMBERS = ("horizontal_accuracy", "vertical_accuracy", "height")
_BINARY = ("site_geometry",)


@dataclass(frozen=True)
class Columns:
    """The columns of one field: their names, types, and the two directions of its values."""

    field: Field
    names: tuple[str, ...]
    types: tuple[type[TypeEngine[Any]], ...]
    write: Callable[[Any], tuple[Any, ...]]
    read: Callable[[tuple[Any, ...]], Any]


def columns_of(field: Field) -> Columns:
    """The columns in which `field` is kept."""
    if field.kind is Kind.PLACE:
        names = (field.name, *(f"{field.name}_{part}" for part in PLACE_PARTS))
        return Columns(
            field, names, (LargeBinary, *(_part_type(part) for part in PLACE_PARTS)), _write_place, _read_place
        )
    if field.kind in (Kind.CODES, Kind.REFERENCES, Kind.ROWS, Kind.ANSWERS):
        return Columns(field, (field.name,), (String,), _write_json, _read_json)
    if field.kind is Kind.NUMBER:
        return Columns(field, (field.name,), (Double,), _write_number, _read_number)
    if field.kind is Kind.FLAG:
        return Columns(field, (field.name,), (Integer,), _write_flag, _read_flag)
    if field.kind is Kind.WHOLE:
        return Columns(field, (field.name,), (Integer,), _write_same, _read_same)
    return Columns(field, (field.name,), (String,), _write_same, _read_same)


def _part_type(part: str) -> type[TypeEngine[Any]]:
    if part in _NUMBERS:
        return Double
    return LargeBinary if part in _BINARY else String


def _write_same(value: Any) -> tuple[Any, ...]:
    return (value,)


def _read_same(row: tuple[Any, ...]) -> Any:
    return row[0]


def _write_json(value: Any) -> tuple[Any, ...]:
    return (orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode(),)


def _read_json(row: tuple[Any, ...]) -> Any:
    return json.loads(row[0])


def _write_number(value: str) -> tuple[Any, ...]:
    return (float(value),)


def _read_number(row: tuple[Any, ...]) -> Any:
    return number_text(row[0])


def _write_flag(value: bool) -> tuple[Any, ...]:
    return (int(value),)


def _read_flag(row: tuple[Any, ...]) -> Any:
    return bool(row[0])


def _write_place(value: Mapping[str, Any]) -> tuple[Any, ...]:
    geometry = value.get("geometry")
    parts: list[Any] = [None if geometry is None else bytes.fromhex(geometry)]
    for part in PLACE_PARTS:
        held = value.get(part)
        if held is not None and part in _NUMBERS:
            held = float(held)
        elif held is not None and part in _BINARY:
            held = bytes.fromhex(held)
        parts.append(held)
    return tuple(parts)


def _read_place(row: tuple[Any, ...]) -> Any:
    place: dict[str, Any] = {}
    for part, held in zip(("geometry", *PLACE_PARTS), row, strict=True):
        if held is None:
            continue
        if part in _NUMBERS:
            place[part] = number_text(held)
        elif part == "geometry" or part in _BINARY:
            place[part] = bytes(held).hex().upper()
        else:
            place[part] = held
    return place


def is_kept_as_it_is(columns: Columns) -> bool:
    """Whether a value lies in its one column unchanged."""
    return columns.write is _write_same


class Layout:
    """The columns of several fields side by side, as one row tuple."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.columns = tuple(columns_of(field) for field in fields)
        self.names = tuple(name for one in self.columns for name in one.names)
        self._empty: tuple[Any, ...] = (None,) * len(self.names)
        self._writers: dict[str, tuple[int, int, Callable[[Any], tuple[Any, ...]]]] = {}
        at = 0
        for one in self.columns:
            self._writers[one.field.name] = (at, at + len(one.names), one.write)
            at += len(one.names)

    def table_columns(self) -> list[Column[Any]]:
        """Fresh SQLAlchemy columns for a table."""
        return [Column(name, kind) for one in self.columns for name, kind in zip(one.names, one.types, strict=True)]

    def write(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The row of canonical `values`; what is absent is NULL."""
        row = list(self._empty)
        for name, value in values.items():
            held = self._writers.get(name)
            if held is not None and value is not None:
                start, end, write = held
                row[start:end] = write(value)
        return tuple(row)

    def read(self, row: tuple[Any, ...]) -> dict[str, Any]:
        """The canonical values of a row, without what is NULL."""
        values: dict[str, Any] = {}
        at = 0
        for one in self.columns:
            width = len(one.names)
            if width == 1:
                held = row[at]
                if held is not None:
                    values[one.field.name] = one.read((held,))
            else:
                cells = row[at : at + width]
                if any(cell is not None for cell in cells):
                    values[one.field.name] = one.read(tuple(cells))
            at += width
        return values
