"""The narrow tables as columns, for the map and for statistics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from forensics.catalogue import Catalogue, RecordType
from forensics.fields import Field, Kind
from forensics.ports import MapColumns
from layers.register.succession import OPINION, replaced_opinions
from layers.register.tables import NO_DAY_AFTER, NO_DAY_BEFORE, same_record

SHOWN_AREA = "display_area"
"""The field that says how coarsely a record may be shown: nothing finer is ever drawn or counted."""
_STYLES, _CATEGORIES = 1 << 17, 1 << 1
"""What style and category, each one more than in its column, are multiplied by to lie in one number with `sure`."""
_PLACE_LINES = "group_concat(iif(x IS NULL, 'nan', quote(x))), group_concat(iif(y IS NULL, 'nan', quote(y)))"
"""Coordinates are written as text that reads back as the same number."""


def columns_of_map(connection: Connection, catalogue: Catalogue, kind: RecordType) -> MapColumns:
    """A type's narrow table, without what was superseded; records without a place take that of what they belong to.

    The engine writes each column as one line of numbers, floats with all their digits: rows fetched one by one take
    twice as long, and stop every other thread at each of them.
    """
    ask, coarse = connection.exec_driver_sql, SHOWN_AREA in kind.by_name
    standing = _standing(connection, kind)
    asked = "count(*), min(row), max(row), group_concat(earliest), group_concat(span), group_concat(look)"
    count, first, last, *lines = ask(_sql(kind, asked, standing)).one()
    if count and (first, last) == (1, count):  # none is missing, so that none need be told
        row = np.arange(1, count + 1)
    else:
        row = _column(ask(_sql(kind, "group_concat(row)", standing)).scalar_one(), np.int64)
    earliest = _column(lines[0], np.int32)
    latest = (earliest + _column(lines[1], np.int64)).astype(np.int32)
    look = _column(lines[2], np.int64)
    style, category = look // _STYLES - 1, look % _STYLES // _CATEGORIES - 1

    def own() -> Places:
        return Places(*[_column(line, np.float64) for line in ask(_sql(kind, _PLACE_LINES, standing)).one()])

    stands = Places.nowhere(len(row)) if coarse else own()
    if len(row) and kind.about.place_from and not stands.all_known:
        stands = stands.or_else(_Walk(connection, catalogue).taken(kind, int(row.max()) + 1).at(row))
    if coarse and not stands.all_known:
        stands = stands.or_else(own())
    codes = _codes(kind, kind.about.style), _codes(kind, kind.about.category)
    return MapColumns(
        row, stands.x, stands.y, earliest, latest, style.astype(np.int16), category.astype(np.int16),
        look % 2 == 1, *codes,
    )  # fmt: skip


SEPARATOR = "\x1f"
"""What parts the texts of a column; no text that is a code holds it."""


def column_of_field(connection: Connection, kind: RecordType, field: Field) -> NDArray[Any]:
    """One field of every record of a type that is not voided, in the order of `columns_of_map`.

    Float64 with NaN for a number; else the text that lies in the table, “” where there is none.
    """
    side = "a" if field.sensitivity.apart else "m"
    number = field.kind in (Kind.WHOLE, Kind.NUMBER)
    cell = f'{side}."{field.name}"'
    written = f"iif({cell} IS NULL, 'nan', quote({cell}))" if number else f"coalesce({cell}, '')"
    apart = f' LEFT JOIN "{kind.name}_restricted" a ON {same_record("a", "m")}' if side == "a" else ""
    rows = (
        f'SELECT {written} AS held FROM "{kind.name}_map" n JOIN "{kind.name}" m ON m._row = n._row{apart}'
        f"{_standing(connection, kind)} ORDER BY n._row"
    )
    parting = "," if number else SEPARATOR
    line, count = connection.exec_driver_sql(
        f"SELECT group_concat(held, '{parting}'), count(*) FROM ({rows}) AS told"
    ).one()
    if number:
        return _column(line, np.float64)
    return np.array(line.split(SEPARATOR) if count else [], object)


def _column(line: str | None, form: type[Any]) -> NDArray[Any]:
    """The numbers of a line; there is none where the table is empty."""
    numbers = np.fromstring(line, form, sep=",") if line else np.zeros(0)
    return numbers.astype(form, copy=False)


def _sql(kind: RecordType, asked: str, standing: str) -> str:
    """One SELECT of what is asked of a type's rows, in the order of their numbers."""
    rows = (
        f"SELECT n._row AS row, n.x AS x, n.y AS y,"
        f" coalesce(n.earliest, {NO_DAY_BEFORE}) AS earliest, coalesce(n.latest, {NO_DAY_AFTER})"
        f" - coalesce(n.earliest, {NO_DAY_BEFORE}) AS span,"
        f" (coalesce(n.style, -1) + 1) * {_STYLES} + (coalesce(n.category, -1) + 1) * {_CATEGORIES}"
        " + CASE WHEN n.x IS NULL THEN 0 ELSE 1 END AS look"
        f' FROM "{kind.name}_map" n{standing} ORDER BY n._row'
    )
    return f"SELECT {asked} FROM ({rows}) AS told"


def _standing(connection: Connection, kind: RecordType) -> str:
    """The condition that leaves out what another record took the place of: it holds no more, and is counted nowhere."""
    by, instead = kind.by_name.get("superseded_by"), kind.by_name.get("supersedes")
    if kind.name == OPINION:
        gone = ", ".join("'" + id_.replace("'", "''") + "'" for id_ in replaced_opinions(connection))
    elif by is not None:
        holder = f"{kind.name}_restricted" if by.sensitivity.apart else kind.name
        gone = f'SELECT id FROM "{holder}" WHERE superseded_by IS NOT NULL'
    elif instead is not None:
        holder = f"{kind.name}_restricted" if instead.sensitivity.apart else kind.name
        gone = (
            f'SELECT s.supersedes FROM "{holder}" s JOIN "{kind.name}" o ON o.id = s.id'
            f' JOIN "{kind.name}_map" h ON h._row = o._row WHERE s.supersedes IS NOT NULL'
        )
    else:
        return ""
    return f' WHERE n._row NOT IN (SELECT _row FROM "{kind.name}" WHERE id IN ({gone}))'


class _Walk:
    """Follows `About.place_from` from a type outward, one statement for each reference; no type twice on a way.

    The rows that name a record are gathered by the index of the reference: joined row by row, each of a million would
    cost the reading of its whole record. Places are two arrays, x and y in EPSG:4326, by row number; NaN is nowhere.
    """

    def __init__(self, connection: Connection, catalogue: Catalogue) -> None:
        self._ask = connection.exec_driver_sql
        self._catalogue = catalogue

    def taken(self, kind: RecordType, size: int, way: tuple[str, ...] = ()) -> Places:
        """Where the records of `kind` stand by what they belong to, whether voided or not."""
        way = (*way, kind.name)
        found = Places.nowhere(size)
        for name in kind.about.place_from:
            field = kind.by_name.get(name)
            if field is None or field.kind is not Kind.REFERENCE or len(field.target) != 1:
                continue
            if field.target[0] in way:
                continue
            target = self._catalogue[field.target[0]]
            rows, named = self._naming(kind, field, target, size)
            if len(rows):
                found.fill(rows, self._stands(target, way).at(named))
        return found

    def _stands(self, kind: RecordType, way: tuple[str, ...]) -> Places:
        """Where each record of a type stands: its own place, else what it takes."""
        last, line, *lines = self._ask(
            f'SELECT (SELECT coalesce(max(_row), 0) FROM "{kind.name}"), group_concat(row), {_PLACE_LINES}'
            f' FROM (SELECT _row AS row, x, y FROM "{kind.name}_map") AS told'
        ).one()
        stood = Places.nowhere(int(last) + 1)
        stood.fill(_column(line, np.int64), Places(*[_column(one, np.float64) for one in lines]))
        if kind.about.place_from and np.isnan(stood.x[1:]).any():
            stood = stood.or_else(self.taken(kind, len(stood.x), way))
        return stood

    def _naming(
        self, kind: RecordType, field: Field, target: RecordType, size: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The row numbers of the records that name one, and beside each that of the record it names."""
        holder = f"{kind.name}_restricted" if field.sensitivity.apart else kind.name
        held = (
            f'SELECT "{field.name}" AS held, group_concat(_row) AS line, count(*) AS count FROM "{holder}"'
            f' WHERE "{field.name}" IS NOT NULL GROUP BY "{field.name}"'
        )
        groups = self._ask(f'SELECT t._row, h.line, h.count FROM ({held}) AS h JOIN "{target.name}" t ON t.id = h.held')
        gathered = [(int(row), str(line), int(count)) for row, line, count in groups]
        rows = _column(",".join([line for _, line, _ in gathered]), np.int64)
        named = np.repeat([row for row, _, _ in gathered], [count for _, _, count in gathered]).astype(np.int64)
        inside = (rows >= 0) & (rows < size)  # a row of nobody, planted, has no place
        return rows[inside], named[inside]


@dataclass(frozen=True)
class Places:
    """Two arrays of coordinates side by side; NaN where there is none."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]

    @classmethod
    def nowhere(cls, size: int) -> Places:
        """So many places that are not known."""
        return cls(np.full(size, np.nan), np.full(size, np.nan))

    @property
    def all_known(self) -> bool:
        return not np.isnan(self.x).any()

    def or_else(self, other: Places) -> Places:
        """These, and where there is none those of the other, as long."""
        x, y = ((np.where(np.isnan(a), b, a)) for a, b in ((self.x, other.x), (self.y, other.y)))
        return Places(x, y)

    def at(self, rows: NDArray[np.int64]) -> Places:
        """The places of these rows, a row that is not there nowhere."""
        inside = np.where((rows >= 0) & (rows < len(self.x)), rows, len(self.x))
        return Places(np.append(self.x, np.nan)[inside], np.append(self.y, np.nan)[inside])

    def fill(self, rows: NDArray[np.int64], places: Places) -> None:
        """Put `places` at these rows, where none is known yet."""
        for mine, theirs in ((self.x, places.x), (self.y, places.y)):
            mine[rows] = np.where(np.isnan(mine[rows]), theirs, mine[rows])


def _codes(kind: RecordType, name: str) -> tuple[str, ...]:
    field = kind.by_name.get(name)
    return tuple(field.vocabulary.all_codes) if field is not None and field.vocabulary is not None else ()
