"""Where things are: settlements, who controlled them and when, facilities, grave sites and the links between graves."""

from __future__ import annotations

from typing import ClassVar

from forensics.fields import (
    Code,
    Codes,
    Date,
    Flag,
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
from forensics.vocabulary.general import CONFIDENCE, YES_NO_UNDETERMINED
from forensics.vocabulary.places import (
    ACCESS,
    CERTAINTY,
    CHARACTER,
    CONTROL,
    CONTROL_BASIS,
    DEPOSITION,
    DETECTION,
    DISTURBANCE,
    FACILITY_KIND,
    GRAVE_FORM,
    GRAVE_SETTING,
    LINK_EVIDENCE,
    PARTY,
    PUBLISH_DECISION,
    SEARCH_PRIORITY,
    SETTLEMENT_TYPE,
    SITE_PROTECTION,
    SITE_STATUS,
    SITE_THREAT,
)
from forensics.vocabulary.steps import SITE_STEP

NAMES = "Names and codes"
WHERE = "Where"
WHEN = "When"
PEOPLE = "People"
ACCESS_AND_VISITS = "Access and visits"
CONTROL_OF = "Control"
FORCES = "Forces"
EVIDENCE = "Evidence"
FACILITY = "The facility"
GRAVE = "The grave"
ORIGIN = "How it came about"
FINDING_IT = "Search and discovery"
STATUS = "Status"
NUMBERS = "Numbering"
SIZE = "Size and contents"
PROTECTING = "Protection and publication"
LINK = "The link"


class Settlement(Record):
    """An inhabited place; the country pack adds its names by language and its administrative units."""

    about: ClassVar[About] = About(
        "settlement", "Settlement", "Settlements", prefix="P", style="access", category="settlement_type",
        workspace="plan",
    )  # fmt: skip

    official_code: Identifier = field("Official code", sensitivity="public", group=NAMES)
    code_system: Identifier = field("System of the official code", sensitivity="public", group=NAMES)
    code_edition: Identifier = field("Edition of the code list", sensitivity="public", group=NAMES)
    other_names: Rows = field(
        "Other names", columns={"language": "Language", "name": "Name", "since": "Since"},
        sensitivity="public", group=NAMES,
    )  # fmt: skip
    transliterations: Rows = field(
        "Transliterations", columns={"language": "Language", "name": "Name", "system": "System"},
        sensitivity="public", group=NAMES,
    )  # fmt: skip
    name_at_event: Text = field("Name at the time of the events", sensitivity="public", group=NAMES)
    settlement_type: Code = field(
        "Type of settlement", vocabulary=SETTLEMENT_TYPE, sensitivity="public", group=WHERE, aliases=("type",)
    )
    place: PlaceValue = field("Point", geometry="Point", sensitivity="public", group=WHERE)
    area: PlaceValue = field("Area", geometry="MultiPolygon", part="area", sensitivity="public", group=WHERE)
    area_km2: Number = field(
        "Size of the area",
        unit="km²",
        least=0,
        decimals=5,
        sensitivity="public",
        group=WHERE,
        hint="Geodesic",
        size_of="area",
    )
    population: Whole = field("Population before the war", least=0, sensitivity="public", group=PEOPLE)
    population_year: Whole = field(
        "Year of the population figure", least=1800, most=2100, sensitivity="public", group=PEOPLE
    )
    population_source: Text = field("Source of the population figure", sensitivity="public", group=PEOPLE)
    access: Code = field("Access", vocabulary=ACCESS, group=ACCESS_AND_VISITS)
    access_on: Date = field("Access assessed on", group=ACCESS_AND_VISITS)
    access_source: Text = field("Source on access", sensitivity="restricted", group=ACCESS_AND_VISITS)
    access_valid_until: Date = field(
        "Access valid until", group=ACCESS_AND_VISITS, hint="After this day access counts as unknown"
    )
    monitored: Flag = field("Monitored", sensitivity="public", group=ACCESS_AND_VISITS)
    first_visit_on: Date = field("First visit", group=ACCESS_AND_VISITS)
    last_visit_on: Date = field("Last visit", group=ACCESS_AND_VISITS)
    notes: Note = field("Notes", sensitivity="restricted")


class Occupation(Record):
    """A period of control of one settlement; only `occupied` is drawn, counted and measured as occupation."""

    about: ClassVar[About] = About(
        "occupation", "Period of control", "Periods of control", prefix="OC", place_from=("settlement",),
        date="start", until="end", style="character", category="party", title=("code", "character"), workspace="plan",
    )  # fmt: skip

    settlement: Reference = needed("Settlement", target="settlement", sensitivity="public", group=CONTROL_OF)
    character: Code = asked("Character of control", vocabulary=CHARACTER, sensitivity="public", group=CONTROL_OF)
    control: Code = field("Degree of control", vocabulary=CONTROL, sensitivity="public", group=CONTROL_OF)
    party: Code = asked("Party in control", vocabulary=PARTY, sensitivity="public", group=CONTROL_OF)
    start: Date = asked(
        "Start", sensitivity="public", group=WHEN, hint="An interval says the earliest and the latest day"
    )
    end: Date = field("End", sensitivity="public", group=WHEN, hint="An interval says the earliest and the latest day")
    ongoing: Flag = field("Ongoing", sensitivity="public", group=WHEN)
    observed_from: Date = field("First observed", sensitivity="public", group=WHEN)
    observed_until: Date = field("Last observed", sensitivity="public", group=WHEN)
    place: PlaceValue = field("Where observed", geometry="Point", sensitivity="public", group=WHERE)
    sub_area: PlaceValue = field(
        "Part of the settlement", geometry="MultiPolygon", part="sub_area", sensitivity="public", group=WHERE
    )
    present_min: Whole = field("People present, at least", least=0, sensitivity="public", group=PEOPLE)
    present_max: Whole = field("People present, at most", least=0, sensitivity="public", group=PEOPLE)
    present_source: Text = field("Source on people present", group=PEOPLE)
    units: Note = field("Units", sensitivity="restricted", group=FORCES)
    bases: References = field("Bases", target="facility", sensitivity="restricted", group=FORCES)
    detention_places: References = field(
        "Places of detention", target="facility", sensitivity="restricted", group=FORCES
    )
    basis: Codes = field("Basis", vocabulary=CONTROL_BASIS, sensitivity="public", group=EVIDENCE)
    basis_text: Note = field("What the basis says", sensitivity="public", group=EVIDENCE)
    confidence: Code = field("Confidence", vocabulary=CONFIDENCE, sensitivity="public", group=EVIDENCE)
    notes: Note = field("Notes", sensitivity="restricted", group=EVIDENCE)


class Facility(Record):
    """A place that is run by somebody: of detention or of forces, a mortuary, an evidence store."""

    about: ClassVar[About] = About(
        "facility", "Facility", "Facilities", prefix="FA", place_from=("settlement",), date="start", until="end",
        style="kind", category="kind", title=("code", "kind"), workspace="plan",
    )  # fmt: skip

    kind: Code = asked("Kind of facility", vocabulary=FACILITY_KIND, group=FACILITY)
    name: Text = field("Name", sensitivity="restricted", group=FACILITY)
    settlement: Reference = field("Settlement", target="settlement", group=WHERE)
    place: PlaceValue = field("Place", geometry="Point", sensitivity="restricted", group=WHERE)
    address: Text = field("Address or description of the place", sensitivity="restricted", group=WHERE)
    premises: Text = field(
        "Premises", sensitivity="restricted", group=FACILITY, hint="What the building was before: a school, a cellar"
    )
    operated_by: Code = field("Operated by", vocabulary=PARTY, group=FACILITY)
    operator: Text = field("Unit or organisation operating it", sensitivity="restricted", group=FACILITY)
    start: Date = field("In use from", group=WHEN)
    end: Date = field("In use until", group=WHEN)
    capacity: Whole = field("Capacity", least=0, group=FACILITY)
    held_min: Whole = field("Persons held, at least", least=0, group=PEOPLE)
    held_max: Whole = field("Persons held, at most", least=0, group=PEOPLE)
    conditions: Note = field("Conditions", sensitivity="restricted", group=PEOPLE)
    refrigerated: Whole = field("Refrigerated places", least=0, group=FACILITY)
    basis: Codes = field("Basis", vocabulary=CONTROL_BASIS, group=EVIDENCE)
    visits: References = field("Visits", target="visit", sensitivity="restricted", group=EVIDENCE)
    media: References = field("Media", target="media", sensitivity="restricted", group=EVIDENCE)
    notes: Note = field("Notes", sensitivity="restricted", group=EVIDENCE)


class Site(Record):
    """A grave site or a place where remains lie; Bournemouth Protocol (2020), Minnesota Protocol (2016).

    Its place leaves in a public export only as the recorded publish decision says.
    """

    about: ClassVar[About] = About(
        "site", "Grave site", "Grave sites", prefix="S", place_from=("settlement",), date="found_on",
        style="status", category="form", title=("code", "name", "form"),
    )  # fmt: skip

    name: Text = field("Name of the site", group=WHERE)
    parent: Reference = field("Part of site", target="site", sensitivity="public", group=WHERE)
    settlement: Reference = field("Settlement", target="settlement", sensitivity="public", group=WHERE)
    place: PlaceValue = field("Point", geometry="Point", sensitivity="public", group=WHERE)
    outline: PlaceValue = field("Outline", geometry="MultiPolygon", part="outline", group=WHERE)
    datum: PlaceValue = field("Datum point", geometry="Point", part="datum", group=WHERE)
    place_described: Note = field("The way to it", sensitivity="restricted", group=WHERE)
    land_owner: Text = field("Owner of the land", sensitivity="restricted", group=WHERE)
    land_consent: Text = field(
        "Owner's consent to access", sensitivity="restricted", group=WHERE, hint="Access only, never an authority"
    )

    form: Code = asked("Form of the grave", vocabulary=GRAVE_FORM, sensitivity="public", group=GRAVE)
    setting: Code = field("Setting", vocabulary=GRAVE_SETTING, sensitivity="public", group=GRAVE)
    mass_grave: Code = field(
        "Mass grave", vocabulary=YES_NO_UNDETERMINED, sensitivity="public", graded=True, group=GRAVE,
        protocol="Bournemouth",
        hint="More than one set of remains whose death or disposal warrants investigating",
    )  # fmt: skip
    mass_grave_definition: Text = field("Definition applied", sensitivity="public", group=GRAVE, protocol="Bournemouth")
    mass_grave_assessor: Reference = field("Assessed by", target="practitioner", group=GRAVE, protocol="Bournemouth")
    mass_grave_assessed_on: Date = field("Assessed on", group=GRAVE)
    marker: Code = field("Marked", vocabulary=YES_NO_UNDETERMINED, group=GRAVE)
    marker_described: Note = field("Marker", sensitivity="restricted", group=GRAVE)
    inscription: Note = field("Inscription", sensitivity="restricted", group=GRAVE)

    deposition: Code = field("Deposition", vocabulary=DEPOSITION, sensitivity="public", group=ORIGIN)
    deposition_basis: Note = field("What the deposition rests on", group=ORIGIN)
    deposited: Date = field("Deposited", sensitivity="public", group=ORIGIN)
    disturbance: Codes = field("Disturbance", vocabulary=DISTURBANCE, sensitivity="public", group=ORIGIN)
    disturbed: Date = field("Disturbed", group=ORIGIN)
    disturbance_described: Note = field("Disturbance described", group=ORIGIN)

    status: Code = asked("Status", vocabulary=SITE_STATUS, sensitivity="public", group=STATUS)
    status_on: Date = field("Status since", sensitivity="public", group=STATUS)
    status_history: Rows = field(
        "Earlier statuses", columns={"status": "Status", "date": "Date", "basis": "Basis"}, group=STATUS
    )
    limitations: Note = field("Limitations", group=STATUS, hint="What was not searched or seen")
    order_limitations: Rows = field(
        "What happened in another order", columns={"step": "Step", "limitation": "What it limits"},
        coded={"step": SITE_STEP}, group=STATUS, hint="A line for each step: what happened instead, and what it limits",
    )  # fmt: skip
    found_on: Date = field("Found on", sensitivity="public", group=FINDING_IT)
    found_how: Note = field("How it was found", sensitivity="restricted", group=FINDING_IT)
    reported_on: Date = field("First reported on", group=FINDING_IT)
    detection: Codes = field("Methods of detection", vocabulary=DETECTION, group=FINDING_IT)
    detection_results: Note = field("Results of detection", group=FINDING_IT)
    search_depth: Number = field("Depth reached by the search", unit="m", least=0, group=FINDING_IT)
    search_priority: Code = field("Search priority", vocabulary=SEARCH_PRIORITY, group=FINDING_IT)

    number_blocks: Rows = field(
        "Blocks of numbers",
        columns={"series": "Series", "first": "From", "last": "To", "device": "Device", "team": "Team"},
        sensitivity="restricted", group=NUMBERS, hint="Reserved for teams that work apart",
    )  # fmt: skip
    numbers_explained: Rows = field(
        "Numbers not used",
        columns={"series": "Series", "number": "Number", "reason": "Reason"},
        identifiers=("number",),
        group=NUMBERS,
    )

    length: Number = field("Length", unit="m", least=0, group=SIZE)
    width: Number = field("Width", unit="m", least=0, group=SIZE)
    depth: Number = field("Depth", unit="m", least=0, group=SIZE)
    persons_min: Whole = field("Estimated persons, at least", least=0, sensitivity="public", group=SIZE)
    persons_max: Whole = field("Estimated persons, at most", least=0, sensitivity="public", group=SIZE)
    persons_basis: Note = field("What the estimate rests on", sensitivity="restricted", group=SIZE)

    protection: Codes = field("Protection", vocabulary=SITE_PROTECTION, group=PROTECTING, protocol="Bournemouth")
    protected_from: Date = field("Protected from", group=PROTECTING)
    threats: Codes = field("Threats", vocabulary=SITE_THREAT, group=PROTECTING, protocol="Bournemouth")
    publish: Code = field(
        "May the place be published", vocabulary=PUBLISH_DECISION, sensitivity="public", graded=True, group=PROTECTING,
        hint="Without a decision it stays home",
    )  # fmt: skip
    publish_rationale: Note = field("Reason for the decision", group=PROTECTING)
    publish_decided_on: Date = field("Decided on", group=PROTECTING)
    publish_decided_by: Reference = field("Decided by", target="practitioner", group=PROTECTING)
    family_contact: Text = field("Contact for families", sensitivity="restricted", group=PROTECTING)
    notes: Note = field("Notes", sensitivity="restricted", group=PROTECTING)


class SiteLink(Record):
    """A link from one grave to another, as from a primary to a secondary one; no link without evidence."""

    about: ClassVar[About] = About(
        "site_link", "Link between graves", "Links between graves", prefix="SL", place_from=("from_site",),
        date="date", style="certainty", title=("code", "certainty"), workspace="analyse",
    )  # fmt: skip

    from_site: Reference = needed("From site", target="site", group=LINK, hint="The earlier grave")
    to_site: Reference = needed("To site", target="site", group=LINK, hint="The later grave")
    evidence: Codes = needed("Evidence", vocabulary=LINK_EVIDENCE, group=LINK)
    evidence_described: Note = field("Evidence described", group=LINK)
    cases: References = field("Remains that link them", target="case", sensitivity="restricted", group=EVIDENCE)
    artefacts: References = field("Artefacts that link them", target="artefact", group=EVIDENCE)
    samples: References = field("Samples that link them", target="sample", group=EVIDENCE)
    certainty: Code = field("Certainty", vocabulary=CERTAINTY, group=LINK)
    report: Text = field("Report", group=EVIDENCE)
    media: References = field("Media", target="media", sensitivity="restricted", group=EVIDENCE)
    analyst: Reference = field("Analyst", target="practitioner", group=EVIDENCE)
    date: Date = field("Date of the analysis", group=EVIDENCE)
    limitations: Note = field("Limitations", group=EVIDENCE)
