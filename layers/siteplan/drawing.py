"""What is drawn of a grave, whoever draws it: areas, strokes, marks and labels in metres of a view, y upwards."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from forensics.messages import Message
from layers.siteplan.depths import Depths
from layers.siteplan.scene import Item

Point = tuple[float, float]
Words = str | Message


def number(value: float, digits: int = 2) -> Message:
    """A number with so many decimals, in the way of writing of the language in which it is read."""
    return Message(f"{{number:.{digits}f}}", {"number": value})


@dataclass(frozen=True)
class Area:
    """A polygon; `look` names how it is drawn, `depth` is its class of depth (-1: none)."""

    shape: BaseGeometry
    look: str
    depth: int = -1
    item: Item | None = None


@dataclass(frozen=True)
class Stroke:
    """A line through points."""

    points: tuple[Point, ...]
    look: str
    depth: int = -1
    item: Item | None = None


@dataclass(frozen=True)
class Mark:
    """A symbol at a point: `look` names it, `value` which of its kind (an artefact's class)."""

    at: Point
    look: str
    value: str = ""
    depth: int = -1
    item: Item | None = None


@dataclass(frozen=True)
class Label:
    """Words for a point, put where there is room near it; `where` keeps them at one side of it instead.

    `aim` is where they would best stand. `rank` orders them: a lower one finds its room first.
    """

    at: Point
    lines: tuple[Words, ...]
    look: str
    aim: Point | None = None
    where: str = ""
    rank: int = 5
    item: Item | None = None


@dataclass(frozen=True)
class Key:
    """A row of the legend: words, and what they stand for, drawn as in the drawing."""

    words: Words
    look: str
    value: str = ""
    depth: int = -1
    count: int | None = None


@dataclass(frozen=True)
class Drawing:
    """One view, from below to above. `extent` is west, south, east, north in metres; `across` and `up` name its axes.

    One that is not `measured` has no scale. `zero` is added to what is written on the upper axis of a section: the
    height of the grid's zero. `looking` says which way a section looks. Of one that is `backwards` the numbers across
    are written with their sign turned: they grow to the left.
    """

    view: str
    title: Message
    extent: tuple[float, float, float, float]
    areas: tuple[Area | Stroke | Mark, ...]
    labels: tuple[Label, ...]
    keys: tuple[Key, ...]
    depths: Depths
    across: str = "x"
    up: str = "y"
    zero: float = 0.0
    measured: bool = True
    looking: Message | None = None
    backwards: bool = False
    notes: tuple[Message, ...] = field(default=())
