"""Points of many rows at once: plain degrees in two columns, or the rows' own geometry.

What is anything else is read row by row (layers.imports.placing), which the tests hold to give the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forensics.fields import Field
from forensics.ports import Box
from layers.crs import WGS84
from layers.imports.bench import Bench
from layers.imports.recipes import Recipe
from layers.imports.source import Row

_HEAD = b"\x01\x01\x00\x00\x00"
"""How the WKB of a point begins (forensics.places)."""
_LENGTH, _XY_DIGITS = 21, 32
_GLOBE: Box = (-180.0, -90.0, 180.0, 90.0)
_PLAIN = re.compile(r"(?:[+-]?\d{1,12}(?:\.\d{1,20})? )+", re.ASCII)


class Points(NamedTuple):
    """Canonical places, and of each whether it lies where no rule asks further (forensics.rules.declared)."""

    canonical: list[dict[str, str]]
    inside: list[bool]


Columns = Sequence[Sequence[str]]
ReadPoints = Callable[[Sequence[Row], Columns], Points | None]
"""Told rows and their cells by column, it gives their points; None where one of them is better looked at alone."""


class PointsTaker(NamedTuple):
    """Takes one field, a point, from many rows."""

    field: str
    read: ReadPoints


def points_taker_of(declared: Field, recipe: Recipe, bench: Bench) -> PointsTaker | None:
    """The taker of a field whose recipe gives points in degrees; None for any other."""
    if declared.geometry != "Point" or bench.crs != WGS84:
        return None
    bounds = bench.around.bounds or _GLOBE
    if recipe == Recipe(x=recipe.x, y=recipe.y) and recipe.x and recipe.y:
        return PointsTaker(declared.name, _of_two_columns(bench.index[recipe.x], bench.index[recipe.y], bounds))
    if recipe == Recipe(shape=True):
        return PointsTaker(declared.name, _of_shapes(bounds))
    return None


def _of_two_columns(at_x: int, at_y: int, bounds: Box) -> ReadPoints:
    def read(rows: Sequence[Row], columns: Columns) -> Points | None:
        xs, ys = columns[at_x], columns[at_y]
        if not (_are_plain(xs) and _are_plain(ys)):
            return None
        numbers = np.array([list(map(float, xs)), list(map(float, ys))]).T
        written = [f"{y}; {x}" for x, y in zip(xs, ys, strict=True)]
        hexed = _hex_of(numbers.astype("<f8").tobytes())
        canonical = [{"geometry": one, "crs": WGS84, "written": text} for one, text in zip(hexed, written, strict=True)]
        return Points(canonical, _inside(numbers, bounds))

    return read


def _are_plain(texts: Sequence[str]) -> bool:
    """Whether each is a number as it is mostly written; of one with a blank inside, `float` would say otherwise."""
    joined = " ".join(texts) + " "
    return _PLAIN.fullmatch(joined) is not None and joined.count(" ") == len(texts)


def _of_shapes(bounds: Box) -> ReadPoints:
    def read(rows: Sequence[Row], columns: Columns) -> Points | None:
        shapes = [row.shape for row in rows]
        if not all(type(one) is bytes and len(one) == _LENGTH and one.startswith(_HEAD) for one in shapes):
            return None
        data = b"".join([one[len(_HEAD) :] for one in shapes if one is not None])
        numbers = np.frombuffer(data, "<f8").reshape(-1, 2)
        if not np.isfinite(numbers).all():
            return None
        return Points([{"geometry": one, "crs": WGS84} for one in _hex_of(data)], _inside(numbers, bounds))

    return read


def _hex_of(coordinates: bytes) -> list[str]:
    """The canonical form of each point."""
    head, digits = _HEAD.hex(), coordinates.hex().upper()
    return [head + digits[at : at + _XY_DIGITS] for at in range(0, len(digits), _XY_DIGITS)]


def _inside(numbers: NDArray[np.float64], bounds: Box) -> list[bool]:
    """Whether each lies within the bounds, and is not the point that an empty field becomes."""
    west, south, east, north = bounds
    x, y = numbers[:, 0], numbers[:, 1]
    found: list[bool] = ((west <= x) & (x <= east) & (south <= y) & (y <= north) & ((x != 0) | (y != 0))).tolist()
    return found
