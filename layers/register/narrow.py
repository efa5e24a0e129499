"""The narrow tables as columns, for the map and for statistics."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from forensics.catalogue import Catalogue, RecordType
from forensics.fields import Field, Kind
from forensics.ports import MapColumns
from layers.register.tables import NO_DAY_AFTER, NO_DAY_BEFORE, same_record

SHOWN_AREA = "display_area"
"""The field that says how coarsely a record may be shown: nothing finer is ever drawn or counted."""
_FORMS = (np.int64, np.float64, np.float64, np.int32, np.int32, np.int16, np.int16, np.bool_)
"""Of the columns, in the order of MapColumns."""
_WRITTEN = (
    "row", "iif(x IS NULL, 'nan', quote(x))", "iif(y IS NULL, 'nan', quote(y))", "earliest", "latest",
    "style", "category", "sure",
)  # fmt: skip
"""How each is written as text that reads back as the same number."""


def columns_of_map(connection: Connection, catalogue: Catalogue, kind: RecordType) -> MapColumns:
    """A type's narrow table, without what was superseded; records without a place take that of what they belong to.

    The engine writes each column as one line of numbers, floats with all their digits: rows fetched one by one take
    twice as long, and stop every other thread at each of them.
    """
    lines = connection.exec_driver_sql(_sql(catalogue, kind)).one()
    row, x, y, earliest, latest, style, category, sure = map(_column, lines, _FORMS)
    codes = _codes(kind, kind.about.style), _codes(kind, kind.about.category)
    return MapColumns(row, x, y, earliest, latest, style, category, sure, *codes)


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
        " ORDER BY n._row"
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
    numbers = np.fromstring(line, np.int8 if form is np.bool_ else form, sep=",") if line else np.zeros(0)
    return numbers.astype(form, copy=False)


def _sql(catalogue: Catalogue, kind: RecordType) -> str:
    """One SELECT that follows the references from which the type, and those it refers to, take their place.

    A record that says in which area it may be shown stands at what it refers to, even where its own place is known.
    """
    walk = _Walk(catalogue)
    if kind.about.place_from:
        walk.joins.append(f' LEFT JOIN "{kind.name}" m0 ON m0._row = n._row')
        walk.follow(kind, "m0", (kind.name,))
    order = [*walk.found, "n"] if SHOWN_AREA in kind.by_name else ["n", *walk.found]
    xs, ys = (", ".join([*(f"{at}.{axis}" for at in order), "NULL"]) for axis in ("x", "y"))
    rows = (
        f"SELECT n._row AS row, coalesce({xs}) AS x, coalesce({ys}) AS y,"
        f" coalesce(n.earliest, {NO_DAY_BEFORE}) AS earliest, coalesce(n.latest, {NO_DAY_AFTER}) AS latest,"
        " coalesce(n.style, -1) AS style, coalesce(n.category, -1) AS category, n.x IS NOT NULL AS sure"
        f' FROM "{kind.name}_map" n{"".join(walk.joins)}{_standing(kind)} ORDER BY n._row'
    )
    lines = ", ".join(f"group_concat({one})" for one in _WRITTEN)
    return f"SELECT {lines} FROM ({rows}) AS told"


def _standing(kind: RecordType) -> str:
    """The condition that leaves out what another record took the place of: it holds no more, and is counted nowhere."""
    by, instead = kind.by_name.get("superseded_by"), kind.by_name.get("supersedes")
    if by is not None:
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
    """Collects the joins along `About.place_from`, from the type itself outward; no type is entered twice on a way."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.joins: list[str] = []
        self.found: list[str] = []

    def follow(self, kind: RecordType, at: str, way: tuple[str, ...]) -> None:
        """Join what `kind`, whose main table is `at`, takes its place from."""
        for name in kind.about.place_from:
            field = kind.by_name.get(name)
            if field is None or field.kind is not Kind.REFERENCE or len(field.target) != 1:
                continue
            target = field.target[0]
            if target in way:
                continue
            step = len(self.found) + 1
            holder = at
            if field.sensitivity.apart:
                holder = f"a{step}"
                self.joins.append(f' LEFT JOIN "{kind.name}_restricted" {holder} ON {same_record(holder, at)}')
            self.joins.append(f' LEFT JOIN "{target}" m{step} ON m{step}.id = {holder}."{name}"')
            self.joins.append(f' LEFT JOIN "{target}_map" n{step} ON n{step}._row = m{step}._row')
            self.found.append(f"n{step}")
            self.follow(self._catalogue[target], f"m{step}", (*way, target))


def _codes(kind: RecordType, name: str) -> tuple[str, ...]:
    field = kind.by_name.get(name)
    return tuple(field.vocabulary.all_codes) if field is not None and field.vocabulary is not None else ()
