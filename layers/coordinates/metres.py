"""Metres in a projected system: X and Y as surveyors write them, easting and northing, in the system that they fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from forensics.dates import shortened
from forensics.errors import ValueRefused
from layers.crs import WGS84, Bounds, Operation, best_converter, crs_name, crs_of, degrees_outside

SystemNames = Mapping[int, Sequence[str]]
"""EPSG codes of the projected and geographic systems of a country, with the names that people call them."""

Direction = Literal["east", "north"]

_MOST_NAMED = 6


class NotMetres(ValueRefused):
    """Text that is no pair of metres, or that fits no system or several."""


@dataclass(frozen=True)
class Metres:
    """Two numbers with the letters that stood before them (X, Y, E, N or nothing), and a height in m."""

    first: float
    second: float
    labels: tuple[str, str]
    height: float | None = None


@dataclass(frozen=True)
class Fit:
    """Metres that lie where a system may be used."""

    epsg: int
    easting: float
    northing: float
    lon: float
    lat: float
    operation: Operation


_NUMBER = r"[+-]?\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?"
_PLAIN = r"[+-]?\d+(?:[.,]\d+)?"
_LABEL = r"(?P<{0}>X|Y|E|N|H|Z|EASTING|NORTHING|Х|У|Е|Н)?\s*[:=]?\s*"
_UNIT = r"\s*(?:M|М)?\s*(?P<{0}>[EN])?"


def _pattern(number: str) -> re.Pattern[str]:
    def part(label: str, name: str, after: str) -> str:
        return _LABEL.format(label) + f"(?P<{name}>{number})" + _UNIT.format(after)

    between = r"[\s,;/|]+"
    height = rf"(?:{between}(?:[ZHН]\s*[:=]?\s*)?(?P<height>[+-]?\d{{1,4}}(?:[.,]\d+)?)\s*(?:M|М)?)?"
    return re.compile(part("l1", "one", "a1") + between + part("l2", "two", "a2") + height)


_PAIRS = (_pattern(_PLAIN), _pattern(_NUMBER))
_LETTERS = {"Х": "X", "У": "Y", "Е": "E", "Н": "N", "EASTING": "E", "NORTHING": "N", "H": "N"}


def read_metres(text: str) -> Metres | None:
    """Two numbers of which one at least is over a thousand; None where the text is something else."""
    written = text.strip().upper()
    for pattern in _PAIRS:
        match = pattern.fullmatch(written)
        if match:
            break
    else:
        return None
    first, second = _number(match["one"]), _number(match["two"])
    if max(abs(first), abs(second)) < 1000:
        return None
    labels = [match[before] or match[after] or "" for before, after in (("l1", "a1"), ("l2", "a2"))]
    height = _number(match["height"]) if match["height"] else None
    return Metres(first, second, (_LETTERS.get(labels[0], labels[0]), _LETTERS.get(labels[1], labels[1])), height)


def _number(text: str) -> float:
    return float(re.sub(r"\s", "", text).replace(",", "."))


def fitting(metres: Metres, epsg: int, area: Bounds | None, slack: float) -> list[Fit]:
    """How two numbers can be read in one system so that they lie where it may be used, its own order first.

    `slack` is how many degrees outside are allowed.
    """
    code, found = f"EPSG:{epsg}", []
    for easting, northing in _orders(metres, epsg):
        forward = best_converter(np.array([easting]), np.array([northing]), code, WGS84, area)
        lon, lat = forward.point(easting, northing)
        if abs(lat) <= 90 and abs(lon) <= 180 and degrees_outside(lon, lat, epsg) <= slack:
            found.append(Fit(epsg, easting, northing, lon, lat, forward.operation))
    return found


def _orders(metres: Metres, epsg: int) -> Iterable[tuple[float, float]]:
    """Easting and northing, as the letters say or else in both orders."""
    axes = _axes(epsg)
    one, two = (_direction(label, axes) for label in metres.labels)
    straight, turned = (metres.first, metres.second), (metres.second, metres.first)
    if one == two and one is not None:
        return ()
    if one or two:
        return (straight,) if one == "east" or two == "north" else (turned,)
    return (turned, straight) if next(iter(axes.values())) == "north" else (straight, turned)


def _direction(label: str, axes: Mapping[str, Direction]) -> Direction | None:
    if label in ("E", "N"):
        return "east" if label == "E" else "north"
    return axes.get(label)


@lru_cache(maxsize=256)
def _axes(epsg: int) -> dict[str, Direction]:
    """Which way X and Y (or E and N) go in a system: X is north for surveyors' systems, east for others."""
    named: dict[str, Direction] = {}
    for axis in crs_of(epsg).axis_info[:2]:
        named[axis.abbrev.upper()] = "north" if axis.direction in ("north", "south") else "east"
    if not {"X", "Y"} & set(named):
        named |= {"X": "east", "Y": "north"}
    return named


def best_fit(text: str, metres: Metres, systems: Iterable[int], bounds: Bounds | None) -> Fit:
    """The one system and order that the numbers fit; raises NotMetres, naming the systems, where none or several do."""
    projected = [epsg for epsg in systems if crs_of(epsg).is_projected]
    fits = _fits(metres, projected, bounds, 0.1) or _fits(metres, projected, bounds, 1.0)
    if len(fits) == 1:
        return _only(text, next(iter(fits.values())), bounds)
    if fits:
        raise NotMetres(
            "“{value}” may be in any of: {systems}. Write the system before it, such as EPSG:{epsg}.",
            value=shortened(text), systems=named_systems(fits), epsg=next(iter(fits)),
        )  # fmt: skip
    if not projected:
        raise NotMetres(
            "“{value}” looks like metres; say which coordinate system they are in, such as EPSG:32636 before them.",
            value=shortened(text),
        )
    raise NotMetres(
        "“{value}” lies outside the area of every system that was tried: {systems}.",
        value=shortened(text), systems=named_systems(projected),
    )  # fmt: skip


def fits_in_one(text: str, metres: Metres, epsg: int, bounds: Bounds | None, slack: float) -> Fit | None:
    """How the numbers are read in the one system that was named: where one order alone lies in `bounds`, that one.

    None where they lie nowhere in it; raises NotMetres where both orders lie in `bounds`.
    """
    fits = fitting(metres, epsg, bounds, slack)
    inside = _within(fits, bounds)
    return _only(text, inside, bounds) if inside else next(iter(fits), None)


def _only(text: str, fits: list[Fit], bounds: Bounds | None) -> Fit:
    """The one order of the numbers; the system's own where no country decides. Raises NotMetres."""
    if len(fits) > 1 and bounds is not None:
        raise NotMetres(
            "“{value}” may be read in two ways in EPSG:{epsg}; write E before the easting and N before the northing.",
            value=shortened(text), epsg=fits[0].epsg,
        )  # fmt: skip
    return fits[0]


_ZONE = re.compile(r"zone ([A-Z]?\d+)")
_MERIDIAN = re.compile(r"Gauss-Kruger CM (\d+)E")


def of_zone(systems: Iterable[int], zone: str) -> tuple[int, ...]:
    """Those systems whose zone has the number, as they write it themselves (6, X3) or else by the digits alone."""
    zones = {epsg: _zone_of(epsg) for epsg in systems}
    exact = tuple(epsg for epsg, own in zones.items() if own == zone)
    return exact or tuple(epsg for epsg, own in zones.items() if own and own.lstrip("X") == zone.lstrip("X"))


def _zone_of(epsg: int) -> str:
    """A zone by the system's name, or by its middle meridian (6° zones from Greenwich); empty for none."""
    name = crs_name(epsg)
    zone, meridian = _ZONE.search(name), _MERIDIAN.search(name)
    if zone:
        return zone[1]
    return str((int(meridian[1]) + 3) // 6) if meridian else ""


def _fits(metres: Metres, systems: list[int], bounds: Bounds | None, slack: float) -> dict[int, list[Fit]]:
    tried = {epsg: _within(fitting(metres, epsg, bounds, slack), bounds) for epsg in systems}
    return {epsg: found for epsg, found in tried.items() if found}


def _within(fits: list[Fit], bounds: Bounds | None) -> list[Fit]:
    if bounds is None:
        return fits
    west, south, east, north = bounds
    return [fit for fit in fits if west <= fit.lon <= east and south <= fit.lat <= north]


def named_systems(systems: Iterable[int]) -> str:
    """Systems with code and name, for a sentence."""
    listed = [f"EPSG:{epsg} ({crs_name(epsg)})" for epsg in systems]
    return ", ".join(listed if len(listed) <= _MOST_NAMED else [*listed[:_MOST_NAMED], "…"])


def in_system(lon: float, lat: float, epsg: int, area: Bounds | None) -> tuple[float, float]:
    """East and north (metres, or degrees of another datum) of a point in a system."""
    there = best_converter(np.array([lon]), np.array([lat]), WGS84, f"EPSG:{epsg}", area)
    return there.point(lon, lat)


def metres_text(east: float, north: float, epsg: int) -> str:
    """“X 5588437 Y 6322376 (EPSG:28406)”, to the metre, in the order and with the letters of the system itself."""
    numbers = (f"{name} {east if way == 'east' else north:.0f}" for name, way in _own_axes(epsg))
    return f"{' '.join(numbers)} (EPSG:{epsg})"


@lru_cache(maxsize=256)
def _own_axes(epsg: int) -> tuple[tuple[str, Direction], ...]:
    return tuple(
        (axis.abbrev.upper(), "north" if axis.direction in ("north", "south") else "east")
        for axis in crs_of(epsg).axis_info[:2]
    )
