"""What must hold between what is written of remains in the grave and what was measured of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import atan2, degrees, hypot

import shapely

from forensics.geodesy import ellipsoid
from forensics.messages import say
from forensics.places import Place
from forensics.problems import Problem
from forensics.records.graves import Exhumation
from forensics.records.remains import Case
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.between import code_of, label_of
from forensics.rules.saying import shown
from forensics.vocabulary.graves import HEIGHT_DATUM

APART: Mapping[str, float] = {"site_grid": 20.0, "true": 20.0, "grid": 25.0, "magnetic": 35.0}
"""Degrees that an orientation may differ from its points; a compass is off true north by ten and more.

Grid north is that of UTM, some three degrees off true north at the edge of a zone.
"""

NEAR_M = 0.15
"""Points of skull and pelvis that lie nearer than this say no direction."""

LEVEL_M = 0.05
"""Remains that touch are measured to some centimetres."""

POINTS = ("place", "skull", "pelvis", "feet")


def orientation_is_that_of_the_points(case: Case, around: Surroundings) -> Iterator[Problem]:
    """The orientation of the head is the direction from the measured pelvis to the measured skull."""
    north = case.orientation_north or ""
    if case.orientation is None or north not in APART or case.skull is None or case.pelvis is None:
        return
    measured = _in_the_grid(case.pelvis, case.skull) if north == "site_grid" else _on_earth(case.pelvis, case.skull)
    if measured is None:
        return
    apart = abs((case.orientation - measured + 180.0) % 360.0 - 180.0)
    if apart > APART[north]:
        yield shown(case, "orientation", say(
            "The orientation of the head is given as {given}° ({north}), but from the point of the pelvis to that of "
            "the skull it is {measured}°: {apart}° apart.",
            given=case.orientation, north=code_of(case, "orientation_north"), measured=round(measured) % 360,
            apart=round(apart),
        ))  # fmt: skip


def _in_the_grid(pelvis: Place, skull: Place) -> float | None:
    """Degrees from the y axis of the site grid, clockwise."""
    here, there = pelvis.site_shape, skull.site_shape
    if not isinstance(here, shapely.Point) or not isinstance(there, shapely.Point):
        return None
    x, y = there.x - here.x, there.y - here.y
    return degrees(atan2(x, y)) % 360.0 if hypot(x, y) >= NEAR_M else None


def _on_earth(pelvis: Place, skull: Place) -> float | None:
    """Degrees from true north, clockwise."""
    here, there = pelvis.shape, skull.shape
    if not isinstance(here, shapely.Point) or not isinstance(there, shapely.Point):
        return None
    azimuth, _, metres = ellipsoid().inv(here.x, here.y, there.x, there.y)
    return float(azimuth) % 360.0 if metres >= NEAR_M else None


def what_lies_over_is_higher(case: Case, around: Surroundings) -> Iterator[Problem]:
    """What lies over other remains was not measured wholly below them: one of the two is wrong, and is looked at."""
    for name, above in (("lies_over", True), ("lies_under", False)):
        for id_ in getattr(case, name) or ():
            other = around.record(id_)
            if not isinstance(other, Case):
                continue
            upper, lower = (case, other) if above else (other, case)
            gap = _below(upper, lower)
            if gap is not None:
                yield shown(case, name, say(
                    "{upper} is said to lie over {lower}, but was measured {gap} cm below it; look which of the two is "
                    "wrong.",
                    upper=upper.code, lower=lower.code, gap=round(gap * 100),
                ))  # fmt: skip


def _below(upper: Case, lower: Case) -> float | None:
    """How far the whole of one lies below all of the other, m; None where it does not, or nothing tells."""
    ours, theirs = _levels(upper), _levels(lower)
    gaps = [theirs[key][0] - ours[key][1] for key in ours.keys() & theirs.keys()]
    least = min(gaps, default=0.0)
    return least if least > LEVEL_M else None


def _levels(case: Case) -> dict[tuple[str, str], tuple[float, float]]:
    """The lowest and the highest that was measured of remains, m, by what it was measured from."""
    found: dict[tuple[str, str], list[float]] = {}
    if case.elevation is not None and case.height_datum:
        found.setdefault(("height", case.height_datum), []).append(case.elevation)
    for point in (getattr(case, name) for name in POINTS):
        if isinstance(point, Place) and point.height is not None and point.height_datum:
            found.setdefault(("height", point.height_datum), []).append(point.height)
        inside = point.site_shape if isinstance(point, Place) else None
        if isinstance(inside, shapely.Point) and inside.has_z and case.exhumation:
            found.setdefault(("grid", case.exhumation), []).append(inside.z)
    for depth in (case.depth_top, case.depth_base):
        if depth is not None and case.depth_below:
            found.setdefault(("depth", f"{case.depth_below} {case.exhumation or ''}"), []).append(-depth / 100)
    return {key: (min(held), max(held)) for key, held in found.items()}


def elevation_is_over_the_datum_of_the_points(case: Case, around: Surroundings) -> Iterator[Problem]:
    """A height is set beside others of its datum, or of one that a recorded transformation ties to it."""
    if case.elevation is None or case.height_datum not in HEIGHT_DATUM.codes:
        return
    dug = around.record(case.exhumation) if case.exhumation is not None else None
    for name in POINTS:
        point = getattr(case, name)
        if point is None or point.height is None or point.height_datum in (None, case.height_datum):
            continue
        if isinstance(dug, Exhumation) and _tied(dug, {case.height_datum or "", point.height_datum}):
            continue
        yield shown(case, "elevation", say(
            "The elevation is {elevation} m over “{datum}”, but “{point}” lies at {height} m over “{other}”, and no "
            "transformation between the two is recorded with the exhumation.",
            elevation=case.elevation, datum=code_of(case, "height_datum"), point=label_of(case, name),
            height=point.height, other=HEIGHT_DATUM.said(point.height_datum),
        ))  # fmt: skip
        return


def _tied(dug: Exhumation, datums: set[str]) -> bool:
    return any({row.get("from"), row.get("to")} == datums for row in dug.height_shifts or ())


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "case": (
        orientation_is_that_of_the_points, elevation_is_over_the_datum_of_the_points, what_lies_over_is_higher,
    ),
}  # fmt: skip
