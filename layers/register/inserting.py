"""Many records into rows, column by column: what follows from which fields they have is worked out once for all alike.

A NULL costs the driver more than a value, so only the columns that are filled are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from layers.register.columns import Cell, Layout
from layers.register.statements import Names, Row

Records = Sequence[Mapping[str, Any]]


def shape_of(values: Mapping[str, Any], in_parts: Iterable[str]) -> tuple[Names, ...]:
    """What records that fill the same columns share: their fields, and the parts of those fields that have parts."""
    return (tuple(values), *[tuple(values[name]) for name in in_parts if name in values])


class _Filled(NamedTuple):
    """One filled column: the field whose value it holds, or a `part` of it, and what makes its cells of that."""

    name: str
    field: str
    part: str | None
    make: Cell | None


class FilledColumns:
    """The columns of one table that are filled by records of the same shape, and how their cells are made."""

    def __init__(self, key: str, layout: Layout, alike: Mapping[str, Any]) -> None:
        self._filled = [
            _Filled(name, one.field.name, part, make)
            for one in layout.columns
            if one.field.name in alike
            for name, part, make in zip(one.names, one.parts or (None,), one.cells, strict=True)
            if part is None or part in alike[one.field.name]
        ]
        self.names: Names = (key, *[one.name for one in self._filled])

    def rows(self, keys: Sequence[Any], records: Records, kept: Mapping[str, Sequence[Any]]) -> list[Row]:
        """The rows of records of this shape, each begun by its key; `kept` are the columns of some fields."""
        asked = list(dict.fromkeys(one.field for one in self._filled if one.field not in kept))
        held = {**kept, **_values_of(asked, records)}
        return list(zip(keys, *[_column(one, held[one.field]) for one in self._filled], strict=True))


def _values_of(fields: Sequence[str], records: Records) -> dict[str, Sequence[Any]]:
    """What stands in each of these fields, of all the records."""
    if not fields:
        return {}
    take = itemgetter(*fields, fields[0])  # told of two fields or more it gives a tuple
    return dict(zip(fields, zip(*map(take, records), strict=True), strict=False))


def _column(filled: _Filled, held: Sequence[Any]) -> Sequence[Any]:
    _, _, part, make = filled
    if part is not None:
        held = [value[part] for value in held]
    return held if make is None else [make(value) for value in held]
