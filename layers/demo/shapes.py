"""The shapes of invented graves: edges as spades and machines leave them, floors and layers as a section shows them."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, pi, sin

Point = tuple[float, float]
Spot = tuple[float, float, float]

CORNER_M, STEP_M = 0.45, 0.3
WAVES = ((3.0, 0.045, 0.7), (7.0, 0.025, 2.1), (13.0, 0.012, 4.4))
"""Waves around an edge: how many, how far they reach, and where they begin."""
SLOPE_M = 0.16
"""How far a wall leans outwards from its foot."""


def dug_outline(width: float, length: float, number: int) -> tuple[Point, ...]:
    """A rectangle with round corners and an uneven edge, a little outside of it; the same for a number each time."""
    corner = min(CORNER_M, width / 3, length / 3)
    straight = [(corner, 0.0), (width, corner), (width - corner, length), (0.0, length - corner)]
    middles = [(width - corner, corner), (width - corner, length - corner), (corner, length - corner), (corner, corner)]
    lengths = [width - 2 * corner, length - 2 * corner, width - 2 * corner, length - 2 * corner]
    directions = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)]
    edge: list[Point] = []
    for side in range(4):
        (x, y), (dx, dy) = straight[side], directions[side]
        steps = max(1, round(lengths[side] / STEP_M))
        edge += [(x + dx * lengths[side] * at / steps, y + dy * lengths[side] * at / steps) for at in range(steps)]
        edge += [
            (middles[side][0] + corner * cos(turn), middles[side][1] + corner * sin(turn))
            for turn in (pi * (side - 1) / 2 + pi / 2 * at / 5 for at in range(5))
        ]
    return tuple(_pushed(edge, width / 2, length / 2, number))


def _pushed(edge: Sequence[Point], x: float, y: float, number: int) -> list[Point]:
    """Each point moved out from the middle by what the waves say."""
    found = []
    for at, (px, py) in enumerate(edge):
        share = 2 * pi * at / len(edge)
        out = 0.05 + sum(reach * sin(waves * share + begin + number) for waves, reach, begin in WAVES)
        away = hypot(px - x, py - y) or 1.0
        found.append((round(px + (px - x) / away * out, 3), round(py + (py - y) / away * out, 3)))
    return found


def shrunk(outline: Sequence[Point], by: float) -> tuple[Point, ...]:
    """The same outline drawn towards its middle."""
    x, y = sum(px for px, _ in outline) / len(outline), sum(py for _, py in outline) / len(outline)
    return tuple((px + (x - px) * by, py + (y - py) * by) for px, py in outline)


def lens(x: float, y: float, wide: float, long: float, number: int) -> tuple[Point, ...]:
    """An uneven oval."""
    points = []
    for at in range(18):
        turn = 2 * pi * at / 18
        uneven = 1 + 0.12 * sin(3 * turn + number) + 0.06 * sin(5 * turn + 2 * number)
        points.append((round(x + wide / 2 * uneven * cos(turn), 3), round(y + long / 2 * uneven * sin(turn), 3)))
    return tuple(points)


def grave_cut(x: float, y: float) -> tuple[Point, ...]:
    """The cut of a grave for one, around a body whose pelvis lies there and whose head lies along y."""
    return tuple(
        (round(x - 0.42 + px, 3), round(y - 1.15 + py, 3)) for px, py in dug_outline(0.84, 2.15, round(x * 10))
    )


def wall_and_floor(x: float, length: float, top: float, base: float, number: int) -> tuple[Spot, ...]:
    """The cut of a grave in a section along y: down one wall, along the floor, up the other."""
    floor = [
        (
            round(x, 3),
            round(SLOPE_M + (length - 2 * SLOPE_M) * at / 12, 3),
            round(base + 0.03 * sin(at * 1.7 + number), 3),
        )
        for at in range(13)
    ]
    return ((x, -0.04, top), (x, 0.05, round((top + base) / 2, 3)), *floor,
            (x, round(length - 0.05, 3), round((top + base) / 2, 3)), (x, round(length + 0.04, 3), top))  # fmt: skip


def boundary(x: float, length: float, z: float, number: int) -> tuple[Spot, ...]:
    """Where two layers meet in a section along y: sunk towards the middle."""
    return tuple(
        (
            round(x, 3), round(0.08 + (length - 0.16) * at / 14, 3),
            round(z - 0.10 * sin(pi * at / 14) + 0.03 * sin(at * 1.3 + number), 3),
        )
        for at in range(15)
    )  # fmt: skip
