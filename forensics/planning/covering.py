"""What was covered: the union of finished areas, of what visits covered and of tracks as wide as was seen; never a sum.

The published number `covered_km2` and a plan's coverage are counted here, the first from areas and visits alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from forensics.geodesy import union_area_km2
from forensics.planning.plane import plane_around

COUNTED = ("complete",)
"""The statuses of an area whose ground counts as covered."""
LEFT_OUT = ("cancelled",)
"""The statuses of an area that is no part of what is planned."""

AREA, VISIT, TRACK = "survey_area", "visit", "track"
_SIDES = 16
LOOKED_BACK = 28
"""Days of work from which the end is estimated."""


@dataclass(frozen=True)
class Piece:
    """Ground that was covered: its shape in degrees, by what record and team, for what, and the day by which it was."""

    kind: str
    shape: BaseGeometry
    team: str = ""
    purpose: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Coverage:
    """How much of a plan is covered, in km²: all together, of the plan, by team, by purpose, and day by day.

    `gaps` is what of the plan is left; `burn_up` (day, km² of the plan covered by then), days without a date left out.
    """

    union_km2: float
    counted_km2: float
    planned_km2: float
    done_km2: float
    by_team: dict[str, float]
    by_purpose: dict[str, float]
    by_kind: dict[str, float]
    gaps: BaseGeometry
    burn_up: tuple[tuple[date, float], ...]
    end: date | None
    undrawn: int = 0

    @property
    def percent(self) -> float | None:
        """Of what is planned; None where nothing is."""
        return 100.0 * self.done_km2 / self.planned_km2 if self.planned_km2 > 0 else None

    @property
    def left_km2(self) -> float:
        return max(0.0, self.planned_km2 - self.done_km2)


def covered_km2(shapes: Iterable[BaseGeometry]) -> float:
    """The geodesic area of ground that was covered, whatever was covered twice counted once."""
    return union_area_km2(shapely.force_2d(one) for one in shapes)


def swath(line: BaseGeometry, width_m: float) -> BaseGeometry:
    """What was seen from a track: the line in degrees as wide as the sweep width, half of it on each side."""
    plane = plane_around(line)
    return plane.globe(shapely.buffer(plane.flat(line), width_m / 2, quad_segs=_SIDES))


def coverage_of(pieces: Sequence[Piece], planned: Sequence[BaseGeometry], today: date, undrawn: int = 0) -> Coverage:
    """The coverage of a plan on a day; `undrawn` is how many records were left out because nothing says where."""
    whole = united(planned)
    ground = united([one.shape for one in pieces])
    done = shapely.intersection(ground, whole)
    burn_up = tuple(_burn_up(pieces, whole))
    planned_km2, done_km2 = covered_km2([whole]), covered_km2([done])
    return Coverage(
        covered_km2([ground]), covered_km2(one.shape for one in pieces if one.kind in (AREA, VISIT)),
        planned_km2, done_km2,
        _by(pieces, lambda one: one.team), _by(pieces, lambda one: one.purpose), _by(pieces, lambda one: one.kind),
        shapely.difference(whole, ground), burn_up, _end(burn_up, planned_km2, today), undrawn,
    )  # fmt: skip


def united(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """What some shapes hold together."""
    whole = [shapely.force_2d(one) if one.is_valid else shapely.make_valid(shapely.force_2d(one)) for one in shapes]
    found: BaseGeometry = shapely.union_all(whole)
    return found


def _by(pieces: Sequence[Piece], key: Callable[[Piece], str]) -> dict[str, float]:
    groups: dict[str, list[BaseGeometry]] = {}
    for one in pieces:
        groups.setdefault(key(one), []).append(one.shape)
    return {name: covered_km2(groups[name]) for name in sorted(groups)}


def _burn_up(pieces: Sequence[Piece], whole: BaseGeometry) -> Iterable[tuple[date, float]]:
    dated = sorted((one for one in pieces if one.day is not None), key=lambda one: one.day or date.min)
    done: BaseGeometry = shapely.Polygon()
    km2 = 0.0
    days = np.array([(one.day or date.min).toordinal() for one in dated])
    for day in np.unique(days).tolist():
        fresh = united([one.shape for one, at in zip(dated, days, strict=True) if at == day])
        new = shapely.intersection(shapely.difference(fresh, done), whole)
        done = shapely.union(done, fresh)
        km2 += covered_km2([new])
        yield date.fromordinal(day), km2


def _end(burn_up: Sequence[tuple[date, float]], planned_km2: float, today: date) -> date | None:
    """The day on which all would be covered if work went on as in the last weeks of it; None where none can be told."""
    if not burn_up:
        return None
    last, done = burn_up[-1]
    left = planned_km2 - done
    if left <= planned_km2 * 1e-6:
        return last
    since = last - timedelta(days=LOOKED_BACK)
    before = max((km2 for day, km2 in burn_up if day <= since), default=0.0)
    first = max(since, burn_up[0][0])
    days = max(1, (last - first).days)
    rate = (done - before) / days
    if rate <= 0 or left / rate > 36_500:
        return None
    return max(last, today) + timedelta(days=int(np.ceil(left / rate)))
