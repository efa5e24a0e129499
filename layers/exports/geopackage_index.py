"""The R-tree of an exported layer: taken over from the register where it is the same tree, built where it is not."""

from __future__ import annotations

from typing import NamedTuple

import shapely
from sqlalchemy import Connection

from layers.exports import geopackage_schema as schema
from layers.exports.selecting import GEOMETRY, KEY, TableOut
from layers.register.attaching import OUT
from layers.register.tables import RTREE

_F = f"{OUT}."
_SHADOWS = ("node", "parent", "rowid")

Bounds = tuple[float | None, float | None, float | None, float | None]


class Indexed(NamedTuple):
    """West, south, east and north of a layer (None without a place), and whether it holds heights."""

    bounds: Bounds
    heights: bool


def index_layer(connection: Connection, table: TableOut, *, whole: bool) -> Indexed:
    """Make the R-tree of a layer whose rows are in place, with its triggers.

    `whole` says that the rows carry the register's own numbers and no geometry was withheld, so that the register's
    tree is this layer's as soon as it has as many entries.
    """
    run = connection.exec_driver_sql
    name = f"rtree_{table.name}_{GEOMETRY}"
    run(f'CREATE VIRTUAL TABLE {_F}"{name}" USING rtree(id, minx, maxx, miny, maxy)')
    run(
        f"INSERT INTO {_F}gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', ?, 'write-only')",
        (table.name, GEOMETRY, schema.RTREE_DEFINITION),
    )
    if whole and _is_same_tree(connection, table):
        _take_over(connection, table, name)
    else:
        _build(connection, table, name)
    for trigger in schema.rtree_triggers(table.name, GEOMETRY, KEY):
        run(trigger.format(out=_F))
    west, south, east, north = run(f'SELECT min(minx), min(miny), max(maxx), max(maxy) FROM {_F}"{name}"').one()
    return Indexed((west, south, east, north), _has_heights(connection, table))


def _is_same_tree(connection: Connection, table: TableOut) -> bool:
    if table.part:
        return False
    run = connection.exec_driver_sql
    there = run(f'SELECT count(*) FROM {_F}"{table.name}" WHERE {GEOMETRY} IS NOT NULL').scalar_one()
    return bool(there) and there == run(f"SELECT count(*) FROM main.{table.kind.name}_{RTREE}_rowid").scalar_one()


def _take_over(connection: Connection, table: TableOut, name: str) -> None:
    """Copy the nodes of the register's tree: the same rows under the same numbers."""
    for shadow in _SHADOWS:
        connection.exec_driver_sql(f'DELETE FROM {_F}"{name}_{shadow}"')
        connection.exec_driver_sql(
            f'INSERT INTO {_F}"{name}_{shadow}" SELECT * FROM main.{table.kind.name}_{RTREE}_{shadow}'
        )


def _build(connection: Connection, table: TableOut, name: str) -> None:
    run = connection.exec_driver_sql
    held = run(f'SELECT "{KEY}", {GEOMETRY} FROM {_F}"{table.name}" WHERE {GEOMETRY} IS NOT NULL').all()
    if not held:
        return
    boxes = shapely.bounds(shapely.from_wkb([bytes(blob)[schema.HEADER_BYTES :] for _, blob in held]))
    rows = [(number, *box) for (number, _), box in zip(held, boxes[:, [0, 2, 1, 3]].tolist(), strict=True)]
    run(f'INSERT INTO {_F}"{name}" VALUES (?, ?, ?, ?, ?)', rows)


def _has_heights(connection: Connection, table: TableOut) -> bool:
    """Whether any geometry has Z: the second byte of its ISO WKB type (1001 and up) says so."""
    at = schema.HEADER_BYTES + 3
    there, flat = f"{GEOMETRY} IS NOT NULL", f"substr({GEOMETRY}, {at}, 1) = X'00'"
    sql = f'SELECT 1 FROM {_F}"{table.name}" WHERE {there} AND NOT {flat} LIMIT 1'
    return connection.exec_driver_sql(sql).first() is not None
