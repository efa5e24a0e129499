"""What must hold between where a photograph says that it was taken and where what it shows lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from forensics.geodesy import distance_m
from forensics.messages import say
from forensics.places import Place
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.evidence import Media
from forensics.records.places import Site
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.saying import shown

BEYOND_M = 500.0
"""Metres between camera and grave, over both stated accuracies, up to which nothing is said: a view from a hill."""
WAYS = ("site", "exhumation", "case", "context", "artefact")
"""Fields that lead from what is shown to its grave, the shortest way first."""
STEPS = 5


def camera_is_near_the_grave(media: Media, around: Surroundings) -> Iterator[Problem]:
    """A photograph of a grave was not taken kilometres away: its place, or what it is said to show, is wrong."""
    camera = media.place.shape if isinstance(media.place, Place) else None
    if media.place is None or not isinstance(camera, shapely.Point) or media.copy_of is not None:
        return
    sites = {site.id: site for id_ in media.subject or () if (site := _site_of(id_, around)) is not None}
    for site in sites.values():
        place = site.outline if site.outline is not None and site.outline.shape is not None else site.place
        if place is None or place.shape is None:
            continue
        metres = _metres(camera, place.shape)
        allowed = BEYOND_M + (media.place.horizontal_accuracy or 0.0) + (place.horizontal_accuracy or 0.0)
        if metres > allowed:
            yield shown(media, "place", say(
                "The camera of {code} was {distance} from {site}, which it is said to show: its place, its subject or "
                "the grave's place is wrong.",
                code=media.code, site=site.code,
                distance=f"{metres:.0f} m" if metres < 10_000 else f"{metres / 1000:.0f} km",
            ))  # fmt: skip


def _metres(camera: shapely.Point, grave: BaseGeometry) -> float:
    """Geodesic metres from a point to the nearest of a geometry, both in degrees; 0 inside."""
    if grave.is_empty or grave.intersects(camera):
        return 0.0
    _, there = nearest_points(camera, grave)
    return distance_m(camera.x, camera.y, there.x, there.y)


def _site_of(id_: str, around: Surroundings) -> Site | None:
    """The grave that a record is of; None where none leads there."""
    record: Record | None = around.record(id_)
    for _ in range(STEPS):
        if record is None or isinstance(record, Site):
            return record
        following = next((named for name in WAYS if isinstance(named := getattr(record, name, None), str)), None)
        record = around.record(following) if following is not None else None
    return None


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {"media": (camera_is_near_the_grave,)}
