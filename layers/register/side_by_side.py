"""A type's rows as they lie in the tables, side by side with those that the journal makes of its records.

They are read in the order in which they came, as their entries lie in the journal, so many at a time: in the order of
their ids, which are drawn by chance, every row of a large register would be another page to read and to decrypt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import frexp, ldexp
from typing import Any

import numpy as np
from sqlalchemy import Connection

from forensics.catalogue import MAIN
from forensics.fields import Field, Kind
from forensics.messages import Message, say
from forensics.ports import ADDED, MISSING, Differing
from layers.register.columns import Layout
from layers.register.engine import ask
from layers.register.projection import box_of, projector_of
from layers.register.statements import Row
from layers.register.tables import NARROW, TypeTables, same_record

AT_ONCE = 1000
"""Rows that are read and compared together."""

_FIRST = -(2**63)
_NOT_DRAWN, _NOWHERE = (None,) * len(NARROW), (None,) * 4
_CELLS_AT = 2  # behind the row number and the id in the second table


@dataclass
class _Beside:
    """A table beside the main one, the table that its rows lie in, and how many of them were found to be a record's."""

    table: str
    lies_in: str
    rows: int = 0


class Stored:
    """The rows of one type; what differs is told, and whose row it is."""

    def __init__(self, connection: Connection, one: TypeTables) -> None:
        self._connection = connection
        self._one = one
        self._made = projector_of(one)
        self._layout = Layout(column.field for part in (one.plain, one.strict) for column in part.columns)
        main = ", ".join(f'm."{name}"' for name in one.plain.names)
        apart = ", ".join(f'a."{name}"' for name in one.strict.names)
        narrow = ", ".join(f"n.{name}" for name in NARROW)
        box = ", r.west, r.east, r.south, r.north" if one.rtree else ""
        joined = f" LEFT JOIN {one.rtree} r ON r._row = m._row" if one.rtree else ""
        self._sql = (
            f"SELECT m._row, a.id, {main}, {apart}, {narrow}, f.words, f.refers{box}"
            f' FROM "{one.main.name}" m LEFT JOIN "{one.apart.name}" a ON {same_record("a", "m")}'
            f' LEFT JOIN "{one.narrow.name}" n ON n._row = m._row'
            f" LEFT JOIN {one.fts} f ON f.rowid = m._row{joined} WHERE m._row >= ? ORDER BY m._row LIMIT {AT_ONCE}"
        )
        self._apart_at = _CELLS_AT + len(one.plain.names)
        self._narrow_at = self._apart_at + len(one.strict.names)
        self._box_at = self._narrow_at + len(NARROW) + 2
        one_of_each = [
            (1, one.apart.name, one.apart.name),
            (self._narrow_at, one.narrow.name, one.narrow.name),
            (self._box_at - 2, one.fts, f"{one.fts}_content"),
            *([(self._box_at, one.rtree, f"{one.rtree}_rowid")] if one.rtree else []),
        ]
        self._beside = {at: _Beside(table, lies_in) for at, table, lies_in in one_of_each}
        self._id_at = _CELLS_AT + one.plain.names.index("id")
        self._code_at = _CELLS_AT + one.plain.names.index("code")

    @property
    def type(self) -> str:
        """The name of the type."""
        return self._one.kind.name

    def windows(self) -> Iterator[list[Row]]:
        """All rows as they came, so many at a time."""
        first = _FIRST
        while rows := ask(self._connection, self._sql, (first,)).fetchall():
            for at, counted in self._beside.items():
                counted.rows += sum([row[at] is not None for row in rows])
            yield rows
            first = rows[-1][0] + 1

    def record_of(self, row: Row) -> str:
        """Whose row it is; empty where no id stands there."""
        id_ = row[self._id_at]
        return id_ if isinstance(id_, str) else ""

    def code_of(self, row: Row, values: Mapping[str, Any]) -> str:
        """The code by which a record is told: the journal's, else the table's."""
        return str(values.get("code") or row[self._code_at] or "")

    def compare(self, row: Row, values: Mapping[str, Any]) -> list[Message]:
        """What differs between a row, with those beside it, and what the journal makes of its record."""
        box = box_of(values.get(MAIN))
        made = self._layout.write(values)
        drawn = self._made.narrow(row[0], values, box) or _NOT_DRAWN
        found_by = (self._made.words(values), self._made.refers(values))
        expected = (values["id"], *made, *drawn, *found_by)
        same_box = _same_box(row[self._box_at :] or _NOWHERE, box)
        if same_box and row[1 : self._box_at] == expected:
            return []
        type_, code = self.type, self.code_of(row, values) or self.record_of(row)
        found = list(self._differing_cells(code, row, made))
        if row[self._narrow_at : self._narrow_at + len(NARROW)] != drawn:
            found.append(say("{type} {code}: what the map draws is not what the journal says.", type=type_, code=code))
        if row[self._box_at - 2 : self._box_at] != found_by:
            found.append(say("{type} {code}: the search index is not what the journal says.", type=type_, code=code))
        if not same_box:
            found.append(say("{type} {code}: the spatial index is not what the journal says.", type=type_, code=code))
        return found

    def stranger(self, row: Row) -> Differing:
        """A row of no record of the journal."""
        id_, code = (str(row[at] or "") for at in (self._id_at, self._code_at))
        said = say(
            "{type} {code}: the record is in its table but not in the journal.", type=self.type, code=code or id_
        )
        return Differing(self.type, id_ or f"row:{row[0]}", code, ADDED, (said,))

    def lacking(self) -> Iterator[str]:
        """The records of the journal that have no row."""
        sql = (
            "SELECT DISTINCT record FROM journal_change c WHERE type = ?"
            f' AND NOT EXISTS (SELECT 1 FROM "{self._one.main.name}" m WHERE m.id = c.record)'
        )
        for (record,) in ask(self._connection, sql, (self.type,)):
            yield record

    def missing(self, record: str, code: str) -> Differing:
        """A record of the journal that has no row."""
        said = say(
            "{type} {code}: the record is in the journal but not in its table.", type=self.type, code=code or record
        )
        return Differing(self.type, record, code, MISSING, (said,))

    def strays(self) -> Iterator[Message]:
        """Rows of the tables beside the main one that are no record's; to be asked once all windows were read.

        That no id stands there twice, and that an index lies whole in its own tables, soundness looks at.
        """
        for counted in self._beside.values():
            (held,) = ask(self._connection, f'SELECT count(*) FROM "{counted.lies_in}"').fetchone()
            if held > counted.rows:
                yield say(
                    "The table {table} holds {count} rows of no record.",
                    table=counted.table, count=held - counted.rows,
                )  # fmt: skip

    def _differing_cells(self, code: str, row: Row, made: Row) -> Iterator[Message]:
        """What differs in the two tables of whole records."""
        columns, found, at = self._layout.columns, row[_CELLS_AT : self._narrow_at], 0
        if row[1] is None:  # there is no row in the second table
            columns = self._one.plain.columns
            yield say("{type} {code}: its restricted fields are missing.", type=self.type, code=code)
        for one in columns:
            end = at + len(one.names)
            if found[at:end] != made[at:end]:
                yield say(
                    "{type} {code}: the field “{field}” holds “{found}” in its table, but “{made}” in the journal.",
                    type=self.type, code=code, field=one.field.name,
                    found=_shown(one.field, found[at:end]), made=_shown(one.field, made[at:end]),
                )  # fmt: skip
            at = end


def _same_box(found: Row, made: tuple[float, float, float, float] | None) -> bool:
    """The R-tree holds 32-bit numbers, rounded outward by at most two units in the last place."""
    if made is None or found[0] is None:
        return made is None and found[0] is None
    if _surely_same(found, made):
        return True
    held, wanted = np.array(found, dtype=np.float64), np.array(made)
    slack = 2 * np.spacing(np.abs(wanted).astype(np.float32)).astype(np.float64)
    outward = (held - wanted) * np.array([-1, 1, -1, 1])
    return bool(((outward >= 0) & (outward <= slack)).all())


def _surely_same(found: Row, made: tuple[float, float, float, float]) -> bool:
    """Whether it needs no closer look, which takes ten times as long."""
    west, east, south, north = made
    return bool(
        0 <= west - found[0] <= _slack(west)
        and 0 <= found[1] - east <= _slack(east)
        and 0 <= south - found[2] <= _slack(south)
        and 0 <= found[3] - north <= _slack(north)
    )


def _slack(number: float) -> float:
    """Twice the space between the 32-bit numbers beside one; for nought none, which is less than there is."""
    return ldexp(1.0, frexp(number)[1] - 23) if number else 0.0


def _shown(field: Field, cells: Row) -> str:
    held = [cell for cell in cells if cell is not None]
    if field.kind is Kind.PLACE:
        return ", ".join(cell.hex() if isinstance(cell, bytes) else str(cell) for cell in held)[:80]
    return ", ".join(map(str, held))[:80]
