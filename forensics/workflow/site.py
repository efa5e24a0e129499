"""The course of a grave site, from the first report to its closing.

Bournemouth Protocol (2020); Minnesota Protocol (2016), part V.C; International Mine Action Standards on land release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from forensics.dates import read_date, surely_after
from forensics.messages import Message, say
from forensics.places import Place
from forensics.records.evidence import Artefact, Media, Sample
from forensics.records.graves import Authority, Exhumation
from forensics.records.places import Site
from forensics.records.planning import Hazard
from forensics.records.remains import Case
from forensics.rules.planning import EXPLOSIVE, ON_THE_GROUND, RELEASED, STILL_THERE
from forensics.vocabulary.places import SITE_STATUS
from forensics.vocabulary.steps import SITE_STEP
from forensics.workflow.facts import SiteFacts, Work
from forensics.workflow.family import of_a_site
from forensics.workflow.ground import covered
from forensics.workflow.said import says_something, steps_said
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
    claimed_in_vain,
    earliest,
    ids_of,
    in_another_order,
    in_field,
    in_new,
)

RESERVED = {kind.about.type: kind.about.plural for kind in (Case, Artefact, Sample, Media)}
"""What each series of numbers is of."""

OUTSIDE_THE_ORDER = ("negative", "destroyed", "inaccessible")
"""Conclusions on a site that a person draws; each says what it rests on."""

BORNE_OUT = {
    "reported": "reported", "suspected": "reported", "located": "located", "secured": "secured",
    "authorised": "authorised", "confirmed": "confirmed", "in_exhumation": "in_exhumation",
    "part_exhumed": "exhumed", "exhumed": "exhumed", "closed": "closed",
}  # fmt: skip
"""The step that must be borne out for the site's status to be."""

CLAIMED = {status: step for status, step in BORNE_OUT.items() if step != "reported"}
"""Of these, those with which work is claimed: a report without its day claims none."""
SAYS_DUG = ("confirmed", "in_exhumation", "part_exhumed", "exhumed", "closed")
"""Statuses that say that the ground was opened: what should have come before it can no longer be made good."""


def site_course(facts: SiteFacts) -> Course:
    """Where a site stands, from its records alone."""
    facts = by_code(facts)
    site = facts.site
    course = Course(
        "site", site.id or "", site.code or "", _steps(facts), of_a_site(facts), _ending(site),
        settled=facts.opened or site.status in SAYS_DUG,
    )  # fmt: skip
    return replace(
        course, unsaid=_unsaid(facts, course), disagreement=_disagreement(site, course),
        unborne=_unborne(facts, course),
    )  # fmt: skip


def _steps(facts: SiteFacts) -> tuple[Step, ...]:
    site = facts.site
    return (
        _reported(site), _assessed(facts), _located(site), _secured(site), _authorised(facts), _cleared(facts),
        _confirmed(facts), _in_exhumation(facts), _exhumed(facts), _closed(facts),
    )  # fmt: skip


def _unborne(facts: SiteFacts, course: Course) -> tuple[tuple[Step, Need], ...]:
    """What the status claims and no record bears out, as things were on its day: an order that lapsed since was one."""
    site = facts.site
    key = CLAIMED.get(site.status or "")
    if key is None:
        return ()
    dug = any(one.start for one in facts.exhumations)
    then = course if dug or not site.status_on else replace(course, steps=_steps(replace(facts, day=site.status_on)))
    said = steps_said((site, *facts.exhumations))
    return claimed_in_vain(then, key, said, before=site.status in SAYS_DUG)


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
    return Step("reported", SITE_STEP.said("reported"), needs, since, ids_of(site))


def _assessed(facts: SiteFacts) -> Step:
    """Explosives were looked for on all its ground, whether or not that is in date; a desk assessment is none.

    IMAS 08.10. What was found or not of anything else (chemicals, a wall) says nothing about explosives.
    """
    assessed = [one for one in facts.hazards if one.assessment in ON_THE_GROUND and one.hazard_type in EXPLOSIVE]
    whole = covered(_extent(facts.site), [one.place for one in assessed])
    needs = () if whole else (
        in_new(
            "hazard", say("An assessment of explosive hazards on the ground, of the whole site"), ORDNANCE,
            **_ground(facts.site),
        ),
    )  # fmt: skip
    since = earliest(one.assessed_on or one.date for one in assessed)
    return Step("hazard_assessed", SITE_STEP.said("hazard_assessed"), needs, since, ids_of(*assessed))


def _extent(site: Site) -> Place | None:
    return site.outline or site.place


def _ground(site: Site) -> dict[str, str]:
    """The outline of a site as the text of a new hazard's area."""
    shape = site.outline.shape if site.outline is not None else None
    return {"place": shape.wkt} if shape is not None else {}


def _located(site: Site) -> Step:
    measured = [place for place in (site.place, site.outline) if _is_measured(place)]
    needs = () if measured else (
        in_field(site, "place", say("Its place, measured on the ground or on imagery"), ARCHAEOLOGIST),
    )  # fmt: skip
    return Step("located", SITE_STEP.said("located"), needs, site.found_on or "", ids_of(site))


def _is_measured(place: Place | None) -> bool:
    return place is not None and place.shape is not None and place.method != "described"


def _secured(site: Site) -> Step:
    protected = bool(set(site.protection or ()) & {"cordon", "guard", "cover"})
    needs: tuple[Need, ...] = ()
    if not protected and "protection" not in (site.not_recorded or {}):
        needs = (in_field(site, "protection", say("Cordon, guard or cover"), LEAD, INVESTIGATOR),)
    return Step("secured", SITE_STEP.said("secured"), needs, site.protected_from or "", ids_of(site))


def _authorised(facts: SiteFacts) -> Step:
    """Each exhumation has an authority of its own, or of the site, in force on all its days."""
    known = [one for one in facts.authorities if one.authority_type not in (None, "none_known", "unknown")]
    needs: list[Need] = []
    holding: list[Authority] = []
    for work in facts.works:
        own = [one for one in known if _permits(one, work, facts)]
        lapse = _day_without(own, work)
        if lapse:
            needs.append(_no_authority(facts.site, work, own, lapse))
        else:
            holding += [one for one in own if _holds(one, work.start) or _holds(one, work.end)]
    since = earliest(one.date for one in holding)
    return Step(
        "authorised",
        SITE_STEP.said("authorised"),
        tuple(needs),
        since,
        ids_of(*{one.id: one for one in holding}.values()),
    )


def _permits(one: Authority, work: Work, facts: SiteFacts) -> bool:
    """Whether an authority may speak of this work: not one that only another exhumation names."""
    if (facts.site.id or "") in (one.sites or ()) or (work.dug is not None and work.dug.authority == one.id):
        return True
    return not any(dug.authority == one.id for dug in facts.exhumations)


def _holds(one: Authority, day: str) -> bool:
    begins = one.valid_from or one.date
    ended = one.valid_until is not None and surely_after(day, one.valid_until)
    return not ended and not (begins is not None and surely_after(begins, day))


def _day_without(own: Sequence[Authority], work: Work) -> str:
    """A day of work on which none of some authorities is in force; nothing where each day has one."""
    ends = [_day_after(one.valid_until) for one in own if one.valid_until]
    within = [day for day in ends if day and not surely_after(work.start, day) and not surely_after(day, work.end)]
    return next(
        (day for day in (work.start, *sorted(within), work.end) if not any(_holds(one, day) for one in own)), ""
    )


def _day_after(text: str) -> str:
    last = read_date(text).latest
    return (last + timedelta(days=1)).isoformat() if last is not None else ""


def _no_authority(site: Site, work: Work, own: Sequence[Authority], day: str) -> Need:
    roles = (LEAD, INVESTIGATOR)
    if own:
        message = say("An authority in force on {day}; {code} is not", day=day, code=own[0].code)
        return in_field(own[0], "valid_until", message, *roles)
    if work.dug is not None:
        message = say("An authority of {code}, in force on {day}", code=work.dug.code, day=day)
        return in_new("authority", message, *roles, sites=site.id or "")
    return in_new("authority", say("An authority that names the site"), *roles, sites=site.id or "")


def _cleared(facts: SiteFacts) -> Step:
    """No hazard reaches the ground, and all of it was released from explosives as deep as the work goes (IMAS 07.11).

    A danger reaches as far as its exclusion distance; a release holds on its own ground only.
    """
    site, depth = facts.site, facts.depth_cm
    needs: list[Need] = []
    for one in facts.hazards:
        if one.hazard_class in STILL_THERE and one.status != "closed":
            needs.append(in_field(one, "hazard_class", say("{code} is open on this ground", code=one.code), ORDNANCE))
    if depth is None and not answered(site, "depth"):
        needs.append(in_field(site, "depth", say("The depth of the work"), ARCHAEOLOGIST))
    released = [
        one for one in facts.hazards
        if one.hazard_class in RELEASED and one.hazard_type in EXPLOSIVE and _touches(one, site)
    ]  # fmt: skip
    deep: list[Hazard] = []
    for work in facts.works:
        in_date = [one for one in released if _in_date(one, work)]
        reach = [one for one in in_date if _reaches(one, depth)]
        if not covered(_extent(site), [one.place for one in reach]):
            needs.append(_no_release(facts, released, in_date, work))
        deep += [one for one in reach if one not in deep]
    since = earliest(one.assessed_on for one in deep)
    return Step("cleared", SITE_STEP.said("cleared"), _once(needs), since, ids_of(*deep))


def _touches(hazard: Hazard, site: Site) -> bool:
    here, extent = hazard.place, _extent(site)
    shapes = [one.shape for one in (here, extent) if one is not None and one.shape is not None]
    return len(shapes) == 2 and bool(shapes[0].intersects(shapes[1]))


def _in_date(hazard: Hazard, work: Work) -> bool:
    """Whether a release was made before work began and ends after it."""
    late = hazard.assessed_on is not None and surely_after(hazard.assessed_on, work.start)
    return not late and not (hazard.valid_until and surely_after(work.end, hazard.valid_until))


def _once(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Each need once: two exhumations may lack the same."""
    return tuple({(str(one.message), one.record, one.field): one for one in needs}.values())


def _no_release(facts: SiteFacts, released: Sequence[Hazard], in_date: Sequence[Hazard], work: Work) -> Need:
    """What is lacked first of a release: one at all, in date, all the ground, or its depth."""
    depth, ground = facts.depth_cm, _ground(facts.site)
    if not released:
        return in_new("hazard", say("A release of the ground to the depth of the work"), ORDNANCE, **ground)
    if not in_date:
        message = say("A release of the ground that is in date on {day}; that of {code} is not",
                      day=work.end if released[0].valid_until else work.start, code=released[0].code)  # fmt: skip
        return in_new("hazard", message, ORDNANCE, **ground)
    if not covered(_extent(facts.site), [one.place for one in in_date]):
        message = say("A release of the whole site; that of {code} covers a part of it", code=in_date[0].code)
        return in_new("hazard", message, ORDNANCE, **ground)
    shallow = next(one for one in in_date if not _reaches(one, depth))
    message = say(
        "Clearance to {depth:g} cm; {code} was cleared to {cleared:g} cm",
        depth=depth or 0, code=shallow.code, cleared=shallow.cleared_depth_cm or 0,
    )  # fmt: skip
    return in_field(shallow, "cleared_depth_cm", message, ORDNANCE)


def _reaches(hazard: Hazard, depth: float | None) -> bool:
    """Whether a release holds at a depth: only clearance ends somewhere below."""
    if hazard.hazard_class != "cleared":
        return True
    return hazard.cleared_depth_cm is not None and (depth is None or hazard.cleared_depth_cm >= depth)


def _confirmed(facts: SiteFacts) -> Step:
    needs = () if facts.opened else (
        in_field(facts.site, "detection", say("A test trench, and what it found"), ARCHAEOLOGIST),
    )  # fmt: skip
    return Step("confirmed", SITE_STEP.said("confirmed"), needs, facts.dug_from, ids_of(facts.site))


def _in_exhumation(facts: SiteFacts) -> Step:
    begun = [dug for dug in facts.exhumations if dug.start]
    needs: tuple[Need, ...] = ()
    if facts.exhumations and not begun:
        needs = (in_field(facts.exhumations[0], "start", say("The day on which it began"), LEAD),)
    elif not begun:
        site = facts.site.id or ""
        needs = (in_new("exhumation", say("An exhumation with its lead"), LEAD, ARCHAEOLOGIST, site=site),)
    return Step("in_exhumation", SITE_STEP.said("in_exhumation"), needs, facts.dug_from, ids_of(*begun))


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
    if not facts.cases and facts.site.form != "no_remains":
        message = say("The remains that came out of it, or a form of the grave that says that there were none")
        needs.append(in_new("case", message, ARCHAEOLOGIST, site=facts.site.id or ""))
    if facts.site.status == "exhumed":
        needs += _numbers_left(facts)
    whole = any(dug.bottom_reached == "yes" for dug in facts.exhumations)
    told = say("Exhumed in whole") if whole else say("Exhumed in part")
    label = SITE_STEP.said("exhumed") if needs else told
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
    needs += _numbers_left(facts)
    if site.status != "closed":
        needs.append(in_field(site, "status", say("Handed back, with the day"), LEAD))
    return Step("closed", SITE_STEP.said("closed"), tuple(needs), site.status_on or "", ids_of(site))


def _numbers_left(facts: SiteFacts) -> list[Need]:
    """The numbers that somebody has to account for when nothing more comes out of the grave."""
    return [
        in_field(facts.site, "numbers_explained", say(
            "{series}: numbers that were reserved, not used and not explained: {numbers}",
            series=Message(RESERVED[series]), numbers=numbers,
        ), LEAD)
        for series, numbers in facts.unexplained.items()
    ]  # fmt: skip


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
    if not says_something(site.limitations or ""):
        why = (
            say("The limits of the search") if site.status == "negative" else say("What is known of it, and from whom")
        )
        needs.append(in_field(site, "limitations", why, ARCHAEOLOGIST, INVESTIGATOR))
    if not answered(site, "status_on"):
        needs.append(in_field(site, "status_on", say("The day since when"), INVESTIGATOR))
    label = SITE_STATUS.said(site.status)
    return Step(site.status, label, tuple(needs), site.status_on or "", ids_of(site))


OF_EACH_WORK: Mapping[str, Callable[[SiteFacts], Step]] = {"authorised": _authorised, "cleared": _cleared}
"""Steps that each exhumation needs anew: what one season says of them is said of no other."""


def _unsaid(facts: SiteFacts, course: Course) -> tuple[tuple[Step, Need], ...]:
    """The steps that were passed over, with the records that do not say so yet."""
    if not course.settled:
        return ()
    found: list[tuple[Step, Need]] = []
    held: tuple[Site | Exhumation, ...] = (*facts.exhumations, facts.site)
    for step in course.passed_over:
        works = _works_without(facts, step)
        if works:
            silent: Sequence[Site | Exhumation] = [dug for dug in works if step.key not in steps_said([dug])]
        else:
            silent = () if step.key in steps_said(held) else held[:1]
        found += [in_another_order(record, step, LEAD, ARCHAEOLOGIST) for record in silent]
    return tuple(found)


def _works_without(facts: SiteFacts, step: Step) -> list[Exhumation]:
    """The exhumations that lack a step which each needs anew."""
    told = OF_EACH_WORK.get(step.key)
    if told is None:
        return []
    begun = [dug for dug in facts.exhumations if dug.start]
    return [dug for dug in begun if not told(replace(facts, exhumations=(dug,), planned="")).done]


def _disagreement(site: Site, course: Course) -> Message | None:
    """What the site's own status says, where no record bears it out."""
    key = BORNE_OUT.get(site.status or "")
    step = next((one for one in course.steps if one.key == key), None)
    if step is None or step.done or step.key == "closed":
        return None
    return say("The status says “{status}”; no record bears that out yet.", status=SITE_STATUS.said(str(site.status)))
