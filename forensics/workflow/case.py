"""The course of human remains, from the ground to a grave with a name or a number.

Minnesota Protocol (2016); ICRC, PAHO and WHO on the management of the dead; INTERPOL DVI.
"""

from __future__ import annotations

from dataclasses import replace

from forensics.custody.holding import in_force
from forensics.messages import Message, say
from forensics.naming import DECIDED
from forensics.records.evidence import Custody, Media
from forensics.records.identity import Identification
from forensics.records.remains import Case, Disposition
from forensics.rules.between import filled, label_of
from forensics.rules.contradicting import LEFT_US
from forensics.rules.laid_to_rest import bearing_out, left_by, still_here
from forensics.rules.remains import remains_can_be_found_again
from forensics.vocabulary.remains import CASE_STATUS
from forensics.vocabulary.steps import CASE_STEP
from forensics.workflow.facts import CaseFacts
from forensics.workflow.family import of_a_case
from forensics.workflow.said import steps_said
from forensics.workflow.steps import (
    ANTHROPOLOGIST,
    ARCHAEOLOGIST,
    CUSTODIAN,
    LEAD,
    ORDNANCE,
    PATHOLOGIST,
    PHOTOGRAPHER,
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

RECEIVING = ("received", "stored", "examined")
AT_REST = ("temporary_burial", "released", "reburied", "returned_to_authority")
"""Dispositions with which remains leave the mission; storage is none."""

BORNE_OUT = {
    "recorded_in_place": "recorded", "lifted": "lifted", "received": "received", "examined": "examined",
    "sampled": "sampled", "identified": "identified", "unidentified": "identified", "released": "at_rest",
    "reburied": "at_rest",
}  # fmt: skip


def case_course(facts: CaseFacts) -> Course:
    """Where remains stand, from their records alone."""
    facts = by_code(facts)
    case = facts.case
    steps = (
        _recorded(facts), _lifted(facts), _received(facts), _examined(facts), _sampled(facts), _identified(facts),
        _at_rest(facts),
    )  # fmt: skip
    course = Course("case", case.id or "", case.code or "", steps, of_a_case(facts))
    said = steps_said([case])
    unsaid = (in_another_order(case, step, LEAD, ARCHAEOLOGIST) for step in course.passed_over if step.key not in said)
    return replace(
        course, unsaid=tuple(unsaid), disagreement=_disagreement(case, course),
        unborne=claimed_in_vain(course, BORNE_OUT.get(case.status or ""), said, before=True),
    )  # fmt: skip


def _recorded(facts: CaseFacts) -> Step:
    case = facts.case
    since = case.ordnance_check_at or case.recovered_at or ""
    label = CASE_STEP.said("recorded")
    if facts.from_others:
        lost = say("Others took the remains out; they were not recorded in place by the mission.")
        return Step("recorded", label, (), since, (), lost)
    needs: list[Need] = []
    if not any(filled(case, name) for name in ("place", "skull", "pelvis", "feet", "outline")):
        needs.append(in_field(case, "place", say("Points of skull, pelvis and feet, or one point"), ARCHAEOLOGIST))
    shown = [one for one in facts.media if _is_logged(one)]
    if not shown and not answered(case, "photographs"):
        needs.append(in_new("media", say("A photo with case board, scale and north"), PHOTOGRAPHER,
                            subject=case.id or ""))  # fmt: skip
    elif not shown and facts.media:
        message = say("{code}: case board, scale and north in view", code=facts.media[0].code)
        needs.append(in_field(facts.media[0], "case_board", message, PHOTOGRAPHER))
    if not answered(case, "ordnance_check"):
        needs.append(in_field(case, "ordnance_check", say("The check for explosive ordnance"), ORDNANCE))
    return Step("recorded", label, tuple(needs), since, ids_of(case, *shown[:1]))


def _is_logged(media: Media) -> bool:
    return media.case_board == media.scale_bar == media.north_arrow == "yes"


def _lifted(facts: CaseFacts) -> Step:
    case = facts.case
    label = CASE_STEP.said("lifted")
    taken = [one for one in in_force(facts.custody) if one.action == "collected"]
    since = case.recovered_at or earliest(_day(one.at) for one in taken)
    if facts.from_others:
        return Step("lifted", label, (), since, (), say("Others lifted the remains."))
    needs: list[Need] = []
    if not since and not answered(case, "recovered_at"):
        needs.append(in_field(case, "recovered_at", say("When they were lifted"), ARCHAEOLOGIST))
    if not filled(case, "recovered_by") and not taken and not answered(case, "recovered_by"):
        needs.append(in_field(case, "recovered_by", say("Who lifted them"), ARCHAEOLOGIST))
    return Step("lifted", label, tuple(needs), since, ids_of(case, *taken[:1]))


def _day(moment: str | None) -> str:
    return (moment or "")[:10]


def _received(facts: CaseFacts) -> Step:
    """Who took the remains in read the number on their seal, or found them under none."""
    case = facts.case
    label = CASE_STEP.said("received")
    taken = [one for one in in_force(facts.custody) if one.action in RECEIVING]
    checked = [one for one in taken if _is_seal_checked(one)]
    needs: tuple[Need, ...] = ()
    if not checked and taken:
        message = say("{code}: the number that was read on the seal, or that there was none", code=taken[0].code)
        needs = (in_field(taken[0], "seal_read", message, CUSTODIAN),)
    elif not checked:
        message = say("Receipt at the mortuary or store, with the seal checked")
        needs = (in_new("custody", message, CUSTODIAN, item=case.id or "", action="received"),)
    return Step("received", label, needs, earliest(_day(one.at) for one in checked), ids_of(*checked[:1]))


def _is_seal_checked(event: Custody) -> bool:
    """Whether a number was read on the seal; one that is carried on from the chain was seen by nobody."""
    return filled(event, "seal_read") or (event.seal_condition == "none" and not event.seal_before)


def _examined(facts: CaseFacts) -> Step:
    done = [one for one in facts.examinations if one.end or one.start]
    needs: list[Need] = []
    if not facts.examinations:
        message = say("An examination with its examiners and limitations")
        needs.append(in_new("examination", message, PATHOLOGIST, ANTHROPOLOGIST, case=facts.case.id or ""))
    elif not done:
        message = say("{code}: when it was made", code=facts.examinations[0].code)
        needs.append(in_field(facts.examinations[0], "start", message, PATHOLOGIST, ANTHROPOLOGIST))
    for one in done:
        if not answered(one, "examiners"):
            needs.append(in_field(one, "examiners", say("{code}: the examiners", code=one.code), PATHOLOGIST))
        if not answered(one, "limitations"):
            needs.append(in_field(one, "limitations", say("{code}: the limitations", code=one.code), PATHOLOGIST))
    return Step("examined", CASE_STEP.said("examined"), tuple(needs), earliest(one.end or one.start for one in done),
                ids_of(*done))  # fmt: skip


def _sampled(facts: CaseFacts) -> Step:
    case = facts.case
    label = CASE_STEP.said("sampled")
    not_human = case.remains_class == "non_human"
    needs = () if facts.samples or not_human else (
        in_new("sample", say("A sample for DNA, or the reason why none was taken"), PATHOLOGIST, ANTHROPOLOGIST,
               case=case.id or "", purpose="DNA"),
    )  # fmt: skip
    return Step("sampled", label, needs, earliest(one.date for one in facts.samples), ids_of(*facts.samples))


def _identified(facts: CaseFacts) -> Step:
    """A name that was decided, or the decision that there is none for now, after something was compared."""
    case = facts.case
    confirmed = [one for one in facts.standing if one.status == "confirmed"]
    if case.remains_class == "non_human":
        needs = tuple(in_field(one, "status", say("{code}: no person, since the remains are not human", code=one.code),
                               LEAD) for one in confirmed)  # fmt: skip
        return Step("identified", say("Unidentified"), needs, case.status_on or "", ids_of(case))
    if confirmed:
        since = earliest(one.date for one in confirmed)
        return Step("identified", say("Identified"), _decided(confirmed), since, ids_of(*confirmed))
    if case.status == "unidentified":
        return Step("identified", say("Unidentified"), (), case.status_on or "", ids_of(case))
    if facts.standing:
        one = facts.standing[-1]
        message = say("{code}: the decision of the body that decides", code=one.code)
        needs = (in_field(one, "status", message, LEAD),)
    else:
        message = say("A comparison with a missing person, or the decision that there is no name")
        needs = (in_new("identification", message, ANTHROPOLOGIST, PATHOLOGIST, cases=case.id or ""),)
    return Step("identified", CASE_STEP.said("identified"), needs)


def _decided(confirmed: list[Identification]) -> tuple[Need, ...]:
    """What is asked until one of them counts: who decided, and when; and that all give one name."""
    if not any(filled(one, *DECIDED) for one in confirmed):
        one = confirmed[0]
        return tuple(
            in_field(one, name, say("{code}: “{field}”", code=one.code, field=label_of(one, name)), LEAD)
            for name in DECIDED if not filled(one, name)
        )  # fmt: skip
    persons = {one.missing_person for one in confirmed if one.missing_person}
    if len(persons) < 2:
        return ()
    codes = ", ".join(str(one.code) for one in confirmed)
    return (in_field(confirmed[0], "status", say("One name: {codes} confirm different persons", codes=codes), LEAD),)


def _at_rest(facts: CaseFacts) -> Step:
    """By custody and by a disposition: one without the other says that remains left and not where, or not that."""
    case = facts.case
    last = [one for one in facts.dispositions if one.kind in AT_REST]
    event = left_by(facts.custody)
    borne_out = bearing_out(event.action or "", last) if event is not None else tuple(last)
    needs: list[Need] = []
    for one in last:
        for problem in remains_can_be_found_again(one):
            needs.append(in_field(one, str(problem.field), problem.message, LEAD, CUSTODIAN))
    if event is not None and not borne_out:
        message = say("A disposition that says where {event} left them", event=event.code)
        needs.append(in_new("disposition", message, LEAD, CUSTODIAN, cases=case.id or ""))
    elif not last:
        message = say("A disposition with a plot that can be found again, or a receiver")
        needs.append(in_new("disposition", message, LEAD, CUSTODIAN, cases=case.id or ""))
    elif event is None and still_here(facts.custody) and any(one.kind in LEFT_US for one in last):
        message = say("The custody with which they left, since one of ours still holds them")
        needs.append(in_new("custody", message, CUSTODIAN, item=case.id or ""))
    since = last[-1].date or "" if last else ""
    return Step("at_rest", _rest_label(last), tuple(needs), since, ids_of(*last))


def _rest_label(last: list[Disposition]) -> Message:
    return say("Reburied") if last and last[-1].kind in ("reburied", "temporary_burial") else CASE_STEP.said("at_rest")


def _disagreement(case: Case, course: Course) -> Message | None:
    key = BORNE_OUT.get(case.status or "")
    step = next((one for one in course.steps if one.key == key), None)
    if step is None or step.done or step.lost is not None:
        return None
    return say("The status says “{status}”; no record bears that out yet.", status=CASE_STATUS.said(str(case.status)))
