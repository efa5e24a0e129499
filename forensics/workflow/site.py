"""The course of a grave site, from the first report to its closing.

Bournemouth Protocol (2020); Minnesota Protocol (2016), part V.C; International Mine Action Standards on land release.
"""

from __future__ import annotations

from dataclasses import replace

from forensics.dates import surely_after
from forensics.messages import Message, say
from forensics.places import Place
from forensics.records.graves import Authority
from forensics.records.places import Site
from forensics.records.planning import Hazard
from forensics.rules.between import filled
from forensics.rules.planning import EXPLOSIVE
from forensics.vocabulary.places import SITE_STATUS
from forensics.workflow.facts import SiteFacts
from forensics.workflow.family import of_a_site
from forensics.workflow.steps import (
    ARCHAEOLOGIST,
    INVESTIGATOR,
    LEAD,
    ORDNANCE,
    Course,
    Need,
    Step,
    answered,
    by_code,
    earliest,
    ids_of,
    in_field,
    in_new,
)

RELEASED = ("cancelled", "reduced", "cleared", "assessed_no_evidence")
"""Classes of ground that somebody released, or found without evidence of a hazard (IMAS 07.11)."""

STILL_THERE = ("suspected", "confirmed")
ON_THE_GROUND = ("non_technical_survey", "technical_survey", "clearance")

OUTSIDE_THE_ORDER = ("negative", "destroyed", "inaccessible")
"""Conclusions on a site that a person draws; each says what it rests on."""

BORNE_OUT = {
    "reported": "reported", "suspected": "reported", "located": "located", "secured": "secured",
    "authorised": "authorised", "confirmed": "confirmed", "in_exhumation": "in_exhumation",
    "part_exhumed": "exhumed", "exhumed": "exhumed", "closed": "closed",
}  # fmt: skip
"""The step that must be borne out for the site's status to be."""


def site_course(facts: SiteFacts) -> Course:
    """Where a site stands, from its records alone."""
    facts = by_code(facts)
    site = facts.site
    steps = (
        _reported(site), _assessed(facts), _located(site), _secured(site), _authorised(facts), _cleared(facts),
        _confirmed(facts), _in_exhumation(facts), _exhumed(facts), _closed(facts),
    )  # fmt: skip
    course = Course(
        "site", site.id or "", site.code or "", steps, of_a_site(facts), _ending(site), settled=facts.opened
    )
    return replace(course, limitation=_limitation(facts, course), disagreement=_disagreement(site, course))


def may_be_dug(course: Course) -> tuple[Step, ...]:
    """The steps that must be borne out before a team is assigned to dig, and are not."""
    return tuple(step for step in course.steps if step.key in BEFORE_DIGGING and not step.done)


BEFORE_DIGGING = ("hazard_assessed", "located", "secured", "authorised", "cleared")
OF_HAZARDS = ("hazard_assessed", "cleared")
"""Those of them that a lead may override, by name and with a reason."""


def _reported(site: Site) -> Step:
    since = site.reported_on or site.found_on or ""
    needs = () if since or answered(site, "reported_on") else (
        in_field(site, "reported_on", say("The day of the first report"), INVESTIGATOR),
    )  # fmt: skip
    return Step("reported", say("Reported or suspected"), needs, since, ids_of(site))


def _in_force(hazard: Hazard, day: str) -> bool:
    return not (hazard.valid_until and surely_after(day, hazard.valid_until))


def _assessed(facts: SiteFacts) -> Step:
    """An assessment on the ground, whether or not it is still in date; a desk assessment alone is none (IMAS 08.10)."""
    assessed = [one for one in facts.hazards if one.assessment in ON_THE_GROUND]
    needs = () if assessed else (
        in_new("hazard", say("An assessment of hazards on the ground"), ORDNANCE, **_ground(facts.site)),
    )  # fmt: skip
    since = earliest(one.assessed_on or one.date for one in assessed)
    return Step("hazard_assessed", say("Hazards assessed"), needs, since, ids_of(*assessed))


def _ground(site: Site) -> dict[str, str]:
    """The outline of a site as the text of a new hazard's area."""
    shape = site.outline.shape if site.outline is not None else None
    return {"place": shape.wkt} if shape is not None else {}


def _located(site: Site) -> Step:
    measured = [place for place in (site.place, site.outline) if _is_measured(place)]
    needs = () if measured else (
        in_field(site, "place", say("Its place, measured on the ground or on imagery"), ARCHAEOLOGIST),
    )  # fmt: skip
    return Step("located", say("Located, nothing dug"), needs, site.found_on or "", ids_of(site))


def _is_measured(place: Place | None) -> bool:
    return place is not None and place.shape is not None and place.method != "described"


def _secured(site: Site) -> Step:
    protected = bool(set(site.protection or ()) & {"cordon", "guard", "cover"})
    needs: tuple[Need, ...] = ()
    if not protected and "protection" not in (site.not_recorded or {}):
        needs = (in_field(site, "protection", say("Cordon, guard or cover"), LEAD, INVESTIGATOR),)
    return Step("secured", say("Secured"), needs, site.protected_from or "", ids_of(site))


def _authorised(facts: SiteFacts) -> Step:
    site, day = facts.site, facts.work_day
    known = [one for one in facts.authorities if one.authority_type not in (None, "none_known", "unknown")]
    holding = [one for one in known if not _is_outside(one, day)]
    needs: tuple[Need, ...] = ()
    if known and not holding:
        message = say("An authority in force on {day}; {code} is not", day=day, code=known[0].code)
        needs = (in_field(known[0], "valid_until", message, LEAD, INVESTIGATOR),)
    elif not known:
        needs = (in_new("authority", say("An authority that names the site"), LEAD, INVESTIGATOR, sites=site.id or ""),)
    return Step("authorised", say("Authorised"), needs, earliest(one.date for one in holding), ids_of(*holding))


def _is_outside(one: Authority, day: str) -> bool:
    begins = one.valid_from or one.date
    ended = one.valid_until is not None and surely_after(day, one.valid_until)
    return ended or (begins is not None and surely_after(begins, day))


def _cleared(facts: SiteFacts) -> Step:
    """No hazard stands on the ground, and what was released was released as deep as the work goes (IMAS 07.11)."""
    site, depth, day = facts.site, facts.depth_cm, facts.work_day
    needs: list[Need] = []
    for one in facts.hazards:
        if one.hazard_class in STILL_THERE and one.status != "closed":
            needs.append(in_field(one, "hazard_class", say("{code} is open on this ground", code=one.code), ORDNANCE))
    released = [one for one in facts.hazards if one.hazard_class in RELEASED and _in_force(one, day)]
    if depth is None and not answered(site, "depth"):
        needs.append(in_field(site, "depth", say("The depth of the work"), ARCHAEOLOGIST))
    deep = [one for one in released if _reaches(one, depth)]
    if not deep and released:
        message = say(
            "Clearance to {depth:g} cm; {code} was cleared to {cleared:g} cm",
            depth=depth or 0, code=released[0].code, cleared=released[0].cleared_depth_cm or 0,
        )  # fmt: skip
        needs.append(in_field(released[0], "cleared_depth_cm", message, ORDNANCE))
    elif not released:
        needs.append(in_new("hazard", _no_release(facts), ORDNANCE, **_ground(site)))
    since = earliest(one.assessed_on for one in deep)
    return Step("cleared", say("Cleared to the depth of the work"), tuple(needs), since, ids_of(*deep))


def _no_release(facts: SiteFacts) -> Message:
    lapsed = [one for one in facts.hazards if one.hazard_class in RELEASED]
    if lapsed:
        return say("A release of the ground that is in date; that of {code} ended on {day}",
                   code=lapsed[0].code, day=lapsed[0].valid_until)  # fmt: skip
    return say("A release of the ground to the depth of the work")


def _reaches(hazard: Hazard, depth: float | None) -> bool:
    """Whether a release holds at a depth: only clearance of explosives ends somewhere below."""
    if hazard.hazard_class != "cleared" or hazard.hazard_type not in EXPLOSIVE:
        return True
    return hazard.cleared_depth_cm is not None and (depth is None or hazard.cleared_depth_cm >= depth)


def _confirmed(facts: SiteFacts) -> Step:
    needs = () if facts.opened else (
        in_field(facts.site, "detection", say("A test trench, and what it found"), ARCHAEOLOGIST),
    )  # fmt: skip
    return Step("confirmed", say("Confirmed by a test trench"), needs, facts.dug_from, ids_of(facts.site))


def _in_exhumation(facts: SiteFacts) -> Step:
    begun = [dug for dug in facts.exhumations if dug.start]
    needs: tuple[Need, ...] = ()
    if facts.exhumations and not begun:
        needs = (in_field(facts.exhumations[0], "start", say("The day on which it began"), LEAD),)
    elif not begun:
        site = facts.site.id or ""
        needs = (in_new("exhumation", say("An exhumation with its lead"), LEAD, ARCHAEOLOGIST, site=site),)
    return Step("in_exhumation", say("In exhumation"), needs, facts.dug_from, ids_of(*begun))


def _exhumed(facts: SiteFacts) -> Step:
    needs: list[Need] = []
    for dug in facts.exhumations:
        if not dug.end:
            needs.append(in_field(dug, "end", say("{code}: the day on which it ended", code=dug.code), LEAD))
        elif not answered(dug, "bottom_reached"):
            message = say("{code}: whether undisturbed ground was reached everywhere", code=dug.code)
            needs.append(in_field(dug, "bottom_reached", message, ARCHAEOLOGIST))
    if not facts.exhumations:
        needs.append(in_new("exhumation", say("An exhumation that ended"), LEAD, site=facts.site.id or ""))
    whole = any(dug.bottom_reached == "yes" for dug in facts.exhumations)
    label = say("Exhumed in whole") if whole else say("Exhumed in part") if not needs else say("Exhumed")
    ended = [dug for dug in facts.exhumations if dug.end]
    return Step("exhumed", label, tuple(needs), ended[-1].end or "" if ended else "", ids_of(*ended))


def _closed(facts: SiteFacts) -> Step:
    site = facts.site
    needs: list[Need] = []
    for dug in facts.exhumations:
        if dug.backfilled != "yes" and not answered(dug, "backfilled_on"):
            needs.append(in_field(dug, "backfilled", say("{code}: backfilled", code=dug.code), ARCHAEOLOGIST))
        if dug.protocol_signed != "yes":
            needs.append(in_field(dug, "protocol_signed", say("{code}: the protocol signed", code=dug.code), LEAD))
    if site.status != "closed":
        needs.append(in_field(site, "status", say("Handed back, with the day"), LEAD))
    return Step("closed", say("Closed: backfilled, handed back"), tuple(needs), site.status_on or "", ids_of(site))


def _ending(site: Site) -> Step | None:
    """A negative result is a statement of method, extent, depth and limits; loss and closure say why."""
    if site.status not in OUTSIDE_THE_ORDER:
        return None
    needs: list[Need] = []
    if site.status == "negative":
        for name, message in (
            ("detection", say("The method of the search")), ("outline", say("The extent that was searched")),
            ("search_depth", say("The depth that the search reached")),
        ):  # fmt: skip
            if not answered(site, name):
                needs.append(in_field(site, name, message, ARCHAEOLOGIST))
    if not filled(site, "limitations"):
        why = (
            say("The limits of the search") if site.status == "negative" else say("What is known of it, and from whom")
        )
        needs.append(in_field(site, "limitations", why, ARCHAEOLOGIST, INVESTIGATOR))
    if not answered(site, "status_on"):
        needs.append(in_field(site, "status_on", say("The day since when"), INVESTIGATOR))
    label = Message(SITE_STATUS.codes[site.status])
    return Step(site.status, label, tuple(needs), site.status_on or "", ids_of(site))


def _limitation(facts: SiteFacts, course: Course) -> Need | None:
    said = filled(facts.site, "limitations") or any(filled(dug, "limitations") for dug in facts.exhumations)
    if said or not course.passed_over or not course.settled or course.ending is not None:
        return None
    message = say("What happened in another order, and what it limits")
    if facts.exhumations:
        return in_field(facts.exhumations[0], "limitations", message, LEAD, ARCHAEOLOGIST)
    return in_field(facts.site, "limitations", message, LEAD, ARCHAEOLOGIST)


def _disagreement(site: Site, course: Course) -> Message | None:
    """What the site's own status says, where no record bears it out."""
    key = BORNE_OUT.get(site.status or "")
    step = next((one for one in course.steps if one.key == key), None)
    if step is None or step.done or step.key == "closed":
        return None
    return say(
        "The status says “{status}”; no record bears that out yet.", status=Message(SITE_STATUS.codes[str(site.status)])
    )
