"""The plates: skeletons drawn for Taphos, of an adult and of a child, front and back (resources/skeleton/*.svg).

Each bone is a group with its code and side, its outline, the zones that are seen from there, and what gives it depth.
The files are the drawing's source: any editor of SVG opens them, and they are shown as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
WIDTH, HEIGHT, LEFT, TOP = 400.0, 1064.0, -200.0, -12.0
"""A plate's view: x runs from LEFT on, y from TOP on; the midline is x = 0."""

Key = tuple[str, str, str]
"""Bone, side, and of a tooth its FDI number."""


@dataclass(frozen=True)
class Zone:
    """What of a bone is seen of one of its zones; `hatch` are the strokes that fill it where it is missing."""

    path: str
    hatch: str
    at: tuple[float, float]


@dataclass(frozen=True)
class Drawn:
    """One bone on a plate; of `far` ones only what is seen behind others, as the front of the ribs from behind.

    `depth` are tones, shadows and lines in their order: (class, path).
    """

    key: Key
    outline: str
    at: tuple[float, float]
    far: bool
    zones: Mapping[str, Zone]
    depth: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Decor:
    """What is drawn and is no bone: cartilage, discs, the dark of the orbits."""

    kind: str
    path: str


@dataclass(frozen=True)
class Plate:
    """One view of one skeleton, from the back of the drawing to its front."""

    name: str
    parts: tuple[Drawn | Decor, ...]

    @property
    def bones(self) -> tuple[Drawn, ...]:
        return tuple(part for part in self.parts if isinstance(part, Drawn))


VIEWS = ("front", "back")


@cache
def read_plate(name: str) -> Plate:
    """The plate `adult-front`, `adult-back`, `juvenile-front` or `juvenile-back`."""
    root = ElementTree.fromstring((files("resources") / "skeleton" / f"{name}.svg").read_text("utf-8"))
    parts: list[Drawn | Decor] = []
    for child in root:
        if child.tag == f"{SVG}g":
            parts.append(_drawn(child))
        elif child.tag == f"{SVG}path":
            parts.append(Decor(child.get("class", ""), child.get("d", "")))
    return Plate(name, tuple(parts))


def plates(juvenile: bool) -> tuple[Plate, Plate]:
    """Front and back."""
    kind = "juvenile" if juvenile else "adult"
    return read_plate(f"{kind}-front"), read_plate(f"{kind}-back")


def _drawn(group: ElementTree.Element) -> Drawn:
    paths = [(path.get("class", ""), path) for path in group]
    outline = next(path.get("d", "") for kind, path in paths if kind == "bone")
    hatches = [path.get("d", "") for kind, path in paths if kind == "hatch"]
    drawn = [path for kind, path in paths if kind == "zone"]
    zones = {
        path.get("data-zone", ""): Zone(path.get("d", ""), hatch, _point(path))
        for path, hatch in zip(drawn, hatches, strict=True)
    }
    depth = tuple((kind, path.get("d", "")) for kind, path in paths if kind in ("tone", "shade", "deep", "line"))
    key = (group.get("data-bone", ""), group.get("data-side", ""), group.get("data-tooth", ""))
    return Drawn(key, outline, _point(group), group.get("class") == "far", zones, depth)


def _point(element: ElementTree.Element) -> tuple[float, float]:
    x, y = element.get("data-at", "0,0").split(",")
    return float(x), float(y)
