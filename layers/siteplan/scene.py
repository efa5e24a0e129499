"""What a grave holds, in metres of its grid: x, y and z (up, zero at the datum point), as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from forensics.messages import Message
from forensics.survey.heights import Datum
from layers.siteplan.levels import Levels
from layers.siteplan.tie import GridTie

Spot = tuple[float, float, float | None]
"""x, y and z of a point; z is None where no height was measured, or over a datum that nothing ties to the grid."""


@dataclass(frozen=True)
class Item:
    """The record that something stands for."""

    type: str
    id: str
    code: str


@dataclass(frozen=True)
class Outline:
    """An area of the grave: `role` is site, limits, or the type of the context. `top` and `base` are z."""

    item: Item
    role: str
    shape: BaseGeometry
    top: float | None = None
    base: float | None = None


@dataclass(frozen=True)
class SectionLine:
    """The line of a context as it was measured in a section: points with their heights."""

    item: Item
    parts: tuple[tuple[Spot, ...], ...]


@dataclass(frozen=True)
class Stratum:
    """A context with what it lies over, under and is equal to, by id; `role` is its type."""

    item: Item
    role: str
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    equal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """Remains: their measured points, and how they lay. `remains` is the class of the case."""

    item: Item
    remains: str
    place: Spot | None = None
    skull: Spot | None = None
    pelvis: Spot | None = None
    feet: Spot | None = None
    outline: BaseGeometry | None = None
    position: str = ""
    facing: str = ""
    limbs: Mapping[str, str] = field(default_factory=dict)
    bound: str = ""
    over: tuple[str, ...] = ()

    @property
    def centre(self) -> Spot | None:
        """Where its number stands, and whose height tells its depth."""
        return self.pelvis or self.place or self.skull or self.feet

    @property
    def z(self) -> float | None:
        found = self.centre
        return None if found is None else found[2]

    @property
    def has_axis(self) -> bool:
        """Whether it can be drawn as a figure."""
        return self.skull is not None and self.feet is not None


@dataclass(frozen=True)
class Find:
    """An artefact or a sample at its point; `kind` is its class or purpose."""

    item: Item
    kind: str
    spot: Spot


@dataclass(frozen=True)
class ControlPoint:
    """A point that ties the grid, with what it is called."""

    name: str
    spot: Spot


@dataclass(frozen=True)
class Scene:
    """One grave. `grid` says whether it has a grid of its own; `apart` counts what has a height over a datum that
    nothing ties to the grid, by that datum; `heights_apart` are codes of what lies too far above or below all the rest
    to be drawn at its height; `notes` are sentences for the foot of the plan.
    """

    site: Item
    exhumations: tuple[Item, ...]
    tie: GridTie | None
    levels: Levels
    grid: bool
    outlines: tuple[Outline, ...] = ()
    lines: tuple[SectionLine, ...] = ()
    strata: tuple[Stratum, ...] = ()
    bodies: tuple[Body, ...] = ()
    finds: tuple[Find, ...] = ()
    controls: tuple[ControlPoint, ...] = ()
    baseline: tuple[ControlPoint, ControlPoint] | None = None
    datum: Spot | None = None
    apart: Mapping[Datum, int] = field(default_factory=dict)
    heights_apart: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()
    head: str = ""
    example: bool = False

    @property
    def heights(self) -> tuple[float, ...]:
        """Every z that bodies and finds have."""
        of_bodies = [one.z for one in self.bodies]
        return tuple(z for z in (*of_bodies, *(one.spot[2] for one in self.finds)) if z is not None)
