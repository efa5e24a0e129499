"""Incidents that look like one event, also those that a partner's export brought in; a person links them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import nan
from typing import Any

import orjson
import shapely

from forensics.errors import RecordRefused
from forensics.matching.incidents import Event, Pair, Reason, likely_pairs
from forensics.matching.weighing import VERDICT_WORDS
from forensics.matching.wording import told_words
from forensics.messages import Message
from forensics.ports import Found
from forensics.rules.sexual_violence import saying_fields, says_sexual_violence
from layers.editing import Edit, setting
from layers.project import Project

INCIDENT = "incident"
SHOWN = 50
_FIELDS = (
    "id", "code", "review", "category", "acts", "date", "place", "settlement", "alleged_party", "killed_min",
    "killed_best", "killed_max", "means", "same_as",
)  # fmt: skip


@dataclass(frozen=True)
class Likely:
    """Two incidents that look like one event, by their names."""

    one: Found
    other: Found
    pair: Pair


@dataclass(frozen=True)
class LikelyPairs:
    """The pairs of `compared` incidents that look like one event, best first; `found` counts those beyond the limit."""

    compared: int
    found: int
    pairs: tuple[Likely, ...]


def likely_incidents(project: Project, limit: int = SHOWN, of: str = "") -> LikelyPairs:
    """The pairs of incidents, or of one of them by its id, that look like one event. Blocking.

    Voided ones are left out, and those of sexual violence: what links them to others is sealed.
    """
    with project.register.at_one_moment():
        events = list(_events(project))
        pairs = likely_pairs(events, of)
        shown = pairs[:limit]
        names = project.register.titles({id_ for pair in shown for id_ in (pair.one, pair.other)}, (INCIDENT,))
    return LikelyPairs(
        len(events), len(pairs), tuple(Likely(names[pair.one], names[pair.other], pair) for pair in shown)
    )


def _events(project: Project) -> Iterator[Event]:
    kind = project.catalogue[INCIDENT]
    settlements = {
        row["id"]: _point(row.get("place")) for row in project.register.fields_of("settlement", ("id", "place"))
    }
    names = tuple(dict.fromkeys((*_FIELDS, *saying_fields(kind))))
    for row in project.register.fields_of(INCIDENT, names, ("review", "voided")):
        if says_sexual_violence(kind, row):
            continue
        own, settlement = _point(row.get("place")), str(row.get("settlement") or "")
        yield Event(
            id=row["id"], category=str(row.get("category") or ""), acts=frozenset(row.get("acts") or ()),
            date=row.get("date"), place=own or settlements.get(settlement), exact=own is not None,
            settlement=settlement, party=str(row.get("alleged_party") or ""), killed=_killed(row),
            words=told_words(row.get("means")), same_as=frozenset(row.get("same_as") or ()),
        )  # fmt: skip


def _point(place: Any) -> tuple[float, float] | None:
    geometry = (place or {}).get("geometry")
    if not geometry:
        return None
    middle = shapely.point_on_surface(shapely.from_wkb(geometry))
    return float(middle.x), float(middle.y)


def _killed(row: Any) -> tuple[float, float]:
    best = row.get("killed_best")
    low, high = row.get("killed_min", best), row.get("killed_max", best)
    return nan if low is None else float(low), nan if high is None else float(high)


def linking(project: Project, one: Found, other: Found) -> Edit:
    """The edit by which an incident names another as a possible duplicate; raises RecordRefused where it does."""
    held = project.register.many_values(INCIDENT, [one.id, other.id])
    for found in (one, other):
        if says_sexual_violence(project.catalogue[INCIDENT], held.get(found.id, {})):
            raise RecordRefused("{code} is of sexual violence: what links it to others is sealed.", code=found.code)
    values = held.get(one.id, {})
    named = list(values.get("same_as") or ())
    if other.id in named or one.id == other.id:
        raise RecordRefused("{one} names {other} already.", one=one.code, other=other.code)
    return setting(project, one, {"same_as": orjson.dumps([*named, other.id]).decode()})


def document(found: LikelyPairs, translate: Callable[[Message], str]) -> dict[str, Any]:
    """What was found, as one JSON document."""

    def reason(one: Reason) -> dict[str, Any]:
        verdict = VERDICT_WORDS[one.verdict].id.lower()
        return {"aspect": one.key, "verdict": verdict, "weight": round(one.weight, 4), "detail": translate(one.detail)}

    return {
        "compared": found.compared,
        "found": found.found,
        "pairs": [
            {
                "one": likely.one.code, "other": likely.other.code, "score": round(likely.pair.score, 4),
                "linked": likely.pair.linked, "reasons": [reason(one) for one in likely.pair.reasons],
            }
            for likely in found.pairs
        ],
    }  # fmt: skip
