"""What lies too far from a grave to be of it: one wrong coordinate must not take the whole plan away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from math import inf

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.siteplan.scene import Body, Item, Outline, Scene, Spot

NEAR_M = 20.0
"""What lies nearer than this to the middle of a grave, or to its outline, is never astray."""
TIMES = 6.0
"""How many times as far as what lies there in the middle something may lie."""

APART_M = 20.0
"""Metres of height without anything in them, beyond which something is not of the grave."""

Lies = Callable[[BaseGeometry], bool]


def without_what_lies_astray(scene: Scene) -> tuple[Scene, tuple[str, ...]]:
    """The scene without points and outlines far from all the rest, and the codes of the records that have them."""
    middles = _middles(scene)
    if len(middles) < 3:
        return scene, ()
    centre = np.median(middles, axis=0)
    away = np.hypot(*(middles - centre).T)
    reach = max(NEAR_M, TIMES * float(np.median(away)))
    middle = shapely.Point(centre)
    ground = [one.shape for one in scene.outlines if one.role in ("site", "limits") and one.shape.distance(middle) == 0]

    def near(shape: BaseGeometry) -> bool:
        if shape.hausdorff_distance(middle) <= reach:
            return True
        return any(one is shape or one.buffer(NEAR_M).covers(shape) for one in ground)

    gone: dict[str, None] = {}
    kept = replace(
        scene,
        outlines=tuple(one for one in scene.outlines if _stays(one, near, gone)),
        bodies=tuple(_body(one, near, gone) for one in scene.bodies),
        finds=tuple(one for one in scene.finds if _stays_at(one.item, one.spot, near, gone)),
        lines=tuple(
            one for one in scene.lines if all(_stays_at(one.item, spot, near, gone) for spot in chain(*one.parts))
        ),
    )
    return kept, tuple(gone)


def _middles(scene: Scene) -> NDArray[np.float64]:
    """Where each thing lies (n, 2)."""
    spots = [*(one.spot for one in scene.controls), *(one.spot for one in scene.finds)]
    spots += [body.centre for body in scene.bodies if body.centre is not None]
    found = [(spot[0], spot[1]) for spot in spots]
    found += [(one.shape.centroid.x, one.shape.centroid.y) for one in scene.outlines if not one.shape.is_empty]
    return np.array(found, dtype=float).reshape(-1, 2)


def _stays(one: Outline, near: Lies, gone: dict[str, None]) -> bool:
    if one.shape.is_empty or near(one.shape):
        return True
    gone[one.item.code] = None
    return False


def _stays_at(item: Item, spot: Spot, near: Lies, gone: dict[str, None]) -> bool:
    if near(shapely.Point(spot[:2])):
        return True
    gone[item.code] = None
    return False


def _body(body: Body, near: Lies, gone: dict[str, None]) -> Body:
    """A body without those of its points that lie astray."""

    def kept(spot: Spot | None) -> Spot | None:
        return spot if spot is None or _stays_at(body.item, spot, near, gone) else None

    outline = body.outline
    if outline is not None and not near(outline):
        gone[body.item.code], outline = None, None
    place, skull, pelvis, feet = map(kept, (body.place, body.skull, body.pelvis, body.feet))
    return replace(body, place=place, skull=skull, pelvis=pelvis, feet=feet, outline=outline)


# Heights


def without_heights_astray(scene: Scene) -> Scene:
    """The scene without the heights of what lies far above or below all the rest, whose codes it then names.

    What is kept is the largest group of records that no gap of APART_M parts; a context fills what its levels span.
    """
    spans = sorted(_spans(scene))
    groups: list[list[tuple[float, float, str]]] = []
    reached = -inf
    for span in spans:
        if not groups or span[0] > reached + APART_M:
            groups.append([])
        groups[-1].append(span)
        reached = max(reached, span[1])
    if len(groups) < 2:
        return scene
    most = max(groups, key=lambda held: (len(held), -min(abs(low) for low, _, _ in held)))
    low, high = min(one[0] for one in most), max(one[1] for one in most)
    gone = dict.fromkeys(code for held in groups if held is not most for _, _, code in held)

    def kept(spot: Spot | None) -> Spot | None:
        return spot if spot is None or spot[2] is None or low <= spot[2] <= high else (spot[0], spot[1], None)

    def within(z: float | None) -> float | None:
        return z if z is not None and low <= z <= high else None

    return replace(
        scene,
        heights_apart=tuple(gone),
        outlines=tuple(replace(one, top=within(one.top), base=within(one.base)) for one in scene.outlines),
        bodies=tuple(
            replace(one, place=kept(one.place), skull=kept(one.skull), pelvis=kept(one.pelvis), feet=kept(one.feet))
            for one in scene.bodies
        ),
        finds=tuple(replace(one, spot=kept(one.spot) or one.spot) for one in scene.finds),
        lines=tuple(one for one in scene.lines if one.item.code not in gone),
    )


def _spans(scene: Scene) -> Iterator[tuple[float, float, str]]:
    """From which z to which each thing reaches, with the code of its record."""
    for body in scene.bodies:
        for spot in (body.place, body.skull, body.pelvis, body.feet):
            if spot is not None and spot[2] is not None:
                yield spot[2], spot[2], body.item.code
    for find in scene.finds:
        if find.spot[2] is not None:
            yield find.spot[2], find.spot[2], find.item.code
    for one in scene.outlines:
        known = [z for z in (one.top, one.base) if z is not None]
        if known:
            yield min(known), max(known), one.item.code
    for line in scene.lines:
        known = [spot[2] for spot in chain(*line.parts) if spot[2] is not None]
        if known:
            yield min(known), max(known), line.item.code
