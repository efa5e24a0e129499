"""Where the findings are marked on a plate: on their bone and zone, set apart so that each is seen and pressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from layers.skeleton.inventory import Inventory, Mark
from layers.skeleton.plates import HEIGHT, LEFT, TOP, WIDTH, Plate, plates

RING = 6.4
"""The radius of a mark's ring."""
GROUND = RING + 1.2
NUMBER, DIGIT, OVER = RING + 2.4, 7.0, 12.0
"""Where the number of a mark begins beside its middle, how wide a digit is, and how high the number reaches."""
FOOT = 24.0
"""Left free at the foot of a plate, where its name stands."""
AROUND, STEP, ROUNDS = 16, 5.0, 60
"""A mark that has no room is tried at so many places around its own, every so far out."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Placed:
    """A mark on a plate: where it is drawn, and the place of the finding that it is led back to."""

    mark: Mark
    x: float
    y: float
    at: tuple[float, float]

    @property
    def is_moved(self) -> bool:
        """Whether it is drawn beside its place, which others take."""
        return hypot(self.x - self.at[0], self.y - self.at[1]) > 0.1


def place_of(mark: Mark, plate: Plate) -> tuple[float, float] | None:
    """Where on a plate a finding lies: its zone where that is seen, else the bone; None where neither is."""
    seen = [drawn for drawn in plate.bones if drawn.key == mark.key and not drawn.far]
    if not seen and mark.key[0] == "cranium":
        seen = [
            drawn for drawn in plate.bones if drawn.key[0] in ("frontal", "half_frontal", "occipital", "pars_squama")
        ]
    for drawn in seen:
        if mark.zone in drawn.zones:
            return drawn.zones[mark.zone].at
    return seen[0].at if seen else None


def marks_on(plate: Plate, inventory: Inventory, grow: float = 1.0) -> Iterator[Placed]:
    """The findings that are seen on a plate, none over another where they are drawn `grow` times as large.

    From behind only what is not seen from the front is marked, or what says that it is posterior.
    """
    behind = plate.name.endswith("back")
    taken: list[Box] = []
    for mark in inventory.marks:
        at = place_of(mark, plate)
        if at is None or behind != _is_behind(mark, plate):
            continue
        x, y = next((place for place in _around(at, grow) if _is_free(_box(mark, place, grow), taken)), at)
        taken.append(_box(mark, (x, y), grow))
        yield Placed(mark, x, y, at)


def _around(at: tuple[float, float], grow: float) -> Iterator[tuple[float, float]]:
    """The place itself, then others around it, the nearest first and the one to the right first."""
    yield at
    for out in range(1, ROUNDS):
        for turn in range(AROUND):
            angle = 2 * pi * turn / AROUND
            yield at[0] + out * STEP * grow * cos(angle), at[1] + out * STEP * grow * sin(angle)


def _box(mark: Mark, place: tuple[float, float], grow: float) -> Box:
    """Left, top, right and bottom of a mark with its number."""
    (x, y), right = place, NUMBER + DIGIT * len(str(mark.number))
    return x - GROUND * grow, y - OVER * grow, x + right * grow, y + GROUND * grow


def _is_free(box: Box, taken: list[Box]) -> bool:
    left, top, right, bottom = box
    if left < LEFT or right > LEFT + WIDTH or top < TOP or bottom > TOP + HEIGHT - FOOT:
        return False
    return not any(left < one[2] and one[0] < right and top < one[3] and one[1] < bottom for one in taken)


def _is_behind(mark: Mark, plate: Plate) -> bool:
    """Whether a finding is marked on the back rather than on the front."""
    if "posterior" in (mark.finding.get("aspect") or ()):
        return True
    front = plates(plate.name.startswith("juvenile"))[0]
    return place_of(mark, front) is None
