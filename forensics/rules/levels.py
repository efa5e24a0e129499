"""What lies in a context lies between its levels: heights over one datum are compared, others never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.messages import say
from forensics.places import Place
from forensics.problems import Problem
from forensics.records.evidence import Artefact
from forensics.records.graves import Context, Exhumation
from forensics.records.remains import Case
from forensics.rules.around import LinkedRule, Surroundings
from forensics.survey.heights import SITE_DATUM, Datum, Height

NEAR_M = 0.10
"""How far a point may lie beyond a level: the top of a body is no plane, and a level is a mean of several."""
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


def _height_of(place: Place, dug: object) -> Height | None:
    """The height of a point over the datum that the grid's zero has, or over the one that was measured beside it."""
    shape = place.site_shape
    if isinstance(dug, Exhumation) and shape is not None and shape.has_z and not shape.is_empty:
        if dug.datum_height is None or dug.height_datum is None:
            return None
        datum = _datum(dug.height_datum, str(dug.height_datum_name or ""), dug)
        return Height(float(shape.z) + dug.datum_height, datum)  # type: ignore[attr-defined]
    if place.height is None or place.height_datum is None:
        return None
    return Height(place.height, _datum(place.height_datum, str(place.height_datum_name or ""), dug))


def _datum(code: str, name: str, dug: object) -> Datum:
    """A site's own datum is that of its exhumation."""
    named = str(dug.code) if code == SITE_DATUM and isinstance(dug, Exhumation) else name
    return Datum(code, named)


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "case": (lies_within_its_context,),
    "artefact": (lies_within_its_context,),
}
