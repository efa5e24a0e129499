"""Where the findings are marked on a plate: on their bone and zone, set apart so that each is seen and pressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from math import cos, hypot, pi, sin

from forensics.vocabulary.bones import CRANIUM, bones
from layers.skeleton.inventory import Inventory, Mark
from layers.skeleton.plates import HEIGHT, LEFT, TOP, WIDTH, Drawn, Plate, plates

RING = 6.4
"""The radius of a mark's ring."""
GROUND = RING + 1.2
NUMBER, DIGIT, OVER = RING + 2.4, 7.0, 12.0
"""Where the number of a mark begins beside its middle, how wide a digit is, and how high the number reaches."""
FOOT = 24.0
"""Left free at the foot of a plate, where its name stands."""
AROUND, STEP, ROUNDS = 16, 5.0, 60
"""A mark that has no room is tried at so many places around its own, every so far out."""

BESIDE, BELOW_LETTERS, HANDS = 158.0, 80.0, (405.0, 632.0)
"""How far from the midline a mark stands whose place is not known, from how far down on, and where the hands are."""

Box = tuple[float, float, float, float]


class Doubt(Enum):
    """Why a mark stands beside the skeleton and not on a bone, with the sign behind its number."""

    NONE = ""
    UNRECORDED = "?"  # on which zone of the bone it is, nobody recorded
    UNSEEN = "*"  # the bone, or the zone, is seen in neither view


@dataclass(frozen=True)
class Placed:
    """A mark on a plate: where it is drawn, and the place that it is led back to.

    That is the place of the finding; under a doubt it is the middle of its bone, or None where that is not seen.
    """

    mark: Mark
    x: float
    y: float
    at: tuple[float, float] | None
    doubt: Doubt = Doubt.NONE

    @property
    def is_moved(self) -> bool:
        """Whether it is drawn beside its place, which others take, or which is not known."""
        return self.at is not None and hypot(self.x - self.at[0], self.y - self.at[1]) > 0.1

    @property
    def number(self) -> str:
        """What stands at the mark."""
        return f"{self.mark.number}{self.doubt.value}"


def place_of(mark: Mark, plate: Plate) -> tuple[float, float] | None:
    """Where on a plate a finding lies: its zone, or a bone that is one; None where that is not recorded or seen."""
    for drawn in _bones_of(mark, plate):
        if mark.zone in drawn.zones:
            return drawn.zones[mark.zone].at
        if _is_one_zone(mark.key[0]):
            return drawn.at
    return None


def doubt_of(mark: Mark, juvenile: bool) -> Doubt:
    """Whether it is known and seen where on the skeleton a finding lies."""
    if any(place_of(mark, plate) is not None for plate in plates(juvenile)):
        return Doubt.NONE
    return Doubt.UNRECORDED if lacks_zone(mark) or mark.key[0] == "cranium" else Doubt.UNSEEN


def lacks_zone(mark: Mark) -> bool:
    """Whether nobody recorded on which zone of a bone of several a finding is."""
    return not mark.zone and not _is_one_zone(mark.key[0])


def marks_on(plate: Plate, inventory: Inventory, grow: float = 1.0) -> Iterator[Placed]:
    """The findings that are marked on a plate, none over another where they are drawn `grow` times as large.

    From behind only what is not seen from the front is marked, or what says that it is posterior. Each finding is on
    one of the two plates: beside the skeleton where its place is not known.
    """
    taken: list[Box] = []
    for mark in inventory.marks:
        if _plate_of(mark, plate) is not plate:
            continue
        doubt = doubt_of(mark, inventory.juvenile)
        at = place_of(mark, plate) if doubt is Doubt.NONE else _middle(mark, plate)
        wanted = at if at is not None and doubt is Doubt.NONE else _beside(at)
        signs = f"{mark.number}{doubt.value}"
        x, y = next((place for place in _around(wanted, grow) if _is_free(_box(signs, place, grow), taken)), wanted)
        taken.append(_box(signs, (x, y), grow))
        yield Placed(mark, x, y, at, doubt)


def _bones_of(mark: Mark, plate: Plate) -> list[Drawn]:
    return [drawn for drawn in plate.bones if drawn.key == mark.key and not drawn.far]


def _is_one_zone(bone: str) -> bool:
    """Whether a bone is small enough that on it is where it is."""
    known = bones().get(bone)
    return known is not None and set(known.zones) <= {"whole", "crown", "root"}


def _middle(mark: Mark, plate: Plate) -> tuple[float, float] | None:
    """The middle of the bone on a plate; of a whole cranium, of the bones in its zone. None where none is seen."""
    seen = _bones_of(mark, plate)
    if mark.key[0] == "cranium":
        of_zone = CRANIUM.get(mark.zone) or {bone: () for zone in CRANIUM.values() for bone in zone}
        seen = [drawn for drawn in plate.bones if drawn.key[0] in of_zone and not drawn.far]
    if not seen:
        return None
    return sum(one.at[0] for one in seen) / len(seen), sum(one.at[1] for one in seen) / len(seen)


def _beside(at: tuple[float, float] | None) -> tuple[float, float]:
    """Where beside the skeleton the mark of a bone stands: past the arms, and above or below the hands."""
    if at is None:
        return -BESIDE, TOP + HEIGHT - 2 * FOOT
    y = max(at[1], BELOW_LETTERS)
    above, below = HANDS
    if above < y < below:
        y = above if y < (above + below) / 2 else below
    return (BESIDE if at[0] >= 0 else -BESIDE), y


def _around(at: tuple[float, float], grow: float) -> Iterator[tuple[float, float]]:
    """The place itself, then others around it, the nearest first and the one to the right first."""
    yield at
    for out in range(1, ROUNDS):
        for turn in range(AROUND):
            angle = 2 * pi * turn / AROUND
            yield at[0] + out * STEP * grow * cos(angle), at[1] + out * STEP * grow * sin(angle)


def _box(signs: str, place: tuple[float, float], grow: float) -> Box:
    """Left, top, right and bottom of a mark with what stands at it."""
    (x, y), right = place, NUMBER + DIGIT * len(signs)
    return x - GROUND * grow, y - OVER * grow, x + right * grow, y + GROUND * grow


def _is_free(box: Box, taken: list[Box]) -> bool:
    left, top, right, bottom = box
    if left < LEFT or right > LEFT + WIDTH or top < TOP or bottom > TOP + HEIGHT - FOOT:
        return False
    return not any(left < one[2] and one[0] < right and top < one[3] and one[1] < bottom for one in taken)


def _plate_of(mark: Mark, plate: Plate) -> Plate:
    """The one of the two plates that a finding is marked on: where its place is seen, else its bone."""
    front, back = plates(plate.name.startswith("juvenile"))
    behind = "posterior" in (mark.finding.get("aspect") or ())
    order = (back, front) if behind else (front, back)
    for seen in (place_of, _middle):
        for one in order:
            if seen(mark, one) is not None:
                return one
    return front
