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
    """Look at the rows of a table that is written."""
    rows = f'{OUT}."{table.name}"'
    names = [one.name for one in table.columns if one.field.names_record and one.name == one.field.name]
    asked = [f'EXISTS (SELECT 1 FROM {rows} WHERE "{name}" IS NOT NULL)' for name in names]
    used = connection.exec_driver_sql(f"SELECT {', '.join(asked)}").one() if asked else ()
    references = frozenset(name for name, found in zip(names, used, strict=True) if found)
    if table.geometry is None:
        return Held(None, False, references)
    # the second byte of the ISO WKB type is 0 without heights, and 3 with them
    heights = f"max(substr({GEOMETRY}, {schema.HEADER_BYTES + 3}, 1) <> X'00')"
    placed, high = connection.exec_driver_sql(f"SELECT count({GEOMETRY}), {heights} FROM {rows}").one()
    return Held(placed, bool(high), references)
