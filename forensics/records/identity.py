"""Missing persons as their families describe them, and the comparisons that name remains."""

from __future__ import annotations

from typing import ClassVar

from forensics.fields import (
    Code,
    Codes,
    Date,
    Identifier,
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
    needed,
)
from forensics.records.base import About, Record
from forensics.vocabulary.identity import (
    DECIDING_BODY,
    DIFFERENCES,
    IDENTIFICATION_STATUS,
    LATER_PARTS,
    MISSING_SEX,
    MISSING_STATUS,
    PRIMARY_IDENTIFIER,
    SECONDARY_IDENTIFIER,
)

PERSON = "The person"
LAST_SEEN = "Last seen"
BODY = "Body and teeth"
BELONGINGS = "Clothing and effects"
REFERENCE_DNA = "DNA references"
FAMILY = "Family"
WISHES = "Wishes and what was told"
COMPARISON = "The comparison"
RESTS_ON = "What it rests on"
DNA = "DNA report"
SIGHT = "Recognition by sight"
DECISION = "Decision"


class MissingPerson(Record):
    """A missing person as described ante mortem (INTERPOL DVI, AM); names and contacts lie in the vault."""

    about: ClassVar[About] = About(
        "missing_person", "Missing person", "Missing persons", prefix="MP", place_from=("settlement",),
        date="last_seen", style="status", category="sex", title=("code", "sex", "last_seen"), workspace="analyse",
    )  # fmt: skip

    status: Code = field("Status", vocabulary=MISSING_STATUS, sensitivity="restricted", group=PERSON)
    status_on: Date = field("Status since", sensitivity="restricted", group=PERSON)
    sex: Code = field("Sex", vocabulary=MISSING_SEX, sensitivity="restricted", group=PERSON)
    born: Date = field("Birth", sensitivity="restricted", group=PERSON)
    age_min: Whole = field(
        "Age when last seen, at least", unit="years", least=0, most=120, sensitivity="restricted", group=PERSON
    )
    age_max: Whole = field(
        "Age when last seen, at most", unit="years", least=0, most=120, sensitivity="restricted", group=PERSON
    )
    occupation_held: Text = field("Profession or trade", sensitivity="restricted", group=PERSON)

    last_seen: Date = field("Last seen on", sensitivity="restricted", group=LAST_SEEN)
    settlement: Reference = field("Settlement", target="settlement", sensitivity="restricted", group=LAST_SEEN)
    place: PlaceValue = field("Last seen at", geometry="Point", sensitivity="restricted", group=LAST_SEEN)
    last_seen_described: Note = field("Circumstances", sensitivity="restricted", group=LAST_SEEN)
    last_seen_with: References = field(
        "Last seen with", target="missing_person", sensitivity="restricted", group=LAST_SEEN
    )
    detained_at: References = field("Held at", target="facility", sensitivity="restricted", group=LAST_SEEN)

    stature: Number = field("Stature", unit="cm", least=20, most=250, sensitivity="restricted", group=BODY)
    stature_min: Number = field(
        "Stature, at least", unit="cm", least=20, most=250, sensitivity="restricted", group=BODY
    )
    stature_max: Number = field("Stature, at most", unit="cm", least=20, most=250, sensitivity="restricted", group=BODY)
    build: Text = field("Build", sensitivity="restricted", group=BODY)
    hair: Text = field("Hair", sensitivity="restricted", group=BODY)
    eyes: Text = field("Eyes", sensitivity="restricted", group=BODY)
    dental_chart: Rows = field(
        "Dental chart", columns={"tooth": "Tooth (FDI)", "state": "State", "treatment": "Treatment"},
        sensitivity="restricted", group=BODY, protocol="INTERPOL DVI",
    )  # fmt: skip
    dental_described: Note = field("Teeth described", sensitivity="restricted", group=BODY)
    dental_records: Text = field("Dental records held by", sensitivity="restricted", group=BODY)
    medical: Note = field("Medical history", sensitivity="restricted", group=BODY)
    implants: Rows = field(
        "Implants", columns={"kind": "Kind", "place": "Place", "maker": "Maker", "serial": "Serial number"},
        identifiers=("serial",),
        sensitivity="restricted", group=BODY, protocol="INTERPOL DVI",
    )  # fmt: skip
    tattoos: Note = field("Tattoos", sensitivity="restricted", group=BODY)
    scars: Note = field("Scars", sensitivity="restricted", group=BODY)
    fingerprints: Text = field("Fingerprints held by", sensitivity="restricted", group=BODY)

    clothing: Note = field("Clothing", sensitivity="restricted", group=BELONGINGS)
    effects: Note = field("Effects", sensitivity="restricted", group=BELONGINGS)
    documents_carried: Note = field("Documents carried", sensitivity="restricted", group=BELONGINGS)
    media: References = field("Media", target="media", sensitivity="restricted", group=BELONGINGS)
    dna_donors: Rows = field(
        "DNA reference donors",
        columns={
            "donor": "Code of the donor", "relationship": "Relationship", "taken": "Taken on",
            "laboratory": "Laboratory", "reference": "Reference number",
        }, identifiers=("donor", "reference"),
        sensitivity="restricted", group=REFERENCE_DNA, hint="Never the genetic profile",
    )  # fmt: skip
    own_sample: Text = field("Own sample held by", sensitivity="restricted", group=REFERENCE_DNA)

    contact_family: Identifier = field(
        "Contact of the family (code)", sensitivity="restricted", group=FAMILY, hint="The name lies in the vault"
    )
    consent: Rows = asked(
        "Consent of the family, by recipient",
        columns={
            "recipient": "Recipient", "purpose": "Purpose", "answer": "Answer", "given": "Given on",
            "withdrawn": "Withdrawn on",
        },
        sensitivity="restricted", graded=True, group=FAMILY,
    )  # fmt: skip
    liaison: Reference = field("Family liaison", target="practitioner", sensitivity="restricted", group=FAMILY)
    registered_with: Text = field("Registered with", sensitivity="restricted", group=FAMILY)
    told: Rows = field(
        "What was told and when", columns={"date": "Date", "what": "What was told", "by": "By"},
        sensitivity="restricted", group=WISHES,
    )  # fmt: skip
    later_parts: Code = asked(
        "Wish on remains found later", vocabulary=LATER_PARTS, sensitivity="restricted", group=WISHES
    )
    burial_wish: Note = field("Wish on burial and rite", sensitivity="restricted", group=WISHES)
    objects_returned: Rows = field(
        "Objects returned", columns={"object": "Object", "date": "Date", "received": "Received by"},
        sensitivity="restricted", group=WISHES,
    )  # fmt: skip
    notes: Note = field("Notes", sensitivity="restricted", group=WISHES)


class Identification(Record):
    """One comparison of remains with one missing person; INTERPOL DVI on primary and secondary identifiers."""

    about: ClassVar[About] = About(
        "identification", "Identification", "Identifications", prefix="ID", date="date",
        style="status", category="status", person="missing_person", title=("code", "status", "date"),
    )  # fmt: skip

    cases: References = needed("Remains cases", target="case", group=COMPARISON)
    missing_person: Reference = asked(
        "Missing person", target="missing_person", sensitivity="restricted", group=COMPARISON
    )
    status: Code = asked("Status", vocabulary=IDENTIFICATION_STATUS, graded=True, group=COMPARISON)
    primary: Codes = field(
        "Primary identifiers", vocabulary=PRIMARY_IDENTIFIER, group=RESTS_ON, protocol="INTERPOL DVI"
    )
    secondary: Codes = field(
        "Secondary identifiers", vocabulary=SECONDARY_IDENTIFIER, group=RESTS_ON, protocol="INTERPOL DVI"
    )
    identifiers_described: Note = field("What agrees", sensitivity="restricted", group=RESTS_ON)
    differences: Code = asked("Unexplained differences", vocabulary=DIFFERENCES, group=RESTS_ON)
    differences_described: Note = field("Differences described", sensitivity="restricted", group=RESTS_ON)
    dna_report: Identifier = field("Number of the DNA report", group=DNA)
    dna_laboratory: Text = field("Laboratory", group=DNA)
    dna_posterior: Number = field("Posterior probability", least=0, most=1, decimals=12, group=DNA, hint="As 0.9995")
    dna_prior: Number = field("Prior probability", least=0, most=1, decimals=12, group=DNA)
    dna_kinship: Text = field(
        "Kinship compared", sensitivity="restricted", group=DNA, hint="Which relatives; never the profile"
    )
    samples: References = field("Samples compared", target="sample", group=DNA)
    recognised_by: Text = field("Recognised by", sensitivity="restricted", group=SIGHT)
    recognised_on: Date = field("Recognised on", group=SIGHT)
    recognised_state: Note = field("State of the remains when recognised", sensitivity="restricted", group=SIGHT)
    compared_by: Reference = asked("Compared by", target="practitioner", group=DECISION)
    reviewed_by: Reference = asked("Reviewed by", target="practitioner", group=DECISION)
    deciding_body: Code = field("Deciding body", vocabulary=DECIDING_BODY, group=DECISION)
    deciding_body_name: Text = field("Name of the deciding body", group=DECISION)
    date: Date = field("Date of the decision", group=DECISION)
    certificate: Identifier = field("Certificate", sensitivity="restricted", group=DECISION)
    certificate_date: Date = field("Date of the certificate", group=DECISION)
    documents: References = field("Documents", target="media", sensitivity="restricted", group=DECISION)
    superseded_by: Reference = field("Superseded by", target="identification", group=DECISION)
    superseded_reason: Note = field("Reason for superseding", group=DECISION)
    limitations: Note = field("Limitations", group=DECISION)
