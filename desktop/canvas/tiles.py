"""Tiles of the ground: squares of 500 pixels that lie still on the map, drawn by workers, kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage

from desktop.canvas.camera import Camera
from desktop.canvas.layer import MapLayer
from desktop.canvas.mercator import HALF_WORLD
from desktop.canvas.paint import paint_background
from desktop.canvas.pictures import blank, painting
from desktop.theme.theme import Theme

TILE = 500  # pixels; a multiple of the hatching's step
ROOM = 160 * 2**20  # bytes of tiles kept


@dataclass(frozen=True)
class TileKey:
    """One tile of the map at one scale, of one state of the layers."""

    state: int
    mpp: float
    column: int
    row: int
    side: int = 0  # of a swipe: 1 and 2 are the two sides of its line, 0 is without one

    def camera(self) -> Camera:
        side = TILE * self.mpp
        x, y = (self.column + 0.5) * side - HALF_WORLD, HALF_WORLD - (self.row + 0.5) * side
        return Camera(x, y, self.mpp, TILE, TILE)

    def place(self, camera: Camera) -> QRectF:
        """Where the tile stands in a view's pixels."""
        side = TILE * self.mpp
        x, y = camera.pixels(self.column * side - HALF_WORLD, HALF_WORLD - self.row * side)
        return QRectF(float(x), float(y), side / camera.mpp, side / camera.mpp)


def tiles_of(camera: Camera, state: int, beyond: float = 0.0, side: int = 0) -> Iterator[TileKey]:
    """The tiles that a view needs at its own scale, from its middle outwards."""
    west, south, east, north = camera.padded(beyond)
    metres = TILE * camera.mpp
    columns = range(floor((west + HALF_WORLD) / metres), ceil((east + HALF_WORLD) / metres))
    rows = range(floor((HALF_WORLD - north) / metres), ceil((HALF_WORLD - south) / metres))
    middle_x, middle_y = (camera.x + HALF_WORLD) / metres - 0.5, (HALF_WORLD - camera.y) / metres - 0.5
    keys = [TileKey(state, camera.mpp, column, row, side) for column in columns for row in rows]
    yield from sorted(keys, key=lambda key: (key.column - middle_x) ** 2 + (key.row - middle_y) ** 2)


def on_tiles(camera: Camera, tile: TileKey) -> Camera:
    """A view of the scale of a tile moved by less than a pixel, to where the tiles' pixels fall."""
    at = tile.place(camera)
    return camera.moved(round(at.x()) - at.x(), round(at.y()) - at.y())


def draw_ground(camera: Camera, layers: Sequence[MapLayer], theme: Theme, sharpness: float) -> QImage:
    """Paint what lies below the points, of a whole view; on any thread."""
    image = blank(camera.width, camera.height, sharpness, opaque=True)
    with painting(image) as painter:
        paint_background(painter, layers, camera, theme)
    return image


def draw_tile(key: TileKey, layers: Sequence[MapLayer], theme: Theme, sharpness: float) -> QImage:
    """Paint one tile; on any thread."""
    return draw_ground(key.camera(), layers, theme, sharpness)


class TileStore:
    """The tiles that were drawn, those used last kept longest."""

    def __init__(self, room: int = ROOM) -> None:
        self._images: OrderedDict[TileKey, QImage] = OrderedDict()
        self._room = room
        self._used = 0

    def __contains__(self, key: TileKey) -> bool:
        return key in self._images

    def __len__(self) -> int:
        return len(self._images)

    def get(self, key: TileKey) -> QImage | None:
        image = self._images.get(key)
        if image is not None:
            self._images.move_to_end(key)
        return image

    def keep(self, key: TileKey, image: QImage) -> None:
        self._used += image.sizeInBytes()
        previous = self._images.pop(key, None)
        self._used -= previous.sizeInBytes() if previous is not None else 0
        self._images[key] = image
        while self._used > self._room and len(self._images) > 1:
            _, oldest = self._images.popitem(last=False)
            self._used -= oldest.sizeInBytes()

    def keys_kept(self) -> list[TileKey]:
        return list(self._images)

    def forget(self, unless_state: int) -> None:
        """Let go of the tiles of all states but one."""
        for key in [key for key in self._images if key.state != unless_state]:
            self._used -= self._images.pop(key).sizeInBytes()
