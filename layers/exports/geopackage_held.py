"""What the rows of an exported table hold."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from layers.exports import geopackage_schema as schema
from layers.exports.selecting import GEOMETRY, TableOut
from layers.register.attaching import OUT


@dataclass(frozen=True)
class Held:
    """How many rows have a geometry (None: the table has none), whether any has heights, which references are used."""

    placed: int | None
    heights: bool
    references: frozenset[str]


def held_by(connection: Connection, table: TableOut) -> Held:
    """Look at the rows of a table that is written, once."""
    names = [one.name for one in table.columns if one.field.names_record and one.name == one.field.name]
    asked = [f'count("{name}")' for name in names]
    if table.geometry is not None:
        # the second byte of the ISO WKB type is 0 without heights, and 3 with them
        asked += [f"count({GEOMETRY})", f"max(substr({GEOMETRY}, {schema.HEADER_BYTES + 3}, 1) <> X'00')"]
    found = connection.exec_driver_sql(f'SELECT {", ".join(asked)} FROM {OUT}."{table.name}"').one() if asked else ()
    references = frozenset(name for name, count in zip(names, found, strict=False) if count)
    if table.geometry is None:
        return Held(None, False, references)
    placed, high = found[-2:]
    return Held(placed, bool(high), references)
