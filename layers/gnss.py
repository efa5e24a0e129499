"""Positions from a GNSS receiver that speaks NMEA, averaged into one place that says how good it is.

Only fixes of the best quality that was seen are averaged: one RTK fix outweighs any number of plain ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

import shapely

from forensics.errors import ValueRefused
from forensics.places import Place, place_of
from layers.crs import WGS84
from layers.imports.nmea import COLUMNS, QUALITIES, row_of, sentence_of

RANKS = ("4", "5", "3", "2", "1")
"""Qualities of a fix from the best to the worst; others (estimated, typed in, simulated) are no measurement."""
TYPICAL_M = {"4": 0.02, "5": 0.4, "3": 3.0, "2": 2.0, "1": 5.0}
"""Metres by which a fix of a quality is usually off at HDOP 1, where the receiver does not tell (GST does)."""
METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True)
class Fix:
    """One position in degrees and metres; `accuracy_m` is as told by the receiver, else as usual for its quality."""

    lon: float
    lat: float
    height: float | None
    quality: str
    satellites: int
    hdop: float
    accuracy_m: float
    time: str = ""


@dataclass(frozen=True)
class Averaged:
    """The mean of several fixes; `spread_m` is the root mean square of their distances from it."""

    lon: float
    lat: float
    height: float | None
    quality: str
    count: int
    spread_m: float
    accuracy_m: float
    satellites: int
    hdop: float

    def place(self) -> Place:
        """As a field of a record keeps it: with method, accuracy, and what the receiver said of itself."""
        words = (
            f"NMEA quality {self.quality} ({QUALITIES[self.quality]}), {self.satellites} satellites, "
            f"HDOP {self.hdop:g}, mean of {self.count}, spread {self.spread_m:.3f} m"
        )
        shape = shapely.Point(self.lon, self.lat)
        heights = {} if self.height is None else {
            "height": round(self.height, 3), "height_datum": "named_geoid",
            "height_datum_name": "mean sea level of the receiver",
        }  # fmt: skip
        return place_of(
            shape, crs=WGS84, method="RTK" if self.quality in ("4", "5") else "handheld_GNSS",
            horizontal_accuracy=round(self.accuracy_m, 3), instrument=words, **heights,
        )  # fmt: skip


class Listener:
    """Takes the lines of a receiver one by one; `accuracy` of GST sentences holds for the fixes after them."""

    def __init__(self) -> None:
        self._told: float | None = None

    def hear(self, line: str) -> Fix | None:
        """The fix in a line; None where it holds none, is damaged, or the receiver had none."""
        sentence = sentence_of(line)
        if sentence is None or sentence.sound is False:
            return None
        if sentence.kind == "GST":
            self._told = _told(sentence.fields)
            return None
        if sentence.kind != "GGA":
            return None
        row = row_of(1, sentence, "")
        if row.fault is not None or row.shape is None:
            return None
        said = dict(zip(COLUMNS, row.cells, strict=True))
        if said["quality_code"] not in RANKS:
            return None
        [(lon, lat)] = shapely.get_coordinates(shapely.from_wkb(row.shape)).tolist()
        return _fix(said, lon, lat, self._told)


def averaged(fixes: Sequence[Fix]) -> Averaged:
    """The mean of the fixes of the best quality among them; raises ValueRefused where there is none."""
    best = min((RANKS.index(fix.quality) for fix in fixes), default=None)
    if best is None:
        raise ValueRefused("The receiver has told no position yet.")
    chosen = [fix for fix in fixes if fix.quality == RANKS[best]]
    lon, lat = (sum(values) / len(chosen) for values in zip(*((fix.lon, fix.lat) for fix in chosen), strict=True))
    across = METRES_A_DEGREE * cos(radians(lat))
    away = [hypot((fix.lon - lon) * across, (fix.lat - lat) * METRES_A_DEGREE) for fix in chosen]
    spread = (sum(one * one for one in away) / len(away)) ** 0.5
    heights = [fix.height for fix in chosen if fix.height is not None]
    return Averaged(
        lon, lat, sum(heights) / len(heights) if heights else None, RANKS[best], len(chosen), spread,
        max(spread, sorted(fix.accuracy_m for fix in chosen)[len(chosen) // 2]),
        min(fix.satellites for fix in chosen), max(fix.hdop for fix in chosen),
    )  # fmt: skip


def _fix(said: dict[str, str], x: float, y: float, told: float | None) -> Fix:
    quality, hdop = said["quality_code"], _number(said["hdop"]) or 1.0
    accuracy = told if told is not None else TYPICAL_M[quality] * max(hdop, 1.0)
    satellites = int(said["satellites"]) if said["satellites"].isdigit() else 0
    return Fix(x, y, _number(said["height"]), quality, satellites, hdop, accuracy, said["time"])


def _told(fields: Sequence[str]) -> float | None:
    """Metres of a GST sentence: the standard deviations of latitude and longitude together."""
    north, east = (_number(fields[at]) if len(fields) > at else None for at in (5, 6))
    return None if north is None or east is None else hypot(north, east)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
