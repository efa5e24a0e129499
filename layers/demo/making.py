"""How generated records are made: the same seed gives the same records, each marked as invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from forensics.catalogue import Catalogue
from forensics.changes import Change, Operation
from forensics.identifiers import id_of_key
from forensics.places import Place, geometry_hex, point_hex
from forensics.values import canonical_values

SEED = 20220224
SOURCE = "taphos example"
EXAMPLE = "EXAMPLE"
"""Stands in every text that is written for an invented record."""

Random = np.random.Generator


@dataclass(frozen=True)
class Sizes:
    """How much is generated; the figures of the mission unless a test asks for less."""

    interviews: int = 31_000
    incidents: int = 3_965
    bodies_per_grave: float = 1.0  # of those of the mission


class Maker:
    """Makes the changes that add invented records; ids follow from type and code, so that records can name others
    that are made later.
    """

    def __init__(self, catalogue: Catalogue, zone: str = "UTC", sizes: Sizes | None = None) -> None:
        self.catalogue = catalogue
        self.sizes = sizes or Sizes()
        self._zone = ZoneInfo(zone)
        self._zone_name = zone

    def random(self, family: str) -> Random:
        """The stream of random numbers of one family of records, apart from those of the others."""
        return np.random.default_rng([SEED, *family.encode()])

    def id(self, type_: str, code: str) -> str:
        """The id of the invented record with that code."""
        return id_of_key(SOURCE, type_, code)

    def ids(self, type_: str, codes: Sequence[str]) -> tuple[str, ...] | None:
        """The ids of several records; None for none, which is how an empty field is given."""
        return tuple(self.id(type_, code) for code in codes) or None

    def add(self, type_: str, code: str, **typed: Any) -> Change:
        """The change that adds a record with these typed values; None leaves a field empty."""
        values = canonical_values(self.catalogue[type_].typed, {**typed, "code": code, "example": True})
        return Change(type_, self.id(type_, code), Operation.ADD, after=values)

    def moment(self, day: date, hour: float) -> str:
        """A moment by the clocks of the country, with their offset and zone; `hour` may exceed 24."""
        clock = datetime.combine(day, time(), self._zone) + timedelta(minutes=round(hour * 60))
        return f"{clock.isoformat(timespec='seconds')}[{self._zone_name}]"


def point(lon: float, lat: float, **rest: Any) -> Place:
    """A point in EPSG:4326, rounded to seven decimals (1 cm)."""
    rest = {"crs": "EPSG:4326", **rest}
    return Place(geometry=point_hex(round(lon, 7), round(lat, 7)), **rest)


def area(shape: BaseGeometry, **rest: Any) -> Place:
    """Polygons in EPSG:4326 as they are."""
    rest = {"crs": "EPSG:4326", **rest}
    several = shape if shape.geom_type == "MultiPolygon" else shapely.multipolygons([shape])
    return Place(geometry=geometry_hex(several), **rest)


def pick(random: Random, weights: Mapping[str, float]) -> str:
    """One of the codes, as often as its weight says."""
    return picks(random, weights, 1)[0]


def picks(random: Random, weights: Mapping[str, float], count: int) -> list[str]:
    """`count` codes, each as often as its weight says."""
    codes, shares = list(weights), np.array(list(weights.values()), dtype=float)
    return [codes[at] for at in random.choice(len(codes), count, p=shares / shares.sum())]


def chance(random: Random, share: float) -> bool:
    """Whether something happens that happens in that share of cases."""
    return bool(random.random() < share)


def shares(random: Random, total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """`total` shared out at random by weight; the parts add up to it."""
    return random.multinomial(total, weights / weights.sum())


def between(random: Random, least: int, below: int) -> int:
    """A whole number from `least` to just below `below`."""
    return int(random.integers(least, below))


def uniform(random: Random, least: float, most: float) -> float:
    """A number between two others."""
    return float(random.uniform(least, most))


def whole(value: float) -> int:
    """A Python integer, as records hold them."""
    return int(value)
