"""What lies in a context lies between its levels: heights over one datum are compared, others never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import shapely

from forensics.messages import say
from forensics.places import Place
from forensics.problems import Problem
from forensics.records.evidence import Artefact
from forensics.records.graves import Context, Exhumation
from forensics.records.places import Site
from forensics.records.remains import Case
from forensics.rules.around import LinkedRule, Surroundings
from forensics.survey.heights import SITE_DATUM, Datum, Height
from forensics.vocabulary.graves import HEIGHT_DATUM

NEAR_M = 0.10
"""How far a point may lie beyond a level: the top of a body is no plane, and a level is a mean of several."""
DEEP_M, TWICE = 8.0, 2.0
"""How deep a grave is at most where nobody recorded it, and how many times its recorded depth a height may lie off."""
POINTS = ("place", "pelvis", "skull", "feet")


def lies_within_its_context(record: Case | Artefact, around: Surroundings) -> Iterator[Problem]:
    """The measured points of what is said to lie in a context are neither above its top nor below its base."""
    context = around.record(record.context) if record.context is not None else None
    if not isinstance(context, Context) or context.level_datum is None:
        return
    dug = around.record(context.exhumation) if context.exhumation is not None else None
    datum = _datum(context.level_datum, "", dug)
    for name in POINTS:
        place = getattr(record, name, None)
        height = _height_of(place, dug) if isinstance(place, Place) else None
        if height is None or height.datum != datum:
            continue
        top, base = context.level_top, context.level_base
        if (top is None or height.metres <= top + NEAR_M) and (base is None or height.metres >= base - NEAR_M):
            continue
        levels = " – ".join("…" if level is None else f"{level:.2f}" for level in (top, base))
        yield Problem("context", record.context, say(
            "It lies at {height} m and its context {context} at {levels} m: the point, the context or the levels are "
            "wrong.",
            height=f"{height.metres:.2f}", context=context.code, levels=levels,
        ), refuses=False)  # fmt: skip
        return


def is_a_height_and_no_depth(record: Case | Artefact | Context, around: Surroundings) -> Iterator[Problem]:
    """A height over the datum of the grid's zero lies as deep as a grave: a z or a depth is easily typed for it."""
    dug = around.record(record.exhumation) if record.exhumation is not None else None
    if not isinstance(dug, Exhumation) or dug.datum_height is None or dug.height_datum is None:
        return
    site = around.record(dug.site) if dug.site is not None else None
    depth = site.depth if isinstance(site, Site) and site.depth is not None else 0.0
    deep = max(DEEP_M, TWICE * depth)
    zero = _datum(dug.height_datum, str(dug.height_datum_name or ""), dug)
    for name, height in _heights(record, dug):
        z = height.metres - dug.datum_height
        if height.datum == zero and not -deep <= z <= deep:
            yield Problem(name, getattr(record, name), say(
                "{height} m over “{datum}” lies {apart} m from z 0 of the grid, which is {zero} m over it: was a z or "
                "a depth written as a height?",
                height=f"{height.metres:.2f}", datum=HEIGHT_DATUM.said(zero.code), apart=f"{abs(z):.2f}",
                zero=f"{dug.datum_height:.2f}",
            ), refuses=False)  # fmt: skip


def _heights(record: Case | Artefact | Context, dug: Exhumation) -> Iterator[tuple[str, Height]]:
    """Every height of a record by the field that holds it."""
    for name in POINTS:
        place = getattr(record, name, None)
        height = _height_of(place, dug) if isinstance(place, Place) else None
        if height is not None:
            yield name, height
    code = getattr(record, "level_datum", None) or getattr(record, "height_datum", None)
    for name in ("elevation", "level_top", "level_base"):
        metres = getattr(record, name, None)
        if metres is not None and code:
            yield name, Height(metres, _datum(code, "", dug))


def _height_of(place: Place, dug: object) -> Height | None:
    """The height of a point over the datum that the grid's zero has, or over the one that was measured beside it."""
    shape = place.site_shape
    if isinstance(dug, Exhumation) and isinstance(shape, shapely.Point) and shape.has_z and not shape.is_empty:
        if dug.datum_height is None or dug.height_datum is None:
            return None
        datum = _datum(dug.height_datum, str(dug.height_datum_name or ""), dug)
        return Height(float(shape.z) + dug.datum_height, datum)
    if place.height is None or place.height_datum is None:
        return None
    return Height(place.height, _datum(place.height_datum, str(place.height_datum_name or ""), dug))


def _datum(code: str, name: str, dug: object) -> Datum:
    """A site's own datum is that of its exhumation."""
    named = str(dug.code) if code == SITE_DATUM and isinstance(dug, Exhumation) else name
    return Datum(code, named)


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "case": (lies_within_its_context, is_a_height_and_no_depth),
    "artefact": (lies_within_its_context, is_a_height_and_no_depth),
    "context": (is_a_height_and_no_depth,),
}
