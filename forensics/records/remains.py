"""Human remains: cases, their bones, examinations, biological profiles, findings, opinions on death, dispositions."""

from __future__ import annotations

from typing import ClassVar

from forensics.fields import (
    Code,
    Codes,
    Date,
    Flag,
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
    needed,
)
from forensics.records.base import About, Record, number
from forensics.vocabulary.bones import BONE, BONE_ZONE, DEVELOPMENTAL_AGE, ELEMENT_STATE, FUSION, SIDE
from forensics.vocabulary.general import YES_NO, YES_NO_UNDETERMINED
from forensics.vocabulary.graves import DEPTH_BELOW, HEIGHT_DATUM, NORTH, ORDNANCE_CHECK
from forensics.vocabulary.places import CERTAINTY
from forensics.vocabulary.remains import (
    AGE_CLASS,
    AGE_METHOD,
    ARTICULATION,
    ASPECT,
    ASSOCIATION_BASIS,
    BEVEL,
    BODY_POSITION,
    BURNING,
    CASE_STATUS,
    COMPLETENESS,
    CONTAINER,
    DEFECT_ROLE,
    DIRECTION,
    DISPOSITION_KIND,
    EXAMINATION_KIND,
    FACING,
    FINDING_KIND,
    FRACTURE_PATTERN,
    FRAGMENTATION,
    HEALING,
    LIMB_POSITION,
    MANNER,
    MECHANISM,
    PRESERVATION,
    REMAINS_CLASS,
    REMAINS_ORIGIN,
    RESTRAINT,
    RESTRAINT_STATE,
    SEX_ESTIMATE,
    SEX_METHOD,
    SIGNED_AS,
    TIMING,
    UNDER_18,
)
from forensics.vocabulary.steps import CASE_STEP

FROM_CASE = ("case", "exhumation", "site")

REMAINS = "The remains"
IN_THE_GRAVE = "In the grave"
LYING = "Position"
RESTRAINTS = "Restraint and container"
CONDITION = "Condition"
RECOVERY = "Recovery"
STORAGE = "Status and storage"
ASSOCIATED = "Associated remains"
BONE_GROUP = "The bone"
EXAMINATION = "The examination"
RESULTS = "Results"
SEX = "Sex"
AGE = "Age"
STATURE = "Stature"
HEALTH = "Teeth, health and marks"
FINDING = "The finding"
TIME_AND_CAUSE = "Timing and mechanism"
DEFECT = "Defect"
RECORDED = "Recording"
OPINION = "The opinion"
RESTS_ON = "What it rests on"
SIGNING = "Signature"
DISPOSITION = "The disposition"
PLOT = "Where the remains lie"


class Case(Record):
    """Human remains under one number (site, running number and B, BP or GB); a case is not yet a person."""

    about: ClassVar[About] = About(
        "case", "Remains case", "Remains cases", prefix="HR", place_from=("exhumation", "site"), date="recovered_at",
        style="status", category="remains_class", title=("code", "remains_class"),
    )  # fmt: skip

    code: Identifier = number()
    remains_class: Code = asked("Class of remains", vocabulary=REMAINS_CLASS, group=REMAINS, aliases=("class",))
    origin: Code = asked("Origin", vocabulary=REMAINS_ORIGIN, group=REMAINS, carried=True)
    exhumation: Reference = field("Exhumation", target="exhumation", group=REMAINS, carried=True)
    site: Reference = field("Site", target="site", group=REMAINS, hint="Where there was no exhumation", carried=True)
    visit: Reference = field("Visit", target="visit", sensitivity="restricted", group=REMAINS, carried=True)
    hand_over: Reference = field("Hand-over", target="custody", sensitivity="restricted", group=REMAINS)
    received_from: Text = field("Received from", sensitivity="restricted", group=REMAINS, carried=True)
    context: Reference = field("Context", target="context", group=REMAINS)
    persons_min: Whole = field(
        "Persons represented, at least", least=0, group=REMAINS, hint="For commingled remains; no count of cases"
    )

    place: PlaceValue = field("Point", geometry="Point", group=IN_THE_GRAVE, hint="x, y and z in metres of the grid")
    skull: PlaceValue = field("Skull", geometry="Point", part="skull", group=IN_THE_GRAVE)
    pelvis: PlaceValue = field("Pelvis", geometry="Point", part="pelvis", group=IN_THE_GRAVE)
    feet: PlaceValue = field("Feet", geometry="Point", part="feet", group=IN_THE_GRAVE)
    outline: PlaceValue = field("Outline", geometry="MultiPolygon", part="outline", group=IN_THE_GRAVE)
    depth_top: Number = field("Depth of the top", unit="cm", least=0, group=IN_THE_GRAVE)
    depth_base: Number = field("Depth of the base", unit="cm", least=0, group=IN_THE_GRAVE)
    depth_below: Code = field("Depths measured below", vocabulary=DEPTH_BELOW, group=IN_THE_GRAVE, carried=True)
    elevation: Number = field("Elevation", unit="m", group=IN_THE_GRAVE)
    height_datum: Code = field("Height datum", vocabulary=HEIGHT_DATUM, group=IN_THE_GRAVE, carried=True)
    lies_over: References = field("Lies over", target="case", group=IN_THE_GRAVE)
    lies_under: References = field("Lies under", target="case", group=IN_THE_GRAVE)

    orientation: Whole = field(
        "Orientation of the head", unit="°", least=0, most=359, group=LYING, hint="From pelvis to head, from north"
    )
    orientation_north: Code = field("Orientation from which north", vocabulary=NORTH, group=LYING, carried=True)
    magnetic_on: Date = field("Date of the magnetic bearing", group=LYING)
    facing: Code = field("Facing", vocabulary=FACING, group=LYING)
    position: Code = field("Position", vocabulary=BODY_POSITION, group=LYING)
    left_arm: Code = field("Left arm", vocabulary=LIMB_POSITION, group=LYING)
    right_arm: Code = field("Right arm", vocabulary=LIMB_POSITION, group=LYING)
    left_leg: Code = field("Left leg", vocabulary=LIMB_POSITION, group=LYING)
    right_leg: Code = field("Right leg", vocabulary=LIMB_POSITION, group=LYING)
    articulation: Code = field("Articulation", vocabulary=ARTICULATION, group=LYING)
    position_described: Note = field("Position described", group=LYING)

    restraint: Codes = field("Restraint", vocabulary=RESTRAINT, group=RESTRAINTS, protocol="Minnesota Protocol")
    restraint_details: Rows = field(
        "Each restraint", columns={"restraint": "Restraint", "state": "Where found", "artefact": "Artefact"},
        identifiers=("artefact",),
        group=RESTRAINTS,
    )  # fmt: skip
    restraint_artefacts: References = field("Restraints taken as artefacts", target="artefact", group=RESTRAINTS)
    blindfold: Code = field("Blindfold", vocabulary=RESTRAINT_STATE, group=RESTRAINTS, protocol="Minnesota Protocol")
    blindfold_artefact: Reference = field("Blindfold taken as artefact", target="artefact", group=RESTRAINTS)
    container: Code = field("Container", vocabulary=CONTAINER, group=RESTRAINTS)
    container_described: Text = field("Container described", group=RESTRAINTS)

    preservation_head: Code = field("Preservation, head", vocabulary=PRESERVATION, group=CONDITION)
    preservation_trunk: Code = field("Preservation, trunk", vocabulary=PRESERVATION, group=CONDITION)
    preservation_arms: Code = field("Preservation, arms", vocabulary=PRESERVATION, group=CONDITION)
    preservation_legs: Code = field("Preservation, legs", vocabulary=PRESERVATION, group=CONDITION)
    burning_head: Code = field("Burning, head", vocabulary=BURNING, group=CONDITION)
    burning_trunk: Code = field("Burning, trunk", vocabulary=BURNING, group=CONDITION)
    burning_arms: Code = field("Burning, arms", vocabulary=BURNING, group=CONDITION)
    burning_legs: Code = field("Burning, legs", vocabulary=BURNING, group=CONDITION)
    fragmentation: Code = field("Fragmentation", vocabulary=FRAGMENTATION, group=CONDITION)
    completeness: Code = field("Completeness", vocabulary=COMPLETENESS, group=CONDITION)
    clothed: Code = field("Clothed", vocabulary=YES_NO_UNDETERMINED, group=CONDITION)
    clothing_described: Note = field("Clothing as seen in the grave", group=CONDITION)

    ordnance_check: Code = asked(
        "Explosive-ordnance check before moving", vocabulary=ORDNANCE_CHECK, group=RECOVERY, protocol="ICRC"
    )
    ordnance_check_by: Reference = asked("Check made by", target="practitioner", group=RECOVERY, carried=True)
    ordnance_check_at: Instant = asked("Check made at", group=RECOVERY)
    recovered_by: Reference = field("Recovered by", target="practitioner", group=RECOVERY, carried=True)
    recovered_at: Instant = field("Recovered at", group=RECOVERY)
    photographs: References = field("Photographs in place", target="media", sensitivity="restricted", group=RECOVERY)

    status: Code = field("Status", vocabulary=CASE_STATUS, group=STORAGE)
    status_on: Date = field("Status since", group=STORAGE)
    bag_number: Identifier = field("Bag number", group=STORAGE)
    seal_number: Identifier = field("Seal number", group=STORAGE)
    storage: Reference = field("Stored at", target="facility", group=STORAGE, carried=True)
    storage_position: Text = field("Place in storage", sensitivity="restricted", group=STORAGE)

    associated_cases: References = field("Associated cases", target="case", group=ASSOCIATED)
    association_basis: Codes = field("Basis of the association", vocabulary=ASSOCIATION_BASIS, group=ASSOCIATED)
    joined_to: Reference = field("Now part of case", target="case", group=ASSOCIATED)
    split_from: Reference = field("Split from case", target="case", group=ASSOCIATED)
    association_by: Reference = field("Association made by", target="practitioner", group=ASSOCIATED)
    association_on: Date = field("Association made on", group=ASSOCIATED)
    association_report: Identifier = field(
        "Report on the association", group=ASSOCIATED, hint="Number of the laboratory's or the anthropologist's report"
    )
    association_bones: References = field(
        "Bones of the association", target="element", group=ASSOCIATED, hint="Which fit, pair or articulate"
    )
    association_reason: Note = field("Reason for joining or splitting", group=ASSOCIATED)
    limitations: Note = field("Limitations", group=ASSOCIATED)
    order_limitations: Rows = field(
        "What happened in another order", columns={"step": "Step", "limitation": "What it limits"},
        coded={"step": CASE_STEP}, group=ASSOCIATED,
        hint="A line for each step: what happened instead, and what it limits",
    )  # fmt: skip
    notes: Note = field("Notes", sensitivity="restricted", group=ASSOCIATED)


class Element(Record):
    """One bone or tooth of a case; the inventory that MNI is computed from (Buikstra & Ubelaker 1994)."""

    about: ClassVar[About] = About(
        "element", "Element", "Elements", prefix="EL", place_from=FROM_CASE, category="bone",
        title=("code", "bone", "side"),
    )  # fmt: skip

    case: Reference = needed("Remains case", target="case", group=BONE_GROUP)
    bone: Code = needed("Bone", vocabulary=BONE, group=BONE_GROUP)
    side: Code = asked("Side", vocabulary=SIDE, group=BONE_GROUP)
    tooth: Text = field("Tooth (FDI number)", group=BONE_GROUP, hint="As 36")
    zones: Codes = field("Zones present", vocabulary=BONE_ZONE, group=BONE_GROUP)
    fragments: Whole = field("Fragments", least=0, group=BONE_GROUP)
    completeness: Code = field("Completeness", vocabulary=COMPLETENESS, group=BONE_GROUP)
    developmental_age: Code = field(
        "Developmental age", vocabulary=DEVELOPMENTAL_AGE, group=CONDITION,
        hint="Each age ends where the next begins; at the border, not adult with age unknown, or undetermined",
    )  # fmt: skip
    fusion_stage: Code = field("Stage of fusion", vocabulary=FUSION, group=CONDITION)
    fusion_by_zone: Rows = field("Fusion by zone", columns={"zone": "Zone", "stage": "Stage"}, group=CONDITION)
    state: Codes = field("State", vocabulary=ELEMENT_STATE, group=CONDITION)
    weathering: Whole = field("Weathering stage", least=0, most=5, group=CONDITION, hint="Behrensmeyer (1978), 0 to 5")
    burning: Code = field("Burning", vocabulary=BURNING, group=CONDITION)
    joined_with: References = field("Fits or pairs with", target="element", group=RECORDED)
    joining_basis: Codes = field("Basis of the join", vocabulary=ASSOCIATION_BASIS, group=RECORDED)
    measurements: Rows = field("Measurements", columns={"name": "Measurement", "mm": "mm"}, group=RECORDED)
    examination: Reference = field("Examination", target="examination", group=RECORDED)
    recorded_by: Reference = field("Inventoried by", target="practitioner", group=RECORDED, carried=True)
    date: Date = field("Inventoried on", group=RECORDED)
    photographs: References = field("Photographs", target="media", sensitivity="restricted", group=RECORDED)
    notes: Note = field("Notes", sensitivity="restricted", group=RECORDED)


class Examination(Record):
    """One examination of one case; Minnesota Protocol (2016), guidelines on autopsy and skeletal remains."""

    about: ClassVar[About] = About(
        "examination", "Examination", "Examinations", prefix="EM", place_from=FROM_CASE, date="start", until="end",
        category="kind", title=("code", "kind", "start"),
    )  # fmt: skip

    case: Reference = needed("Remains case", target="case", group=EXAMINATION)
    kind: Code = asked("Kind of examination", vocabulary=EXAMINATION_KIND, group=EXAMINATION)
    facility: Reference = field("Facility", target="facility", group=EXAMINATION, carried=True)
    premises: Text = field("Where, if at no facility", sensitivity="restricted", group=EXAMINATION, carried=True)
    start: Date = field("Started", group=EXAMINATION)
    end: Date = field("Ended", group=EXAMINATION)
    authority: Reference = field("Authority", target="authority", group=EXAMINATION, carried=True)
    examiners: References = asked("Examiners", target="practitioner", group=EXAMINATION, carried=True)
    persons_present: Note = field("Persons present", sensitivity="restricted", group=EXAMINATION)
    protocol_number: Identifier = field("Protocol number", group=RESULTS)
    repeat_of: Reference = field("Repeats examination", target="examination", group=RESULTS)
    seal_intact: Code = field("Seal intact on arrival", vocabulary=YES_NO, group=RESULTS)
    described: Note = field("Description", sensitivity="restricted", group=RESULTS)
    clothing_described: Note = field("Clothing and effects", group=RESULTS)
    radiographs: References = field("Radiographs", target="media", sensitivity="restricted", group=RESULTS)
    photographs: References = field("Photographs", target="media", sensitivity="restricted", group=RESULTS)
    samples: References = field("Samples taken", target="sample", group=RESULTS)
    report: References = field("Report", target="media", sensitivity="restricted", group=RESULTS)
    limitations: Note = asked("Limitations", group=RESULTS, protocol="Minnesota Protocol")


class Profile(Record):
    """The biological profile of one case, estimated with named methods; ancestry is never recorded."""

    about: ClassVar[About] = About(
        "profile", "Biological profile", "Biological profiles", prefix="PF", place_from=FROM_CASE, date="date",
        category="sex", style="age_class", title=("code", "sex", "age_class"),
    )  # fmt: skip

    case: Reference = needed("Remains case", target="case", group=EXAMINATION)
    examination: Reference = field("Examination", target="examination", group=EXAMINATION)
    date: Date = field("Date", group=EXAMINATION)
    examiner: Reference = field("Examiner", target="practitioner", group=EXAMINATION)
    sex: Code = field("Sex", vocabulary=SEX_ESTIMATE, group=SEX)
    sex_methods: Codes = field("Methods for sex", vocabulary=SEX_METHOD, group=SEX)
    age_min: Number = field("Age, at least", unit="years", least=0, most=120, group=AGE)
    age_max: Number = field("Age, at most", unit="years", least=0, most=120, group=AGE)
    age_class: Code = field(
        "Age class", vocabulary=AGE_CLASS, group=AGE, hint="As the examiner sets it; never taken from the maximum"
    )
    under_18: Code = field("Under 18", vocabulary=UNDER_18, group=AGE, hint="Follows from the interval")
    age_methods: Codes = field("Methods for age", vocabulary=AGE_METHOD, group=AGE)
    age_described: Note = field("Age described", group=AGE)
    stature: Number = field("Stature", unit="cm", least=20, most=250, group=STATURE)
    stature_min: Number = field("Stature, at least", unit="cm", least=20, most=250, group=STATURE)
    stature_max: Number = field("Stature, at most", unit="cm", least=20, most=250, group=STATURE)
    stature_formula: Text = field("Formula", group=STATURE, hint="Author, bone and population of the formula")
    dental_chart: Rows = field(
        "Dental chart", columns={"tooth": "Tooth (FDI)", "state": "State", "treatment": "Treatment"},
        sensitivity="restricted", group=HEALTH, protocol="INTERPOL DVI",
    )  # fmt: skip
    dental_described: Note = field("Teeth described", sensitivity="restricted", group=HEALTH)
    pathology: Note = field("Pathology", group=HEALTH)
    healed_injury: Note = field("Healed injury", group=HEALTH)
    implants: Rows = field(
        "Implants", columns={"kind": "Kind", "place": "Place", "maker": "Maker", "serial": "Serial number"},
        identifiers=("serial",),
        sensitivity="restricted", group=HEALTH, protocol="INTERPOL DVI",
    )  # fmt: skip
    tattoos: Note = field("Tattoos", sensitivity="restricted", group=HEALTH, protocol="INTERPOL DVI")
    scars: Note = field("Scars", sensitivity="restricted", group=HEALTH, protocol="INTERPOL DVI")
    hair: Text = field("Hair", sensitivity="restricted", group=HEALTH)
    limitations: Note = field("Limitations", group=HEALTH)


class Finding(Record):
    """One finding on the remains; perimortem is said of the bone, not of the moment or lawfulness of death."""

    about: ClassVar[About] = About(
        "finding", "Finding", "Findings", prefix="FN", place_from=FROM_CASE, date="date", style="timing",
        category="mechanism", title=("code", "timing", "mechanism"),
    )  # fmt: skip

    case: Reference = needed("Remains case", target="case", group=FINDING)
    kind: Code = field("Kind of finding", vocabulary=FINDING_KIND, group=FINDING)
    element: Reference = asked("Element", target="element", group=FINDING)
    side: Code = field("Side", vocabulary=SIDE, group=FINDING)
    aspect: Codes = field("Aspect", vocabulary=ASPECT, group=FINDING)
    zones: Codes = field("Zones affected", vocabulary=BONE_ZONE, group=FINDING)
    location: Text = field("Where on the body or bone", group=FINDING)
    description: Note = field("Description", group=FINDING)
    bears_on_sexual_violence: Flag = field(
        "Bears on sexual violence", sensitivity="sealed", group=FINDING, hint="The whole finding is then sealed"
    )

    timing: Code = asked("Timing", vocabulary=TIMING, group=TIME_AND_CAUSE)
    timing_basis: Note = field("What the timing rests on", group=TIME_AND_CAUSE)
    mechanism: Code = asked("Mechanism", vocabulary=MECHANISM, group=TIME_AND_CAUSE)
    healing: Code = field("Healing", vocabulary=HEALING, group=TIME_AND_CAUSE)
    certainty: Code = field("Certainty", vocabulary=CERTAINTY, group=TIME_AND_CAUSE)

    role: Code = field("Role of the defect", vocabulary=DEFECT_ROLE, group=DEFECT)
    fracture_pattern: Codes = field("Fracture pattern", vocabulary=FRACTURE_PATTERN, group=DEFECT)
    bevel: Code = field("Bevel", vocabulary=BEVEL, group=DEFECT)
    direction: Codes = field("Direction", vocabulary=DIRECTION, group=DEFECT)
    size_length: Number = field("Length", unit="mm", least=0, most=2000, group=DEFECT)
    size_width: Number = field("Width", unit="mm", least=0, most=2000, group=DEFECT)
    size_depth: Number = field("Depth", unit="mm", least=0, most=500, group=DEFECT)
    defects: Whole = field("Number of defects", least=0, group=DEFECT)
    impacts_min: Whole = field("Impacts, at least", least=0, group=DEFECT)
    projectile: References = field("Projectile", target="artefact", group=DEFECT)
    same_event_as: References = field("Same path or blow as", target="finding", group=DEFECT)

    examination: Reference = field("Examination", target="examination", group=RECORDED)
    observer: Reference = asked("Observer", target="practitioner", group=RECORDED)
    date: Date = field("Observed on", group=RECORDED)
    radiographed: Code = field("Radiographed", vocabulary=YES_NO, group=RECORDED)
    radiographs: References = field("Radiographs", target="media", sensitivity="restricted", group=RECORDED)
    photographs: References = field("Photographs", target="media", sensitivity="restricted", group=RECORDED)


class Opinion(Record):
    """An opinion on death, signed by a forensic pathologist or forensic medical expert; Minnesota Protocol (2016)."""

    about: ClassVar[About] = About(
        "opinion", "Opinion on death", "Opinions on death", prefix="OP", place_from=FROM_CASE, date="date",
        category="manner", title=("code", "manner"),
    )  # fmt: skip

    case: Reference = needed("Remains case", target="case", group=OPINION)
    cause: Note = field("Cause of death", group=OPINION)
    cause_underlying: Note = field("Underlying cause and conditions", group=OPINION)
    violent: Code = field("Violent death", vocabulary=YES_NO_UNDETERMINED, graded=True, group=OPINION)
    manner: Code = field("Manner of death", vocabulary=MANNER, graded=True, group=OPINION)
    died: Date = field("Estimated date of death", group=OPINION)
    died_basis: Note = field("What the date of death rests on", group=OPINION)
    rests_on: Note = field("What the opinion rests on", group=RESTS_ON)
    findings: References = field("Findings", target="finding", group=RESTS_ON)
    examination: Reference = field("Examination", target="examination", group=RESTS_ON)
    limitations: Note = field("Limitations", group=RESTS_ON)
    opinion_number: Identifier = field("Number of the opinion", group=SIGNING)
    date: Date = field("Date of the opinion", group=SIGNING)
    signed_by: Reference = asked("Signed by", target="practitioner", group=SIGNING)
    signed_as: Code = asked("Signed as", vocabulary=SIGNED_AS, group=SIGNING)
    document: References = field("Document", target="media", sensitivity="restricted", group=SIGNING)
    supersedes: Reference = field("Supersedes opinion", target="opinion", group=SIGNING)
    supersedes_reason: Note = field("Reason for superseding", group=SIGNING)


class Disposition(Record):
    """Where remains are kept or were laid, so that they can be found again; one of a case or of a package."""

    about: ClassVar[About] = About(
        "disposition", "Disposition", "Dispositions", prefix="DS", date="date", style="kind", category="kind",
        title=("code", "kind", "date"),
    )  # fmt: skip

    cases: References = field("Remains cases", target="case", group=DISPOSITION)
    packages: References = field("Packages", target="package", group=DISPOSITION)
    kind: Code = asked("Kind of disposition", vocabulary=DISPOSITION_KIND, group=DISPOSITION)
    date: Date = field("Date", group=DISPOSITION)
    authority: Reference = field("Authority", target="authority", group=DISPOSITION)
    certificate: Identifier = field("Certificate", group=DISPOSITION)
    received_by: Text = field("Received by", sensitivity="restricted", group=DISPOSITION)
    received_as: Text = field("Relation or office of the receiver", sensitivity="restricted", group=DISPOSITION)
    family_present: Code = field("Family present", vocabulary=YES_NO, group=DISPOSITION)
    remains_missing: Code = field("Remains still missing", vocabulary=YES_NO, group=DISPOSITION)
    document: References = field("Document", target="media", sensitivity="restricted", group=DISPOSITION)
    facility: Reference = field("Facility", target="facility", group=PLOT)
    cemetery: Text = field("Cemetery", group=PLOT)
    section: Text = field("Section", group=PLOT)
    grave_row: Text = field("Row", group=PLOT, aliases=("row",))
    plot: Text = field("Plot", group=PLOT)
    marker_number: Identifier = field("Marker number", group=PLOT)
    marker_inscription: Note = field("Inscription on the marker", sensitivity="restricted", group=PLOT)
    place: PlaceValue = field("Place", geometry="Point", sensitivity="restricted", group=PLOT)
    valid_until: Date = field("Plot or storage secured until", group=PLOT)
    notes: Note = field("Notes", sensitivity="restricted", group=PLOT)
