"""Where sites and cases stand, read from a register: one of them, or all with what waits and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forensics.custody.holding import in_force
from forensics.errors import ValueRefused
from forensics.messages import Message
from forensics.naming import DECIDED
from forensics.places import Place
from forensics.ports import Box, Found, Progress, Query
from forensics.records.base import Record
from forensics.records.evidence import Custody, Media, Sample
from forensics.records.graves import Authority, Exhumation
from forensics.records.identity import Identification, MissingPerson
from forensics.records.places import Site
from forensics.records.planning import Hazard, SurveyArea
from forensics.records.remains import Case, Disposition, Examination
from forensics.signed import SIGNATURES
from forensics.workflow.case import case_course
from forensics.workflow.facts import CaseFacts, SiteFacts
from forensics.workflow.ground import reaching
from forensics.workflow.site import site_course
from forensics.workflow.steps import Course, Need, Step
from layers.numbering import unexplained_numbers
from layers.project import Project
from layers.records import One, Records, by_ids, read_all, select

COURSES = ("site", "case")
"""The types of record that have a course."""

AROUND_DEGREES = 0.25
"""How far around a site hazards and areas are looked for: further than any exclusion distance reaches."""

READ: Mapping[type[Record], tuple[str, ...]] = {
    Site: (
        "place", "outline", "settlement", "form", "status", "status_on", "reported_on", "found_on", "detection",
        "protection", "protected_from", "depth", "search_depth", "limitations", "order_limitations", "family_contact",
    ),
    Authority: ("authority_type", "date", "valid_from", "valid_until", "sites", "family_notified"),
    Exhumation: (
        "site", "authority", "start", "end", "bottom_reached", "backfilled", "backfilled_on", "protocol_signed",
        "order_limitations",
    ),
    Hazard: (
        "place", "hazard_type", "hazard_class", "status", "assessment", "assessed_on", "date", "valid_until",
        "cleared_depth_cm", "exclusion_m",
    ),
    SurveyArea: ("place", "purpose", "planned_depth_cm"),
    Case: (
        "site", "exhumation", "origin", "remains_class", "place", "skull", "pelvis", "feet", "outline", "photographs",
        "ordnance_check", "ordnance_check_at", "recovered_at", "recovered_by", "status", "status_on",
        "order_limitations",
    ),
    Media: ("subject", "case_board", "scale_bar", "north_arrow"),
    Custody: (
        "item", "sequence", "action", "at", "to_holder", "to_outside", "authority", "seal_before", "seal_read",
        "seal_condition", "supersedes",
        *SIGNATURES["custody"],
    ),
    Examination: ("case", "start", "end", "examiners", "limitations"),
    Sample: ("case", "date"),
    Identification: ("cases", "missing_person", "status", *DECIDED, "superseded_by"),
    Disposition: (
        "cases", "kind", "date", "plot", "marker_number", "place", "cemetery", "facility", "received_by", "valid_until"
    ),
    MissingPerson: (
        "settlement", "liaison", "later_parts", "told", "dental_chart", "dental_described", "medical", "implants",
        "tattoos", "scars", "dna_donors", "effects", "clothing",
    ),
}  # fmt: skip
"""The fields that courses look at, by record model; more is not read where all are."""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: of which site or case, at which step, for what, whose it is."""

    course: Course
    step: Step
    need: Need


def today() -> str:
    """The day here and now, against which permits and releases are held."""
    return datetime.now().astimezone().date().isoformat()


def course_of(project: Project, found: Found, day: str = "") -> Course:
    """The course of a site or a case; raises ValueRefused for any other record, and for one that was voided."""
    if found.type not in COURSES:
        raise ValueRefused(
            "{code} is of type {type}; a workflow is that of: {allowed}.",
            code=found.code, type=found.type, allowed=", ".join(COURSES),
        )  # fmt: skip
    with project.register.at_one_moment():
        model, around = (Site, _around_site) if found.type == "site" else (Case, _around_case)
        records = around(project, found.id)
        if records.one(model, found.id) is None:
            raise ValueRefused("{code} was voided, and what was voided has no steps.", code=found.code)
        if model is Site:
            facts = _site_facts(records, found.id, day or today())
            return site_course(replace(facts, unexplained=unexplained_numbers(project).get(found.id, {})))
        return case_course(_case_facts(records, found.id))


def course_with(project: Project, site: str, area: SurveyArea, day: str) -> Course:
    """The course of a site as it would be with an area that is about to be written."""
    facts = _site_facts(_around_site(project, site), site, day)
    facts = replace(facts, unexplained=unexplained_numbers(project).get(site, {}))
    others = (one for one in facts.areas if one.id != area.id)
    return site_course(replace(facts, areas=(*others, area), planned=day))


def all_courses(project: Project, day: str = "", progress: Progress | None = None) -> list[Course]:
    """The courses of every site and case, sites first, each in the order of codes. Blocking."""
    day = day or today()
    records = Records()
    for at, (model, names) in enumerate(READ.items()):
        records.put(read_all(project, model, names))
        if progress is not None:
            progress(at + 1, len(READ))
    sites, cases = records.all(Site), records.all(Case)
    hazards = reaching([_ground_of(site) for site in sites], records.all(Hazard))
    areas = reaching([_ground_of(site) for site in sites], records.all(SurveyArea))
    unexplained = unexplained_numbers(project)
    facts = [_site_facts(records, site.id or "", day, hazards[at], areas[at]) for at, site in enumerate(sites)]
    found = [site_course(replace(one, unexplained=unexplained.get(one.site.id or "", {}))) for one in facts] + [
        case_course(_case_facts(records, case.id or "")) for case in cases
    ]
    return sorted(found, key=lambda course: (COURSES.index(course.type), course.code))


def waiting_of(courses: Iterable[Course], roles: Sequence[str] = ()) -> Iterator[Waiting]:
    """What waits in some courses, of these roles where any are named."""
    for course in courses:
        for step, need in course.waiting():
            if not roles or set(roles) & set(need.roles):
                yield Waiting(course, step, need)


def court_gaps(project: Project, day: str = "") -> list[tuple[Course, Message]]:
    """What of the courses keeps a court export back: what was passed over, claimed or concluded without a basis."""
    return [(course, gap) for course in all_courses(project, day) for gap in course.gaps()]


# Reading


def _around_site(project: Project, site: str) -> Records:
    records = Records()

    def put(model: type[Record], **where: str) -> None:
        records.put(select(project, model, Query(model.about.type, where=tuple(where.items()))))

    records.put(by_ids(project, Site, [site]))
    held = records.one(Site, site)
    put(Exhumation, site=site)
    put(Case, site=site)
    for dug in records.all(Exhumation):
        put(Case, exhumation=dug.id or "")
    put(Authority, sites=site)
    records.put(by_ids(project, Authority, [dug.authority for dug in records.all(Exhumation)]))
    if held is not None and held.settlement:
        put(MissingPerson, settlement=held.settlement)
    ground = _ground_of(held) if held is not None else None
    if ground is not None and ground.shape is not None:
        west, south, east, north = ground.shape.bounds
        pad = AROUND_DEGREES
        box: Box = (west - pad, south - pad, east + pad, north + pad)
        for model in (Hazard, SurveyArea):
            records.put(select(project, model, Query(model.about.type, bbox=box)))
    return records


def _around_case(project: Project, case: str) -> Records:
    records = Records()
    records.put(by_ids(project, Case, [case]))
    held = records.one(Case, case)
    for model, field in (
        (Media, "subject"), (Custody, "item"), (Examination, "case"), (Sample, "case"), (Identification, "cases"),
        (Disposition, "cases"),
    ):  # fmt: skip
        records.put(select(project, model, Query(model.about.type, where=((field, case),))))
    if held is not None:
        records.put(by_ids(project, Media, held.photographs or ()))
    persons = [one.missing_person for one in records.all(Identification)]
    records.put(by_ids(project, MissingPerson, persons))
    return records


def _ground_of(site: Site) -> Place | None:
    return site.outline or site.place


# From records to facts


def _site_facts(
    records: Records, id_: str, day: str, hazards: Sequence[Hazard] | None = None,
    areas: Sequence[SurveyArea] | None = None,
) -> SiteFacts:  # fmt: skip
    site = records.one(Site, id_)
    assert site is not None
    dug = records.naming(Exhumation, "site", id_)
    ordered = [records.one(Authority, one.authority) for one in dug]
    authorities = (*records.naming(Authority, "sites", id_), *(one for one in ordered if one is not None))
    cases = (*records.naming(Case, "site", id_),
             *(case for one in dug for case in records.naming(Case, "exhumation", one.id)))  # fmt: skip
    missing = records.naming(MissingPerson, "settlement", site.settlement) if site.settlement else ()
    ground = [_ground_of(site)]
    if hazards is None:
        [hazards] = reaching(ground, records.all(Hazard))
    if areas is None:
        [areas] = reaching(ground, records.all(SurveyArea))
    return SiteFacts(
        site, day, _once(authorities), dug, tuple(hazards), tuple(areas), _once(cases), missing
    )  # fmt: skip


def _case_facts(records: Records, id_: str) -> CaseFacts:
    case = records.one(Case, id_)
    assert case is not None
    compared = records.naming(Identification, "cases", id_)
    persons = (records.one(MissingPerson, one.missing_person) for one in compared)
    photographs = (records.one(Media, one) for one in case.photographs or ())
    return CaseFacts(
        case,
        _once((*records.naming(Media, "subject", id_), *(one for one in photographs if one is not None))),
        tuple(in_force(records.naming(Custody, "item", id_))), records.naming(Examination, "case", id_),
        records.naming(Sample, "case", id_), compared, records.naming(Disposition, "cases", id_),
        _once(one for one in persons if one is not None),
    )  # fmt: skip


def _once(records: Iterable[One]) -> tuple[One, ...]:
    return tuple({record.id: record for record in records}.values())


# Telling


def document(course: Course, translate: Any) -> dict[str, Any]:
    """As `taphos workflow --json` gives it."""
    return {
        "type": course.type,
        "id": course.record,
        "code": course.code,
        "reached": course.reached.key if course.reached is not None else None,
        "next": course.next.key if course.next is not None else None,
        "ending": _step(course.ending, "", translate) if course.ending is not None else None,
        "steps": [_step(step, state.value, translate) for step, state in zip(course.steps, course.states, strict=True)],
        "beside": [_step(step, "done" if step.done else "next", translate) for step in course.beside],
        "limitation": _need(course.unsaid[0][1], translate) if course.unsaid else None,
        "unsaid": [{"step": step.key, **_need(need, translate)} for step, need in course.unsaid],
        "disagreement": translate(course.disagreement) if course.disagreement is not None else None,
        "gaps": [translate(gap) for gap in course.gaps()],
    }


def _step(step: Step, state: str, translate: Any) -> dict[str, Any]:
    return {
        "key": step.key, "label": translate(step.label), "state": state,
        "since": step.since if step.done and step.since else None,
        "basis": list(step.basis), "needs": [_need(need, translate) for need in step.needs],
        "lost": translate(step.lost) if step.lost is not None else None,
    }  # fmt: skip


def _need(need: Need, translate: Any) -> dict[str, Any]:
    return {
        "need": translate(need.message), "roles": list(need.roles), "type": need.type, "record": need.record or None,
        "field": need.field or None, "supersedes": need.supersedes,
    }  # fmt: skip
