"""The R-tree of an exported layer: taken over from the register where it is the same tree, built where it is not."""

from __future__ import annotations

import shapely
from sqlalchemy import Connection

from layers.exports import geopackage_schema as schema
from layers.exports.selecting import GEOMETRY, KEY, TableOut
from layers.register.attaching import OUT
from layers.register.tables import RTREE

_F = f"{OUT}."
_SHADOWS = ("node", "parent", "rowid")

Bounds = tuple[float | None, float | None, float | None, float | None]
NOWHERE: Bounds = (None, None, None, None)


def index_layer(connection: Connection, table: TableOut, placed: int, *, whole: bool) -> Bounds:
    """Make the R-tree of a layer whose rows are in place, `placed` of them with a geometry, and its triggers.

    `whole` says that the rows carry the register's own numbers and no geometry was withheld, so that the register's
    tree is this layer's as soon as it has as many entries. Gives west, south, east and north; None without a place.
    """
    run = connection.exec_driver_sql
    name = f"rtree_{table.name}_{GEOMETRY}"
    run(f'CREATE VIRTUAL TABLE {_F}"{name}" USING rtree(id, minx, maxx, miny, maxy)')
    run(
        f"INSERT INTO {_F}gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', ?, 'write-only')",
        (table.name, GEOMETRY, schema.RTREE_DEFINITION),
    )
    if whole and placed and _is_same_tree(connection, table, placed):
        _take_over(connection, table, name)
    else:
        _build(connection, table, name)
    for trigger in schema.rtree_triggers(table.name, GEOMETRY, KEY):
        run(trigger.format(out=_F))
    west, south, east, north = run(f'SELECT min(minx), min(miny), max(maxx), max(maxy) FROM {_F}"{name}"').one()
    return west, south, east, north


def _is_same_tree(connection: Connection, table: TableOut, placed: int) -> bool:
    if table.part:
        return False
    entries = connection.exec_driver_sql(f"SELECT count(*) FROM main.{table.kind.name}_{RTREE}_rowid").scalar_one()
    return bool(entries == placed)


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
