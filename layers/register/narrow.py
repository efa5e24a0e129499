"""The narrow tables as columns, for the map and for statistics."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection

from forensics.catalogue import Catalogue, RecordType
from forensics.ports import MapColumns
from layers.register.tables import NO_DAY_AFTER, NO_DAY_BEFORE, Tables

_FIELDS = [
    ("row", "i8"), ("x", "f8"), ("y", "f8"), ("earliest", "i4"), ("latest", "i4"),
    ("style", "i2"), ("category", "i2"), ("sure", "?"),
]  # fmt: skip


def columns_of_map(connection: Connection, catalogue: Catalogue, tables: Tables, kind: RecordType) -> MapColumns:
    """A type's narrow table; records without a place of their own take that of the record they belong to."""
    rows = connection.exec_driver_sql(_sql(catalogue, tables, kind)).all()
    nothing = float("nan")
    held = np.array(
        [
            (row[0], nothing if row[1] is None else row[1], nothing if row[2] is None else row[2], *row[3:])
            for row in rows
        ],
        dtype=_FIELDS,
    )
    return MapColumns(
        row=held["row"],
        x=held["x"],
        y=held["y"],
        earliest=held["earliest"],
        latest=held["latest"],
        style=held["style"],
        category=held["category"],
        sure=held["sure"],
        style_codes=_codes(kind, kind.about.style),
        category_codes=_codes(kind, kind.about.category),
    )


def _sql(catalogue: Catalogue, tables: Tables, kind: RecordType) -> str:
    """One SELECT that walks the chain of references from which the type takes its place."""
    joins, xs, ys = _chain(catalogue, tables, kind)
    return (
        f"SELECT n._row, coalesce({', '.join(xs)}), coalesce({', '.join(ys)}),"
        f" coalesce(n.earliest, {NO_DAY_BEFORE}), coalesce(n.latest, {NO_DAY_AFTER}),"
        " coalesce(n.style, -1), coalesce(n.category, -1), n.x IS NOT NULL"
        f' FROM "{kind.name}_map" n{joins} ORDER BY n._row'
    )


def _chain(catalogue: Catalogue, tables: Tables, kind: RecordType) -> tuple[str, list[str], list[str]]:
    joins, xs, ys = "", ["n.x"], ["n.y"]
    if not kind.about.place_from:
        return joins, [*xs, "NULL"], [*ys, "NULL"]
    joins = f' LEFT JOIN "{kind.name}" m0 ON m0._row = n._row'
    at, current = "m0", kind
    for step, name in enumerate(kind.about.place_from, start=1):
        field = current.field(name)
        if field.sensitivity.apart:
            joins += f' LEFT JOIN "{current.name}_restricted" a{step} ON a{step}.id = {at}.id'
            at = f"a{step}"
        current = catalogue[field.target[0]]
        joins += f' LEFT JOIN "{current.name}" m{step} ON m{step}.id = {at}."{name}"'
        joins += f' LEFT JOIN "{current.name}_map" n{step} ON n{step}._row = m{step}._row'
        at = f"m{step}"
        xs.append(f"n{step}.x")
        ys.append(f"n{step}.y")
    return joins, xs, ys


def _codes(kind: RecordType, name: str) -> tuple[str, ...]:
    field = kind.by_name.get(name)
    return tuple(field.vocabulary.all_codes) if field is not None and field.vocabulary is not None else ()
