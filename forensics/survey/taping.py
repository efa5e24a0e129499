"""Points measured by tape, in the plane of the grid: offset from a baseline, trilateration from two known points."""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, degrees, hypot, sqrt
from typing import Literal

from forensics.errors import ValueRefused
from forensics.messages import say
from forensics.problems import Problem

Point = tuple[float, float]
Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = ("left", "right")

SHORTEST_M = 0.05
"""A baseline that is shorter than this points nowhere."""
WEAK = 30.0
"""Where two tapes cross at fewer degrees (or more than 150), a centimetre in one moves the point by several."""


class TapeRefused(ValueRefused):
    """Measurements that meet in no point."""


@dataclass(frozen=True)
class Baseline:
    """A line from one known point to another, in metres of the grid."""

    start: Point
    end: Point

    def __post_init__(self) -> None:
        if self.length < SHORTEST_M:
            raise TapeRefused(
                "The baseline from {start} to {end} has no length; two points apart were expected.",
                start=_said(self.start), end=_said(self.end),
            )  # fmt: skip

    @property
    def length(self) -> float:
        return hypot(self.end[0] - self.start[0], self.end[1] - self.start[1])

    @property
    def direction(self) -> Point:
        """One metre along it."""
        return (self.end[0] - self.start[0]) / self.length, (self.end[1] - self.start[1]) / self.length

    def point(self, along: float, offset: float) -> Point:
        """The point so far along the line and so far at a right angle to it: to the right of it, negative to the left.

        With the unit vector u of the line: start + along u + offset (u_y, -u_x).
        """
        ux, uy = self.direction
        return self.start[0] + along * ux + offset * uy, self.start[1] + along * uy - offset * ux

    def measured(self, point: Point) -> tuple[float, float]:
        """How far along the line a point lies and how far to the right of it; the inverse of `point`."""
        ux, uy = self.direction
        dx, dy = point[0] - self.start[0], point[1] - self.start[1]
        return dx * ux + dy * uy, dx * uy - dy * ux


@dataclass(frozen=True)
class Trilaterated:
    """A point where two tapes meet, and the angle at which they do, in degrees."""

    point: Point
    angle: float

    def problem(self) -> Problem | None:
        """What is to be said of a weak intersection."""
        if WEAK <= self.angle <= 180 - WEAK:
            return None
        message = say(
            "The two tapes meet at {angle}°; between {least}° and {most}° the point would be sharp.",
            angle=f"{self.angle:.0f}", least=f"{WEAK:.0f}", most=f"{180 - WEAK:.0f}",
        )  # fmt: skip
        return Problem(None, self.angle, message, refuses=False)


def trilaterate(line: Baseline, from_start: float, from_end: float, side: Side) -> Trilaterated:
    """The point at these horizontal distances from both ends of a line, on its left or right as seen from its start.

    Along the line it lies at (r₁² - r₂² + d²) / 2d (the law of cosines), beside it at √(r₁² - along²). Raises
    TapeRefused where the tapes do not reach each other, or one ends inside the other.
    """
    if side not in SIDES:
        raise TapeRefused("{value} is no side of a line; left or right was expected.", value=side)
    distance = line.length
    for tape in (from_start, from_end):
        if tape <= 0:
            raise TapeRefused("{value} m is no distance; more than 0 was expected.", value=f"{tape:g}")
    gap = max(distance - from_start - from_end, abs(from_start - from_end) - distance)
    if gap > 1e-9 * distance:
        raise TapeRefused(
            "The distances {first} m and {second} m from two points {apart} m apart meet nowhere: {gap} m are missing.",
            first=f"{from_start:g}", second=f"{from_end:g}", apart=f"{distance:.3f}", gap=f"{gap:.3f}",
        )  # fmt: skip
    along = (from_start**2 - from_end**2 + distance**2) / (2 * distance)
    beside = sqrt(max(from_start**2 - along**2, 0.0))
    cosine = (from_start**2 + from_end**2 - distance**2) / (2 * from_start * from_end)
    angle = degrees(acos(min(max(cosine, -1.0), 1.0)))
    return Trilaterated(line.point(along, beside if side == "right" else -beside), angle)


def _said(point: Point) -> str:
    return f"({point[0]:g}, {point[1]:g})"
