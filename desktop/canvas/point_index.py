"""Points sorted in Morton order with a pyramid of counts: how many there are in any square costs two look-ups.

Every square of a depth (the map's side halved that many times) is one run of the sorted points; the pyramid keeps for
each of its depths which squares hold any and where their runs begin. Nothing here grows with what is looked at.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.canvas.columns import Labels, PointColumns
from desktop.canvas.mercator import HALF_WORLD, UNIT, Floats
from desktop.canvas.morton import Keys, interleave, keys_of, separate

DEEPEST = 32
GRID = 1024  # squares of a view that are looked up one by one before their parts are read off
Box = tuple[int, int, int, int]
"""First x, first y, end x, end y in whole units of the map; the ends are excluded."""
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Level:
    """The squares of one depth that hold points: their keys, ascending, where the run of each begins, and the end."""

    keys: Keys
    starts: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Runs:
    """Squares of one depth with their runs [start, stop) of sorted points."""

    depth: int
    keys: Keys
    starts: Rows
    stops: Rows

    def corners(self) -> tuple[Rows, Rows, int]:
        """First x, first y and side of each square, in units."""
        x, y = separate(self.keys)
        side = 1 << (DEEPEST - self.depth)
        return x.astype(np.int64) * side, y.astype(np.int64) * side, side

    def chosen(self, mask: NDArray[np.bool_]) -> Runs:
        return Runs(self.depth, self.keys[mask], self.starts[mask], self.stops[mask])


@dataclass(frozen=True, eq=False)
class PointIndex:
    """Immutable, so that workers read it while the next one is made."""

    keys: Keys  # sorted
    order: NDArray[np.int32]  # the row that stands at each sorted place
    ids: NDArray[np.int64]  # by row, as all columns below
    style: NDArray[Any]
    category: NDArray[Any] | None
    labels: Labels
    rank: NDArray[Any] | None
    unplaced: int  # rows without a place
    levels: tuple[Level, ...] = field(repr=False)
    shown: NDArray[np.int32] | None = None  # how many of the first k sorted points are shown; None: all
    _tallied: dict[frozenset[int], NDArray[np.int32]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def finest(self) -> int:
        """The last depth of the pyramid; below it the points themselves are read."""
        return len(self.levels) - 1

    def counted(self, starts: Rows, stops: Rows) -> Rows:
        """How many shown points are in each run."""
        if self.shown is None:
            return stops - starts
        return self.shown[stops].astype(np.int64) - self.shown[starts]

    def squares(self, depth: int, box: Box) -> Runs:
        """The squares of `depth` that hold points and meet `box`, in Morton order."""
        if depth > self.finest:
            return self._below_the_pyramid(depth, box)
        level = self.levels[depth]
        coarse = _depth_of_grid(depth, box)
        parents = self._looked_up(coarse, box)
        shift = np.uint64(2 * (depth - coarse))
        first = np.searchsorted(level.keys, parents << shift)
        last = np.searchsorted(level.keys, (parents + np.uint64(1)) << shift)
        chosen = spread_runs(first, last)
        starts, stops = level.starts[chosen].astype(np.int64), level.starts[chosen + 1].astype(np.int64)
        runs = Runs(depth, level.keys[chosen], starts, stops)
        return runs.chosen(_meets(runs, box))

    def count_in(self, box: Box) -> int:
        """How many shown points are in the box, exactly."""
        depth = min(max(_depth_of_grid(DEEPEST, box) + 3, 0), DEEPEST)
        runs = self.squares(depth, box)
        inside = _within(runs, box)
        whole = int(self.counted(runs.starts[inside], runs.stops[inside]).sum())
        return whole + len(self.rows_in(runs.starts[~inside], runs.stops[~inside], box))

    def rows_in(self, starts: Rows, stops: Rows, box: Box | None = None) -> Rows:
        """The sorted places of the shown points of these runs, in the box where one is given."""
        places = spread_runs(starts, stops)
        if self.shown is not None:
            places = places[self.shown[places + 1] > self.shown[places]]
        if box is None:
            return places
        x, y = separate(self.keys[places])
        inside = (x >= max(box[0], 0)) & (x < max(box[2], 0)) & (y >= max(box[1], 0)) & (y < max(box[3], 0))
        return places[inside]

    def found_in(self, box: Box) -> Rows:
        """The sorted places of all shown points in the box."""
        runs = self.squares(min(_depth_of_grid(DEEPEST, box), DEEPEST), box)
        return self.rows_in(runs.starts, runs.stops, box)

    def metres(self, places: Rows) -> tuple[Floats, Floats]:
        """EPSG:3857 metres (the middle of their unit, within 5 mm) of sorted places."""
        x, y = separate(self.keys[places])
        east, south = x.astype(np.float64) + 0.5, y.astype(np.float64) + 0.5
        return east * UNIT - HALF_WORLD, HALF_WORLD - south * UNIT

    def ids_at(self, places: Rows) -> NDArray[np.int64]:
        return self.ids[self.order[places]]

    def places_of(self, ids: NDArray[np.int64]) -> Rows:
        """The sorted places of rows known by their numbers; numbers that have no place are left out."""
        return np.flatnonzero(np.isin(self.ids, ids)[self.order])

    def tally(self, chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
        """How many of the first k sorted points are chosen, for a mask over the sorted places."""
        sums = np.zeros(len(chosen) + 1, np.int32)
        np.cumsum(chosen, out=sums[1:], dtype=np.int32)
        return sums

    def tally_of(self, ids: frozenset[int]) -> NDArray[np.int32]:
        """The tally of rows known by their numbers; the last one is kept."""
        kept = self._tallied.get(ids)
        if kept is None:
            chosen = np.zeros(len(self), bool)
            chosen[self.places_of(np.fromiter(ids, np.int64, len(ids)))] = True
            kept = self.tally(chosen)
            self._tallied.clear()
            self._tallied[ids] = kept
        return kept

    def changed(self, columns: PointColumns, removed: Collection[int] = ()) -> PointIndex:
        """These rows put in or put anew and those removed, without sorting the others: 20 ms at a million. Blocking."""
        gone = np.isin(self.ids, np.union1d(columns.ids, np.fromiter(removed, np.int64, len(removed))))
        kept, row_now = ~gone[self.order], np.cumsum(~gone, dtype=np.int64) - 1
        fresh = index_points(columns)
        keys, order = self.keys[kept], row_now[self.order[kept]]
        at = np.searchsorted(keys, fresh.keys, side="right")
        keys = np.insert(keys, at, fresh.keys)
        order = np.insert(order, at, fresh.order.astype(np.int64) + int((~gone).sum()))
        return PointIndex(
            keys, order.astype(np.int32),
            _joined(self.ids, gone, columns.ids), _joined(self.style, gone, columns.style),
            None if self.category is None or columns.category is None
            else _joined(self.category, gone, columns.category),
            _joined_labels(self.labels, gone, columns),
            None if self.rank is None or columns.rank is None else _joined(self.rank, gone, columns.rank),
            int((~gone).sum()) + len(columns) - len(keys), pyramid(keys),
        )  # fmt: skip

    def showing(self, ids: NDArray[np.int64] | None) -> PointIndex:
        """Only these rows shown, all of them for None: a filter or a moment, without sorting anew."""
        if ids is None:
            return replace(self, shown=None)
        return replace(self, shown=self.tally(np.isin(self.ids, ids)[self.order]))

    @cached_property
    def extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north in EPSG:3857 metres of all points, or None where there are none."""
        if not len(self.keys):
            return None
        level = self.levels[self.finest]
        x, y = separate(level.keys)
        side = 2.0 ** (DEEPEST - self.finest) * UNIT
        return (
            float(x.min()) * side - HALF_WORLD, HALF_WORLD - (float(y.max()) + 1) * side,
            (float(x.max()) + 1) * side - HALF_WORLD, HALF_WORLD - float(y.min()) * side,
        )  # fmt: skip

    def _looked_up(self, depth: int, box: Box) -> Keys:
        keys = grid_keys(depth, box)
        if not len(self.levels[depth].keys):
            return keys[:0]
        at = np.searchsorted(self.levels[depth].keys, keys)
        at[at == len(self.levels[depth].keys)] = 0
        there: Keys = keys[self.levels[depth].keys[at] == keys]
        return there

    def _below_the_pyramid(self, depth: int, box: Box) -> Runs:
        parents = self.squares(self.finest, box)
        places = spread_runs(parents.starts, parents.stops)
        keys = self.keys[places] >> np.uint64(2 * (DEEPEST - depth))
        first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, np.int64)
        lengths = np.diff(np.append(first, len(keys)))
        runs = Runs(depth, keys[first], places[first], places[first] + lengths)
        return runs.chosen(_meets(runs, box))


def index_points(columns: PointColumns) -> PointIndex:
    """Sort the points and count them: about 0.1 s for a million, blocking; nothing later depends on their number."""
    lon, lat = np.asarray(columns.lon, np.float64), np.asarray(columns.lat, np.float64)
    placed = np.isfinite(lon) & np.isfinite(lat)
    rows = None if placed.all() else np.flatnonzero(placed)
    keys = keys_of(lon, lat) if rows is None else keys_of(lon[rows], lat[rows])
    order = np.argsort(keys).astype(np.int32)
    keys = keys[order]
    return PointIndex(
        keys, order if rows is None else rows[order].astype(np.int32), columns.ids, columns.style, columns.category,
        columns.labels, columns.rank, len(columns) - len(keys), pyramid(keys),
    )  # fmt: skip


def _joined(column: NDArray[Any], gone: NDArray[np.bool_], fresh: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([column[~gone], fresh.astype(column.dtype, copy=False)])


def _joined_labels(labels: Labels, gone: NDArray[np.bool_], columns: PointColumns) -> Labels:
    kept = np.flatnonzero(~gone).tolist()
    none = [""] * len(columns)
    return {
        language: [*(texts[row] for row in kept), *columns.labels.get(language, none)]
        for language, texts in labels.items()
    }


def pyramid(keys: Keys) -> tuple[Level, ...]:
    """Which squares of each depth hold points, as deep as all depths together have no more squares than points."""
    parted = _depth_of_parting(keys)
    squares = 1 + np.cumsum(np.bincount(parted, minlength=DEEPEST + 1)[: DEEPEST + 1]) if len(keys) else np.zeros(1)
    allowed = int(np.searchsorted(np.cumsum(squares), max(len(keys), 4096), side="right"))
    finest = min(max(allowed - 1, 0), DEEPEST)
    levels: list[Level] = []
    starts = np.append(0, np.flatnonzero(parted <= finest) + 1).astype(np.int32) if len(keys) else np.zeros(0, np.int32)
    for depth in range(finest, -1, -1):
        if len(starts):
            starts = starts[np.append(True, parted[starts[1:] - 1] <= depth)]
        shift = np.uint64(2 * (DEEPEST - depth))
        kept = keys[starts] >> shift if depth else np.zeros(len(starts), np.uint64)
        levels.append(Level(kept, np.append(starts, np.int32(len(keys)))))
    return tuple(reversed(levels))


def _depth_of_parting(keys: Keys) -> NDArray[np.int8]:
    """For each neighbouring pair of sorted keys the first depth at which they are in different squares (33: never)."""
    parted = np.empty(max(len(keys) - 1, 0), np.int8)
    for start in range(0, len(parted), 1 << 16):
        end = min(start + (1 << 16), len(parted))
        differing = keys[start + 1 : end + 1] ^ keys[start:end]
        high = (differing >> np.uint64(32)).astype(np.float64)
        low = (differing & np.uint64(0xFFFFFFFF)).astype(np.float64)
        bits = np.where(high > 0, np.frexp(high)[1] + 32, np.frexp(low)[1])  # the highest differing bit, from 1
        parted[start:end] = DEEPEST + 1 - (bits + 1) // 2
    return parted


def grid_keys(depth: int, box: Box) -> Keys:
    """The keys, ascending, of all squares of a depth that meet the box."""
    shift, last = DEEPEST - depth, (1 << depth) - 1
    x0, y0 = max(box[0] >> shift, 0), max(box[1] >> shift, 0)
    x1, y1 = min((box[2] - 1) >> shift, last), min((box[3] - 1) >> shift, last)
    if x1 < x0 or y1 < y0:
        return np.zeros(0, np.uint64)
    xs, ys = np.meshgrid(np.arange(x0, x1 + 1, dtype=np.uint32), np.arange(y0, y1 + 1, dtype=np.uint32))
    return np.sort(interleave(xs.ravel(), ys.ravel()))


def _depth_of_grid(depth: int, box: Box) -> int:
    """The deepest depth up to `depth` at which the box is no more than GRID squares."""
    side = max(min(box[2] - box[0], 1 << DEEPEST), min(box[3] - box[1], 1 << DEEPEST), 1)
    return max(0, min(depth, DEEPEST - max(side.bit_length() - GRID.bit_length() // 2, 0)))


def spread_runs(starts: NDArray[Any], stops: NDArray[Any]) -> Rows:
    """All places of the runs, one after another."""
    lengths = np.asarray(stops - starts, np.int64)
    ends = np.cumsum(lengths)
    if not len(ends) or not ends[-1]:
        return np.zeros(0, np.int64)
    places: Rows = np.arange(ends[-1], dtype=np.int64) + np.repeat(starts - (ends - lengths), lengths)
    return places


def _meets(runs: Runs, box: Box) -> NDArray[np.bool_]:
    x, y, side = runs.corners()
    return (x < box[2]) & (x + side > box[0]) & (y < box[3]) & (y + side > box[1])


def _within(runs: Runs, box: Box) -> NDArray[np.bool_]:
    x, y, side = runs.corners()
    return (x >= box[0]) & (x + side <= box[2]) & (y >= box[1]) & (y + side <= box[3])
