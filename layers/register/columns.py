"""How a field's canonical value lies in the columns of a table, and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Column, Double, Integer, LargeBinary, String
from sqlalchemy.types import TypeEngine

from forensics.fields import Field, Kind
from forensics.places import Place, number_text
from layers.errors import ProjectRefused

PLACE_PARTS = tuple(name for name in Place.model_fields if name != "geometry")
"""What stands beside a geometry, each in a column FIELD_PART."""

_NUMBERS = ("horizontal_accuracy", "vertical_accuracy", "height")
_BINARY = ("geometry", "site_geometry")

Cell = Callable[[Any], Any]
"""Makes of a canonical value, or of a part of one, what lies in its column."""


@dataclass(frozen=True)
class Columns:
    """The columns of one field: their names and types, and the two directions of its values.

    A value lies in one column, or, where there are `parts`, each of its parts in a column of its own. `cells` has for
    each column what makes its cell; None where that is the value itself.
    """

    field: Field
    names: tuple[str, ...]
    types: tuple[type[TypeEngine[Any]], ...]
    cells: tuple[Cell | None, ...]
    read: Callable[[tuple[Any, ...]], Any]
    parts: tuple[str, ...] = ()


def columns_of(field: Field) -> Columns:
    """The columns in which `field` is kept."""
    if field.kind is Kind.PLACE:
        parts = ("geometry", *PLACE_PARTS)
        names = (field.name, *(f"{field.name}_{part}" for part in PLACE_PARTS))
        return Columns(field, names, tuple(map(_part_type, parts)), tuple(map(_part_cell, parts)), _read_place, parts)
    if field.kind in (Kind.CODES, Kind.REFERENCES, Kind.ROWS, Kind.ANSWERS):
        return Columns(field, (field.name,), (String,), (_json_text,), _read_json)
    if field.kind is Kind.NUMBER:
        return Columns(field, (field.name,), (Double,), (float,), _read_number)
    if field.kind is Kind.FLAG:
        return Columns(field, (field.name,), (Integer,), (int,), _read_flag)
    if field.kind is Kind.WHOLE:
        return Columns(field, (field.name,), (Integer,), (None,), _read_same)
    return Columns(field, (field.name,), (String,), (None,), _read_same)


def _part_type(part: str) -> type[TypeEngine[Any]]:
    if part in _NUMBERS:
        return Double
    return LargeBinary if part in _BINARY else String


def _part_cell(part: str) -> Cell | None:
    if part in _NUMBERS:
        return float
    return bytes.fromhex if part in _BINARY else None


def _read_same(row: tuple[Any, ...]) -> Any:
    return row[0]


def _json_text(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _read_json(row: tuple[Any, ...]) -> Any:
    found = orjson.loads(row[0])
    if not isinstance(found, list | dict):
        raise TypeError(f"{found!r} is neither a list nor a table")
    return found


def _read_number(row: tuple[Any, ...]) -> Any:
    return number_text(row[0])


def _read_flag(row: tuple[Any, ...]) -> Any:
    return bool(row[0])


def _read_place(row: tuple[Any, ...]) -> Any:
    place: dict[str, Any] = {}
    for part, held in zip(("geometry", *PLACE_PARTS), row, strict=True):
        if held is None:
            continue
        if part in _NUMBERS:
            place[part] = number_text(held)
        elif part in _BINARY:
            place[part] = bytes(held).hex().upper()
        else:
            place[part] = held
    return place


class Layout:
    """The columns of several fields side by side, as one row tuple."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.columns = tuple(columns_of(field) for field in fields)
        self.names = tuple(name for one in self.columns for name in one.names)
        self._empty: tuple[Any, ...] = (None,) * len(self.names)
        self._single: dict[str, tuple[int, Cell | None]] = {}
        self._several: dict[str, dict[str, tuple[int, Cell | None]]] = {}
        self._holders: list[tuple[str, int, int, Callable[[tuple[Any, ...]], Any] | None]] = []
        at = 0
        for one in self.columns:
            read = None if one.read is _read_same else one.read
            self._holders += [(one.field.name, at, at + len(one.names), read)] * len(one.names)
            if one.parts:
                parts = zip(one.parts, one.cells, strict=True)
                self._several[one.field.name] = {part: (at + more, make) for more, (part, make) in enumerate(parts)}
            else:
                self._single[one.field.name] = (at, one.cells[0])
            at += len(one.names)
        self._as_it_lies = all(read is None for _, _, _, read in self._holders)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields, in the order of their columns."""
        return tuple(one.field for one in self.columns)

    def table_columns(self) -> list[Column[Any]]:
        """Fresh SQLAlchemy columns for a table."""
        return [Column(name, kind) for one in self.columns for name, kind in zip(one.names, one.types, strict=True)]

    def write(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The row of canonical `values`; what is absent is NULL."""
        row = list(self._empty)
        single, several = self._single, self._several
        for name, value in values.items():
            if value is None:
                continue
            if name in single:
                at, make = single[name]
                row[at] = value if make is None else make(value)
            elif name in several:
                places = several[name]
                for part, held in value.items():
                    if held is not None and part in places:
                        at, make = places[part]
                        row[at] = held if make is None else make(held)
        return tuple(row)

    def read(self, row: tuple[Any, ...]) -> dict[str, Any]:
        """The canonical values of a row, without what is NULL; raises ProjectRefused for one that nobody here wrote."""
        if self._as_it_lies:
            return {name: held for name, held in zip(self.names, row, strict=True) if held is not None}
        values: dict[str, Any] = {}
        name = ""
        try:
            for at in [at for at, held in enumerate(row) if held is not None]:
                name, start, end, read = self._holders[at]
                if name not in values:  # else another cell of the same value
                    values[name] = row[at] if read is None else read(row[start:end])
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as reason:
            raise ProjectRefused(
                "The field “{field}” of a record holds in its table what cannot be read: it was changed outside; "
                "“verify” names the record, and “mend” restores it.",
                field=name,
            ) from reason
        return values
