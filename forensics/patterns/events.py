"""Events as the tests of clustering see them: where, on which day, and how well both are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EARTH = 6_371_008.8
"""Metres: the mean radius of the Earth (IUGG)."""


@dataclass(frozen=True, eq=False)
class Events:
    """Columns of one length: degrees of EPSG:4326, the first and last possible day since 1970-01-01.

    `sure` are those with a place of their own; the others stand at their settlement, and so upon each other.
    """

    lon: Floats
    lat: Floats
    earliest: Floats
    latest: Floats
    sure: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.lon)

    @property
    def day(self) -> Floats:
        """The middle of the days that each may have happened on."""
        middle: Floats = (self.earliest + self.latest) / 2
        return middle

    def usable(self, days: float) -> NDArray[np.bool_]:
        """Those with a place, and a date that is known to within so many days: what spans more is near to anything."""
        dated = np.isfinite(self.earliest) & np.isfinite(self.latest)
        near: NDArray[np.bool_] = dated & np.isfinite(self.lon + self.lat)
        near[dated] &= self.latest[dated] - self.earliest[dated] <= days
        return near

    def only(self, chosen: NDArray[Any]) -> Events:
        """Some of them, by a mask or by their numbers."""
        return Events(*(column[chosen] for column in (self.lon, self.lat, self.earliest, self.latest, self.sure)))

    def moved(self, metres: float, picked: np.random.Generator) -> Events:
        """Each moved anywhere within so many metres, evenly over the disc: what is left of a result does not hang on
        places that are only known to a settlement."""
        along = metres * np.sqrt(picked.random(len(self)))
        bearing = picked.random(len(self)) * 2 * np.pi
        lat = self.lat + np.degrees(along * np.cos(bearing) / EARTH)
        lon = self.lon + np.degrees(along * np.sin(bearing) / (EARTH * np.cos(np.radians(self.lat))))
        return Events(lon, lat, self.earliest, self.latest, self.sure)


def on_the_globe(lon: Floats, lat: Floats) -> Floats:
    """Degrees as metres from the Earth's centre, of shape (n, 3): straight distances between places up to 100 km apart
    are those on the ground to a hundred thousandth, wherever they lie, and no projection has to be chosen."""
    across, up = np.radians(lon), np.radians(lat)
    return EARTH * np.column_stack((np.cos(up) * np.cos(across), np.cos(up) * np.sin(across), np.sin(up)))
