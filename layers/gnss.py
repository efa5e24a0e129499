"""Positions from a GNSS receiver that speaks NMEA, averaged into one place that says how good it is.

Only fixes of the best quality that was seen are averaged: one RTK fix outweighs any number of plain ones, as long as
the receiver stands where it had it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, radians

import shapely

from forensics.errors import ValueRefused
from forensics.geodesy import distance_m
from forensics.messages import Message, say
from forensics.places import Place, place_of
from layers.crs import WGS84
from layers.imports.nmea import COLUMNS, QUALITIES, row_of, sentence_of

RANKS = ("4", "5", "3", "2", "1")
"""Qualities of a fix from the best to the worst; others (estimated, typed in, simulated) are no measurement."""
TYPICAL_M = {"4": 0.02, "5": 0.4, "3": 3.0, "2": 2.0, "1": 5.0}
"""Metres by which a fix of a quality is usually off at HDOP 1, where the receiver does not tell (GST does)."""
METRES_A_DEGREE = 111_320.0
TOLD_S, LOST_S, SILENT_S = 10.0, 10.0, 60.0
"""Seconds for which a GST sentence holds, after which a quality that was not told again is lost, and after which a
receiver that was not heard may stand anywhere."""
FARTHEST = 3.0
"""How many times the accuracy of both a position may lie from the mean: of a hundred thousand that stand still, twelve
lie farther (Rayleigh's distribution, both of one accuracy told as its root mean square)."""
_DAY_S = 86_400.0


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
    """The mean of several fixes; `spread_m` is the root mean square of their distances from it.

    `told_m` is the median of their accuracies, and `accuracy_m` the worse of the two.
    """

    lon: float
    lat: float
    height: float | None
    quality: str
    count: int
    spread_m: float
    accuracy_m: float
    satellites: int
    hdop: float
    told_m: float

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


@dataclass(frozen=True)
class _Told:
    """What a GST sentence said, when, and of which quality the fixes are for which it holds (empty: the next one's)."""

    metres: float
    time: str
    quality: str = ""


class Listener:
    """Takes the lines of a receiver one by one; what GST says holds for fixes of the same quality, and not for long."""

    def __init__(self) -> None:
        self._told: _Told | None = None
        self._last = ("", "")  # time and quality of the newest fix

    def hear(self, line: str) -> Fix | None:
        """The fix in a line; None where it holds none, is damaged, or the receiver had none."""
        sentence = sentence_of(line)
        if sentence is None or sentence.sound is False:
            return None
        if sentence.kind == "GST":
            self._told = self._of_gst(sentence.fields)
            return None
        if sentence.kind != "GGA":
            return None
        row = row_of(1, sentence, "")
        if row.fault is not None or row.shape is None:
            return None
        said = dict(zip(COLUMNS, row.cells, strict=True))
        if said["quality_code"] not in RANKS:
            return None
        self._last = (sentence.fields[0], said["quality_code"])
        [(lon, lat)] = shapely.get_coordinates(shapely.from_wkb(row.shape)).tolist()
        return _fix(said, lon, lat, self._told_of(*self._last))

    def _of_gst(self, fields: Sequence[str]) -> _Told | None:
        metres = _told(fields)
        time, quality = self._last
        return None if metres is None else _Told(metres, fields[0], quality if time == fields[0] else "")

    def _told_of(self, time: str, quality: str) -> float | None:
        told = self._told
        if told is None or told.quality not in ("", quality) or _later(told.time, time) > TOLD_S:
            self._told = None
            return None
        self._told = replace(told, quality=quality)
        return told.metres


class Gathering:
    """The fixes of a receiver that stands still; what shows that it does not, or no more, begins them anew."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.fixes: list[Fix] = []

    @property
    def mean(self) -> Averaged | None:
        """What was gathered, averaged; None where there is nothing."""
        return averaged(self.fixes) if self.fixes else None

    def forget(self) -> None:
        """Begin anew."""
        self.fixes = []

    def take(self, fix: Fix) -> Message | None:
        """Gather a fix; says why what was gathered before it holds no more, where that is so."""
        why = self._moved(fix) if self.fixes else None
        if why is not None:
            self.fixes = []
        self.fixes = [*self.fixes, fix][-self._most :]
        return why or self._drop_lost(fix)

    def _moved(self, fix: Fix) -> Message | None:
        silent = _later(self.fixes[-1].time, fix.time)
        if silent > SILENT_S:
            return say("The receiver was not heard for {seconds} s: begun anew.", seconds=round(silent))
        mean = averaged(self.fixes)
        away = distance_m(mean.lon, mean.lat, fix.lon, fix.lat)
        allowed = FARTHEST * hypot(mean.told_m, fix.accuracy_m)
        if away <= allowed:
            return None
        return say("This position lies {away} m from the mean, and at most {most} m was expected: begun anew.",
                   away=f"{away:.2f}", most=f"{allowed:.2f}")  # fmt: skip

    def _drop_lost(self, fix: Fix) -> Message | None:
        """Drop fixes of a quality that the receiver has lost: it may have gone where no worse fix would show it."""
        recent = [one for one in self.fixes if _later(one.time, fix.time) <= LOST_S]
        best = min(RANKS.index(one.quality) for one in recent)
        held = [one for one in self.fixes if RANKS.index(one.quality) >= best]
        if len(held) == len(self.fixes):
            return None
        lost = min((one.quality for one in self.fixes), key=RANKS.index)
        self.fixes = held
        return say("{quality} is lost for {seconds} s: its positions are dropped.", quality=say(QUALITIES[lost]),
                   seconds=round(LOST_S))  # fmt: skip


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
    told = sorted(fix.accuracy_m for fix in chosen)[len(chosen) // 2]
    return Averaged(
        lon, lat, sum(heights) / len(heights) if heights else None, RANKS[best], len(chosen), spread,
        max(spread, told), min(fix.satellites for fix in chosen), max(fix.hdop for fix in chosen), told,
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


def _later(one: str, other: str) -> float:
    """Seconds from a time of day to another, across midnight too; 0 where either is not told, or it is the earlier."""
    first, second = (_seconds(text) for text in (one, other))
    if first is None or second is None:
        return 0.0
    after = (second - first) % _DAY_S
    return after if after < _DAY_S / 2 else 0.0


def _seconds(text: str) -> float | None:
    """Seconds of a time of day as NMEA writes it (hhmmss.ss), with colons or without."""
    digits = text.replace(":", "").removesuffix("Z")
    if not digits[:6].isdigit() or len(digits) < 6:
        return None
    return int(digits[:2]) * 3600 + int(digits[2:4]) * 60 + (_number(digits[4:]) or 0.0)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
