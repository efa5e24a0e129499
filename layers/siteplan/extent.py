"""How far what was measured in a grave reaches, in metres of its grid."""

from __future__ import annotations

import numpy as np
import shapely

from layers.siteplan.scene import Scene


def extent_of(scene: Scene) -> tuple[float, float, float, float] | None:
    """West, south, east, north of all that has a place, in metres of the grid."""
    boxes = [one.shape.bounds for one in scene.outlines if not one.shape.is_empty]
    spots = [one.centre for one in scene.bodies] + [one.spot for one in scene.finds]
    spots += [one.spot for one in scene.controls]
    for body in scene.bodies:
        spots += [body.skull, body.feet]
    boxes += [(spot[0], spot[1], spot[0], spot[1]) for spot in spots if spot is not None]
    if not boxes:
        return None
    table = np.array(boxes)
    west, south = table[:, :2].min(axis=0).tolist()
    east, north = table[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def middle_of(scene: Scene) -> tuple[float, float] | None:
    """The middle of what lies in the grave itself: its edge, else all that was found in it."""
    for roles in (("cut",), ("site",)):
        shapes = [one.shape for one in scene.outlines if one.role in roles and not one.shape.is_empty]
        if shapes:
            middle = shapely.union_all(shapes).centroid
            return float(middle.x), float(middle.y)
    spots = [one.centre for one in scene.bodies] + [one.spot for one in scene.finds]
    known = np.array([spot[:2] for spot in spots if spot is not None], dtype=float).reshape(-1, 2)
    if not len(known):
        return None
    x, y = np.median(known, axis=0).tolist()
    return x, y
