"""The rows of an export, read from the GeoPackage that was written: what every other format is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2

from forensics.catalogue import RecordType
from forensics.fields import Field
from layers.exports.geopackage import Written
from layers.exports.geopackage_schema import HEADER_BYTES
from layers.exports.selecting import GEOMETRY, KEY, ColumnOut, TableOut
from layers.exports.telling import SILENT, Telling

_TOLD_EVERY = 500


class RowOut(NamedTuple):
    """A row: ISO WKB for each geometry that the table has, and a cell for each column."""

    shapes: tuple[bytes | None, ...]
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class SheetOut:
    """One table with the places that its rows have, their number, and whether each kind of place has heights."""

    name: str
    kind: RecordType
    places: tuple[Field, ...]
    columns: tuple[ColumnOut, ...]
    rows: int
    heights: tuple[bool, ...]
    sql: str


@dataclass(frozen=True)
class RowsOut:
    """What leaves, table by table; `layers` have one geometry each, `sheets` are one a type, with all of its places.

    `standing` says whether it is a draft, where it is for everybody; else it is empty.
    """

    path: Path
    tables: tuple[TableOut, ...]
    counts: Mapping[str, int]
    heights: Mapping[str, bool]
    standing: Sequence[Mapping[str, Any]] = ()
    telling: Telling = SILENT

    @property
    def layers(self) -> Iterator[SheetOut]:
        """Every table that has rows."""
        return (self._sheet(table, ()) for table in self.tables if self.counts[table.name])

    @property
    def sheets(self) -> Iterator[SheetOut]:
        """Every type that has rows, with its parts beside its main geometry, and every table of numbers."""
        types = {table.kind.name for table in self.tables if not table.part}
        for table in self.tables:
            if table.part and table.kind.name not in types and self.counts[table.name]:
                yield self._sheet(table, ())
            if not table.part and self.counts[table.name]:
                parts = tuple(
                    part for part in self.tables if part.part and part.kind is table.kind and self.counts[part.name]
                )
                yield self._sheet(table, parts)

    @property
    def empty(self) -> SheetOut:
        """The first type, for a file that holds nothing but the names of its columns."""
        return self._sheet(next(table for table in self.tables if not table.part), ())

    def read(self, sheet: SheetOut) -> Iterator[RowOut]:
        """The rows of a table, in their order."""
        cut = len(sheet.places)
        with closing(dbapi2.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            for number, found in enumerate(connection.execute(sheet.sql), start=1):
                if number % _TOLD_EVERY == 0:
                    self.telling.passed(_TOLD_EVERY)
                shapes = tuple(None if one is None else bytes(one)[HEADER_BYTES:] for one in found[:cut])
                yield RowOut(shapes, tuple(found[cut:]))

    def _sheet(self, main: TableOut, parts: tuple[TableOut, ...]) -> SheetOut:
        placed = [table for table in (main, *parts) if table.geometry is not None]
        names = {table.name: f"t{number}" for number, table in enumerate((main, *parts))}
        columns = [(main, one) for one in main.columns]
        columns += [(part, one) for part in parts for one in part.columns if one.field == part.geometry]
        asked = [f'{names[table.name]}."{GEOMETRY}"' for table in placed]
        asked += [f'{names[table.name]}."{one.name}"' for table, one in columns]
        joins = "".join(
            f' LEFT JOIN "{part.name}" {names[part.name]} ON {names[part.name]}."{KEY}" = t0."{KEY}"' for part in parts
        )
        return SheetOut(
            main.name, main.kind, tuple(table.geometry for table in placed if table.geometry is not None),
            tuple(one for _, one in columns), self.counts[main.name], tuple(self.heights[one.name] for one in placed),
            f'SELECT {", ".join(asked)} FROM "{main.name}" t0{joins} ORDER BY t0."{KEY}"',
        )  # fmt: skip


def rows_of(written: Written, counts: Mapping[str, int], telling: Telling = SILENT) -> RowsOut:
    """The rows of a GeoPackage that was written; `counts` says how many each table has."""
    heights = {name: held.heights for name, held in written.held.items()}
    return RowsOut(written.path, written.tables, counts, heights, written.standing, telling)
