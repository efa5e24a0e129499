"""Testimony: interviews and the consent to them, incidents, their victims, and the sources that speak of them."""

from __future__ import annotations

from typing import ClassVar

from forensics.fields import (
    Code,
    Codes,
    Date,
    Identifier,
    Instant,
    Note,
    PlaceValue,
    Reference,
    References,
    Rows,
    Text,
    Whole,
    asked,
    field,
    kept,
    needed,
)
from forensics.records.base import ADMINISTRATION, About, Record
from forensics.vocabulary import testimony as v
from forensics.vocabulary.general import YES_NO
from forensics.vocabulary.places import PARTY

MURAD = "Murad Code"
BERKELEY = "Berkeley Protocol"
CASUALTY = "Every Casualty Standards"

WHO = "Who was interviewed"
WHERE_WHEN = "Where and when"
CONSENT = "Consent and protection"
AFTER = "What follows"
CONDUCT = "How it was held"
WHAT = "What happened"
BY_WHOM = "By whom"
GRADING = "How far it is established"
ASKED = "What was asked"
ANSWERED = "The answer"
VALIDITY = "How long it holds"
WHO_SUFFERED = "Who"
COUNT = "How many"
SUFFERED = "What was suffered"
SOURCE = "The source"
KEPT_AT = "Where it is kept"
LINKS = "Links"


class Interview(Record):
    """One conversation with a witness, victim or official, named by code alone; Murad Code, Berkeley Protocol.

    Nothing of it but code, area shown, month, sex and age group leaves the mission, and those only as counts.
    """

    about: ClassVar[About] = About(
        "interview", "Interview", "Interviews", prefix="IV", place_from=("settlement",), date="date",
        style="display_area", category="display_area", person="interviewee_code", title=("code", "month"),
        workspace="analyse",
    )  # fmt: skip

    interviewee_code: Identifier = asked(
        "Interviewee code", sensitivity="restricted", group=WHO, protocol=MURAD,
        hint="A code, never a name; the name lives in the vault",
    )  # fmt: skip
    sex: Code = asked("Sex", vocabulary=v.PERSON_SEX, group=WHO)
    age_group: Code = asked("Age group", vocabulary=v.AGE_GROUP, group=WHO)
    capacity: Codes = field(
        "Capacity of the interviewee", vocabulary=v.CAPACITY, sensitivity="sealed", group=WHO, protocol=BERKELEY
    )
    further_interviewees: Rows = field(
        "Further interviewees", sensitivity="restricted", group=WHO,
        columns={"code": "Code", "sex": "Sex", "age_group": "Age group"}, identifiers=("code",),
        hint="Each by code; a meeting with a group is a visit",
    )  # fmt: skip

    date: Date = asked("Date", sensitivity="restricted", group=WHERE_WHEN)
    month: Date = field("Month", group=WHERE_WHEN, hint="All of the date that may be shown")
    place: PlaceValue = field("Place of the interview", geometry="Point", sensitivity="restricted", group=WHERE_WHEN)
    settlement: Reference = asked(
        "Settlement of the interview", target="settlement", sensitivity="restricted", group=WHERE_WHEN
    )
    display_area: Code = asked(
        "Area shown", vocabulary=v.DISPLAY_AREA, group=WHERE_WHEN, hint="Nothing finer is ever drawn or counted"
    )
    events_settlement: Reference = field(
        "Settlement of the events", target="settlement", sensitivity="restricted", group=WHERE_WHEN
    )

    mode: Code = field("Mode", vocabulary=v.INTERVIEW_MODE, sensitivity="restricted", group=CONDUCT)
    language: Text = field("Language", sensitivity="restricted", group=CONDUCT)
    interviewer: Reference = asked("Interviewer", target="practitioner", sensitivity="restricted", group=CONDUCT)
    second_interviewer: Reference = field(
        "Second interviewer", target="practitioner", sensitivity="restricted", group=CONDUCT
    )
    interpreter: Reference = field("Interpreter", target="practitioner", sensitivity="restricted", group=CONDUCT)
    support_person: Text = field(
        "Support person", sensitivity="restricted", group=CONDUCT, protocol=MURAD, hint="A code, never a name"
    )
    guardian: Text = field(
        "Guardian",
        sensitivity="restricted",
        group=CONDUCT,
        protocol=MURAD,
        hint="A code, never a name; needed for a child",
    )
    no_guardian_because: Text = field(
        "Reason why there is no guardian", sensitivity="restricted", group=CONDUCT, protocol=MURAD
    )
    duration: Whole = field("Duration", unit="min", least=0, most=1440, sensitivity="restricted", group=CONDUCT)
    survey_area: Reference = field("Survey area", target="survey_area", sensitivity="restricted", group=CONDUCT)

    informed_consent: Code = asked(
        "Informed consent", graded=True, vocabulary=v.INFORMED_CONSENT, sensitivity="restricted", group=CONSENT,
        protocol=MURAD, hint="Each purpose and recipient is a consent of its own",
    )  # fmt: skip
    protection: Codes = field(
        "Protection", vocabulary=v.PROTECTION, sensitivity="sealed", group=CONSENT, protocol=MURAD
    )
    risk: Code = field("Risk", vocabulary=v.RISK, sensitivity="restricted", group=CONSENT, protocol=MURAD)
    recontact: Code = field(
        "May be asked again", graded=True, vocabulary=v.RECONTACT, sensitivity="restricted", group=CONSENT,
        protocol=MURAD, aliases=("do_not_recontact",),
    )  # fmt: skip
    earlier_interviews: References = field(
        "Earlier interviews", target="interview", sensitivity="restricted", group=CONSENT, protocol=MURAD
    )
    interviewed_by_others: Rows = field(
        "Interviewed by others", sensitivity="restricted", group=CONSENT, protocol=MURAD,
        columns={"organisation": "Organisation", "when": "When", "asked_again": "May be asked again"},
    )  # fmt: skip

    referral: Codes = field("Referral", vocabulary=v.REFERRAL, sensitivity="restricted", group=AFTER, protocol=MURAD)
    promised_follow_up: Note = field("Promised follow-up", sensitivity="restricted", group=AFTER, protocol=MURAD)
    follow_up_due: Date = field("Follow-up due", sensitivity="restricted", group=AFTER)
    recording: References = field("Recording", target="media", sensitivity="restricted", group=AFTER)

    incidents: References = field(
        "Incidents", target="incident", sensitivity="restricted", group=LINKS,
        hint="An incident of sexual violence is linked under seal",
    )  # fmt: skip
    places_named: References = field(
        "Places named", target=("settlement", "site", "facility"), sensitivity="restricted", group=LINKS
    )
    missing_persons: References = field(
        "Missing persons", target="missing_person", sensitivity="restricted", group=LINKS
    )
    sealed_links: References = field("Sealed links", target="incident", sensitivity="sealed", group=LINKS)

    other_numbers: Rows = field(
        "Other numbers", sensitivity="restricted", group=ADMINISTRATION,
        columns={"system": "System", "number": "Number", "since": "Since"}, identifiers=("system", "number"),
    )  # fmt: skip
    recorded_at: Instant = kept("Recorded at", sensitivity="restricted", group=ADMINISTRATION)


class Consent(Record):
    """What an interviewee allowed for one purpose and one recipient; Murad Code."""

    about: ClassVar[About] = About(
        "consent", "Consent", "Consents", prefix="CN", date="date", until="expires_on", style="answer",
        category="purpose", title=("code", "purpose", "answer"), workspace="analyse",
    )  # fmt: skip

    interview: Reference = needed("Interview", target="interview", sensitivity="restricted", group=ASKED)
    purpose: Code = needed(
        "Purpose", graded=True, vocabulary=v.CONSENT_PURPOSE, sensitivity="restricted", group=ASKED, protocol=MURAD
    )
    recipient: Code = needed(
        "Recipient", graded=True, vocabulary=v.CONSENT_RECIPIENT, sensitivity="restricted", group=ASKED, protocol=MURAD
    )
    recipient_named: Text = field(
        "Recipient as named to the person", sensitivity="restricted", group=ASKED, protocol=MURAD
    )
    scope: Codes = field("What it covers", vocabulary=v.CONSENT_SCOPE, sensitivity="restricted", group=ASKED)
    answer: Code = needed(
        "Answer", graded=True, vocabulary=v.CONSENT_ANSWER, sensitivity="restricted", group=ANSWERED, protocol=MURAD
    )
    named: Code = field("Under what name", vocabulary=v.CONSENT_NAMED, sensitivity="restricted", group=ANSWERED)
    conditions: Note = field("Conditions", sensitivity="restricted", group=ANSWERED, protocol=MURAD)
    how: Code = field("How it was given", vocabulary=v.CONSENT_FORM, sensitivity="restricted", group=ANSWERED)
    language: Text = field("Language it was explained in", sensitivity="restricted", group=ANSWERED, protocol=MURAD)
    taken_by: Reference = asked("Taken by", target="practitioner", sensitivity="restricted", group=ANSWERED)
    guardian: Text = field(
        "Given by the guardian", sensitivity="restricted", group=ANSWERED, hint="A code, never a name"
    )
    document: References = field("Form or recording", target="media", sensitivity="restricted", group=ANSWERED)
    date: Date = asked("Given on", sensitivity="restricted", group=VALIDITY)
    expires_on: Date = field("Expires on", sensitivity="restricted", group=VALIDITY)
    withdrawn_on: Date = field("Withdrawn on", sensitivity="restricted", group=VALIDITY, protocol=MURAD)
    recipients_told: Code = field(
        "Recipients told of the withdrawal", vocabulary=YES_NO, sensitivity="restricted", group=VALIDITY
    )
    supersedes: Reference = field("Supersedes consent", target="consent", sensitivity="restricted", group=VALIDITY)
    supersedes_because: Note = field("Why it supersedes the other", sensitivity="restricted", group=VALIDITY)

    recorded_at: Instant = kept("Recorded at", sensitivity="restricted", group=ADMINISTRATION)


class Incident(Record):
    """One event that may be a violation, counted once, under its category; Rome Statute, Berkeley Protocol.

    Its victims and sources are records of their own. Of sexual violence only what
    forensics.rules.sexual_violence allows may be recorded.
    """

    about: ClassVar[About] = About(
        "incident", "Incident", "Incidents", prefix="I", place_from=("settlement",), date="date", style="category",
        category="category", title=("code", "category"), workspace="analyse",
    )  # fmt: skip

    category: Code = needed("Category", graded=True, vocabulary=v.INCIDENT_CATEGORY, sensitivity="public", group=WHAT)
    acts: Codes = field(
        "Acts",
        graded=True,
        vocabulary=v.INCIDENT_CATEGORY,
        group=WHAT,
        hint="Counted apart; the incident counts once, by category",
    )
    legal_label: Codes = field("Legal label (provisional)", graded=True, vocabulary=v.LEGAL_LABEL, group=WHAT)
    means: Text = field("Means", group=WHAT)
    description: Note = field(
        "Description", sensitivity="restricted", group=WHAT, hint="No names; never an account of sexual violence"
    )
    killed_min: Whole = field("Reported killed, least", least=0, group=WHAT, hint="As the sources report")
    killed_best: Whole = field("Reported killed, best", least=0, group=WHAT)
    killed_max: Whole = field("Reported killed, most", least=0, group=WHAT)
    civilians_killed: Whole = field("Reported civilians killed", least=0, group=WHAT)

    date: Date = asked("Date", group=WHERE_WHEN, hint="Sexual violence: a month or coarser")
    place: PlaceValue = field("Place", geometry="Point", group=WHERE_WHEN, hint="Sexual violence: settlement only")
    place_precision: Code = field("Precision of the place", vocabulary=v.PLACE_PRECISION, group=WHERE_WHEN)
    settlement: Reference = field("Settlement", target="settlement", group=WHERE_WHEN)
    facility: Reference = field("Facility", target="facility", group=WHERE_WHEN)
    occupation: Reference = field("Period of control", target="occupation", group=WHERE_WHEN)

    alleged_party: Code = field("Alleged party", graded=True, vocabulary=PARTY, group=BY_WHOM)
    attribution: Code = field("Attribution", graded=True, vocabulary=v.ATTRIBUTION, group=BY_WHOM)
    alleged_unit: Text = field("Alleged unit", sensitivity="restricted", group=BY_WHOM)
    alleged_person: Text = field(
        "Alleged person", sensitivity="sealed", group=BY_WHOM, hint="A code where there is one"
    )

    level: Code = asked(
        "Level", graded=True, vocabulary=v.VERIFICATION_LEVEL, sensitivity="public", group=GRADING, protocol=BERKELEY
    )
    standard: Code = field("Standard applied", graded=True, vocabulary=v.STANDARD_OF_PROOF, group=GRADING)
    contradicting_evidence: Code = asked(
        "Contradicting evidence", graded=True, vocabulary=v.CONTRADICTING, group=GRADING, protocol=BERKELEY
    )
    contradicting_sources: References = field(
        "Contradicting sources", target="source", sensitivity="restricted", group=GRADING, protocol=BERKELEY
    )
    geolocated: Code = field("Geolocated", graded=True, vocabulary=v.LOCATED, group=GRADING, protocol=BERKELEY)
    chronolocated: Code = field("Chronolocated", graded=True, vocabulary=v.LOCATED, group=GRADING, protocol=BERKELEY)
    assessor: Reference = asked("Assessor", target="practitioner", sensitivity="restricted", group=GRADING)
    assessed_on: Date = field("Assessed on", group=GRADING)
    court: Text = field("Court", graded=True, group=GRADING, hint="Of a judicial finding; never set by an analyst")
    court_case: Identifier = field("Court case number", graded=True, group=GRADING)
    court_date: Date = field("Date of the judicial finding", graded=True, group=GRADING)

    survivor_consent: Code = field(
        "Consent of the survivor", graded=True, vocabulary=v.INFORMED_CONSENT, group=CONSENT, protocol=MURAD
    )
    custodian_reference: Identifier = field(
        "Custodian reference", sensitivity="restricted", group=CONSENT, protocol=MURAD,
        hint="Who holds the file, and its number there",
    )  # fmt: skip

    sites: References = field("Sites", target="site", group=LINKS)
    cases: References = field("Remains cases", target="case", group=LINKS)
    same_as: References = field("Possible duplicates", target="incident", group=LINKS)
    sealed_links: References = field(
        "Sealed links", target=("incident", "interview", "source"), sensitivity="sealed", group=LINKS,
        hint="Other acts of the same event, interviews and sources on sexual violence",
    )  # fmt: skip


class Victim(Record):
    """A person, or a group that nobody could list, to whom incidents were done; Every Casualty Standards.

    Incidents, victims and victimisations are three counts; a name lives in the vault.
    """

    about: ClassVar[About] = About(
        "victim", "Victim", "Victims", prefix="V", style="status", category="status", person="code",
        title=("code", "kind", "status"), workspace="analyse",
    )  # fmt: skip

    kind: Code = asked("Person or group", vocabulary=v.VICTIM_KIND, group=WHO_SUFFERED)
    incidents: References = needed("Incidents", target="incident", group=WHO_SUFFERED)
    sex: Code = asked("Sex", vocabulary=v.VICTIM_SEX, group=WHO_SUFFERED)
    age_class: Code = field("Age group", vocabulary=v.AGE_GROUP, group=WHO_SUFFERED)
    age_min: Whole = field("Age, at least", unit="years", least=0, most=120, group=WHO_SUFFERED)
    age_max: Whole = field("Age, at most", unit="years", least=0, most=120, group=WHO_SUFFERED)
    under_18: Code = field("Under 18", vocabulary=v.UNDER_18, group=WHO_SUFFERED)
    status: Code = asked("Status at the time", graded=True, vocabulary=v.VICTIM_STATUS, group=WHO_SUFFERED)

    count_min: Whole = asked("Count, least", least=0, group=COUNT)
    count_best: Whole = asked("Count, best", least=0, group=COUNT)
    count_max: Whole = asked("Count, most", least=0, group=COUNT)
    counted_by: Text = field("Who counted", sensitivity="restricted", group=COUNT, protocol=CASUALTY)
    count_basis: Code = field("Basis of the count", vocabulary=v.COUNT_BASIS, group=COUNT, protocol=CASUALTY)

    acts: Codes = field("Acts suffered", graded=True, vocabulary=v.INCIDENT_CATEGORY, group=SUFFERED)
    act_details: Rows = field(
        "Acts with date and place", group=SUFFERED, columns={"act": "Act", "date": "Date", "place": "Place"}
    )
    outcome: Codes = field("Outcome", vocabulary=v.VICTIM_OUTCOME, group=SUFFERED, protocol=CASUALTY)
    survivor_consent: Code = field(
        "Consent of the survivor",
        graded=True,
        vocabulary=v.INFORMED_CONSENT,
        sensitivity="restricted",
        group=SUFFERED,
        protocol=MURAD,
    )
    custodian_reference: Identifier = field(
        "Custodian reference", sensitivity="restricted", group=SUFFERED, protocol=MURAD,
        hint="Who holds the file, and its number there",
    )  # fmt: skip

    missing_person: Reference = field("Missing person", target="missing_person", sensitivity="restricted", group=LINKS)
    cases: References = field("Remains cases", target="case", group=LINKS)
    held_at: References = field("Held at", target="facility", group=LINKS)
    same_as: References = field("Possible duplicates", target="victim", group=LINKS)
    notes: Note = field(
        "Notes", sensitivity="restricted", group=LINKS, hint="No names; never an account of sexual violence"
    )
    sealed_links: References = field(
        "Sealed links", target=("victim", "interview", "source"), sensitivity="sealed", group=LINKS,
        hint="The same person under other acts, interviews and sources on sexual violence",
    )  # fmt: skip


class Source(Record):
    """Something that speaks of an event, graded for itself; Berkeley Protocol, Admiralty code.

    Two reposts of one video are one independence group. A public call for no quarter is a source of its own kind.
    """

    about: ClassVar[About] = About(
        "source", "Source", "Sources", prefix="SO", date="date", style="kind", category="kind",
        title=("code", "kind", "publisher"), workspace="analyse",
    )  # fmt: skip

    kind: Code = asked("Kind of source", vocabulary=v.SOURCE_KIND, group=SOURCE)
    title: Text = field("Title", sensitivity="restricted", group=SOURCE)
    publisher: Text = field("Publisher", group=SOURCE)
    custodian: Text = field("Custodian", sensitivity="restricted", group=SOURCE)
    speaker: Text = field(
        "Speaker of a public statement", sensitivity="sealed", group=SOURCE, hint="A code where there is one"
    )
    date: Date = asked("Date", group=SOURCE)
    language: Text = field("Language", group=SOURCE)
    summary: Note = field("Summary", sensitivity="restricted", group=SOURCE, hint="Never an account of sexual violence")
    interview: Reference = field("Interview", target="interview", sensitivity="restricted", group=SOURCE)

    url: Text = field("Address", sensitivity="restricted", group=KEPT_AT, protocol=BERKELEY)
    archive_url: Text = field("Address in an archive", sensitivity="restricted", group=KEPT_AT, protocol=BERKELEY)
    retrieved_at: Instant = field("Retrieved at", sensitivity="restricted", group=KEPT_AT, protocol=BERKELEY)
    retrieved_by: Reference = field(
        "Retrieved by", target="practitioner", sensitivity="restricted", group=KEPT_AT, protocol=BERKELEY
    )
    media: References = field("Media", target="media", sensitivity="restricted", group=KEPT_AT)
    access: Code = field("Access", vocabulary=v.SOURCE_ACCESS, group=KEPT_AT)

    independence_group: Identifier = asked(
        "Independence group", group=GRADING, protocol=BERKELEY, hint="Reposts of one video are one group"
    )
    copies: Reference = field("Copies or quotes", target="source", sensitivity="restricted", group=GRADING)
    reliability: Code = field("Reliability of the source", graded=True, vocabulary=v.RELIABILITY, group=GRADING)
    credibility: Code = field("Credibility of the information", graded=True, vocabulary=v.CREDIBILITY, group=GRADING)
    graded_by: Reference = field("Graded by", target="practitioner", sensitivity="restricted", group=GRADING)

    precedes: References = field(
        "Incidents that it precedes", target="incident", sensitivity="restricted", group=LINKS,
        hint="Of a public statement, such as a call for no quarter",
    )  # fmt: skip
