"""A type's rows as a spreadsheet takes them: places as two columns of degrees, or as WKT where they are more than that.

CSV and XLSX are made of it, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely

from forensics.fields import Field
from layers.exports.rows_out import RowOut, RowsOut, SheetOut
from layers.exports.selecting import ColumnOut
from layers.imports.hashtags import LATITUDE, LONGITUDE


@dataclass(frozen=True)
class Spread:
    """One type as a table: its columns (None: a coordinate of `place`), and where the degrees come from."""

    sheet: SheetOut
    degrees: Field | None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        plain = [one.name for one in self.sheet.columns]
        return (*plain, *(name for place in self.sheet.places for name in self._of_place(place)))

    @property
    def columns(self) -> tuple[ColumnOut | None, ...]:
        """What each column is of; None for one that holds a place."""
        return (*self.sheet.columns, *(None for place in self.sheet.places for _ in self._of_place(place)))

    def _of_place(self, place: Field) -> tuple[str, ...]:
        return (LATITUDE, LONGITUDE) if place == self.degrees else (place.name,)

    def read(self, rows: RowsOut) -> Iterator[tuple[Any, ...]]:
        """The rows, a cell for each name."""
        return (self._cells(row) for row in rows.read(self.sheet))

    def _cells(self, row: RowOut) -> tuple[Any, ...]:
        cells = [
            bool(cell) if column.type == "BOOLEAN" and cell is not None else cell
            for column, cell in zip(self.sheet.columns, row.cells, strict=True)
        ]
        for place, shape in zip(self.sheet.places, row.shapes, strict=True):
            geometry = None if shape is None else shapely.from_wkb(shape)
            if place == self.degrees:
                cells += (None, None) if geometry is None else (shapely.get_y(geometry), shapely.get_x(geometry))
            else:
                cells.append(None if geometry is None else shapely.to_wkt(geometry, rounding_precision=-1))
        return tuple(cells)


def spread(sheet: SheetOut) -> Spread:
    """How a type is laid out: a main place that is always a point without a height becomes two columns."""
    main = sheet.places[0] if sheet.places else None
    degrees = main if main is not None and main.geometry == "Point" and not main.part and not sheet.heights[0] else None
    return Spread(sheet, degrees)
