"""What must hold of hazards, survey areas, visits, tracks, teams and practitioners, each taken alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.messages import say
from forensics.problems import Problem
from forensics.records.planning import Hazard, Practitioner, SurveyArea, Team, Track, Visit
from forensics.rules import Rule
from forensics.rules.between import code_of, filled, in_order, missing

BREAKS_GROUND = ("probing", "test_trench", "exhumation")
"""Methods of survey for which land must be cleared at least as deep as they go."""

BEGUN = ("in_progress", "complete")

LICENSED = ("forensic_pathologist_or_medical_expert", "odontologist", "ordnance_specialist")
"""Roles that rest on a licence of the country or the profession."""

EXPLOSIVE = ("mine", "ERW", "booby_trap", "IED")
"""Hazards that IMAS speaks of; depth of clearance means something for these alone."""

RELEASED = ("cancelled", "reduced", "cleared", "assessed_no_evidence")
"""Classes of ground that somebody released, or found without evidence of a hazard (IMAS 07.11)."""

STILL_THERE = ("suspected", "confirmed")
ON_THE_GROUND = ("non_technical_survey", "technical_survey", "clearance")


def _released_land_says_how(hazard: Hazard) -> Iterator[Problem]:
    if hazard.hazard_class == "cleared":
        yield from missing(hazard, "certificate", say("Cleared land has a certificate; without one it is not cleared."))
        yield from missing(hazard, "clearance_body", say("Cleared land names the body that cleared it."))
        if hazard.hazard_type in EXPLOSIVE:
            because = say("Cleared land says to what depth it was cleared.")
            yield from missing(hazard, "cleared_depth_cm", because)
    if hazard.hazard_class in ("cancelled", "reduced", "assessed_no_evidence"):
        yield from missing(hazard, "assessment", say("Land is released by an assessment, which is named."))
    if hazard.hazard_class in ("cancelled", "reduced", "cleared", "assessed_no_evidence"):
        yield from missing(hazard, "assessed_on", say("Land is released on a date, which is recorded."))


def _published_says_where(hazard: Hazard) -> Iterator[Problem]:
    if hazard.published == "yes":
        because = say("A hazard that is published says where, so that it can be shown as it stands there.")
        yield from missing(hazard, "published_in", because)


def _assessment_fits(hazard: Hazard) -> Iterator[Problem]:
    if hazard.hazard_class == "cleared" and hazard.assessment not in (None, "clearance"):
        message = say("Land is cleared by clearance; a survey cancels or reduces a hazard.")
        yield Problem("assessment", hazard.assessment, message, refuses=False)
    if hazard.hazard_class == "assessed_no_evidence" and hazard.assessment == "desk":
        message = say(
            "That no evidence of a hazard was found rests on a survey on the ground, not on a desk assessment."
        )
        yield Problem("assessment", hazard.assessment, message, refuses=False)
    if hazard.hazard_class == "confirmed" and hazard.status == "closed":
        message = say("A confirmed hazard is closed only when it is cleared, reduced or cancelled.")
        yield Problem("status", hazard.status, message, refuses=False)


def _hazard_dates(hazard: Hazard) -> Iterator[Problem]:
    return in_order(hazard, "date", "assessed_on", "valid_until")


def _area_dates(area: SurveyArea) -> Iterator[Problem]:
    yield from in_order(area, "planned_start", "planned_end")
    yield from in_order(area, "start", "end")


def _area_status_is_borne_out(area: SurveyArea) -> Iterator[Problem]:
    if area.status == "assigned":
        yield from missing(area, "team", say("An assigned area names its team."))
        yield from missing(area, "planned_start", say("An assigned area has planned dates."))
    if area.status in BEGUN:
        yield from missing(area, "start", say("Work that has begun says when it began."))
    if area.status == "complete":
        yield from missing(area, "end", say("A complete area says when the work ended."))
        yield from missing(area, "outcome", say("A complete area says what came of it."))
    elif area.status in ("planned", "assigned", "cancelled") and filled(area, "end"):
        message = say("The area has an end of work, but its status is “{status}”.", status=code_of(area, "status"))
        yield Problem("status", area.status, message, refuses=False)


def _negative_states_its_limits(area: SurveyArea) -> Iterator[Problem]:
    if area.outcome != "negative":
        return
    because = say("Negative is a statement of method, extent and limits, not that nothing is there.")
    for name in ("method", "coverage_percent", "limits"):
        yield from missing(area, name, because)


def _override_is_signed(area: SurveyArea) -> Iterator[Problem]:
    if area.hazard_clearance == "overridden":
        for name in ("override_by", "override_reason"):
            because = say("An override names the lead who recorded it, and the reason.")
            yield from missing(area, name, because, refuses=True)


def _depth_of_work_is_known(area: SurveyArea) -> Iterator[Problem]:
    if area.purpose == "exhumation" or any(method in BREAKS_GROUND for method in area.method or ()):
        because = say("Work that breaks ground says how deep it goes, so that clearance can be held against it.")
        yield from missing(area, "planned_depth_cm", because)


def _nobody_on_the_ground(area: SurveyArea) -> Iterator[Problem]:
    if area.hazard_clearance == "not_needed" and area.purpose not in (None, "imagery"):
        message = say("Only an area that nobody enters, such as for imagery, needs no hazard clearance.")
        yield Problem("hazard_clearance", area.hazard_clearance, message, refuses=False)


def _visit_was_somewhere(visit: Visit) -> Iterator[Problem]:
    if not any(filled(visit, name) for name in ("place", "covered", "visited", "settlement", "survey_area")):
        message = say("A visit has a place, a settlement, or the record that was visited.")
        yield Problem("place", None, message, refuses=False)
    yield from in_order(visit, "start", "end")
    if visit.purpose == "group_meeting":
        yield from missing(visit, "people_met", say("A meeting with a group says how many people were met."))


def _track_times(track: Track) -> Iterator[Problem]:
    return in_order(track, "start", "end")


def _team_is_led_from_within(team: Team) -> Iterator[Problem]:
    if team.lead is not None and team.members and team.lead not in team.members:
        yield Problem("lead", team.lead, say("The lead of a team is one of its members."), refuses=False)
    yield from in_order(team, "start", "end")


def _licence_of_role(practitioner: Practitioner) -> Iterator[Problem]:
    if any(role in LICENSED for role in practitioner.roles or ()):
        because = say("This role rests on a licence, whose number is recorded.")
        yield from missing(practitioner, "licence_number", because)
    yield from in_order(practitioner, "start", "end")


def _keys_are_enrolled(practitioner: Practitioner) -> Iterator[Problem]:
    for row in practitioner.signing_keys or ():
        if not row.get("fingerprint") or not row.get("enrolled_by"):
            message = say("A signing key has a fingerprint, and the lead who enrolled it.")
            yield Problem("signing_keys", row.get("fingerprint"), message, refuses=False)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "hazard": (_released_land_says_how, _published_says_where, _assessment_fits, _hazard_dates),
    "survey_area": (
        _area_dates,
        _area_status_is_borne_out,
        _negative_states_its_limits,
        _override_is_signed,
        _depth_of_work_is_known,
        _nobody_on_the_ground,
    ),
    "visit": (_visit_was_somewhere,),
    "track": (_track_times,),
    "team": (_team_is_led_from_within,),
    "practitioner": (_licence_of_role, _keys_are_enrolled),
}
