"""The gate of an area, asked of a register: the hazards around it, and who overrode what, when and with which key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from math import cos, radians
from typing import Any, cast

from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.planning.gate import IN_FORCE, OVERRIDDEN, Gate, Override, gate, listed
from forensics.planning.nearing import nearings
from forensics.ports import Box, Event, Query, Register, Values
from forensics.problems import Problem
from forensics.records.planning import Hazard, Practitioner, SurveyArea, Track
from forensics.rules.deciding import keys_of
from forensics.rules.family import record_builder
from forensics.values import typed_values
from layers.signers import with_what_counts

AREA, HAZARD = "survey_area", "hazard"

AROUND_DEGREES = 0.12
"""How far around an area hazards are looked for: further than any exclusion distance reaches."""

DECISIVE = (
    "place", "purpose", "method", "status", "team", "planned_start", "planned_end", "planned_depth_cm",
    "hazard_clearance", "override_by", "override_reason", "settlement",
)  # fmt: skip
"""What of an area the gate, or who stands in it, hangs on."""
OVERRIDE = ("hazard_clearance", "override_by", "override_reason")


def gate_problems(register: Register, area: SurveyArea) -> Iterator[Problem]:
    """What keeps people out of an area that is about to be in force.

    An area whose gate closed after it was assigned keeps what was recorded, so that other fields can be written: the
    problem is told and refuses nothing. Nothing of it is in force meanwhile.
    """
    if area.status not in IN_FORCE:
        return
    held = register.values(AREA, area.id) if area.id else None
    found = gate_of(register, area, about_to_be=True, held=held)
    if not found.is_open:
        message = say("No team may enter {code}: {why}.", code=area.code, why=listed(found.messages))
        yield Problem("status", area.status, message, refuses=held is None or not _as_it_was(register, area, held))


def track_problems(register: Register, track: Track) -> Iterator[Problem]:
    """The hazards that a track came too close to: told, and refusing nothing, for it was walked."""
    shape = track.place.shape if track.place is not None else None
    if shape is not None and not shape.is_empty:
        hazards = tuple(built(register, HAZARD, register.select(Query(HAZARD, bbox=_widened(shape.bounds)))))
        for message in nearings(track, hazards):
            yield Problem("place", track.code, message, refuses=False)


def gate_of(
    register: Register,
    area: SurveyArea,
    day: date | None = None,
    *,
    about_to_be: bool = False,
    held: Values | None = None,
) -> Gate:
    """The gate of an area on a day; one that is `about_to_be` written is held in the register as `held`."""
    day = day or this_day()
    overridden = area.hazard_clearance == OVERRIDDEN
    override = override_of(register, area, day, about_to_be=about_to_be, held=held) if overridden else None
    return gate(area, tuple(hazards_around(register, area)), day, override)


def this_day() -> date:
    """The day here and now, against which assessments are held."""
    return datetime.now().astimezone().date()


def hazards_around(register: Register, area: SurveyArea, as_of: str = "") -> Iterator[Hazard]:
    """The hazards and assessments that may bear on an area, and those of its settlement that have no outline."""
    shape = area.place.shape if area.place is not None else None
    if shape is None:
        return
    rows = list(register.select(Query(HAZARD, bbox=_widened(shape.bounds), as_of=as_of)))
    if area.settlement:
        held = {row["id"] for row in rows}
        there = register.select(Query(HAZARD, where=(("settlement", area.settlement),), as_of=as_of))
        rows += [row for row in there if row["id"] not in held]
    yield from cast("Iterator[Hazard]", built(register, HAZARD, rows))


def _widened(bounds: Sequence[float]) -> Box:
    """A box around another, as far as any exclusion distance reaches."""
    west, south, east, north = map(float, bounds)
    wide = AROUND_DEGREES / max(cos(radians(max(abs(south), abs(north)))), 0.05)
    return west - wide, south - AROUND_DEGREES, east + wide, north + AROUND_DEGREES


def built(register: Register, type_: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    """Records of canonical values, voided ones left out."""
    kind = register.catalogue[type_]
    build = record_builder(kind.model)
    for row in rows:
        if row.get("review") != "voided":
            yield build(typed_values(kind.by_name, row))


def _as_it_was(register: Register, area: SurveyArea, held: Values) -> bool:
    [before] = [*built(register, AREA, [held]), None][:1]
    return before is not None and all(getattr(area, name) == getattr(before, name) for name in DECISIVE)


def override_of(
    register: Register, area: SurveyArea, day: date, *, about_to_be: bool = False, held: Values | None = None
) -> Override:
    """The override that an area tells of: one that is being written knows all, one that was written what stood then."""
    if about_to_be and _is_new(area, held):
        known = tuple(hazards_around(register, area))
        moment = datetime.now().astimezone().isoformat()
        return Override(area, known, day, _fault(register, area, register.signs_as, moment))
    event = _written(register, area)
    if event is None:
        return Override(area, (), day, say("who overrode it is not in the journal"))
    fault = _fault(register, area, event.device, event.time)
    try:
        then = next(iter(built(register, AREA, register.select(Query(AREA, ids=(area.id or "",), as_of=event.commit)))))
        known = tuple(hazards_around(register, then, event.commit))
    except (TaphosError, StopIteration):
        return Override(area, (), day, say("what was known when it was overridden is not on this copy"))
    return Override(then, known, date.fromisoformat(event.time[:10]), fault)


def _is_new(area: SurveyArea, held: Values | None) -> bool:
    return held is None or any(held.get(name) != getattr(area, name) for name in OVERRIDE)


def _written(register: Register, area: SurveyArea) -> Event | None:
    """The newest commit that counts and wrote any part of an override."""
    events = register.history(area.id) if area.id else []
    return next((one for one in reversed(events) if one.counts and set(OVERRIDE) & set(one.after)), None)


def _fault(register: Register, area: SurveyArea, device: str, moment: str) -> Message | None:
    """Why an override is not the lead's: no lead, no reason, or not by the lead's key."""
    if not (area.override_reason or "").strip():
        return say("the override gives no reason")
    rows = register.many_values("practitioner", [area.override_by]) if area.override_by else {}
    lead = next(iter(built(register, "practitioner", rows.values())), None)
    lead = with_what_counts(register, lead) if isinstance(lead, Practitioner) else None
    if lead is None or "lead" not in (lead.roles or ()):
        return say("the override names nobody whose role is that of a lead")
    if keys_of(lead, ""):
        if device not in keys_of(lead, moment):
            return say("the override was written with a key that is none of {lead}’s", lead=lead.code)
    elif device not in register.standing().leads:
        return say("the override was written by a device that no lead enrolled as a lead’s")
    return None
