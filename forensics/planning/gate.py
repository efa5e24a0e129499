"""Whether people may be sent into an area: the one gate that every road to an assignment passes.

No hazard on the map is not safety. International Mine Action Standards: IMAS 07.11 (land release), 08.10 (non-technical
survey), 08.20 (technical survey), 09.10 (clearance requirements: to a stated depth).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import cos, radians

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.dates import read_date
from forensics.errors import ValueRefused
from forensics.geodesy import area_km2
from forensics.messages import Message, say
from forensics.planning.plane import Plane, plane_around
from forensics.records.planning import Hazard, SurveyArea
from forensics.rules.planning import BREAKS_GROUND, EXPLOSIVE, ON_THE_GROUND, RELEASED, STILL_THERE
from forensics.vocabulary.planning import HAZARD_CLASS

IN_FORCE = ("assigned", "in_progress")
"""The statuses of an area in which a team may be on its ground."""

FROM_ABOVE = ("LiDAR", "drone", "satellite")
"""Methods that need nobody on the ground."""

OVERRIDDEN = "overridden"

NOISE_M = 0.1
"""Ground narrower than this that no assessment holds is the noise of two drawings of one line; all else is ground."""
SLACK_M = 0.05
SLACK = 0.001
"""By so much, and this part of it, an exclusion distance is taken longer: what the plane and drawn edges may lack."""

M_PER_DEGREE = 110_500.0
"""Metres of the shortest degree of latitude."""
FAR = 1.1

AT_ONCE = 4
"""How many assessments that do not count are told by name."""


class Key(StrEnum):
    """What can close an area."""

    NO_OUTLINE = "no_outline"
    NO_DEPTH = "no_depth"
    HAZARD = "hazard"
    NOT_ASSESSED = "not_assessed"
    NOT_CLEARED = "not_cleared"


@dataclass(frozen=True)
class Reason:
    """One thing that closes an area: `record` is the hazard, `ground` what of the area no assessment holds.

    `mark` is all of a hazard on which a lead decides: where it changes, the decision has to be made anew.
    """

    key: Key
    message: Message
    record: str = ""
    ground: BaseGeometry | None = field(default=None, compare=False)
    mark: tuple[object, ...] = ()


@dataclass(frozen=True)
class Span:
    """The days on which people would be there, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Override:
    """A lead's decision to send people all the same: the area and the hazards as they were known to it, and that day.

    `fault` says why it is not the lead's, so that it lifts nothing.
    """

    area: SurveyArea
    hazards: tuple[Hazard, ...]
    day: date
    fault: Message | None = None


@dataclass(frozen=True)
class Gate:
    """What closes an area, and what of that a lead's override lifts."""

    reasons: tuple[Reason, ...] = ()
    lifted: tuple[Reason, ...] = ()
    fault: Message | None = None

    @property
    def closing(self) -> tuple[Reason, ...]:
        """The reasons that stand."""
        return tuple(one for one in self.reasons if one not in self.lifted)

    @property
    def is_open(self) -> bool:
        return not self.closing

    @property
    def messages(self) -> tuple[Message, ...]:
        """Why it is closed, and what is wrong with an override; nothing where it is open."""
        faults = (self.fault,) if self.fault is not None else ()
        return (*(one.message for one in self.closing), *faults) if self.closing else ()


def span_of(area: SurveyArea, today: date) -> Span:
    """From today, or the first planned day where that is later, to the last planned day."""
    first = max(today, _earliest(area.planned_start) or today)
    return Span(first, max(first, _latest(area.planned_end) or first))


def needs_no_clearance(area: SurveyArea) -> bool:
    """Whether nobody is on its ground: imagery, by methods from above alone."""
    return area.purpose == "imagery" and all(method in FROM_ABOVE for method in area.method or ())


def breaks_ground(area: SurveyArea) -> bool:
    """Whether the work of an area goes into the ground."""
    return area.purpose == "exhumation" or any(method in BREAKS_GROUND for method in area.method or ())


def gate(area: SurveyArea, hazards: Sequence[Hazard], today: date, override: Override | None = None) -> Gate:
    """What keeps people out of an area, told from the hazards and assessments on record around it.

    An override lifts what its lead could see: a reason that has come since, or has grown since, stands.
    """
    reasons = tuple(closed_by(area, hazards, span_of(area, today)))
    if override is None or not reasons:
        return Gate(reasons)
    if override.fault is not None:
        return Gate(reasons, fault=override.fault)
    known = tuple(closed_by(override.area, override.hazards, span_of(override.area, override.day)))
    lifted = tuple(one for one in reasons if any(_covers(then, one) for then in known))
    return Gate(reasons, lifted)


def closed_by(area: SurveyArea, hazards: Sequence[Hazard], span: Span) -> Iterator[Reason]:
    """Everything that closes an area on some days."""
    if needs_no_clearance(area):
        return
    shape = area.place.shape if area.place is not None else None
    if shape is None or shape.is_empty:
        yield Reason(Key.NO_OUTLINE, say("it has no outline on the map, so nothing says which ground must be safe"))
        return
    shape = _sound(shape)
    plane = plane_around(shape)
    yield from _hazards_at(area, shape, plane, hazards)
    held = [one for one in hazards if one.hazard_class in RELEASED and _meets(one, shape)]
    counted = [one for one in held if fault_of_assessment(one, span) is None]
    left = uncovered(shape, counted, plane)
    if left is not None:
        yield Reason(Key.NOT_ASSESSED, _not_assessed(shape, left, held, span), ground=left)
    if breaks_ground(area):
        yield from _shallow(area, shape, plane, counted)


def fault_of_assessment(hazard: Hazard, span: Span) -> Message | None:
    """Why an assessment does not count on some days; None where it does.

    It says by whom and when it was made; a survey says until when it holds, for it tells of the day on which it was
    made; clearance, which takes away what was there, holds until it says otherwise, and has a certificate.
    """
    code = hazard.code
    cleared = hazard.hazard_class == "cleared"
    if hazard.hazard_type not in EXPLOSIVE:
        return say("{code} says nothing of explosives", code=code)
    if (hazard.assessment or ("clearance" if cleared else None)) not in ON_THE_GROUND:
        return say("{code} rests on no survey on the ground", code=code)
    if hazard.status == "worked_on":
        return say("{code} is still worked on", code=code)
    if not (hazard.clearance_body or hazard.quality_control_by or hazard.reported_by):
        return say("{code} does not say who made it", code=code)
    if cleared and not hazard.certificate:
        return say("{code} has no certificate of clearance", code=code)
    made = _latest(hazard.assessed_on)
    if made is None:
        return say("{code} does not say when it was made", code=code)
    if made > span.first:
        return say("{code} was made on {day} only", code=code, day=hazard.assessed_on)
    if hazard.valid_until is None:
        return None if cleared else say("{code} does not say until when it holds", code=code)
    ends = _earliest(hazard.valid_until)
    if ends is None or ends < span.last:
        return say("{code} holds until {day} only", code=code, day=hazard.valid_until)
    return None


def uncovered(shape: BaseGeometry, holding: Iterable[Hazard], plane: Plane) -> BaseGeometry | None:
    """The ground of an area, in degrees, that none of some records holds; None where they hold all of it.

    Only what is narrower than the noise of drawing is passed over, however small the rest is.
    """
    shapes = [_sound(one.place.shape) for one in holding if one.place is not None and one.place.shape is not None]
    left = shapely.difference(shape, shapely.union_all(shapes)) if shapes else shape
    left = _polygons(left)
    if left.is_empty or shapely.buffer(plane.flat(left), -NOISE_M / 2).is_empty:
        return None
    return left


def is_open_hazard(hazard: Hazard) -> bool:
    """Whether a record is of a hazard that may still be there; one without a class may be anything.

    A suspected one can be closed; a confirmed one is gone only when it is cleared, reduced or cancelled.
    """
    if hazard.hazard_class in STILL_THERE or hazard.hazard_class is None:
        return hazard.status != "closed" or hazard.hazard_class == "confirmed"
    return hazard.hazard_class not in RELEASED


def reach_m(hazard: Hazard) -> float:
    """Metres from its outline within which a hazard keeps people away: exclusion distance, and what drawing may err."""
    accuracy = hazard.place.horizontal_accuracy if hazard.place is not None else None
    return ((hazard.exclusion_m or 0.0) + (accuracy or 0.0)) * (1 + SLACK) + SLACK_M


def _hazards_at(area: SurveyArea, shape: BaseGeometry, plane: Plane, hazards: Sequence[Hazard]) -> Iterator[Reason]:
    here = plane.flat(shape)
    for one in hazards:
        if not is_open_hazard(one):
            continue
        there = one.place.shape if one.place is not None else None
        if there is None:
            if one.settlement is not None and one.settlement == area.settlement:
                message = say("{code} is open in its settlement, and nothing says where", code=one.code)
                yield Reason(Key.HAZARD, message, one.id or "", mark=_mark(one))
        elif not _is_far(shape, there, reach_m(one)) and shapely.dwithin(here, plane.flat(there), reach_m(one)):
            yield Reason(Key.HAZARD, _reaches(one), one.id or "", mark=_mark(one))


def _is_far(shape: BaseGeometry, there: BaseGeometry, metres: float) -> bool:
    """Whether boxes in degrees say already that two shapes lie further apart than that."""
    west, south, east, north = shape.bounds
    high = FAR * metres / M_PER_DEGREE
    wide = high / max(cos(radians(min(89.0, max(abs(south), abs(north)) + high))), 1e-3)
    left, low, right, top = there.bounds
    return left > east + wide or right < west - wide or low > north + high or top < south - high


def _reaches(hazard: Hazard) -> Message:
    kind = Message(HAZARD_CLASS.all_codes[hazard.hazard_class]) if hazard.hazard_class else say("of no known class")
    if hazard.exclusion_m:
        return say(
            "{code} ({kind}) is open, and it lies within its exclusion distance of {metres:g} m",
            code=hazard.code, kind=kind, metres=hazard.exclusion_m,
        )  # fmt: skip
    return say("{code} ({kind}) is open, and it touches it", code=hazard.code, kind=kind)


def _mark(hazard: Hazard) -> tuple[object, ...]:
    place = hazard.place.geometry if hazard.place is not None else None
    return (hazard.hazard_class, hazard.status, hazard.hazard_type, hazard.exclusion_m, place)


def _not_assessed(shape: BaseGeometry, left: BaseGeometry, held: Sequence[Hazard], span: Span) -> Message:
    part = _part(shape, left)
    told = [fault for one in held if (fault := fault_of_assessment(one, span)) is not None][:AT_ONCE]
    if told:
        return say("{part} of it is held by no assessment in date ({why})", part=part, why=listed(told))
    return say("{part} of it is held by no assessment in date; no hazard on the map is not safety", part=part)


def _shallow(area: SurveyArea, shape: BaseGeometry, plane: Plane, counted: Sequence[Hazard]) -> Iterator[Reason]:
    """Work that breaks ground is held against clearance, at least as deep as it goes (IMAS 09.10)."""
    depth = area.planned_depth_cm
    if depth is None:
        yield Reason(Key.NO_DEPTH, say("its work breaks ground, and nothing says how deep"))
        return
    cleared = [one for one in counted if one.hazard_class == "cleared"]
    deep = [one for one in cleared if one.cleared_depth_cm is not None and one.cleared_depth_cm >= depth]
    left = uncovered(shape, deep, plane)
    if left is None:
        return
    shallow = [
        say("{code} was cleared to {cleared:g} cm", code=one.code, cleared=one.cleared_depth_cm or 0)
        for one in cleared if one not in deep
    ][:AT_ONCE]  # fmt: skip
    part = _part(shape, left)
    message = say("{part} of it is not cleared to the {depth:g} cm of its work", part=part, depth=depth)
    if shallow:
        message = say("{part} of it is not cleared to the {depth:g} cm of its work ({why})", part=part, depth=depth,
                      why=listed(shallow))  # fmt: skip
    yield Reason(Key.NOT_CLEARED, message, ground=left, mark=(depth,))


def _part(shape: BaseGeometry, left: BaseGeometry) -> Message:
    percent = 100 * area_km2(left) / (area_km2(shape) or 1)
    if percent >= 99.95:
        return say("all")
    return say("{percent:.1f} %", percent=percent) if percent >= 0.1 else say("a strip")


def _covers(then: Reason, now: Reason) -> bool:
    """Whether who decided on one reason had seen the other: the same, and no more of it."""
    if then.key is not now.key or then.record != now.record or now.key is Key.NO_OUTLINE:
        return False
    if now.key is Key.HAZARD:
        return then.mark == now.mark
    if now.key is Key.NOT_CLEARED and _depth(now) > _depth(then):
        return False
    if then.ground is None or now.ground is None:
        return then.ground is None and now.ground is None
    more = _polygons(shapely.difference(now.ground, then.ground))
    return more.is_empty or bool(shapely.buffer(plane_around(now.ground).flat(more), -NOISE_M / 2).is_empty)


def _depth(reason: Reason) -> float:
    return float(str(reason.mark[0])) if reason.mark else float("inf")


def _meets(hazard: Hazard, shape: BaseGeometry) -> bool:
    there = hazard.place.shape if hazard.place is not None else None
    return there is not None and bool(shapely.intersects(_sound(there), shape))


def _sound(shape: BaseGeometry) -> BaseGeometry:
    return shape if shape.is_valid else shapely.make_valid(shape)


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """The areas in a geometry, without lines and points that are left where edges meet."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2]) if len(parts) else shapely.Polygon()


def _earliest(text: str | None) -> date | None:
    try:
        return read_date(text).earliest if text else None
    except ValueRefused:
        return None


def _latest(text: str | None) -> date | None:
    try:
        return read_date(text).latest if text else None
    except ValueRefused:
        return None


def listed(messages: Sequence[Message]) -> Message:
    """Several sentences as one, each in the language of the whole."""
    names = [f"one{number}" for number in range(len(messages))]
    return Message("; ".join(f"{{{name}}}" for name in names), dict(zip(names, messages, strict=True)))
