"""An area in parts that cover it without gap or overlap: one planar subdivision, whose faces share their edges.

All is done in degrees on the outline as it stands, so that the parts together are the whole to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sqrt

import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused
from forensics.geodesy import area_km2
from forensics.planning.plane import Plane, plane_around

M_PER_DEGREE = 111_195.0
MOST_CELLS = 20_000
CRUMB = 0.04
"""A part smaller than this part of a whole cell goes to the neighbour with which it shares most of its edge."""

SHAPES = ("square", "hexagon")


@dataclass(frozen=True)
class Faces:
    """The faces of a subdivision in degrees.

    `km2` is near enough to weigh them against each other; `shared` (n, n) holds the metres of edge that two faces
    share, 0 where they meet in a point or not at all.
    """

    shapes: np.ndarray
    km2: np.ndarray
    shared: csr_array

    def __len__(self) -> int:
        return len(self.shapes)


def whole_of(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of an outline, made valid; raises ValueRefused where there are none."""
    flat = shapely.force_2d(shape if shape.is_valid else shapely.make_valid(shape))
    parts = [one for one in shapely.get_parts(shapely.get_parts(flat)) if one.geom_type == "Polygon" and one.area > 0]
    if not parts:
        raise ValueRefused("“{value}” is no area, so there is nothing to divide.", value=shape.geom_type)
    whole: BaseGeometry = shapely.union_all(parts)
    return whole


def cells(whole: BaseGeometry, shape: str, size_m: float) -> list[BaseGeometry]:
    """An area in squares or hexagons so many metres across, cut at its outline; crumbs go to a neighbour.

    A square has sides of `size_m`; a hexagon is as wide from side to side. Raises ValueRefused.
    """
    if shape not in SHAPES:
        raise ValueRefused(
            "“{value}” is no kind of cell; {allowed} were expected.", value=shape, allowed=", ".join(SHAPES)
        )
    if not (np.isfinite(size_m) and size_m > 0):
        raise ValueRefused("“{value}” is no size of cells; metres, more than 0, were expected.", value=str(size_m))
    one_km2 = (size_m / 1000) ** 2 * (1.0 if shape == "square" else sqrt(3) / 2)
    about = area_km2(whole) / one_km2
    if about > MOST_CELLS:
        raise ValueRefused(
            "Cells of {size:g} m would be about {count:,.0f}; {most:,} at most were expected.",
            size=size_m, count=about, most=MOST_CELLS,
        )  # fmt: skip
    edges = (square_edges if shape == "square" else hexagon_edges)(whole, size_m)
    return joined(without_crumbs(subdivided(whole, edges), one_km2 * CRUMB))


def blocks(whole: BaseGeometry, lines: Sequence[BaseGeometry], least_km2: float = 0.0) -> Faces:
    """An area along lines such as streets and streams: the blocks that they enclose with its outline."""
    faces = subdivided(whole, noded(lines, whole))
    return without_crumbs(faces, least_km2) if least_km2 else faces


def subdivided(whole: BaseGeometry, lines: np.ndarray) -> Faces:
    """The faces into which lines cut an area; they meet each other at their ends alone.

    Lines that end inside it cut nothing off.
    """
    shapely.prepare(whole)
    inside = lines[shapely.intersects(whole, lines)]
    edges = shapely.union(shapely.boundary(whole), shapely.multilinestrings(inside))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    middles = shapely.point_on_surface(faces)
    shapes = faces[shapely.contains(whole, middles)]
    return faces_of(shapes)


def faces_of(shapes: np.ndarray) -> Faces:
    """Faces that share their edges point by point, with how much two share."""
    return Faces(shapes, _km2(shapes), _shared(shapes))


def without_crumbs(faces: Faces, least_km2: float) -> Faces:
    """Faces of which the small ones were joined to the neighbour with which they share most of their edge."""
    crumbs = np.flatnonzero(faces.km2 < least_km2)
    if not len(crumbs) or len(crumbs) == len(faces):
        return faces
    into = np.arange(len(faces))
    for at in crumbs[np.argsort(faces.km2[crumbs])]:
        start, end = faces.shared.indptr[at], faces.shared.indptr[at + 1]
        if end > start:
            into[at] = faces.shared.indices[start:end][np.argmax(faces.shared.data[start:end])]
    return faces_of(dissolved(faces.shapes, _roots(into)))


def _roots(into: np.ndarray) -> np.ndarray:
    """Where each ends that goes to another, which may go on; of two that go to each other the larger number stays."""
    found = into.copy()
    for at in range(len(found)):
        seen = [at]
        while found[seen[-1]] != seen[-1] and found[seen[-1]] not in seen:
            seen.append(int(found[seen[-1]]))
        root = seen[-1] if found[seen[-1]] == seen[-1] else max(seen[seen.index(int(found[seen[-1]])) :])
        found[seen] = root
    return found


def dissolved(shapes: np.ndarray, part: np.ndarray) -> np.ndarray:
    """The faces of each part as one shape, in the order of the parts' numbers."""
    order = np.argsort(part, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(part[order]) > 0])
    groups = np.split(shapes[order], starts[1:])
    return np.array([group[0] if len(group) == 1 else shapely.coverage_union_all(group) for group in groups], object)


def joined(faces: Faces) -> list[BaseGeometry]:
    """The shapes of faces from north to south and west to east, as people number them."""
    middle = shapely.centroid(faces.shapes)
    rows = np.round(shapely.get_y(middle), 5)
    return list(faces.shapes[np.lexsort((shapely.get_x(middle), -rows))])


# Lines of a grid


def square_edges(whole: BaseGeometry, side_m: float) -> np.ndarray:
    """The edges of squares in metres around the middle of an area, in degrees, each once."""
    plane, (west, south, east, north) = _spanned(whole)
    columns = np.arange(np.floor(west / side_m), np.ceil(east / side_m) + 1)
    rows = np.arange(np.floor(south / side_m), np.ceil(north / side_m) + 1)
    x, y = np.meshgrid(columns * side_m, rows * side_m)
    corners = plane.globe_points(np.column_stack([x.ravel(), y.ravel()])).reshape(*x.shape, 2)
    across = np.stack([corners[:, :-1], corners[:, 1:]], axis=2).reshape(-1, 2, 2)
    along = np.stack([corners[:-1], corners[1:]], axis=2).reshape(-1, 2, 2)
    return np.asarray(shapely.linestrings(np.concatenate([across, along])), object)


def hexagon_edges(whole: BaseGeometry, width_m: float) -> np.ndarray:
    """The edges of hexagons so wide from side to side, pointed to the north, each edge once."""
    plane, (west, south, east, north) = _spanned(whole)
    side = width_m / sqrt(3)
    rows = np.arange(np.floor(south / (1.5 * side)) - 1, np.ceil(north / (1.5 * side)) + 2)
    columns = np.arange(np.floor(west / width_m) - 1, np.ceil(east / width_m) + 2)
    q, r = np.meshgrid(columns, rows)
    # Corners by whole numbers of half a width and half a side, so that neighbours name one corner alike.
    u, v = 2 * q + (r % 2), 3 * r
    around = np.array([(0, 2), (1, 1), (1, -1), (0, -2), (-1, -1), (-1, 1)])
    points = np.stack([u[..., None] + around[:, 0], v[..., None] + around[:, 1]], axis=-1).reshape(-1, 6, 2)
    ends = np.stack([points, np.roll(points, -1, axis=1)], axis=2).reshape(-1, 2, 2)
    swap = (ends[:, 0, 0] > ends[:, 1, 0]) | ((ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1]))
    ends[swap] = ends[swap][:, ::-1]
    edges = np.unique(ends.reshape(-1, 4), axis=0).reshape(-1, 2)
    metres = edges * (width_m / 2, side / 2)
    degrees = plane.globe_points(metres).reshape(-1, 2, 2)
    return np.asarray(shapely.linestrings(degrees), object)


def _spanned(whole: BaseGeometry) -> tuple[Plane, tuple[float, float, float, float]]:
    plane = plane_around(whole)
    west, south, east, north = map(float, plane.flat(shapely.box(*whole.bounds)).bounds)
    return plane, (west, south, east, north)


# Arithmetic of faces


def noded(lines: Sequence[BaseGeometry], whole: BaseGeometry) -> np.ndarray:
    """Lines, or the edges of areas, near an area, parted wherever they meet each other."""
    shapes = np.array([shapely.force_2d(one) for one in lines if one.intersects(whole)], object)
    areas = shapely.get_dimensions(shapes) == 2
    shapes[areas] = shapely.boundary(shapes[areas])
    parts = shapely.get_parts(shapes)
    if not len(parts):
        return parts
    found: np.ndarray = shapely.get_parts(shapely.node(shapely.multilinestrings(parts)))
    return found


def _km2(shapes: np.ndarray) -> np.ndarray:
    """The area of faces on a sphere at their own latitude: near enough to weigh them against each other."""
    high = np.cos(np.radians(shapely.get_y(shapely.centroid(shapes))))
    return np.asarray(shapely.area(shapes) * high * (M_PER_DEGREE / 1000) ** 2)


def _shared(shapes: np.ndarray) -> csr_array:
    """Metres of edge that each two of some faces share: they have segments with the same ends."""
    count = len(shapes)
    rings, of_face = shapely.get_rings(shapes, return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(of_ring[:-1] == of_ring[1:])
    one, other = points[first], points[first + 1]
    swap = (one[:, 0] > other[:, 0]) | ((one[:, 0] == other[:, 0]) & (one[:, 1] > other[:, 1]))
    low, high = np.where(swap[:, None], other, one), np.where(swap[:, None], one, other)
    face = of_face[of_ring[first]]
    keys = np.column_stack([low, high])
    order = np.lexsort(keys.T)
    same = np.flatnonzero((keys[order][1:] == keys[order][:-1]).all(axis=1))
    left, right = order[same], order[same + 1]
    away = (high[left] - low[left]) * M_PER_DEGREE
    metres = np.hypot(away[:, 0] * np.cos(np.radians(low[left][:, 1])), away[:, 1])
    rows, columns = face[left], face[right]
    two = rows != columns
    rows, columns, metres = rows[two], columns[two], np.maximum(metres[two], 1e-9)
    both = (np.r_[metres, metres], (np.r_[rows, columns], np.r_[columns, rows]))
    return csr_array(coo_array(both, shape=(count, count)))


def radius_m(people: float, per_km2: float) -> float:
    """The radius of the disc on which people live so densely; m."""
    return sqrt(max(people, 0.0) / per_km2 / pi) * 1000


def narrowed(lat: float) -> float:
    """Of a degree of longitude, how long it is beside one of latitude."""
    return cos(radians(lat))
