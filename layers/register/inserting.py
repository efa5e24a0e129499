"""Many records into rows, column by column: what follows from which fields they have is worked out once for all alike.

A NULL costs the driver more than a value, so only the columns that are filled are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from forensics.changes import Columns, Edits
from layers.register.columns import Cell, Layout
from layers.register.statements import Names, Row


def shape_of(values: Mapping[str, Any], in_parts: Iterable[str]) -> tuple[Names, ...]:
    """What records that fill the same columns share: their fields, and the parts of those fields that have parts."""
    return (tuple(values), *[tuple(values[name]) for name in in_parts if name in values])


def of_one_shape(edits: Edits, in_parts: Iterable[str]) -> Iterator[tuple[Sequence[int], Edits]]:
    """New records parted into those of one shape and class, each with their positions, and a value in every column."""
    columns = edits.after
    holed = [name for name, held in columns.items() if None in held]
    parted = [name for name in in_parts if name in columns]
    alike: list[Iterable[Any]] = [[value is None for value in columns[name]] for name in holed]
    alike += [[None if value is None else tuple(value) for value in columns[name]] for name in parted]
    alike += [columns[name] for name in ("sensitivity",) if name in columns]
    groups: dict[Any, list[int]] = {}
    for place, shape in enumerate(zip(*alike, strict=True)):
        groups.setdefault(shape, []).append(place)
    if len(groups) < 2 and not holed:
        yield range(len(edits.records)), edits
        return
    for places in groups.values():
        filled = {name: held for name, held in columns.items() if held[places[0]] is not None}
        take = itemgetter(*places, places[0])  # told of two places or more it gives a tuple
        after = {name: take(held)[:-1] for name, held in filled.items()}
        yield places, edits._replace(records=take(edits.records)[:-1], after=after)


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

    def rows(self, keys: Sequence[Any], columns: Columns) -> list[Row]:
        """The rows of records of this shape, each begun by its key."""
        return list(zip(keys, *[_column(one, columns[one.field]) for one in self._filled], strict=True))


def _column(filled: _Filled, held: Sequence[Any]) -> Sequence[Any]:
    _, _, part, make = filled
    if part is not None:
        held = [value[part] for value in held]
    return held if make is None else [make(value) for value in held]
