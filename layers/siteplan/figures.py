"""A figure of a body from its measured skull, pelvis and feet: the outline and bones that lie between the points.

The three points stay where they were measured. What lies between them is drawn in the proportions of a body, scaled to
the distance from skull to pelvis, and bent as the position of each limb was recorded; a limb that was not recorded is
not drawn. It is a sign for position and orientation, and no drawing of the remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

import shapely
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]

TRUNK_M = 0.62
"""From the middle of the skull to the pelvis of a body of the proportions used here."""
UPPER_ARM, FOREARM, THIGH, SHIN = 0.29, 0.27, 0.43, 0.43
SHOULDER, HIP, LATERAL = 0.185, 0.105, 0.55
"""Half widths, and what is left of them for a body on its side."""
SMALLEST, LARGEST = 0.45, 1.35
"""How far a trunk may be from that length: points that lie otherwise are joined and not drawn as a body."""


@dataclass(frozen=True)
class Figure:
    """`flesh` is the outline without the skull, `bones` lines within it, `face` lines on the skull."""

    flesh: BaseGeometry
    skull: BaseGeometry
    bones: tuple[tuple[Point, ...], ...]
    face: tuple[tuple[Point, ...], ...]
    wrists: Point | None = None
    legs: int = 0  # how many were recorded so that they are drawn


@dataclass(frozen=True)
class _Frame:
    """The body's own axes: `up` towards the head, `right` its right side as seen from above, in units of its size."""

    origin: Point
    up: Point
    right: Point
    size: float

    def at(self, up: float, right: float) -> Point:
        """A point so far up from the pelvis and so far to the body's right."""
        x, y = self.origin
        return (
            x + self.size * (up * self.up[0] + right * self.right[0]),
            y + self.size * (up * self.up[1] + right * self.right[1]),
        )

    def measured(self, point: Point) -> Point:
        """How far up and right a point lies; the inverse of `at`."""
        dx, dy = point[0] - self.origin[0], point[1] - self.origin[1]
        return (
            (dx * self.up[0] + dy * self.up[1]) / self.size,
            (dx * self.right[0] + dy * self.right[1]) / self.size,
        )


def figure_of(
    skull: Point, pelvis: Point | None, feet: Point, *, position: str = "", facing: str = "",
    limbs: Mapping[str, str] | None = None, bound: str = "",
) -> Figure | None:  # fmt: skip
    """The figure of a body; None where its points lie as no trunk does. Without a pelvis it is taken to lie between."""
    middle = pelvis or (skull[0] + 0.42 * (feet[0] - skull[0]), skull[1] + 0.42 * (feet[1] - skull[1]))
    trunk = hypot(skull[0] - middle[0], skull[1] - middle[1])
    if not SMALLEST <= trunk / TRUNK_M <= LARGEST:
        return None
    up = (skull[0] - middle[0]) / trunk, (skull[1] - middle[1]) / trunk
    seen_from_behind = position == "prone"
    right = (up[1], -up[0]) if seen_from_behind else (-up[1], up[0])
    frame = _Frame(middle, up, right, trunk / TRUNK_M)
    given = limbs or {}
    wide = LATERAL if position in ("left_lateral", "right_lateral") else 1.0
    arms = {side: _arm(frame, given.get(f"{side}_arm", ""), sign, wide) for side, sign in _SIDES.items()}
    legs = _legs(frame, feet, given, wide, position)
    bones = [*_trunk_bones(frame, wide), *(arm for arm in arms.values() if arm), *legs]
    return Figure(
        flesh=_flesh(frame, wide, [arm for arm in arms.values() if arm], legs),
        skull=_skull(frame),
        bones=tuple(bones),
        face=_face(frame, position, facing),
        wrists=_wrists(list(arms.values())) if bound else None,
        legs=len(legs),
    )


_SIDES = {"left": -1.0, "right": 1.0}
BENT_ARMS = ("flexed", "across_body", "crossed", "behind_back", "raised")
STRAIGHT_LEGS, BENT_LEGS = ("extended", "crossed"), ("flexed",)
"""Where a limb is recorded otherwise, or not at all, nothing is drawn of it."""


def _arm(frame: _Frame, pose: str, sign: float, wide: float) -> tuple[Point, ...]:
    """Shoulder, elbow and hand of an arm as it was recorded; nothing for one that was not."""
    shoulder = (0.42, sign * SHOULDER * wide)
    hands = {
        "extended": (-0.10, sign * (0.23 if wide == 1.0 else 0.16)),
        "flexed": (0.40, sign * 0.10),
        "across_body": (0.20, -sign * 0.05),
        "crossed": (0.32, -sign * 0.12),
        "behind_back": (0.06, sign * 0.02),
        "raised": (0.86, sign * 0.22),
    }
    if pose not in hands:
        return ()
    hand = _reached(shoulder, hands[pose], UPPER_ARM + FOREARM)
    elbow = _bent(shoulder, hands[pose], UPPER_ARM, FOREARM, sign) if pose in BENT_ARMS else _middle(shoulder, hand)
    return frame.at(*shoulder), frame.at(*elbow), frame.at(*hand)


def _legs(
    frame: _Frame, feet: Point, given: Mapping[str, str], wide: float, position: str
) -> list[tuple[Point, ...]]:  # fmt: skip
    """Hip, knee and foot of each leg as it was recorded; the measured point of the feet lies between the feet.

    A straight leg stays straight where the feet lie nearer than it is long: it then points up or down.
    """
    down, aside = frame.measured(feet)
    legs: list[tuple[Point, ...]] = []
    for side, sign in _SIDES.items():
        pose = given.get(f"{side}_leg", "")
        if pose not in (*STRAIGHT_LEGS, *BENT_LEGS):
            continue
        out = {"left_lateral": -1.0, "right_lateral": 1.0}.get(position, sign)
        hip = (-0.02, sign * HIP * wide)
        foot = (down, aside + sign * (-0.05 if pose == "crossed" else 0.07 * wide))
        if pose in BENT_LEGS:
            foot = (hip[0] + 0.62 * (foot[0] - hip[0]), foot[1] + out * 0.05)
        knee = _bent(hip, foot, THIGH, SHIN, out) if pose in BENT_LEGS else _middle(hip, foot)
        legs.append((frame.at(*hip), frame.at(*knee), frame.at(*foot)))
    return legs


def _bent(root: Point, end: Point, first: float, second: float, side: float) -> Point:
    """The joint between two bones that reach from root to end, bent to the side (positive: the body's right)."""
    distance = hypot(end[0] - root[0], end[1] - root[1])
    reach = max(distance, abs(first - second) + 1e-6, 1e-6)
    first, second = (first, second) if reach <= first + second else (reach * first / (first + second),) * 2
    along = (first**2 - second**2 + reach**2) / (2 * reach)
    off = sqrt(max(first**2 - along**2, 0.0))
    u = ((end[0] - root[0]) / reach, (end[1] - root[1]) / reach)
    normal = (u[1], -u[0]) if (-u[0]) * side > 0 else (-u[1], u[0])
    return root[0] + along * u[0] + off * normal[0], root[1] + along * u[1] + off * normal[1]


def _middle(root: Point, end: Point) -> Point:
    """The joint of a straight limb."""
    return (root[0] + end[0]) / 2, (root[1] + end[1]) / 2


def _reached(root: Point, end: Point, length: float) -> Point:
    """The end, or as far towards it as the limb reaches."""
    distance = hypot(end[0] - root[0], end[1] - root[1])
    share = min(1.0, length / distance) if distance else 1.0
    return root[0] + share * (end[0] - root[0]), root[1] + share * (end[1] - root[1])


def _trunk_bones(frame: _Frame, wide: float) -> list[tuple[Point, ...]]:
    """The spine, the girdles of shoulders and hips, and ribs."""
    at, shoulder, hip = frame.at, SHOULDER * wide, HIP * wide
    bones: list[tuple[Point, ...]] = [(at(0.02, 0), at(0.25, 0.004), at(0.52, 0))]
    bones.append((at(0.42, -shoulder), at(0.445, 0), at(0.42, shoulder)))
    bones.append((at(-0.02, -hip), at(0.06, -hip * 0.95), at(0.03, 0), at(0.06, hip * 0.95), at(-0.02, hip)))
    for up, half in ((0.385, 0.105), (0.335, 0.125), (0.285, 0.13), (0.235, 0.12)):
        for sign in (-1.0, 1.0):
            side = sign * half * wide
            bones.append((at(up, 0), at(up + 0.012, side * 0.6), at(up - 0.028, side)))
    return bones


def _flesh(
    frame: _Frame, wide: float, arms: Sequence[Sequence[Point]], legs: Sequence[Sequence[Point]]
) -> BaseGeometry:
    """The outline of trunk and limbs as one area."""
    at, size = frame.at, frame.size
    shoulder, hip = SHOULDER * wide, HIP * wide
    trunk = shapely.Polygon(
        [
            at(0.45, -0.06), at(0.45, 0.06), at(0.41, shoulder * 0.86), at(0.33, shoulder * 0.72),
            at(0.16, shoulder * 0.48), at(0.0, hip * 0.82), at(-0.05, hip * 0.5), at(-0.05, -hip * 0.5),
            at(0.0, -hip * 0.82), at(0.16, -shoulder * 0.48), at(0.33, -shoulder * 0.72), at(0.41, -shoulder * 0.86),
        ]
    ).buffer(0.05 * size)  # fmt: skip
    parts: list[BaseGeometry] = [trunk, shapely.LineString([at(0.4, 0), at(0.56, 0)]).buffer(0.05 * size)]
    for arm in arms:
        parts += [_tapered(arm[0], arm[1], 0.052, 0.04, size), _tapered(arm[1], arm[2], 0.042, 0.03, size)]
        parts.append(shapely.Point(arm[2]).buffer(0.042 * size))
    for leg in legs:
        parts += [_tapered(leg[0], leg[1], 0.085, 0.055, size), _tapered(leg[1], leg[2], 0.058, 0.036, size)]
        parts.append(shapely.Point(leg[2]).buffer(0.048 * size))
    whole: BaseGeometry = shapely.union_all(parts)
    return whole.buffer(0.03 * size).buffer(-0.055 * size).buffer(0.025 * size)


def _tapered(start: Point, end: Point, wide: float, narrow: float, size: float) -> BaseGeometry:
    """A limb that is wider where it begins."""
    ends = [shapely.Point(start).buffer(wide * size), shapely.Point(end).buffer(narrow * size)]
    return shapely.union_all(ends).convex_hull


def _skull(frame: _Frame) -> BaseGeometry:
    """Seen from above, longer along the body than across."""
    middle, points = TRUNK_M, []
    for step in range(36):
        turn = 2 * pi * step / 36
        narrow = 0.075 - 0.012 * max(0.0, -cos(turn))  # towards the jaw
        points.append(frame.at(middle + 0.11 * cos(turn), narrow * sin(turn)))
    return shapely.Polygon(points)


def _face(frame: _Frame, position: str, facing: str) -> tuple[tuple[Point, ...], ...]:
    """Eyes and nose where the face is seen, the seam of the skull where it is not, a nose at the side it looks to."""
    look = facing or {"supine": "up", "prone": "down", "left_lateral": "left", "right_lateral": "right"}.get(
        position, ""
    )
    at, middle = frame.at, TRUNK_M
    if look == "up":
        eyes = [_ring(frame, middle - 0.005, sign * 0.03, 0.014) for sign in (-1.0, 1.0)]
        return (*eyes, (at(middle - 0.035, -0.009), at(middle - 0.02, 0), at(middle - 0.035, 0.009)))
    if look == "down":
        return (
            (at(middle + 0.075, 0), at(middle - 0.03, 0)),
            (at(middle - 0.05, -0.04), at(middle - 0.03, 0), at(middle - 0.05, 0.04)),
        )
    if look in ("left", "right"):
        side = -1.0 if look == "left" else 1.0
        nose = (at(middle + 0.0, side * 0.073), at(middle - 0.025, side * 0.1), at(middle - 0.04, side * 0.068))
        return (nose, _ring(frame, middle + 0.005, side * 0.042, 0.013))
    return ()


def _ring(frame: _Frame, up: float, right: float, radius: float) -> tuple[Point, ...]:
    return tuple(
        frame.at(up + radius * cos(2 * pi * step / 10), right + radius * sin(2 * pi * step / 10)) for step in range(11)
    )


def _wrists(arms: Sequence[Sequence[Point]]) -> Point | None:
    """Where two bound hands lie."""
    hands = [arm[-1] for arm in arms if arm]
    if not hands:
        return None
    return sum(x for x, _ in hands) / len(hands), sum(y for _, y in hands) / len(hands)
