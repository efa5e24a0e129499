"""A photograph of the grave from above, laid into its grid: read by windows, as coarse as it is looked at."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, floor, hypot
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from forensics.messages import Message, say
from layers.crs import OutsideCrs, UnknownCrs, epsg_code, transform_xy
from layers.errors import SourceRefused
from layers.siteplan.scene import Scene
from layers.siteplan.tie import GridTie, Numbers

MOST = 2400
"""Pixels of a window to a side, at most: what no screen and no page shows finer."""
INSIDE = "original.tif"
"""What GDAL calls a file that it reads through a stream of ours."""
Affine = tuple[float, float, float, float, float, float]


class NoOrthophoto(SourceRefused):
    """A file that is no picture with a place of its own."""


@dataclass(frozen=True)
class Kept:
    """An original of the project: it is decrypted in memory, block by block as it is read."""

    name: str
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class Orthophoto:
    """A picture with its place: `from_picture` leads from column and row to its coordinates."""

    source: Path | Kept
    crs: str
    tie: GridTie
    width: int
    height: int
    from_picture: Affine

    def grid_of(self, pixels: Numbers) -> Numbers:
        """x and y in the grid of pixels (n, 2), column and row counted from the upper left corner."""
        a, b, c, d, e, f = self.from_picture
        columns, rows = pixels[:, 0], pixels[:, 1]
        return self.tie.local(np.column_stack([a * columns + b * rows + c, d * columns + e * rows + f]), self.crs)

    def pixels_of(self, xy: Numbers) -> Numbers:
        """Column and row of points of the grid."""
        projected = self.tie.projected(xy)
        if self.crs != self.tie.crs:
            x, y, _ = transform_xy(projected[:, 0], projected[:, 1], self.tie.crs, self.crs)
            projected = np.column_stack([x, y])
        a, b, c, d, e, f = self.from_picture
        east, north, turn = projected[:, 0] - c, projected[:, 1] - f, a * e - b * d
        return np.column_stack([(e * east - b * north) / turn, (a * north - d * east) / turn])

    @property
    def footprint(self) -> shapely.Polygon:
        """What it covers, in the grid; raises OutsideCrs, UnknownCrs where there is no way from its system."""
        wide, high = float(self.width), float(self.height)
        return shapely.Polygon(self.grid_of(np.array([(0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high)])))


@dataclass(frozen=True, eq=False)
class Window:
    """A part of a picture: red, green, blue and opacity (rows, columns, 4), and what leads from its pixels to x, y."""

    rgba: NDArray[np.uint8]
    affine: Affine


def open_orthophoto(path: Path | Kept, tie: GridTie | None, crs: str | None = None) -> Orthophoto:
    """A GeoTIFF to be laid under a plan; reads its head alone.

    Raises NoOrthophoto where it is no picture or has no place, UnknownCrs where nothing says what its coordinates are.
    """
    if tie is None:
        raise NoOrthophoto(
            "The grid of this grave is not tied to the globe, so that no picture can be laid under it; two or more "
            "control points were expected."
        )
    with _opened(path) as source:
        placed = source.transform
        if placed.is_identity:
            raise NoOrthophoto("“{file}” has no place of its own; a GeoTIFF was expected.", file=path.name)
        named = crs or (source.crs.to_wkt() if source.crs else None)
        if named is None:
            raise UnknownCrs(
                "“{file}” does not say its coordinate system; name it (--photo-crs), such as EPSG:32636.",
                file=path.name,
            )
        code = epsg_code(named) or named
        affine = (placed.a, placed.b, placed.c, placed.d, placed.e, placed.f)
        return Orthophoto(path, code, tie, source.width, source.height, affine)


def far_from_grave(photo: Orthophoto, scene: Scene) -> Message | None:
    """That a picture lies beside the grave, touching neither its outline nor any of its points, and how far off.

    None where it touches, or where nothing of the grave has a place yet. It is pointed out and never refused: the
    grave's own place may be the wrong one.
    """
    grave = _places_of(scene)
    if not grave:
        return None
    name = photo.source.name
    try:
        covered = photo.footprint
    except (OutsideCrs, UnknownCrs):
        covered = shapely.Polygon()
    if covered.is_empty or not np.isfinite(shapely.get_coordinates(covered)).all():
        return say("“{file}” lies where no plan of this grave reaches; look at its coordinate system ({crs}).",
                   file=name, crs=photo.crs)  # fmt: skip
    away = min(covered.distance(place) for place in grave)
    if away == 0:
        return None
    metres = f"{away:.0f} m" if away < 1000 else f"{away / 1000:.1f} km"
    return say(
        "“{file}” lies {distance} from the grave: it touches neither its outline nor any of its points; one of the two "
        "has a wrong place, or the picture is of another grave.",
        file=name, distance=metres,
    )  # fmt: skip


def _places_of(scene: Scene) -> list[BaseGeometry]:
    """The outlines of a grave and the points of what was found in it."""
    spots = [spot for body in scene.bodies for spot in (body.place, body.skull, body.pelvis, body.feet)]
    spots += [find.spot for find in scene.finds] + [control.spot for control in scene.controls]
    points = [shapely.Point(spot[:2]) for spot in spots if spot is not None]
    return [*(one.shape for one in scene.outlines if not one.shape.is_empty), *points]


def read_window(photo: Orthophoto, extent: tuple[float, float, float, float], per_metre: float) -> Window | None:
    """The part of a picture that lies in an extent of the grid, with about so many pixels to a metre; None for none.

    No more than that part is read, from the coarsest overview that is fine enough. Raises NoOrthophoto.
    """
    west, south, east, north = extent
    corners = np.array([(west, south), (east, south), (east, north), (west, north)], dtype=float)
    pixels = photo.pixels_of(corners)
    left, top = max(0, floor(pixels[:, 0].min())), max(0, floor(pixels[:, 1].min()))
    right, bottom = min(photo.width, ceil(pixels[:, 0].max())), min(photo.height, ceil(pixels[:, 1].max()))
    if right - left < 1 or bottom - top < 1:
        return None
    ends = np.array([(left, top), (right, top), (left, bottom)], dtype=float)
    origin, across, down = photo.grid_of(ends)
    metres = hypot(*(across - origin)) / (right - left)
    share = min(1.0, per_metre * metres, MOST / max(right - left, bottom - top))
    wide, high = max(1, round((right - left) * share)), max(1, round((bottom - top) * share))
    rgba = _read(photo.source, (left, top, right - left, bottom - top), wide, high)
    (ax, ay), (dx, dy) = (across - origin) / wide, (down - origin) / high
    return Window(rgba, (float(ax), float(dx), float(origin[0]), float(ay), float(dy), float(origin[1])))


@contextmanager
def _opened(path: Path | Kept) -> Iterator[Any]:
    """The file as rasterio opens it; its warnings of what we look at ourselves are not told twice."""
    from rasterio.errors import NotGeoreferencedWarning, RasterioError

    if isinstance(path, Path) and not path.is_file():
        raise NoOrthophoto("There is no file “{file}”.", file=str(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with _with_rasterio(path) as source:
                yield source
    except (RasterioError, OSError) as reason:
        raise NoOrthophoto("“{file}” cannot be read as a picture with a place.", file=path.name) from reason


@contextmanager
def _with_rasterio(path: Path | Kept) -> Iterator[Any]:
    """A file by its name; an original through the stream that decrypts it, so that nothing of it touches the disk."""
    import rasterio

    if isinstance(path, Path):
        with rasterio.open(path) as source:
            yield source
        return

    def opener(name: str, mode: str = "rb") -> BinaryIO:
        if name != INSIDE:
            raise FileNotFoundError(name)  # what GDAL would look for beside it
        return path.open()

    with rasterio.open(INSIDE, opener=opener) as source:
        yield source


def _read(path: Path | Kept, window: tuple[int, int, int, int], wide: int, high: int) -> NDArray[np.uint8]:
    from rasterio.enums import Resampling
    from rasterio.windows import Window as Part

    with _opened(path) as source:
        part = Part(*window)
        bands = (1, 2, 3) if source.count >= 3 else (1, 1, 1)
        data = source.read(bands, window=part, out_shape=(3, high, wide), resampling=Resampling.average)
        mask = source.dataset_mask(window=part, out_shape=(high, wide))
    if data.dtype != np.uint8:
        data = _stretched(data)
    rgba: NDArray[np.uint8] = np.ascontiguousarray(np.dstack([*data, mask]).astype(np.uint8))
    return rgba


def _stretched(data: NDArray[Any]) -> NDArray[np.uint8]:
    """Values of any depth as 0 to 255, from the darkest to the brightest that is seen."""
    values = np.nan_to_num(data.astype(float))
    low, high = float(values.min()), float(values.max())
    stretched: NDArray[np.uint8] = ((values - low) / ((high - low) or 1.0) * 255).astype(np.uint8)
    return stretched
