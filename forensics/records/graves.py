"""How a grave is opened: the authority for it, the exhumation, its log day by day, and the contexts of the grave."""

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
from forensics.records.base import About, Record, number
from forensics.vocabulary.general import YES_NO
from forensics.vocabulary.graves import (
    AUTHORITY_TYPE,
    COMPACTION,
    CONTEXT_TYPE,
    DEPTH_BELOW,
    EXHUMATION_METHOD,
    FAMILY_NOTIFIED,
    HEIGHT_DATUM,
    LEAD_ROLE,
    NORTH,
    ORDNANCE_CHECK,
    QUALIFICATION,
    SIEVED,
    SOIL,
    TOOL_MARKS,
)
from forensics.vocabulary.steps import SITE_STEP

ORDER = "The authority"
COURT_CASE = "Case and qualification"
PRESENT = "Persons present"
FAMILY = "Family"
THE_EXHUMATION = "The exhumation"
WHO = "Who"
HOW = "Method"
GROUND = "Ground and weather"
GRID = "Grid and datum"
RESULTS = "Results and closing"
DAY = "The day"
WORK = "Work"
SAFETY = "Safety and hand-over"
THE_CONTEXT = "The context"
SOIL_OF = "Soil"
MEASURES = "Measurements"
SEQUENCE = "Sequence"
RECORDING = "Recording"


class Authority(Record):
    """What permits an exhumation or a recovery; an owner's consent is access and not an authority."""

    about: ClassVar[About] = About(
        "authority", "Authority", "Authorities", prefix="AU", date="date", until="valid_until",
        category="authority_type", title=("code", "authority_type", "order_number"),
    )  # fmt: skip

    authority_type: Code = asked("Type of authority", vocabulary=AUTHORITY_TYPE, group=ORDER, aliases=("type",))
    issuer: Text = asked("Issuing body", group=ORDER)
    issued_by: Text = field("Official who issued it", sensitivity="restricted", group=ORDER)
    order_number: Identifier = asked("Number of the order", group=ORDER)
    date: Date = asked("Date of the order", group=ORDER)
    valid_from: Date = field("Valid from", group=ORDER)
    valid_until: Date = field("Valid until", group=ORDER)
    scope: Note = field("Scope", group=ORDER, hint="What it permits: search, exhumation, examination, samples")
    sites: References = field("Sites", target="site", group=ORDER)
    document: References = field("Document", target="media", sensitivity="restricted", group=ORDER)
    case_number: Identifier = field("Case number", group=COURT_CASE)
    case_register: Text = field("Register of the case number", group=COURT_CASE)
    qualification: Codes = field("Qualification", vocabulary=QUALIFICATION, group=COURT_CASE)
    qualification_text: Text = field("Qualification in words", group=COURT_CASE)
    forensic_medical_expert: Reference = asked("Forensic medical expert", target="practitioner", group=PRESENT)
    officials: Note = field("Officials present", sensitivity="restricted", group=PRESENT)
    witnesses: Note = field("Witnesses", sensitivity="restricted", group=PRESENT)
    family_notified: Code = field(
        "Family notified", vocabulary=FAMILY_NOTIFIED, group=FAMILY, protocol="Minnesota Protocol"
    )
    family_notified_on: Date = field("Family notified on", group=FAMILY)
    family_representative: Text = field("Representative of the family", sensitivity="restricted", group=FAMILY)
    notes: Note = field("Notes", sensitivity="restricted", group=FAMILY)


class Exhumation(Record):
    """One exhumation at one site; Minnesota Protocol (2016), guidelines on excavation of graves."""

    about: ClassVar[About] = About(
        "exhumation", "Exhumation", "Exhumations", prefix="X", place_from=("site",), date="start", until="end",
        category="method", title=("code", "start"),
    )  # fmt: skip

    site: Reference = needed("Site", target="site", sensitivity="public", group=THE_EXHUMATION, carried=True)
    authority: Reference = asked("Authority", target="authority", group=THE_EXHUMATION, carried=True)
    start: Date = asked("Start", sensitivity="public", group=THE_EXHUMATION)
    end: Date = asked("End", sensitivity="public", group=THE_EXHUMATION)
    lead: Reference = asked("Lead", target="practitioner", group=WHO, carried=True)
    lead_role: Code = asked("Role of the lead", vocabulary=LEAD_ROLE, group=WHO, carried=True)
    archaeologist: Reference = field("Archaeologist", target="practitioner", group=WHO, carried=True)
    anthropologist: Reference = field("Anthropologist", target="practitioner", group=WHO, carried=True)
    forensic_medical_expert: Reference = field(
        "Forensic medical expert or pathologist", target="practitioner", group=WHO, carried=True
    )
    ordnance_specialist: Reference = field("Ordnance specialist", target="practitioner", group=WHO, carried=True)
    photographer: Reference = field("Photographer", target="practitioner", group=WHO, carried=True)
    team: Reference = field("Team", target="team", sensitivity="restricted", group=WHO, carried=True)
    others_present: Note = field("Others present", sensitivity="restricted", group=WHO)

    method: Code = field("Method", vocabulary=EXHUMATION_METHOD, sensitivity="public", group=HOW)
    method_described: Note = field("Method described", group=HOW)
    machine_used: Code = field("Machine used", vocabulary=YES_NO, group=HOW)
    machine_described: Text = field("Machine and bucket", group=HOW)
    sieved: Code = field("Fill sieved", vocabulary=SIEVED, group=HOW)
    sieve_mesh: Number = field("Sieve mesh", unit="mm", least=0, most=100, group=HOW)
    metal_detector: Code = field("Metal detector used", vocabulary=YES_NO, group=HOW)
    ordnance_check: Code = field("Check for explosive ordnance", vocabulary=ORDNANCE_CHECK, group=HOW)

    soil: Code = field("Soil", vocabulary=SOIL, group=GROUND)
    soil_described: Note = field("Soil described", group=GROUND)
    water_table: Number = field("Water table", unit="cm", least=0, group=GROUND)
    depth_below: Code = field("Depths measured below", vocabulary=DEPTH_BELOW, group=GROUND)
    weather: Text = field("Weather", group=GROUND)
    temperature: Number = field("Temperature", unit="°C", least=-60, most=60, group=GROUND)

    place: PlaceValue = field("Origin of the grid", geometry="Point", group=GRID)
    limits: PlaceValue = field("Limits of excavation", geometry="MultiPolygon", part="limits", group=GRID)
    grid_described: Note = field("Grid and baseline", group=GRID)
    grid_bearing: Number = field(
        "Bearing of the grid", unit="°", least=0, most=360, group=GRID, hint="Of the y axis, clockwise from north"
    )
    grid_north: Code = field("Bearing from which north", vocabulary=NORTH, group=GRID)
    magnetic_on: Date = field("Date of the magnetic bearing", group=GRID)
    grid_controls: Rows = field(
        "Control points",
        columns={
            "point": "Point", "x": "x (m)", "y": "y (m)", "z": "z (m)",
            "longitude": "Longitude", "latitude": "Latitude", "height": "Height (m)", "written": "As written",
        },
        group=GRID, hint="Two or more tie the grid to the globe",
    )  # fmt: skip
    baseline_from: Identifier = field("Baseline from", group=GRID, hint="A control point")
    baseline_to: Identifier = field("Baseline to", group=GRID, hint="Another control point")
    datum_height: Number = field(
        "Height of the site datum", unit="m", group=GRID, hint="Where z of the grid is 0, over the height datum"
    )
    height_datum: Code = field("Height datum", vocabulary=HEIGHT_DATUM, group=GRID)
    height_datum_name: Text = field("Name of the geoid", group=GRID, hint="Where the height datum is a named geoid")
    height_shifts: Rows = field(
        "Transformations between height datums",
        columns={"from": "From", "to": "To", "add": "Add (m)", "basis": "What it rests on"},
        group=GRID, hint="Without one, heights of two datums are never set beside each other",
    )  # fmt: skip
    plans: References = field("Plans and sections", target="media", sensitivity="restricted", group=GRID)

    mni_field: Whole = field(
        "MNI in the field", least=0, group=RESULTS, hint="Never a count of cases or of identified persons"
    )
    mni_field_basis: Text = field("What the field MNI rests on", group=RESULTS)
    backfilled: Code = field("Backfilled", vocabulary=YES_NO, group=RESULTS)
    backfilled_on: Date = field("Backfilled on", group=RESULTS)
    bottom_reached: Code = field("Undisturbed ground reached everywhere", vocabulary=YES_NO, group=RESULTS)
    limitations: Note = asked("Limitations", group=RESULTS, protocol="Minnesota Protocol")
    order_limitations: Rows = field(
        "What happened in another order", columns={"step": "Step", "limitation": "What it limits"},
        coded={"step": SITE_STEP}, group=RESULTS,
        hint="A line for each step: what happened instead, and what it limits",
    )  # fmt: skip
    protocol_signed: Code = field("Protocol signed", vocabulary=YES_NO, group=RESULTS)
    protocol_signed_on: Date = field("Protocol signed on", group=RESULTS)
    protocol_document: References = field("Protocol", target="media", sensitivity="restricted", group=RESULTS)
    notes: Note = field("Notes", sensitivity="restricted", group=RESULTS)


class SiteLog(Record):
    """One day at one site: who came and went, what was done, and who had the site at night."""

    about: ClassVar[About] = About(
        "site_log", "Site log", "Site logs", prefix="LOG", place_from=("site",), date="day", title=("code", "day")
    )

    site: Reference = needed("Site", target="site", group=DAY)
    exhumation: Reference = field("Exhumation", target="exhumation", group=DAY, carried=True)
    day: Date = needed("Day", group=DAY)
    kept_by: Reference = field("Log kept by", target="practitioner", group=DAY, carried=True)
    weather: Text = field("Weather", group=DAY)
    temperature: Number = field("Temperature", unit="°C", least=-60, most=60, group=DAY)
    people: Rows = field(
        "People in and out", columns={"person": "Person", "purpose": "Purpose", "in": "In", "out": "Out"},
        clocks=("in", "out"), sensitivity="restricted", group=DAY,
    )  # fmt: skip
    visitors: Note = field("Visitors", sensitivity="restricted", group=DAY)
    hours: Number = field("Hours worked", unit="h", least=0, most=24, group=WORK)
    person_hours: Number = field("Person-hours", unit="h", least=0, group=WORK)
    work: Note = field("Work done", group=WORK)
    machine_hours: Number = field("Machine hours", unit="h", least=0, group=WORK)
    spoil_sieved: Number = field("Spoil sieved", unit="m³", least=0, group=WORK)
    incidents: Note = field("Incidents of the day", sensitivity="restricted", group=SAFETY)
    safety_briefing: Code = field("Safety briefing held", vocabulary=YES_NO, group=SAFETY)
    hand_over: Note = field("Hand-over at night", sensitivity="restricted", group=SAFETY)
    covered: Code = field("Remains covered at night", vocabulary=YES_NO, group=SAFETY)
    guarded: Code = field("Guarded at night", vocabulary=YES_NO, group=SAFETY)


class Context(Record):
    """One cut, fill or layer of a grave; above and below make the Harris matrix."""

    about: ClassVar[About] = About(
        "context", "Context", "Contexts", prefix="CX", place_from=("exhumation", "site"), date="date",
        category="context_type", title=("code", "context_type"),
    )  # fmt: skip

    code: Identifier = number()
    exhumation: Reference = needed("Exhumation", target="exhumation", group=THE_CONTEXT, carried=True)
    context_type: Code = field("Type of context", vocabulary=CONTEXT_TYPE, group=THE_CONTEXT, aliases=("type",))
    description: Note = field("Description", group=THE_CONTEXT)
    interpretation: Note = field("Interpretation", group=THE_CONTEXT)
    place: PlaceValue = field("Outline", geometry="MultiPolygon", group=THE_CONTEXT)
    profile: PlaceValue = field(
        "Line in section", geometry="MultiLineString", part="profile", group=THE_CONTEXT,
        hint="As measured, with heights, in metres of the grid",
    )  # fmt: skip
    colour: Text = field("Colour (Munsell)", group=SOIL_OF, hint="As 10YR 4/3")
    texture: Text = field("Texture", group=SOIL_OF)
    inclusions: Text = field("Inclusions", group=SOIL_OF)
    compaction: Code = field("Compaction", vocabulary=COMPACTION, group=SOIL_OF)
    length: Number = field("Length", unit="m", least=0, group=MEASURES)
    width: Number = field("Width", unit="m", least=0, group=MEASURES)
    thickness: Number = field("Depth or thickness", unit="m", least=0, group=MEASURES)
    level_top: Number = field("Level of the top", unit="m", group=MEASURES)
    level_base: Number = field("Level of the base", unit="m", group=MEASURES)
    level_datum: Code = field("Levels refer to", vocabulary=HEIGHT_DATUM, group=MEASURES, carried=True)
    levels: Rows = field("Levels taken", columns={"point": "Point", "level": "Level (m)"}, group=MEASURES)
    spit: Text = field("Spit", group=MEASURES)
    tool_marks: Codes = field("Tool and machine marks", vocabulary=TOOL_MARKS, group=MEASURES)
    bucket_width: Number = field("Bucket width", unit="cm", least=0, most=500, group=MEASURES)
    tooth_spacing: Number = field("Tooth spacing", unit="cm", least=0, most=200, group=MEASURES)
    tyre_tracks: Note = field("Tyre or machine tracks", group=MEASURES)
    above: References = field("Lies above", target="context", group=SEQUENCE, hint="Earlier contexts")
    below: References = field("Lies below", target="context", group=SEQUENCE, hint="Later contexts")
    equal_to: References = field("Equal to", target="context", group=SEQUENCE)
    cut_by: References = field("Cut by", target="context", group=SEQUENCE)
    fill_of: Reference = field("Fill of cut", target="context", group=SEQUENCE)
    drawings: References = field("Drawings", target="media", sensitivity="restricted", group=RECORDING)
    photographs: References = field("Photographs", target="media", sensitivity="restricted", group=RECORDING)
    samples: References = field("Samples", target="sample", group=RECORDING)
    excavator: Reference = field("Excavator", target="practitioner", group=RECORDING, carried=True)
    date: Date = field("Date excavated", group=RECORDING)
    notes: Note = field("Notes", sensitivity="restricted", group=RECORDING)
