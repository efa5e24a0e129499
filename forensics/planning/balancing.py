"""An area in connected parts of nearly the same load: fine faces, cut in two again and again, and evened out.

Each cut follows the level of a potential that is 0 at one end of the ground and 1 at the other, and flows through
shared edges (the discrete Laplace equation). By its maximum principle what lies below a level hangs together, and so
does what lies above, whatever the shape; of several pairs of ends the one with the evenest and shortest cut is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array, diags_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.sparse.linalg import spsolve
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused
from forensics.geodesy import area_km2
from forensics.planning.dividing import Faces, dissolved, narrowed, subdivided

MOST_PARTS = 200
A_PART = 220
"""Faces of ground for each part: as fine as loads are to be even."""
HEAVIEST = 1 / 40
"""Of a part's load, what one face may hold before it is parted in four."""
DEEPEST = 7
MOVES = 3000
EVEN = 0.02
"""Parts are evened out until they differ from the mean by less than this."""

Points = np.ndarray
"""What weighs beside the ground: rows of longitude, latitude, load."""


def divide_evenly(
    whole: BaseGeometry, count: int, per_km2: float, points: Points
) -> tuple[list[BaseGeometry], list[float]]:
    """An area in `count` connected parts of about one load, and the load of each.

    The load of ground is `per_km2`, and each point's own beside that. Ground in several pieces is divided as if the
    nearest ends of the pieces touched. Raises ValueRefused.
    """
    if not 1 <= count <= MOST_PARTS:
        raise ValueRefused(
            "“{value}” is no number of parts; 1 to {most} were expected.", value=str(count), most=MOST_PARTS
        )
    faces, load = fine_faces(whole, count, per_km2, points)
    if load.sum() <= 0:
        raise ValueRefused("Nothing in the area has any load, so that it cannot be divided evenly.")
    part = partitioned(faces, load, count)
    shapes = dissolved(faces.shapes, part)
    loads = np.bincount(part, load, minlength=count)
    order = joined_order(shapes)
    return [shapes[at] for at in order], [float(loads[at]) for at in order]


def joined_order(shapes: np.ndarray) -> list[int]:
    """Parts from north to south and west to east."""
    middle = shapely.centroid(shapes)
    return [int(at) for at in np.lexsort((shapely.get_x(middle), -np.round(shapely.get_y(middle), 5)))]


def fine_faces(whole: BaseGeometry, count: int, per_km2: float, points: Points) -> tuple[Faces, np.ndarray]:
    """Squares of an area, cut at its outline, smaller where much load lies together; and the load of each."""
    west, south, east, north = whole.bounds
    narrow = narrowed((south + north) / 2)
    fill = shapely.area(whole) / ((east - west) * (north - south))
    side = sqrt((east - west) * narrow * (north - south) * fill / max(count * A_PART, 400))
    wide, high = side / narrow, side
    columns, rows = int(np.ceil((east - west) / wide)), int(np.ceil((north - south) / high))
    heaviest = HEAVIEST * (points[:, 2].sum() + 0.0) / count if len(points) else np.inf
    edges = _quadtree((west, south), (wide, high), (columns, rows), points, heaviest)
    faces = subdivided(whole, edges)
    load = faces.km2 * (per_km2 * area_km2(whole) / faces.km2.sum())
    if len(points):
        np.add.at(load, _faces_at(faces, points), points[:, 2])
    return faces, load


def _quadtree(
    corner: tuple[float, float], size: tuple[float, float], count: tuple[int, int], points: Points, heaviest: float
) -> np.ndarray:
    """The edges of a grid whose cells are parted in four where their points weigh too much; each edge once.

    Places on the grid are whole numbers of the smallest cell, so that neighbours of any size name a corner alike.
    """
    unit = 2**DEEPEST
    x, y = np.meshgrid(np.arange(count[0]), np.arange(count[1]))
    cells = np.column_stack([x.ravel(), y.ravel()]).astype(np.int64) * unit
    found = [np.column_stack([cells, np.full(len(cells), unit)])]
    if len(points) and np.isfinite(heaviest):
        at = np.floor((points[:, :2] - corner) / size * unit).astype(np.int64)
        step = unit
        while step > 1:
            keys, where = np.unique(at // step, axis=0, return_inverse=True)
            held, many = np.bincount(where.ravel(), points[:, 2]), np.bincount(where.ravel())
            heavy = keys[(held > heaviest) & (many > 1)] * step
            step //= 2
            quarter = np.array([(0, 0), (0, 1), (1, 0), (1, 1)]) * step
            small = (heavy[:, None] + quarter).reshape(-1, 2)
            found.append(np.column_stack([small, np.full(len(small), step)]))
    every = np.concatenate(found)
    west, south, side = every.T
    ends = np.concatenate([
        np.column_stack([west + side * one, south + side * two, west + side * three, south + side * four])
        for one, two, three, four in ((0, 0, 1, 0), (0, 1, 1, 1), (0, 0, 0, 1), (1, 0, 1, 1))
    ])  # fmt: skip
    degrees = np.unique(ends, axis=0).reshape(-1, 2, 2) / unit * np.array(size) + np.array(corner)
    return np.asarray(shapely.linestrings(degrees), object)


def _faces_at(faces: Faces, points: Points) -> np.ndarray:
    """The face that each point lies in, or the nearest."""
    tree = shapely.STRtree(faces.shapes)
    return np.asarray(tree.nearest(shapely.points(points[:, :2])))


# Partition


def partitioned(faces: Faces, load: np.ndarray, count: int) -> np.ndarray:
    """The number of the part of each face, 0 to `count` - 1."""
    graph = _bridged(faces)
    part = np.zeros(len(faces), np.int64)
    waiting = [(np.arange(len(faces)), count, 0)]
    while waiting:
        here, parts, first = waiting.pop()
        if parts == 1:
            part[here] = first
            continue
        if len(here) < parts:
            raise ValueRefused("The area is too small to be divided into {count} parts.", count=count)
        few = parts // 2
        low = _cut(graph[here][:, here], load[here], few / parts, few, parts - few)
        waiting += [(here[low], few, first), (here[~low], parts - few, first + few)]
    return evened(graph, load, part, count)


def _bridged(faces: Faces) -> csr_array:
    """How faces hang together, by metres of shared edge; pieces that lie apart by a bridge where they come nearest."""
    graph = faces.shared
    pieces, of = connected_components(graph, directed=False)
    if pieces == 1:
        return graph
    order = np.argsort(-np.bincount(of))
    united = of == order[0]
    ends: list[tuple[int, int]] = []
    for piece in order[1:]:
        one, other = np.flatnonzero(of == piece), np.flatnonzero(united)
        tree = shapely.STRtree(faces.shapes[other])
        near, away = tree.query_nearest(faces.shapes[one], return_distance=True, all_matches=False)
        best = int(np.argmin(away))
        ends.append((int(one[near[0][best]]), int(other[near[1][best]])))
        united |= of == piece
    rows, columns = np.array(ends).T
    weight = np.full(2 * len(ends), float(np.median(graph.data)) if graph.nnz else 1.0)
    both = (np.r_[rows, columns], np.r_[columns, rows])
    return csr_array(graph + coo_array((weight, both), shape=graph.shape))


def _cut(graph: csr_array, load: np.ndarray, share: float, least: int, rest: int) -> np.ndarray:
    """Which faces lie in a connected part of about this share of the load, the rest of the graph connected too."""
    best: np.ndarray | None = None
    best_score = np.inf
    total = float(load.sum())
    for start, end in _ends(graph):
        for at, to, part in ((start, end, share), (end, start, share)):
            low = _level(graph, load, _potential(graph, at, to), part, least, rest)
            low = _hanging_together(graph, low, at, to)
            off = abs(float(load[low].sum()) - part * total) / total
            across = float(graph[low][:, ~low].sum()) / float(graph.sum())
            if low.sum() >= least and (~low).sum() >= rest and off * 20 + across < best_score:
                best, best_score = low, off * 20 + across
    if best is None:
        raise ValueRefused("The area is too small to be divided into {count} parts.", count=least + rest)
    return best


def _ends(graph: csr_array) -> list[tuple[int, int]]:
    """Pairs of faces far from each other: the two furthest, and two across."""
    hops = csr_array((np.ones(graph.nnz), graph.indices, graph.indptr), shape=graph.shape)
    one = int(np.argmax(dijkstra(hops, indices=0)))
    from_one = dijkstra(hops, indices=one)
    other = int(np.argmax(from_one))
    both = np.minimum(from_one, dijkstra(hops, indices=other))
    third = int(np.argmax(both))
    fourth = int(np.argmax(dijkstra(hops, indices=third)))
    return list(dict.fromkeys(pair for pair in ((one, other), (third, fourth)) if pair[0] != pair[1]))


def _potential(graph: csr_array, start: int, end: int) -> np.ndarray:
    """The potential of each face, 0 at one and 1 at another, that is everywhere between the mean of its neighbours."""
    count = graph.shape[0]
    inner = np.ones(count, bool)
    inner[[start, end]] = False
    conducts = graph.copy()
    conducts.data = np.sqrt(conducts.data / conducts.data.mean()) + 1e-3
    laplace = csr_array(diags_array(np.asarray(conducts.sum(axis=1)).ravel()) - conducts)
    found = np.zeros(count)
    found[end] = 1.0
    if inner.any():
        held = np.asarray(laplace[inner][:, [end]].todense()).ravel()
        found[inner] = spsolve(laplace[inner][:, inner].tocsc(), -held)
    return found


def _level(
    graph: csr_array, load: np.ndarray, potential: np.ndarray, share: float, least: int, rest: int
) -> np.ndarray:
    """The faces below the level at which their load comes nearest to a share of all."""
    order = np.argsort(potential, kind="stable")
    below = np.cumsum(load[order]) / load.sum()
    at = int(np.clip(np.argmin(np.abs(below - share)) + 1, least, len(order) - rest))
    low = np.zeros(len(order), bool)
    low[order[:at]] = True
    return low


def _hanging_together(graph: csr_array, low: np.ndarray, start: int, end: int) -> np.ndarray:
    """The same with what does not hang together with its end given to the other side."""
    low = low.copy()
    low[start], low[end] = True, False
    for inside, end_ in ((True, start), (False, end), (True, start)):
        side = np.flatnonzero(low == inside)
        _, of = connected_components(graph[side][:, side], directed=False)
        low[side[of != of[np.searchsorted(side, end_)]]] = not inside
    return low


def evened(graph: csr_array, load: np.ndarray, part: np.ndarray, count: int) -> np.ndarray:
    """The partition with faces at its borders given from heavy parts to lighter neighbours until they are even."""
    part = part.copy()
    loads = np.bincount(part, load, minlength=count)
    mean = loads.sum() / count
    for _ in range(MOVES):
        if np.abs(loads - mean).max() <= EVEN * mean:
            break
        move = _best_move(graph, load, part, loads)
        if move is None:
            break
        face, into = move
        loads[part[face]] -= load[face]
        loads[into] += load[face]
        part[face] = into
    return part


def _best_move(graph: csr_array, load: np.ndarray, part: np.ndarray, loads: np.ndarray) -> tuple[int, int] | None:
    """The face whose move to a neighbouring part lessens the differences most and leaves its own part connected."""
    edges = graph.tocoo()
    across = part[edges.row] != part[edges.col]
    faces, into = edges.row[across], part[edges.col[across]]
    gain = load[faces] * (loads[part[faces]] - loads[into] - load[faces])
    for at in np.argsort(-gain)[:60]:
        if gain[at] <= 0:
            return None
        own = np.flatnonzero(part == part[faces[at]])
        left = own[own != faces[at]]
        if len(left) and connected_components(graph[left][:, left], directed=False)[0] == 1:
            return int(faces[at]), int(into[at])
    return None


def spread(places: Sequence[tuple[float, float, float, float]], whole: BaseGeometry, finest: float) -> Points:
    """Points that weigh together what places do: of longitude, latitude, load, and the radius in m that it lies in.

    No point weighs more than `finest`, so that a town can be divided; what would lie outside is laid on the rest.
    """
    rows: list[np.ndarray] = []
    shapely.prepare(whole)
    for lon, lat, load, radius in places:
        if load <= 0 or not shapely.intersects_xy(whole, lon, lat):
            continue
        many = int(np.clip(np.ceil(1.6 * load / finest), 1, 4000)) if finest > 0 else 1
        turn = np.arange(many) * np.pi * (3 - sqrt(5))
        away = np.sqrt((np.arange(many) + 0.5) / many) * radius / 111_195.0 if many > 1 else np.zeros(1)
        x, y = lon + away * np.sin(turn) / narrowed(lat), lat + away * np.cos(turn)
        inside = shapely.intersects_xy(whole, x, y)
        if not inside.any():
            x, y, inside = np.array([lon]), np.array([lat]), np.array([True])
        rows.append(np.column_stack([x[inside], y[inside], np.full(int(inside.sum()), load / inside.sum())]))
    return np.concatenate(rows) if rows else np.zeros((0, 3))
