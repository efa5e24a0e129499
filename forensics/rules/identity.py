"""What must hold of missing persons and of the comparisons that name remains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forensics.dates import read_date, surely_after
from forensics.errors import ValueRefused
from forensics.messages import say
from forensics.naming import DECIDED, STRONG, WEAK
from forensics.problems import Problem
from forensics.records.identity import Identification, MissingPerson
from forensics.rules import Rule
from forensics.rules.between import filled, in_order, is_reviewed, label_of, missing, rising
from forensics.rules.findings import holds_no_genetic_profile
from forensics.rules.saying import refusal, shown
from forensics.vocabulary.declaring import NO_VALUE

POSTERIOR_ASKED = 0.9995
"""ICMP's threshold for a match reported on DNA alone."""

TELEPHONE = re.compile(r"\+\d[\d\s()-]{7,}|\b0\d{2}[\s()-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}\b")

CONSENT_ANSWERS = ("yes", "no", "not_asked")


def person_in_order(record: MissingPerson) -> Iterator[Problem]:
    """Born before last seen; age and stature from the least to the most."""
    yield from in_order(record, "born", "last_seen", refuses=True)
    yield from rising(record, "age_min", "age_max")
    yield from rising(record, "stature_min", "stature", "stature_max")


def missing_person_is_restricted(record: MissingPerson) -> Iterator[Problem]:
    """A missing person's record is restricted, whole."""
    if record.sensitivity in ("public", "partner"):
        yield refusal(
            record,
            "sensitivity",
            say(
                "The record of a missing person is restricted; {given} would open it.",
                given=record.sensitivity,
            ),
        )


def contact_is_a_code(record: MissingPerson) -> Iterator[Problem]:
    """The register holds no telephone number; names and contacts lie in the vault."""
    for name in ("contact_family", "registered_with", "notes", "last_seen_described"):
        if TELEPHONE.search(getattr(record, name) or ""):
            yield refusal(record, name, say("This holds a telephone number; contacts lie in the vault."))


def consent_says_to_whom(record: MissingPerson) -> Iterator[Problem]:
    """Consent is given per recipient, dated, and withdrawn no earlier than it was given."""
    for row in record.consent or ():
        if not row.get("recipient") or row.get("answer") not in CONSENT_ANSWERS:
            yield refusal(
                record,
                "consent",
                say(
                    "Consent names its recipient and the answer, one of: {allowed}.",
                    allowed=", ".join(CONSENT_ANSWERS),
                ),
            )
        days = [row[name] for name in ("given", "withdrawn") if row.get(name)]
        unreadable = [day for day in days if not _is_date(day)]
        for day in unreadable:
            yield refusal(record, "consent", say("“{day}” in the consent is not a date.", day=day))
        if not unreadable and len(days) == 2 and surely_after(days[0], days[1]):
            yield refusal(record, "consent", say("Consent was withdrawn before it was given."))


def _is_date(text: str) -> bool:
    try:
        read_date(text)
    except ValueRefused:
        return False
    return True


def sight_never_confirms(record: Identification) -> Iterator[Problem]:
    """Sight, clothing, effects or circumstance alone is presumptive at most, whatever a certificate says."""
    if record.status != "confirmed" or _strong(record):
        return
    if set(record.secondary or ()) <= WEAK | set(NO_VALUE):
        yield refusal(
            record,
            "status",
            say(
                "Recognition by sight, clothing, effects or circumstance alone is presumptive at most, whatever a"
                " certificate says.",
            ),
        )
    else:
        yield shown(
            record,
            "primary",
            say("Confirmed without a primary identifier: DNA, friction ridge, dental or implant serial."),
        )


def _strong(record: Identification) -> bool:
    return bool(STRONG.intersection(record.primary or ()))


def confirmed_is_complete(record: Identification) -> Iterator[Problem]:
    """What is confirmed leaves no difference unexplained and was decided by a body on a day."""
    if record.status != "confirmed":
        return
    if record.differences == "unexplained":
        yield shown(record, "differences", say("An identification is confirmed with unexplained differences."))
    for name in DECIDED:
        because = say("A confirmed identification has “{field}”; until then it is presumptive, and counted nowhere.",
                      field=label_of(record, name))  # fmt: skip
        yield from missing(record, name, because, refuses=is_reviewed(record))


def second_person_reviews(record: Identification) -> Iterator[Problem]:
    """Who compared does not review (INTERPOL DVI, reconciliation)."""
    if record.compared_by is not None and record.compared_by == record.reviewed_by:
        yield shown(record, "reviewed_by", say("The comparison is reviewed by the person who made it."))


def differences_are_described(record: Identification) -> Iterator[Problem]:
    """A difference is said in words."""
    if record.differences in ("explained", "unexplained"):
        yield from missing(record, "differences_described", say("The differences are not described."))


def dna_names_its_report(record: Identification) -> Iterator[Problem]:
    """DNA as an identifier has a report with posterior, prior and kinship, never the profile (ISFG, DVI)."""
    if "DNA" not in (record.primary or ()):
        return
    yield from missing(record, "dna_report", say("DNA is named as an identifier without the number of its report."))
    yield from missing(record, "dna_posterior", say("DNA is named as an identifier without its posterior probability."))
    if record.dna_posterior is not None and record.dna_prior is None:
        yield shown(record, "dna_prior", say("A posterior probability needs the prior that it was computed from."))
    alone = record.primary == ("DNA",)
    weak = record.dna_posterior is not None and record.dna_posterior < POSTERIOR_ASKED
    if record.status == "confirmed" and alone and weak:
        yield shown(
            record,
            "dna_posterior",
            say(
                "Confirmed on DNA alone with a posterior of {posterior}; {asked} is usual.",
                posterior=record.dna_posterior,
                asked=POSTERIOR_ASKED,
            ),
        )


def supersedes_another(record: Identification) -> Iterator[Problem]:
    """An identification is superseded by another."""
    if record.id is not None and record.superseded_by == record.id:
        yield refusal(record, "superseded_by", say("An identification cannot be superseded by itself."))
    elif record.superseded_by is not None:
        yield from missing(record, "superseded_reason", say("What supersedes an identification says why."))


def sight_is_told(record: Identification) -> Iterator[Problem]:
    """Recognition by sight says when and in what state the remains were."""
    if filled(record, "recognised_by"):
        yield from missing(record, "recognised_on", say("Recognition by sight says when it was."))
        yield from missing(record, "recognised_state", say("Recognition by sight says in what state the remains were."))


RULES: Mapping[str, tuple[Rule, ...]] = {
    "missing_person": (
        person_in_order, missing_person_is_restricted, contact_is_a_code, consent_says_to_whom,
        holds_no_genetic_profile,
    ),
    "identification": (
        sight_never_confirms, confirmed_is_complete, second_person_reviews, differences_are_described,
        dna_names_its_report, supersedes_another, sight_is_told, holds_no_genetic_profile,
    ),
}  # fmt: skip
