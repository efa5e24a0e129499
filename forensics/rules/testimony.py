"""What must hold of interviews, consents, incidents, victims and sources, each taken alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from forensics.dates import Precision, read_date
from forensics.errors import ValueRefused
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.testimony import Consent, Incident, Interview, Source, Victim
from forensics.rules import Rule, rests_on, sexual_violence
from forensics.rules.between import code_of, filled, in_order, is_reviewed, label_of, missing, rising
from forensics.vocabulary.declaring import NO_VALUE
from forensics.vocabulary.testimony import INCIDENT_CATEGORY, LEGAL_LABEL, SEXUAL_VIOLENCE, WITHOUT_CRIME

ADULT = 18
"""Years; Convention on the Rights of the Child (1989), article 1."""

SEARCHED = ("found", "searched_none_found")
"""Answers that say that evidence to the contrary was looked for."""

PLACE_NOT_KNOWN = ("unknown", "not_recorded", "admin1", "admin2", "admin3", "country")
"""Precisions of a place that stand where no place and no settlement can be named."""


_DIGIT = re.compile(r"\d")

CODES_OF_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "interview": ("interviewee_code", "support_person", "guardian"), "consent": ("guardian",),
}  # fmt: skip
"""By type the fields that take a person's code, in which a name would be caught by its lack of a digit."""


def has_digit(text: str) -> bool:
    """Whether any letter of `text` is a digit."""
    return _DIGIT.search(text) is not None


def is_code_and_no_name(record: Record, *names: str) -> Iterator[Problem]:
    """A refusal where a code of a person holds no digit, as a name would."""
    for name in names:
        text = getattr(record, name)
        if text and not has_digit(text) and text not in NO_VALUE:
            message = say(
                "“{label}” takes the code of a person, which has a digit in it; a name is kept in the vault alone.",
                label=label_of(record, name),
            )
            yield Problem(name, text, message)


@rests_on("interviewee_code")
def _interviewee_is_a_code(interview: Interview) -> Iterator[Problem]:
    return is_code_and_no_name(interview, CODES_OF_PEOPLE["interview"][0])


@rests_on("support_person", "guardian", "further_interviewees")
def _others_present_are_codes(interview: Interview) -> Iterator[Problem]:
    yield from is_code_and_no_name(interview, *CODES_OF_PEOPLE["interview"][1:])
    for row in interview.further_interviewees or ():
        code = row.get("code", "")
        if not has_digit(code):
            message = say(
                "Each further interviewee is there by a code with a digit in it; a name is kept in the vault alone."
            )
            yield Problem("further_interviewees", code, message)


def interviewees(interview: Interview) -> tuple[str, ...]:
    """The codes of everybody who was interviewed; interviews and interviewees are two numbers."""
    further = (row.get("code", "") for row in interview.further_interviewees or ())
    return tuple(dict.fromkeys(code for code in (interview.interviewee_code or "", *further) if code))


@rests_on("month", "date")
def _month_is_a_month(interview: Interview) -> Iterator[Problem]:
    if interview.month is None:
        return
    month = read_date(interview.month)
    if month.start.precision is Precision.DAY or month.end.precision is Precision.DAY:
        message = say("{value} says a day; of an interview no more than the month is shown.", value=interview.month)
        yield Problem("month", interview.month, message)
    elif interview.date is not None and not _within(interview.date, interview.month):
        message = say(
            "The month shown ({month}) is not that of the date ({date}).", month=interview.month, date=interview.date
        )
        yield Problem("month", interview.month, message, refuses=False)


def _within(inner: str, outer: str) -> bool:
    if inner.startswith(f"{outer}-"):  # as most are
        return True
    one, other = read_date(inner), read_date(outer)
    return (other.earliest or date.min) <= (one.latest or date.max) and (one.earliest or date.min) <= (
        other.latest or date.max
    )


@rests_on("age_group", "protection", "guardian", "no_guardian_because", "review")
def _child_has_a_guardian(interview: Interview) -> Iterator[Problem]:
    child = interview.age_group == "under_18" or "child" in (interview.protection or ())
    if child and not filled(interview, "guardian") and not filled(interview, "no_guardian_because"):
        because = say("A child is interviewed with a guardian, or with the recorded reason why there was none.")
        yield Problem("guardian", None, because, refuses=is_reviewed(interview))


@rests_on("date", "follow_up_due")
def _follow_up_comes_later(interview: Interview) -> Iterator[Problem]:
    return in_order(interview, "date", "follow_up_due")


@rests_on("interviewer", "second_interviewer")
def _interviewer_is_one(interview: Interview) -> Iterator[Problem]:
    if interview.second_interviewer is not None and interview.second_interviewer == interview.interviewer:
        message = say("The second interviewer is the same person as the first.")
        yield Problem("second_interviewer", interview.second_interviewer, message, refuses=False)


def _consent_dates(consent: Consent) -> Iterator[Problem]:
    yield from in_order(consent, "date", "expires_on")
    yield from in_order(consent, "date", "withdrawn_on")


def _withdrawn_was_given(consent: Consent) -> Iterator[Problem]:
    if filled(consent, "withdrawn_on") and consent.answer != "yes":
        message = say(
            "Consent was withdrawn but the answer is “{answer}”: only a yes can be withdrawn.",
            answer=code_of(consent, "answer"),
        )
        yield Problem("withdrawn_on", consent.withdrawn_on, message, refuses=False)


def _yes_says_how(consent: Consent) -> Iterator[Problem]:
    if consent.answer == "yes":
        yield from missing(consent, "how", say("A yes says how it was given: signed, recorded or witnessed."))
    yield from is_code_and_no_name(consent, *CODES_OF_PEOPLE["consent"])


def _consent_supersedes(consent: Consent) -> Iterator[Problem]:
    if consent.supersedes is None:
        return
    yield from missing(
        consent, "supersedes_because", say("A consent supersedes another one for a reason."), refuses=True
    )
    if consent.supersedes == consent.id:
        yield Problem("supersedes", consent.supersedes, say("A consent cannot supersede itself."))


def consent_holds(consent: Consent, on: date) -> bool:
    """Whether the answer was yes and on that day is neither expired nor withdrawn; either holds from its own day on."""
    if consent.answer != "yes":
        return False
    ends = (read_date(text).earliest for text in (consent.expires_on, consent.withdrawn_on) if text is not None)
    return all(end is not None and on < end for end in ends)


def _no_crime_no_label(incident: Incident) -> Iterator[Problem]:
    if incident.category not in WITHOUT_CRIME:
        return
    if incident.legal_label:
        message = say(
            "“{category}” names no crime, so it carries no “{label}”.",
            category=INCIDENT_CATEGORY.said(incident.category), label=Message(LEGAL_LABEL.label),
        )  # fmt: skip
        yield Problem("legal_label", incident.legal_label, message)
    named = [act for act in incident.acts or () if act in INCIDENT_CATEGORY.codes and act not in WITHOUT_CRIME]
    if named:
        message = say(
            "“{category}” names no crime, so “{act}” cannot be among its acts.",
            category=INCIDENT_CATEGORY.said(incident.category),
            act=INCIDENT_CATEGORY.said(named[0]),
        )  # fmt: skip
        yield Problem("acts", incident.acts, message)


def _incident_is_somewhere(incident: Incident) -> Iterator[Problem]:
    if incident.place is None and incident.settlement is None and incident.place_precision not in PLACE_NOT_KNOWN:
        message = say("An incident has a place or a settlement, or its precision says that none can be named.")
        yield Problem("settlement", None, message, refuses=False)


@rests_on("killed_min", "killed_best", "killed_max", "civilians_killed")
def _counts_of_killed(incident: Incident) -> Iterator[Problem]:
    yield from rising(incident, "killed_min", "killed_best", "killed_max")
    yield from rising(incident, "civilians_killed", "killed_max")


@rests_on("attribution", "alleged_party", "alleged_unit", "alleged_person", "level")
def _attributed_to_somebody(incident: Incident) -> Iterator[Problem]:
    if incident.attribution is not None and not (
        incident.alleged_party or incident.alleged_unit or incident.alleged_person
    ):
        yield Problem("alleged_party", None, say("An attribution names whom the act is attributed to."), refuses=False)
    if incident.attribution == "attributed" and incident.level in ("lead", "allegation", "refuted"):
        message = say("An act is attributed at the level credible or higher; until then it is alleged.")
        yield Problem("attribution", incident.attribution, message, refuses=False)


def _verified_was_tested(incident: Incident) -> Iterator[Problem]:
    """As shipped, what the mission's methodology asks of one record; forensics.rules.linked asks for the sources."""
    if incident.level != "verified":
        return
    if incident.contradicting_evidence not in SEARCHED:
        message = say("Verified needs evidence to the contrary to have been searched for.")
        yield Problem("contradicting_evidence", incident.contradicting_evidence, message)
    if incident.reviewer is None or incident.reviewer == incident.assessor:
        message = say("Verified needs a reviewer who is not the assessor.")
        yield Problem("reviewer", incident.reviewer, message)


def _contradiction_is_named(incident: Incident) -> Iterator[Problem]:
    found = incident.contradicting_evidence == "found" and not sexual_violence.is_of_sexual_violence(incident)
    if found and not incident.contradicting_sources:
        message = say("Evidence to the contrary was found; the sources of it are to be named.")
        yield Problem("contradicting_sources", None, message, refuses=False)


def _court_is_whole(incident: Incident) -> Iterator[Problem]:
    parts = ("court", "court_case", "court_date")
    if any(filled(incident, part) for part in parts):
        for part in parts:
            yield from missing(incident, part, say("A judicial finding names the court, its case number and the date."))
    yield from in_order(incident, "date", "court_date")


def _victims_are_counted(victim: Victim) -> Iterator[Problem]:
    yield from rising(victim, "count_min", "count_best", "count_max")
    if victim.kind != "person":
        return
    for name in ("count_min", "count_best", "count_max"):
        count = getattr(victim, name)
        if count not in (None, 1):
            message = say("{count} persons are recorded, but one person counts 1.", count=count)
            yield Problem(name, count, message)
    if victim.sex == "mixed":
        yield Problem("sex", victim.sex, say("Mixed is the sex of a group, not of one person."))


def _ages_agree(victim: Victim) -> Iterator[Problem]:
    yield from rising(victim, "age_min", "age_max")
    child = victim.age_max is not None and victim.age_max < ADULT
    adult = victim.age_min is not None and victim.age_min >= ADULT
    if (child and victim.under_18 == "no") or (adult and victim.under_18 == "yes"):
        yield Problem("under_18", victim.under_18, say("Under 18 does not agree with the age."))
    by_class = None if victim.age_class not in _CLASSES else victim.age_class == "under_18"
    if (by_class is True and victim.under_18 == "no") or (by_class is False and victim.under_18 == "yes"):
        yield Problem("under_18", victim.under_18, say("Under 18 does not agree with the age group."))
    if (by_class is True and adult) or (by_class is False and child):
        yield Problem("age_class", victim.age_class, say("The age group does not agree with the age."))


_CLASSES = ("under_18", "18_29", "30_44", "45_59", "60_plus")


def _acts_can_be_read(victim: Victim) -> Iterator[Problem]:
    for row in victim.act_details or ():
        act, day = row.get("act", ""), row.get("date", "")
        if act not in INCIDENT_CATEGORY:
            message = say("{value} is not one of: {allowed}.", value=act, allowed=", ".join(INCIDENT_CATEGORY.codes))
            yield Problem("act_details", act, message)
        elif act == SEXUAL_VIOLENCE:
            message = say(
                "Sexual violence stands under “{label}” alone, without a date or a place, because these could expose a "
                "survivor.",
                label=label_of(victim, "acts"),
            )
            yield Problem("act_details", act, message)
        if day:
            yield from _readable(day)


def _readable(day: str) -> Iterator[Problem]:
    try:
        read_date(day)
    except ValueRefused as refused:
        yield Problem("act_details", day, refused.message)


def _graded_twice_or_not(source: Source) -> Iterator[Problem]:
    if filled(source, "reliability") != filled(source, "credibility"):
        name = "credibility" if filled(source, "reliability") else "reliability"
        message = say("The source and what it says are graded apart, and both: a letter and a number.")
        yield Problem(name, None, message, refuses=False)


def _source_is_of_its_kind(source: Source) -> Iterator[Problem]:
    if source.interview is not None and source.kind != "witness":
        message = say("A source that rests on an interview is a witness.")
        yield Problem("kind", source.kind, message, refuses=False)
    if (source.speaker or source.precedes) and source.kind != "public_statement":
        message = say("Only a public statement has a speaker and incidents that it precedes.")
        yield Problem("kind", source.kind, message, refuses=False)


def _copy_is_another(source: Source) -> Iterator[Problem]:
    if source.copies is not None and source.copies == source.id:
        yield Problem("copies", source.copies, say("A source cannot be a copy of itself."))


RULES: Mapping[str, tuple[Rule, ...]] = {
    "interview": (
        _interviewee_is_a_code,
        _others_present_are_codes,
        _month_is_a_month,
        _child_has_a_guardian,
        _follow_up_comes_later,
        _interviewer_is_one,
    ),
    "consent": (_consent_dates, _withdrawn_was_given, _yes_says_how, _consent_supersedes),
    "incident": (
        sexual_violence.limits,
        _no_crime_no_label,
        _incident_is_somewhere,
        _counts_of_killed,
        _attributed_to_somebody,
        _verified_was_tested,
        _contradiction_is_named,
        _court_is_whole,
    ),
    "victim": (sexual_violence.limits, _victims_are_counted, _ages_agree, _acts_can_be_read),
    "source": (_graded_twice_or_not, _source_is_of_its_kind, _copy_is_another),
}
