"""Which hazards and areas reach the ground of a site, and what of it they cover."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import TypeVar

import numpy as np
import shapely

from forensics.places import Place
from forensics.records.planning import Hazard, SurveyArea

M_PER_DEGREE = 111_195.0
"""Metres of one degree on a sphere of 6,371 km: near enough for how far an exclusion distance reaches."""

Ground = TypeVar("Ground", Hazard, SurveyArea)


def reaching(sites: Sequence[Place | None], grounds: Sequence[Ground]) -> list[tuple[Ground, ...]]:
    """For each site the grounds that it touches, or that keep people as far away as it lies (`exclusion_m`)."""
    placed = [one for one in grounds if one.place is not None and one.place.shape is not None]
    shapes = np.array([one.place.shape for one in placed if one.place is not None], object)
    tree = shapely.STRtree(shapes)
    away = np.array([_reach_m(one) for one in placed])
    return [_around(site, placed, shapes, tree, away) for site in sites]


def _reach_m(ground: Hazard | SurveyArea) -> float:
    return (ground.exclusion_m or 0.0) if isinstance(ground, Hazard) else 0.0


def _around(
    site: Place | None, placed: Sequence[Ground], shapes: np.ndarray, tree: shapely.STRtree, away: np.ndarray
) -> tuple[Ground, ...]:
    here = site.shape if site is not None else None
    if here is None or not placed:
        return ()
    wide = float(away.max()) / M_PER_DEGREE
    narrowed = cos(radians(here.centroid.y))
    west, south, east, north = here.bounds
    box = shapely.box(west - wide / narrowed, south - wide, east + wide / narrowed, north + wide)
    near = np.sort(tree.query(box))
    scaled = shapely.transform(here, lambda at: at * (narrowed, 1.0))
    reached = [
        index for index in near.tolist()
        if shapely.distance(scaled, shapely.transform(shapes[index], lambda at: at * (narrowed, 1.0))) * M_PER_DEGREE
        <= away[index]
    ]  # fmt: skip
    return tuple(placed[index] for index in reached)


def covered(site: Place | None, grounds: Sequence[Place | None]) -> bool:
    """Whether grounds together hold the whole of a site; one that only touches it, or lies near, holds none of it."""
    here = site.shape if site is not None else None
    shapes = [shape for one in grounds if one is not None and (shape := one.shape) is not None]
    return here is not None and bool(shapes) and bool(shapely.union_all(shapes).covers(here))
