"""Planning: hazards, areas to survey, visits and tracks, the teams and the people of the mission."""

from __future__ import annotations

from typing import ClassVar

from forensics.fields import (
    Code,
    Codes,
    Date,
    Identifier,
    Instant,
    Note,
    Number,
    PlaceValue,
    Reference,
    References,
    Rows,
    Text,
    Whole,
    asked,
    field,
)
from forensics.records.base import About, Record
from forensics.vocabulary import planning as v
from forensics.vocabulary.general import YES_NO
from forensics.vocabulary.places import SEARCH_PRIORITY

IMAS = "IMAS"
MINNESOTA = "Minnesota Protocol"

HAZARD = "The hazard"
WHERE = "Where"
REPORTED = "Reported"
RELEASE = "Survey and clearance"
RISK = "What remains"
AREA = "The area"
ASSIGNED = "Team and dates"
SAFETY = "Safety and access"
WORK = "How it is searched"
RESULT = "Result"
VISIT = "The visit"
TRACK = "The track"
TEAM = "The team"
READY = "What it can do"
PERSON = "The person"
TRUST = "Keys"

VISITED = (
    "settlement", "occupation", "facility", "site", "exhumation", "case", "disposition", "artefact", "package",
    "hazard", "incident", "survey_area",
)  # fmt: skip
"""What a visit may name openly; nothing that names a person."""


class Hazard(Record):
    """An area that may hurt whoever enters it, or an assessment that it does not; IMAS, IMSMA.

    Land without a hazard on the map has not been found safe.
    """

    about: ClassVar[About] = About(
        "hazard", "Hazard", "Hazards", prefix="H", date="date", until="valid_until", style="hazard_class",
        category="hazard_type", title=("code", "hazard_type", "hazard_class"), workspace="plan",
    )  # fmt: skip

    hazard_type: Code = asked(
        "Type of hazard", vocabulary=v.HAZARD_TYPE, sensitivity="public", group=HAZARD, protocol=IMAS, aliases=("type",)
    )
    hazard_class: Code = asked(
        "Class", vocabulary=v.HAZARD_CLASS, sensitivity="public", group=HAZARD, protocol=IMAS, aliases=("class",)
    )
    status: Code = asked("Status", vocabulary=v.HAZARD_STATUS, sensitivity="public", group=HAZARD, protocol=IMAS)
    device_named: Text = field("Munition or object", group=HAZARD, hint="Model or marking, seen and not touched")
    quantity: Whole = field("Number seen", least=0, group=HAZARD)
    marking: Code = field("Marking on the ground", vocabulary=v.HAZARD_MARKING, group=HAZARD, protocol=IMAS)

    place: PlaceValue = asked("Area", geometry="MultiPolygon", sensitivity="public", group=WHERE)
    safe_lane: PlaceValue = field("Safe lane", geometry="MultiLineString", part="safe_lane", group=WHERE)
    exclusion_m: Number = field("Exclusion distance", unit="m", least=0, most=10000, group=WHERE, protocol=IMAS)
    settlement: Reference = field("Settlement", target="settlement", group=WHERE)

    date: Date = field("Reported on", group=REPORTED)
    reported_by: Text = field(
        "Reported by", sensitivity="restricted", group=REPORTED, hint="An organisation, or a code"
    )
    imsma_number: Identifier = field("Number in IMSMA", group=REPORTED)
    published: Code = field(
        "Published by the mine-action authority", vocabulary=YES_NO, sensitivity="public", graded=True, group=REPORTED,
        hint="As it stands here: nothing else of a hazard is ever for everybody",
    )  # fmt: skip
    published_in: Text = field("Where it is published", sensitivity="public", group=REPORTED)

    assessment: Code = field("Assessment", vocabulary=v.HAZARD_ASSESSMENT, group=RELEASE, protocol=IMAS)
    assessed_on: Date = field("Assessed on", group=RELEASE)
    clearance_body: Text = field("Clearance body", group=RELEASE, protocol=IMAS)
    certificate: Identifier = field("Clearance certificate", group=RELEASE, protocol=IMAS)
    certificate_document: References = field(
        "Certificate document", target="media", sensitivity="restricted", group=RELEASE
    )
    cleared_depth_cm: Number = field("Cleared depth", unit="cm", least=0, most=2000, group=RELEASE, protocol=IMAS)
    quality_control_by: Text = field("Quality control by", sensitivity="restricted", group=RELEASE, protocol=IMAS)
    valid_until: Date = field("Valid until", group=RELEASE)

    residual_risk: Note = field("Residual risk", group=RISK, protocol=IMAS)
    instructions: Note = field("What to do here", group=RISK)
    accidents: Note = field("Accidents", sensitivity="restricted", group=RISK)


class SurveyArea(Record):
    """An area that a team is to work through, and what came of it; negative states method, extent and limits."""

    about: ClassVar[About] = About(
        "survey_area", "Survey area", "Survey areas", prefix="AR", place_from=("settlement",), date="start",
        until="end", style="status", category="purpose", title=("code", "purpose", "status"), workspace="plan",
    )  # fmt: skip

    place: PlaceValue = asked("Area", geometry="MultiPolygon", group=AREA)
    settlement: Reference = field("Settlement", target="settlement", group=AREA)
    parent: Reference = field("Part of area", target="survey_area", group=AREA)
    purpose: Code = asked("Purpose", vocabulary=v.SURVEY_PURPOSE, group=AREA)
    priority: Code = field("Priority", vocabulary=SEARCH_PRIORITY, group=AREA)
    priority_reason: Text = field("Reason for the priority", group=AREA)
    status: Code = asked("Status", vocabulary=v.SURVEY_STATUS, group=AREA)

    team: Reference = field("Team", target="team", sensitivity="restricted", group=ASSIGNED)
    planned_start: Date = field("Planned start", sensitivity="restricted", group=ASSIGNED)
    planned_end: Date = field("Planned end", sensitivity="restricted", group=ASSIGNED)
    expected_hours: Number = field("Expected work", unit="h", least=0, sensitivity="restricted", group=ASSIGNED)
    start: Date = field("Started", group=ASSIGNED)
    end: Date = field("Ended", group=ASSIGNED)

    hazard_clearance: Code = field(
        "Hazard clearance", vocabulary=v.HAZARD_CLEARANCE, graded=True, group=SAFETY, protocol=IMAS
    )
    hazard_records: References = field("Hazards and assessments", target="hazard", group=SAFETY)
    override_by: Reference = field("Overridden by", target="practitioner", sensitivity="restricted", group=SAFETY)
    override_reason: Note = field("Reason for overriding", sensitivity="restricted", group=SAFETY)
    planned_depth_cm: Number = field("Depth of work", unit="cm", least=0, most=2000, group=SAFETY)
    access_permit: Text = field("Access permit", sensitivity="restricted", group=SAFETY)
    permit_until: Date = field("Permit valid until", sensitivity="restricted", group=SAFETY)

    method: Codes = field("Method", vocabulary=v.SURVEY_METHOD, group=WORK)
    sweep_width_m: Number = field("Sweep width", unit="m", least=0, most=10000, group=WORK)
    spacing_m: Number = field("Spacing of lines", unit="m", least=0, most=10000, group=WORK)
    conditions: Text = field("Ground and weather", group=WORK)
    tracks: References = field("Tracks", target="track", sensitivity="restricted", group=WORK)

    coverage_km2: Number = field(
        "Covered", unit="km²", least=0, decimals=5, group=RESULT, hint="Geodesic union, never the sum"
    )
    coverage_percent: Number = field("Covered of the area", unit="%", least=0, most=100, group=RESULT)
    outcome: Code = field("Outcome", vocabulary=v.SURVEY_OUTCOME, group=RESULT)
    limits: Note = field("Limits", group=RESULT, hint="What was not searched, how deep, and why")
    sites_found: References = field("Sites found", target="site", group=RESULT)
    next_action: Text = field("Next action", sensitivity="restricted", group=RESULT)


class Visit(Record):
    """A team at a place for a time; a meeting with a group is a visit, not an interview."""

    about: ClassVar[About] = About(
        "visit", "Visit", "Visits", prefix="VI", place_from=("visited", "settlement", "survey_area"), date="start",
        until="end", style="outcome", category="purpose", title=("code", "purpose", "start"), workspace="plan",
    )  # fmt: skip

    team: Reference = asked("Team", target="team", sensitivity="restricted", group=VISIT)
    start: Date = asked("From", group=VISIT, aliases=("from", "time"))
    end: Date = field("To", group=VISIT, aliases=("to",))
    purpose: Code = field("Purpose", vocabulary=v.VISIT_PURPOSE, group=VISIT)
    outcome: Code = field("Outcome", vocabulary=v.VISIT_OUTCOME, group=VISIT)

    place: PlaceValue = field("Place", geometry="Point", group=WHERE)
    covered: PlaceValue = field("Area covered", geometry="MultiPolygon", part="covered", group=WHERE)
    visited: References = field("Visited", target=VISITED, group=WHERE)
    settlement: Reference = field("Settlement", target="settlement", group=WHERE)
    survey_area: Reference = field("Survey area", target="survey_area", group=WHERE)

    people_met: Whole = field("People met", least=0, group=RESULT, hint="Of a meeting with a group")
    findings: Note = field("What was found", sensitivity="restricted", group=RESULT)
    follow_up: Text = field("Follow-up", sensitivity="restricted", group=RESULT)
    security_notes: Note = field("Security notes", sensitivity="restricted", group=RESULT)


class Track(Record):
    """The line that a team or its instrument went."""

    about: ClassVar[About] = About(
        "track", "Track", "Tracks", prefix="TR", date="start", until="end", style="purpose", category="purpose",
        title=("code", "purpose"), workspace="plan",
    )  # fmt: skip

    team: Reference = asked("Team", target="team", sensitivity="restricted", group=TRACK)
    carried_device: Text = field("Device", sensitivity="restricted", group=TRACK)
    start: Instant = field("From", sensitivity="restricted", group=TRACK, aliases=("from",))
    end: Instant = field("To", sensitivity="restricted", group=TRACK, aliases=("to",))
    purpose: Code = field("Purpose", vocabulary=v.SURVEY_PURPOSE, group=TRACK)
    place: PlaceValue = asked(
        "Line", geometry="MultiLineString", sensitivity="restricted", group=WHERE, aliases=("line",)
    )
    accuracy_m: Number = field("Accuracy", unit="m", least=0, sensitivity="restricted", group=WHERE)
    width_m: Number = field("Width seen on both sides", unit="m", least=0, sensitivity="restricted", group=WHERE)
    survey_area: Reference = field("Survey area", target="survey_area", sensitivity="restricted", group=WHERE)
    visit: Reference = field("Visit", target="visit", sensitivity="restricted", group=WHERE)
    original: References = field("Original file", target="media", sensitivity="restricted", group=TRACK)
    notes: Note = field("Notes", sensitivity="restricted", group=TRACK)


class Team(Record):
    """People who work together; who they are and where they sleep stays with the mission."""

    about: ClassVar[About] = About(
        "team", "Team", "Teams", prefix="T", date="start", until="end", title=("code", "name"), workspace="plan"
    )

    name: Text = field("Name", sensitivity="restricted", group=TEAM)
    lead: Reference = field("Lead", target="practitioner", sensitivity="restricted", group=TEAM)
    members: References = field("Members", target="practitioner", sensitivity="restricted", group=TEAM)
    place: PlaceValue = field("Home base", geometry="Point", sensitivity="restricted", group=TEAM, aliases=("base",))
    start: Date = field("Available from", sensitivity="restricted", group=TEAM)
    end: Date = field("Available until", sensitivity="restricted", group=TEAM)
    skills: Codes = field("Skills", vocabulary=v.SKILL, group=READY)
    languages: Text = field("Languages", group=READY)
    capacity: Number = field("Working capacity", unit="person-days", least=0, group=READY)
    equipment: Text = field("Equipment", group=READY)
    vehicles: Text = field("Vehicles", sensitivity="restricted", group=READY)
    check_in: Text = field(
        "Check-in", sensitivity="restricted", group=READY, hint="When it reports, and who raises the alarm"
    )


class Practitioner(Record):
    """A person of the mission, by code: every author, lead, examiner, reviewer and signatory; Minnesota Protocol."""

    about: ClassVar[About] = About(
        "practitioner", "Practitioner", "Practitioners", prefix="PE", date="start", until="end", person="code",
        title=("code", "roles"), workspace="plan",
    )  # fmt: skip

    roles: Codes = asked("Roles", vocabulary=v.PRACTITIONER_ROLE, group=PERSON, protocol=MINNESOTA)
    qualification: Text = field("Qualification", sensitivity="restricted", group=PERSON, protocol=MINNESOTA)
    licence_number: Identifier = field("Licence number", sensitivity="restricted", group=PERSON)
    licence_until: Date = field("Licence valid until", sensitivity="restricted", group=PERSON)
    organisation: Text = field("Organisation", sensitivity="restricted", group=PERSON)
    languages: Text = field("Languages", sensitivity="restricted", group=PERSON)
    start: Date = field("From", sensitivity="restricted", group=PERSON, aliases=("from",))
    end: Date = field("To", sensitivity="restricted", group=PERSON, aliases=("to",))
    signing_keys: Rows = field(
        "Signing keys", sensitivity="restricted", group=TRUST,
        columns={"fingerprint": "Fingerprint", "enrolled_by": "Enrolled by", "since": "Since", "until": "Until"},
        identifiers=("fingerprint",),
    )  # fmt: skip
