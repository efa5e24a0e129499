"""What lies too far from a grave to be of it: one wrong coordinate must not take the whole plan away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.siteplan.scene import Body, Item, Outline, Scene, Spot

NEAR_M = 20.0
"""What lies nearer than this to the middle of a grave, or to its outline, is never astray."""
TIMES = 6.0
"""How many times as far as what lies there in the middle something may lie."""

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
