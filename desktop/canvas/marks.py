"""Which marks stand for the points in view, and for how many each: what is drawn is what is counted.

The map is laid out in squares that lie still on the ground, 64 to 128 pixels wide. A square with few points shows each
as a symbol (those that would hide each other as one aggregate with their number); a fuller square shows one aggregate;
where points fill the ground, they are drawn as density with their number in each larger square. Every point in view
stands behind exactly one mark, and the numbers add up to the count.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.canvas.camera import Camera
from desktop.canvas.layer import PointLayer
from desktop.canvas.mercator import HALF_WORLD, UNIT, WORLD, Floats
from desktop.canvas.morton import Keys, separate
from desktop.canvas.point_index import DEEPEST, Box, PointIndex, Rows, Runs

SQUARE = 64.0  # pixels: the least side of a square
TOGETHER = 12.0  # pixels: symbols in squares of once to twice this width would hide each other
DETAIL = 4  # halvings of a square for density and for where an aggregate stands (4 to 8 pixels)
FILLED = 48  # of 256 small squares: so many with points make a density
CROWDED = 2  # points in a small square, likewise on average
DIGIT = 6.4  # pixels


@dataclass(frozen=True, eq=False)
class Density:
    """Counts in small squares, and in larger ones for their numbers."""

    x: Rows  # column and row of each small square at `depth`
    y: Rows
    counts: Rows
    depth: int
    peak: int  # the most that a small square holds anywhere on the map


@dataclass(frozen=True, eq=False)
class Marks:
    """The marks of one layer, by column; places in EPSG:3857 metres, radius in pixels."""

    key: str
    x: Floats
    y: Floats
    count: Rows
    code: Rows  # style code of a symbol, -1 for an aggregate
    radius: Floats
    start: Rows  # the run of sorted points behind a mark
    stop: Rows
    selected: NDArray[np.bool_]
    box: Box  # only points in it are behind the marks
    density: Density | None = None

    @property
    def total(self) -> int:
        return int(self.count.sum())

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, eq=False)
class _Squares:
    """Squares of one depth with what is in them: count, mean place in units, the run of points."""

    keys: Keys
    counts: Rows
    x: Floats
    y: Floats
    starts: Rows
    stops: Rows

    def within(self, halvings: int) -> _Squares:
        """Put together into squares larger by so many doublings."""
        if not len(self.keys):
            return self
        keys = self.keys >> np.uint64(2 * halvings)
        first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
        counts = np.add.reduceat(self.counts, first)
        x, y = (np.add.reduceat(values * self.counts, first) / counts for values in (self.x, self.y))
        last = np.append(first[1:], len(keys)) - 1
        return _Squares(keys[first], counts, x, y, self.starts[first], self.stops[last])

    def chosen(self, mask: NDArray[Any]) -> _Squares:
        columns = (self.keys, self.counts, self.x, self.y, self.starts, self.stops)
        return _Squares(*(column[mask] for column in columns))


def depth_at(mpp: float, pixels: float = SQUARE) -> int:
    """The depth whose squares are `pixels` to twice that wide."""
    return min(max(floor(log2(WORLD / (mpp * pixels))), 1), DEEPEST - DETAIL)


def marks_of(
    layer: PointLayer, camera: Camera, selected: NDArray[np.int32] | None = None, beyond: float = 0.0
) -> Marks:
    """The marks for what is in view, and `beyond` its edge so many pixels; `selected` tallies selected points."""
    index, box = layer.index, camera.units(beyond)
    depth = depth_at(camera.mpp)
    fine = _counted_squares(index, depth + DETAIL, box)
    if is_dense(index, depth):
        numbers = fine.within(DETAIL + 1)
        x, y = separate(fine.keys)
        density = Density(
            x.astype(np.int64), y.astype(np.int64), fine.counts, depth + DETAIL, peak_of(index, depth + DETAIL)
        )
        return _as_marks(layer.key, numbers, np.full(len(numbers.keys), -1), index, selected, box, density)
    squares = fine.within(DETAIL)
    few = _whole_counts(index, squares.keys, depth) <= layer.few
    symbols, codes = _one_by_one(index, squares.chosen(few), depth_at(camera.mpp, TOGETHER), box)
    full = squares.chosen(~few)
    together = _Squares(*(np.concatenate(pair) for pair in zip(_columns(full), _columns(symbols), strict=True)))
    return _as_marks(
        layer.key, together, np.concatenate([np.full(len(full.keys), -1), codes]), index, selected, box, None
    )


def is_dense(index: PointIndex, depth: int) -> bool:
    """Whether points fill the ground at this depth's scale; the same wherever one looks."""
    if depth + DETAIL > index.finest or not len(index):
        return False
    large, small = len(index.levels[depth].keys), len(index.levels[depth + DETAIL].keys)
    return small / large >= FILLED and len(index) / small >= CROWDED


def peak_of(index: PointIndex, depth: int) -> int:
    """The most points that a square of a depth of the pyramid holds."""
    return int(np.diff(index.levels[depth].starts).max(initial=1))


def _whole_counts(index: PointIndex, keys: Keys, depth: int) -> Rows:
    """How many shown points these squares hold in all, also beyond the edge of the view: it decides how they look."""
    shift = np.uint64(2 * (DEEPEST - depth))
    starts = np.searchsorted(index.keys, keys << shift)
    stops = np.searchsorted(index.keys, (keys << shift) | ((np.uint64(1) << shift) - np.uint64(1)), side="right")
    return index.counted(starts, stops)


def _counted_squares(index: PointIndex, depth: int, box: Box) -> _Squares:
    """Squares of a depth with the shown points in the box: those on its edge are counted point by point."""
    runs = index.squares(depth, box)
    x, y, side = runs.corners()
    counts = index.counted(runs.starts, runs.stops)
    at_x, at_y = x.astype(np.float64) + side / 2, y.astype(np.float64) + side / 2
    crossing = np.flatnonzero((x < box[0]) | (x + side > box[2]) | (y < box[1]) | (y + side > box[3]))
    if len(crossing):
        counts[crossing], at_x[crossing], at_y[crossing] = _count_points(index, runs, crossing, box)
    squares = _Squares(runs.keys, counts, at_x, at_y, runs.starts, runs.stops)
    return squares.chosen(counts > 0) if (counts == 0).any() else squares


def _count_points(index: PointIndex, runs: Runs, chosen: Rows, box: Box) -> tuple[Rows, Floats, Floats]:
    starts, stops = runs.starts[chosen], runs.stops[chosen]
    places = index.rows_in(starts, stops, box)
    owner = np.searchsorted(starts, places, side="right") - 1
    counts = np.bincount(owner, minlength=len(chosen)).astype(np.int64)
    x, y = separate(index.keys[places])
    least = np.maximum(counts, 1)
    mean_x, mean_y = (np.bincount(owner, values.astype(np.float64), len(chosen)) / least for values in (x, y))
    return counts, mean_x, mean_y


def _one_by_one(index: PointIndex, squares: _Squares, depth: int, box: Box) -> tuple[_Squares, Rows]:
    """The points of these squares, those that would hide each other put together; with the style code of each or -1."""
    places = index.rows_in(squares.starts, squares.stops, box)
    keys = index.keys[places]
    x, y = (values.astype(np.float64) + 0.5 for values in separate(keys))
    ones = np.ones(len(places), np.int64)
    points = _Squares(keys >> np.uint64(2 * (DEEPEST - depth)), ones, x, y, places, places + 1)
    groups = points.within(0)
    codes = np.full(len(groups.keys), -1, np.int64)
    single = groups.counts == 1
    codes[single] = index.style[index.order[groups.starts[single]]]
    return groups, codes


def _as_marks(
    key: str, squares: _Squares, codes: Rows, index: PointIndex, selected: NDArray[np.int32] | None, box: Box,
    density: Density | None,
) -> Marks:  # fmt: skip
    chosen = np.zeros(len(squares.keys), bool)
    if selected is not None:
        chosen = selected[squares.stops] > selected[squares.starts]
    return Marks(
        key, squares.x * UNIT - HALF_WORLD, HALF_WORLD - squares.y * UNIT, squares.counts, codes.astype(np.int64),
        radius_of(squares.counts), squares.starts, squares.stops, chosen, box, density,
    )  # fmt: skip


def radius_of(counts: Rows) -> Floats:
    """Half the width of an aggregate in pixels: room for its number, and more for more."""
    digits = np.floor(np.log10(np.maximum(counts, 1))) + 1
    spaces = np.floor((digits - 1) / 3)
    room = (digits * DIGIT + spaces * DIGIT / 2) / 2 + 5
    return np.maximum(room, height_of(counts))


def height_of(counts: Rows) -> Floats:
    """Half the height of an aggregate in pixels."""
    return 9.0 + 3.1 * np.log10(np.maximum(counts, 1))


def _columns(squares: _Squares) -> tuple[NDArray[Any], ...]:
    return squares.keys, squares.counts, squares.x, squares.y, squares.starts, squares.stops


def number_text(count: int) -> str:
    """A number as it is painted: groups of three parted by a narrow space, in every language."""
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
