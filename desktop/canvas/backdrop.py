"""Base maps of pictures and of vector tiles, below everything else: painted on the workers with the ground."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import ceil, floor, log2
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QImage, QPainter, QPainterPath, QTransform

from desktop.canvas.camera import Camera
from desktop.canvas.layer import EVERY_SCALE
from desktop.canvas.mercator import HALF_WORLD, WORLD, to_metres
from desktop.canvas.paint_ground import paint_ground, pen_of
from desktop.canvas.styles import base_style
from desktop.canvas.workers import pen_down
from desktop.theme.theme import Theme
from forensics.errors import TaphosError
from forensics.messages import Message

SIDE = 256
"""Pixels of a tile for which its zoom is chosen; a tile of 512 is then drawn finer."""
SHARPER = 0.3
"""The share of a zoom by which a tile may be drawn larger than it is before the next finer one is taken."""
MOST_TILES = 200
"""Tiles in one picture; a view from so far that it would need more shows none of them."""
PARENTS = 4
"""Zooms that are looked through for a coarser tile where one is missing."""
FINE_TILES, FINE_IMAGE = 2.0, 3.0
"""Pixels for a unit of what is painted, at most: on paper, whose unit is a quarter of a millimetre, 200 and 300 dpi."""
KEPT = 96
MOST_PIXELS = 4000
"""Pixels to a side that are read of an image for one picture, be it a page."""
ROLE = "outline"
"""The one quiet style of vector tiles and of vector files behind the records (areas.toml)."""
Told = Callable[[TaphosError], None]


class Tiles(Protocol):
    """What a layer of tiles asks of its archive (layers.basemaps.tiles)."""

    name: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    outlines: bool

    def tile(self, zoom: int, column: int, row: int) -> bytes | None: ...


class Part(Protocol):
    """A part of an image (layers.basemaps.image)."""

    @property
    def rgba(self) -> NDArray[np.uint8]: ...
    @property
    def box(self) -> tuple[float, float, float, float]: ...


class Image(Protocol):
    """What a layer of one image asks of it (layers.basemaps.image)."""

    extent: tuple[float, float, float, float]

    def part(self, box: tuple[float, float, float, float], width: int, height: int) -> Part | None: ...


class Drawables:
    """Tiles of an archive made ready to draw, those used last kept; what is broken is told once, and left out."""

    def __init__(
        self, source: Tiles, told: Told,
        lines_of: Callable[[bytes, int, int, int], NDArray[np.object_]] | None = None,
    ) -> None:  # fmt: skip
        self.source, self._told, self._lines_of = source, told, lines_of
        self._kept: OrderedDict[tuple[int, int, int], QImage | QPainterPath | None] = OrderedDict()
        self._lock = threading.Lock()
        self._broken = False

    def get(self, zoom: int, column: int, row: int) -> QImage | QPainterPath | None:
        """A picture, or lines in shares of the tile's side; None where there is nothing. On any thread."""
        key = (zoom, column, row)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        try:
            data = self.source.tile(*key)
            if data is None:
                return None
            made: QImage | QPainterPath | None = self._made(data, *key)
        except TaphosError as reason:
            self._tell(reason)
            made = None
        except ValueError:
            words, tile = "Tile {tile} of “{file}” cannot be read and is left out.", f"{zoom}/{column}/{row}"
            self._tell(BrokenTile(words, tile=tile, file=self.source.name))
            made = None
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def _made(self, data: bytes, zoom: int, column: int, row: int) -> QImage | QPainterPath:
        if self._lines_of is not None:
            return _path(self._lines_of(data, zoom, column, row), zoom, column, row)
        image = QImage.fromData(data)
        if image.isNull():
            raise ValueError("no picture")
        return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    def _tell(self, reason: TaphosError) -> None:
        with self._lock:
            told, self._broken = self._broken, True
        if not told:
            self._told(reason)


class BrokenTile(TaphosError):
    """A tile whose bytes are no picture."""


@dataclass(frozen=True, eq=False)
class TileLayer:
    """Tiles of an archive or a server."""

    key: str
    title: Message | str
    tiles: Drawables
    visible: bool = True
    opacity: float = 1.0
    from_mpp: float = EVERY_SCALE
    background: bool = True
    date: str = ""

    @property
    def extent(self) -> tuple[float, float, float, float]:
        west, south, east, north = self.tiles.source.bounds
        (left, right), (bottom, top) = to_metres(np.array([west, east]), np.array([south, north]))
        return float(left), float(bottom), float(right), float(top)


@dataclass(frozen=True, eq=False)
class ImageLayer:
    """One image with a place, such as an orthophoto."""

    key: str
    title: Message | str
    image: Image
    told: Told = field(default=lambda reason: None)
    visible: bool = True
    opacity: float = 1.0
    from_mpp: float = EVERY_SCALE
    background: bool = True
    date: str = ""

    @property
    def extent(self) -> tuple[float, float, float, float]:
        return self.image.extent


@paint_ground.register
def paint_tiles(layer: TileLayer, painter: QPainter, camera: Camera, theme: Theme) -> None:
    """The tiles that meet the view, at the zoom that fits it, a coarser one where one is missing."""
    source, fine = layer.tiles.source, min(fineness(painter), FINE_TILES)
    zoom = zoom_for(camera.mpp / fine, source.min_zoom, source.max_zoom)
    columns, rows = _range(layer.extent, camera, zoom)
    if len(columns) * len(rows) > MOST_TILES:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(layer.opacity)
    for column in columns:
        for row in rows:
            _paint_tile(layer.tiles, painter, (zoom, column, row), camera, theme, fine)
    painter.restore()


@paint_ground.register
def paint_image(layer: ImageLayer, painter: QPainter, camera: Camera, theme: Theme) -> None:
    """The part of the image that is looked at, read at the fineness of what it is painted into."""
    fine = min(fineness(painter), FINE_IMAGE)
    share = min(fine, MOST_PIXELS / max(camera.width, camera.height))
    try:
        with pen_down():
            part = layer.image.part(camera.bounds, round(camera.width * share), round(camera.height * share))
    except TaphosError as reason:
        layer.told(reason)
        return
    if part is None:
        return
    high, wide = part.rgba.shape[:2]
    image = QImage(part.rgba.tobytes(), wide, high, 4 * wide, QImage.Format.Format_RGBA8888)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(layer.opacity)
    painter.drawImage(_placed(part.box, camera, fine), image.copy())
    painter.restore()


def fineness(painter: QPainter) -> float:
    """Pixels of what is painted into for one unit of the painter."""
    scale = abs(painter.deviceTransform().m11())
    return max(scale, 0.25) if scale else 1.0


def zoom_for(metres_per_pixel: float, lowest: int, highest: int) -> int:
    """The zoom whose pixels are about that large, within those that there are."""
    return min(max(ceil(log2(WORLD / SIDE / metres_per_pixel) - SHARPER), lowest), highest)


def _range(extent: tuple[float, float, float, float], camera: Camera, zoom: int) -> tuple[range, range]:
    """The columns and rows of a zoom that meet both the view and what there is."""
    side, last = WORLD / 2**zoom, 2**zoom
    west, south, east, north = (
        pick(one, other) for pick, one, other in zip((max, max, min, min), camera.bounds, extent, strict=True)
    )
    columns = range(max(floor((west + HALF_WORLD) / side), 0), min(ceil((east + HALF_WORLD) / side), last))
    rows = range(max(floor((HALF_WORLD - north) / side), 0), min(ceil((HALF_WORLD - south) / side), last))
    return columns, rows


def _paint_tile(
    tiles: Drawables, painter: QPainter, key: tuple[int, int, int], camera: Camera, theme: Theme, fine: float
) -> None:
    zoom, column, row = key
    side = WORLD / 2**zoom
    west, north = column * side - HALF_WORLD, HALF_WORLD - row * side
    place = _placed((west, north - side, west + side, north), camera, fine)
    for found, part in _drawable(tiles, key):
        if isinstance(found, QPainterPath):
            at = QTransform().translate(place.x(), place.y()).scale(place.width(), place.height())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.strokePath(at.map(found), pen_of(base_style(ROLE), theme))
        else:
            wide, high = found.width(), found.height()
            cut = QRectF(part.x() * wide, part.y() * high, part.width() * wide, part.height() * high)
            painter.drawImage(place, found, cut)
        return


def _drawable(tiles: Drawables, key: tuple[int, int, int]) -> Iterator[tuple[QImage | QPainterPath, QRectF]]:
    """The tile, or the part (in shares of its side) of a coarser picture that covers it."""
    zoom, column, row = key
    for up in range(min(PARENTS, zoom - tiles.source.min_zoom) + 1):
        found = tiles.get(zoom - up, column >> up, row >> up)
        if found is not None and (not up or isinstance(found, QImage)):
            share = 1 / 2**up
            yield found, QRectF((column % 2**up) * share, (row % 2**up) * share, share, share)


def _placed(box: tuple[float, float, float, float], camera: Camera, fine: float) -> QRectF:
    """A box in metres of the map in the painter's units, its edges on whole pixels, so that neighbours meet."""
    (left, right), (top, bottom) = camera.pixels(np.array([box[0], box[2]]), np.array([box[3], box[1]]))
    x0, x1, y0, y1 = (round(float(edge) * fine) / fine for edge in (left, right, top, bottom))
    return QRectF(x0, y0, max(x1 - x0, 1 / fine), max(y1 - y0, 1 / fine))


def _path(lines: NDArray[np.object_], zoom: int, column: int, row: int) -> QPainterPath:
    """Lines in metres as a path in shares of their tile, from its upper left corner."""
    side = WORLD / 2**zoom
    west, north = column * side - HALF_WORLD, HALF_WORLD - row * side
    path = QPainterPath()
    for line in lines:
        xy = shapely.get_coordinates(line)
        across, down = (xy[:, 0] - west) / side, (north - xy[:, 1]) / side
        path.moveTo(QPointF(float(across[0]), float(down[0])))
        for x, y in zip(across[1:].tolist(), down[1:].tolist(), strict=True):
            path.lineTo(x, y)
    return path
