"""How far what was measured in a grave reaches, in metres of its grid."""

from __future__ import annotations

import numpy as np

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
