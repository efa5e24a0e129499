"""The spatial index of a type: boxes one by one, or packed at once where an import brings most of them.

To find each of a million boxes its place takes the engine ten times as long as to write its nodes in their order: by
sort, tile, recurse (Leutenegger, Edgington, Lopez, “STR: a simple and efficient algorithm for R-tree packing”, 1997).
The form of a node is SQLite's (ext/rtree/rtree.c).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from layers.register.engine import ask, is_on_server
from layers.register.projection import Box
from layers.register.statements import Statements
from layers.register.tables import BOX

CELL = np.dtype([("id", ">i8"), ("box", ">f4", 4)])
HEAD_BYTES = 4
"""A node: how deep the tree is (in the root), how many cells follow (two bytes each), the cells, and zeros."""

FEWEST = 20_000
"""Boxes that are worth it; so many are packed only where there are no more yet."""

_AT_ONCE = 50_000
_FILLED = 0.8
"""How full a node is made, so that the next ones find room."""
_ROOT = 1
_OUTWARD = np.array([-1, 1, -1, 1])
_TOWARDS, _AWAY = 1 - 2.0**-23, 1 + 2.0**-23

Boxes = NDArray[np.float32]
Numbers = NDArray[np.int64]


class SpatialIndex:
    """Takes the boxes of new records and writes them to the R-tree by `settle`."""

    def __init__(self, connection: Connection, statements: Statements, table: str) -> None:
        self._connection = connection
        self._statements = statements
        self._table = table
        self._numbers = array("q")
        self._boxes = array("d")

    def add(self, numbers: Iterable[int], boxes: Iterable[Box | None]) -> None:
        """Take in boxes (west, east, south, north) under their row numbers."""
        placed = [(number, box) for number, box in zip(numbers, boxes, strict=True) if box is not None]
        self._numbers.extend([number for number, _ in placed])
        self._boxes.extend(chain.from_iterable([box for _, box in placed]))

    def settle(self) -> None:
        """Write what was taken in."""
        numbers, boxes = np.array(self._numbers), np.array(self._boxes).reshape(-1, 4)
        self._numbers, self._boxes = array("q"), array("d")
        if len(numbers) >= FEWEST and not is_on_server(self._connection) and self._count() <= len(numbers):
            self._pack(numbers, _outward(boxes))
        elif len(numbers):
            rows = zip(numbers.tolist(), boxes.tolist(), strict=True)
            self._statements.insert(self._table, BOX, [(number, *box) for number, box in rows])

    def _count(self) -> int:
        self._statements.wait()
        return int(ask(self._connection, f"SELECT count(*) FROM {self._table}_rowid").fetchone()[0])

    def _pack(self, numbers: Numbers, boxes: Boxes) -> None:
        """Put the boxes that are there and these into a new tree."""
        held = ask(self._connection, f"SELECT {', '.join(BOX)} FROM {self._table}").fetchall()
        if held:
            numbers = np.concatenate([np.array([row[0] for row in held], np.int64), numbers])
            boxes = np.concatenate([np.array([row[1:] for row in held], np.float32), boxes])
        (size,) = ask(
            self._connection, f"SELECT length(data) FROM {self._table}_node WHERE nodeno = {_ROOT}"
        ).fetchone()
        for shadow in ("node", "parent", "rowid"):
            ask(self._connection, f"DELETE FROM {self._table}_{shadow}")
        tree = _tree_of(numbers, boxes, size)
        self._write("node", ("nodeno", "data"), tree.nodes)
        self._write("parent", ("nodeno", "parentnode"), tree.parents)
        order = np.argsort(numbers)
        self._write("rowid", ("rowid", "nodeno"), _pairs(numbers[order], tree.leaf_of[order]))

    def _write(self, shadow: str, columns: tuple[str, str], rows: Iterable[tuple[int, bytes | int]]) -> None:
        rest = iter(rows)
        while some := list(islice(rest, _AT_ONCE)):
            self._statements.insert(f"{self._table}_{shadow}", columns, some)


def _outward(boxes: NDArray[np.float64]) -> Boxes:
    """Boxes in 32 bits that hold those in 64, rounded as the engine does."""
    found = boxes.astype(np.float32)
    inside = (found - boxes) * _OUTWARD < 0
    factor = np.where((boxes < 0) == (_OUTWARD < 0), _AWAY, _TOWARDS)
    return np.where(inside, (boxes * factor).astype(np.float32), found)


def _pairs(first: Numbers, second: Numbers) -> Iterator[tuple[int, int]]:
    for at in range(0, len(first), _AT_ONCE):
        yield from zip(first[at : at + _AT_ONCE].tolist(), second[at : at + _AT_ONCE].tolist(), strict=True)


class _Tree(NamedTuple):
    """The nodes of a tree, the parent of each but the root, and for each box the leaf in which it lies."""

    nodes: list[tuple[int, bytes]]
    parents: list[tuple[int, int]]
    leaf_of: Numbers


def _tree_of(numbers: Numbers, boxes: Boxes, size: int) -> _Tree:
    """The tree of more boxes than a node holds, whose bytes are `size`."""
    most = (size - HEAD_BYTES) // CELL.itemsize
    each = ceil(most * _FILLED)
    tree = _Tree([], [], np.empty_like(numbers))
    order = _tiled(boxes, each)
    numbers, boxes = numbers[order], boxes[order]
    depth, last = 0, _ROOT
    while len(numbers) > most:
        count = ceil(len(numbers) / each)
        made = np.arange(last + 1, last + 1 + count)
        ends = np.linspace(0, len(numbers), count + 1).astype(np.int64)
        tree.nodes.extend(_nodes(made, ends, numbers, boxes, size))
        holders = np.repeat(made, np.diff(ends))
        if depth:
            tree.parents.extend(_pairs(numbers, holders))
        else:
            tree.leaf_of[order] = holders
        numbers, boxes = made, _around(boxes, ends[:-1])
        depth, last = depth + 1, last + count
    tree.nodes.extend(_nodes(np.array([_ROOT]), np.array([0, len(numbers)]), numbers, boxes, size, depth))
    tree.parents.extend(_pairs(numbers, np.full(len(numbers), _ROOT)))
    return tree


def _tiled(boxes: Boxes, each: int) -> Numbers:
    """An order in which boxes that follow each other are neighbours: upright slices, each from south to north."""
    x, y = boxes[:, 0] + boxes[:, 1], boxes[:, 2] + boxes[:, 3]
    in_a_slice = each * ceil(sqrt(len(boxes) / each))
    slices = np.empty(len(boxes), np.int64)
    slices[np.argsort(x, kind="stable")] = np.arange(len(boxes)) // in_a_slice
    return np.lexsort((y, slices))


def _nodes(
    made: Numbers, ends: Numbers, numbers: Numbers, boxes: Boxes, size: int, depth: int = 0
) -> Iterator[tuple[int, bytes]]:
    """The bytes of nodes that hold what lies between the ends; only the root says how deep the tree is."""
    cells = np.empty(len(numbers), CELL)
    cells["id"], cells["box"] = numbers, boxes
    data = cells.tobytes()
    for number, start, end in zip(made.tolist(), ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        head = depth.to_bytes(2, "big") + (end - start).to_bytes(2, "big")
        yield number, (head + data[start * CELL.itemsize : end * CELL.itemsize]).ljust(size, b"\0")


def _around(boxes: Boxes, starts: Numbers) -> Boxes:
    """The boxes around those from each start to the next."""
    least, most = np.minimum.reduceat(boxes, starts), np.maximum.reduceat(boxes, starts)
    return np.stack([least[:, 0], most[:, 1], least[:, 2], most[:, 3]], axis=1)
