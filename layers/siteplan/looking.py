"""Which way a section looks: by the grid's bearing in degrees and in words, and as arrows on the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, degrees, hypot

from forensics.messages import Message, say
from layers.siteplan.drawing import Label, Point, Stroke
from layers.siteplan.extent import extent_of, middle_of
from layers.siteplan.scene import Scene
from layers.siteplan.tie import GridTie

DIRECTIONS = (
    say("north"), say("north-east"), say("east"), say("south-east"),
    say("south"), say("south-west"), say("west"), say("north-west"),
)  # fmt: skip
OUTSIDE_M, ARROW_M, BARB_M = 0.22, 0.14, 0.05
"""How far outside of the grave a section's line is drawn, how long its arrows are, and their barbs."""


@dataclass(frozen=True)
class Axis:
    """A vertical plane: `origin` and the unit vector along it; one looks to its left side from its right.

    One that is `backwards` is measured against that vector: its numbers grow to the left.
    """

    origin: Point
    along: Point
    name: str
    backwards: bool = False

    def across(self, spot: tuple[float, ...]) -> float:
        """How far along the plane a point lies."""
        return (spot[0] - self.origin[0]) * self.along[0] + (spot[1] - self.origin[1]) * self.along[1]

    def away(self, spot: tuple[float, ...]) -> float:
        """How far behind the plane a point lies."""
        return (spot[1] - self.origin[1]) * self.along[0] - (spot[0] - self.origin[0]) * self.along[1]

    @property
    def towards(self) -> Point:
        """The unit vector in which one looks."""
        return -self.along[1], self.along[0]


BASELINE = "m"
X, Y = Axis((0.0, 0.0), (1.0, 0.0), "x"), Axis((0.0, 0.0), (0.0, 1.0), "y")


def axis_between(start: Point, end: Point, towards: Point | None = None) -> Axis:
    """The plane along the baseline, from which one looks to the side where `towards` lies; measured from its start."""
    (x, y), (ex, ey) = start, end
    length = hypot(ex - x, ey - y)
    axis = Axis((x, y), ((ex - x) / length, (ey - y) / length), BASELINE)
    if towards is None or axis.away(towards) >= 0:
        return axis
    return Axis((x, y), (-axis.along[0], -axis.along[1]), BASELINE, backwards=True)


def axis_of_baseline(scene: Scene) -> Axis | None:
    """The plane along the baseline of a grave, from which one looks towards the grave; None where it has none."""
    if scene.baseline is None:
        return None
    start, end = (one.spot[:2] for one in scene.baseline)
    return axis_between(start, end, middle_of(scene))


def azimuth_of(vector: Point, tie: GridTie) -> float:
    """Degrees clockwise from grid north of UTM of a vector of the grid, below 360."""
    return (degrees(atan2(vector[0], vector[1])) + tie.similarity.bearing) % 360


def direction_of(azimuth: float) -> Message:
    """One of eight winds."""
    return DIRECTIONS[round(azimuth / 45) % 8]


def told_looking(axis: Axis, tie: GridTie | None) -> Message:
    """Which way a section looks, from the same north as the plan's arrow, and what lies at its left end."""
    if tie is None:
        return say(
            "Looking {turn}° clockwise from the y axis of the grid, which nothing ties to the globe.",
            turn=f"{degrees(atan2(*axis.towards)) % 360:.0f}",
        )
    azimuth = azimuth_of(axis.towards, tie)
    return say(
        "Looking {direction} ({azimuth}° from grid north of UTM); left is {left}, right is {right}.",
        direction=direction_of(azimuth), azimuth=f"{azimuth:.0f}",
        left=direction_of(azimuth - 90), right=direction_of(azimuth + 90),
    )  # fmt: skip


def told_on_plan(name: str, axis: Axis, tie: GridTie | None) -> Message:
    """What stands at a section's line on the plan."""
    if tie is None:
        return say("section {name}", name=name)
    return say("{name}: looking {direction}", name=name, direction=direction_of(azimuth_of(axis.towards, tie)))


def line_of_sight(start: Point, end: Point, axis: Axis) -> Iterator[Stroke]:
    """The line along which one stands, with an arrow at either end that points where one looks.

    The baseline is drawn already, and has the arrows alone.
    """
    if axis.name != BASELINE:
        yield Stroke((start, end), "looking")
    dx, dy = axis.towards
    ux, uy = axis.along
    for x, y in (start, end):
        tip = (x + dx * ARROW_M, y + dy * ARROW_M)
        yield Stroke(((x, y), tip), "looking")
        for side in (1, -1):
            barb = (tip[0] - dx * BARB_M + side * ux * BARB_M * 0.6, tip[1] - dy * BARB_M + side * uy * BARB_M * 0.6)
            yield Stroke((tip, barb), "looking")


def sections_around(scene: Scene) -> Iterator[tuple[str, Axis, Point, Point]]:
    """Name, plane and the two ends of each section on the plan: before the grave, and along its baseline."""
    extent, along = extent_of(scene), axis_of_baseline(scene)
    if extent is None:
        return
    west, south, east, north = extent
    yield "x–z", X, (west, south - OUTSIDE_M), (east, south - OUTSIDE_M)
    yield "y–z", Y, (east + OUTSIDE_M, south), (east + OUTSIDE_M, north)
    if along is not None and scene.baseline is not None:
        start, end = (one.spot[:2] for one in scene.baseline)
        yield "m–z", along, start, end


def looking_labels(scene: Scene) -> Iterator[Label]:
    """The words at each line, on the side from which one looks."""
    for name, axis, start, end in sections_around(scene):
        dx, dy = axis.towards
        at = (start[0] + (end[0] - start[0]) * 0.3, start[1] + (end[1] - start[1]) * 0.3)
        level = abs(dy) > abs(dx)  # words run level: under such a line, beside a steep one
        aim = (at[0] - dx * 0.12, at[1] - dy * 0.12) if level else None
        yield Label(at, (told_on_plan(name, axis, scene.tie),), "looking", aim=aim, rank=1)
