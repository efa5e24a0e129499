"""What part of the map is looked at: a frozen state with its arithmetic, and a model that tells who listens.

Plain Python, as napari's camera: the widget, the tiles and the pages subscribe or are handed a state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np

from desktop.canvas.mercator import HALF_WORLD, UNIT, WORLD, Floats, ground_scale, to_degrees, to_metres

FINEST = 0.002
COARSEST = WORLD / 256
"""Metres of the map in a pixel: from two millimetres to the whole earth in 256 pixels."""


@dataclass(frozen=True)
class Camera:
    """Centre in EPSG:3857 metres, metres of the map per logical pixel, size in logical pixels; north is up."""

    x: float = 0.0
    y: float = 0.0
    mpp: float = COARSEST / 4
    width: int = 1024
    height: int = 768

    @property
    def left(self) -> float:
        return self.x - self.width * self.mpp / 2

    @property
    def top(self) -> float:
        return self.y + self.height * self.mpp / 2

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in EPSG:3857 metres."""
        return self.left, self.top - self.height * self.mpp, self.left + self.width * self.mpp, self.top

    @property
    def ground_mpp(self) -> float:
        """Metres on the ground per pixel at the centre."""
        return self.mpp * ground_scale(self.y)

    def padded(self, pixels: float) -> tuple[float, float, float, float]:
        """The bounds, wider by `pixels` on every side."""
        west, south, east, north = self.bounds
        more = pixels * self.mpp
        return west - more, south - more, east + more, north + more

    def pixels(self, x: Floats | float, y: Floats | float) -> tuple[Floats, Floats]:
        """Metres of the map to pixels from the top left corner."""
        return (np.asarray(x) - self.left) / self.mpp, (self.top - np.asarray(y)) / self.mpp

    def pixels_of_rows(self, coordinates: Floats) -> Floats:
        """The same for rows of x, y."""
        placed = (coordinates - (self.left, self.top)) / self.mpp
        placed[:, 1] *= -1
        return placed

    def pixels_of_lonlat(self, lon: float, lat: float) -> tuple[float, float]:
        """EPSG:4326 degrees to pixels from the top left corner."""
        px, py = self.pixels(*to_metres(lon, lat))
        return float(px), float(py)

    def metres(self, px: float, py: float) -> tuple[float, float]:
        """Pixels from the top left corner to metres of the map."""
        return self.left + px * self.mpp, self.top - py * self.mpp

    def lonlat(self, px: float, py: float) -> tuple[float, float]:
        """Pixels from the top left corner to EPSG:4326 degrees."""
        lon, lat = to_degrees(*self.metres(px, py))
        return float(lon), float(lat)

    def accuracy_m(self, py: float | None = None) -> float:
        """How well a place can be pointed at: half a pixel, in metres on the ground."""
        y = self.y if py is None else self.top - py * self.mpp
        return self.mpp * ground_scale(y) / 2

    def moved(self, dx: float, dy: float) -> Camera:
        """The picture shifted by pixels: what was under the hand stays under it."""
        return replace(self, x=self.x - dx * self.mpp, y=self.y + dy * self.mpp)

    def zoomed(self, factor: float, px: float | None = None, py: float | None = None) -> Camera:
        """`factor` times larger around a pixel (the middle when none is given), within what can be shown."""
        px = self.width / 2 if px is None else px
        py = self.height / 2 if py is None else py
        mpp = min(max(self.mpp / factor, FINEST), COARSEST)
        x, y = self.metres(px, py)
        return replace(self, mpp=mpp, x=x + (self.width / 2 - px) * mpp, y=y - (self.height / 2 - py) * mpp)

    def resized(self, width: int, height: int) -> Camera:
        """Another size around the same centre at the same scale."""
        return replace(self, width=max(width, 1), height=max(height, 1))

    def at(self, lon: float, lat: float, mpp: float | None = None) -> Camera:
        """Centred on a place in degrees."""
        x, y = to_metres(lon, lat)
        return replace(self, x=float(x), y=float(y), mpp=self.mpp if mpp is None else min(max(mpp, FINEST), COARSEST))

    def fitted(
        self, west: float, south: float, east: float, north: float, margin: float = 0.06,
        taken: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0),
    ) -> Camera:  # fmt: skip
        """Showing a whole extent in degrees, with `margin` of the size left free on each side.

        It lies clear of the pixels that are `taken` at left, top, right and bottom, as far as they leave half the size.
        """
        (left, right), (bottom, top) = to_metres(np.array([west, east]), np.array([south, north]))
        free = 1 - 2 * margin
        at_left, at_right = _leaving_half(taken[0], taken[2], self.width)
        at_top, at_bottom = _leaving_half(taken[1], taken[3], self.height)
        wide, high = self.width - at_left - at_right, self.height - at_top - at_bottom
        wanted = max((right - left) / (wide * free), (top - bottom) / (high * free), 0.05)
        mpp = min(max(float(wanted), FINEST), COARSEST)
        x, y = float(left + right) / 2, float(bottom + top) / 2
        return replace(self, x=x + (at_right - at_left) / 2 * mpp, y=y + (at_top - at_bottom) / 2 * mpp, mpp=mpp)

    def within_world(self) -> Camera:
        """The centre kept on the map."""
        x, y = (min(max(value, -HALF_WORLD), HALF_WORLD) for value in (self.x, self.y))
        return self if (x, y) == (self.x, self.y) else replace(self, x=x, y=y)

    def units(self, pixels: float = 0.0) -> tuple[int, int, int, int]:
        """The view in whole units of the map, x growing east and y south: first x, first y, end x, end y (excluded).

        A point is in view when its unit is: the edges fall on units, so that a count elsewhere within `extent` agrees.
        """
        return units_between(*self.padded(pixels))

    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees of exactly the units in view (west and north included)."""
        first_x, first_y, end_x, end_y = self.units()
        xs = np.array([first_x, end_x]) * UNIT - HALF_WORLD
        ys = HALF_WORLD - np.array([end_y, first_y]) * UNIT
        lon, lat = to_degrees(xs, ys)
        return float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])


def _leaving_half(one: float, other: float, size: int) -> tuple[float, float]:
    """Two edges, both made smaller where they would take more than half of a size."""
    share = min(1.0, size / 2 / max(one + other, 1e-9))
    return one * share, other * share


def units_between(west: float, south: float, east: float, north: float) -> tuple[int, int, int, int]:
    """A rectangle in EPSG:3857 metres in whole units: first x, first y, end x, end y (ends excluded)."""
    edges = (west + HALF_WORLD, HALF_WORLD - north, east + HALF_WORLD, HALF_WORLD - south)
    first_x, first_y, end_x, end_y = (edge / UNIT for edge in edges)
    return floor(first_x), floor(first_y), ceil(end_x), ceil(end_y)


class CameraModel:
    """The camera of one map, which calls its listeners on the thread that moves it."""

    def __init__(self, camera: Camera | None = None) -> None:
        self._camera = camera or Camera()
        self._listeners: list[Callable[[Camera], None]] = []

    @property
    def camera(self) -> Camera:
        return self._camera

    @camera.setter
    def camera(self, camera: Camera) -> None:
        camera = camera.within_world()
        if camera == self._camera:
            return
        self._camera = camera
        for listener in tuple(self._listeners):
            listener(camera)

    def listen(self, listener: Callable[[Camera], None]) -> Callable[[], None]:
        """Call `listener` with every new state; what comes back ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
