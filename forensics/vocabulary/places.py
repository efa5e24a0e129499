"""Vocabularies of settlements, periods of control, facilities and grave sites."""

from __future__ import annotations

from forensics.vocabulary.declaring import vocabulary
from forensics.vocabulary.general import OWN

BOURNEMOUTH = "Bournemouth Protocol on Mass Grave Protection and Investigation (2020)"
MINNESOTA = "Minnesota Protocol on the Investigation of Potentially Unlawful Death (2016)"
ARCHAEOLOGY = "Practice of forensic archaeology; Minnesota Protocol (2016), part V.C"
TRIBUNAL = "Reports on primary and secondary graves before the ICTY (Krstić, IT-98-33-T, § 71)"

SETTLEMENT_TYPE = vocabulary(
    "settlement_type",
    "Type of settlement",
    "List of the country pack",
    from_pack=True,
    city="City",
    town="Town",
    village="Village",
    hamlet="Hamlet",
    district="District of a city",
    other="Other",
)

ACCESS = vocabulary(
    "access",
    "Access",
    OWN,
    open="Open",
    restricted="Restricted",
    mined="Mined",
    frontline="Front line",
    inaccessible="Inaccessible",
)

CHARACTER = vocabulary(
    "character_of_control",
    "Character of control",
    "Hague Regulations (1907), article 42; " + OWN,
    occupied="Occupied",
    contested="Contested",
    not_occupied="Not occupied",
)

CONTROL = vocabulary(
    "degree_of_control",
    "Degree of control",
    OWN,
    full="Full",
    partial="Partial",
    contested="Contested",
    intermittent="Intermittent",
    encircled="Encircled",
)

PARTY = vocabulary(
    "party",
    "Party to the conflict",
    "List of the country pack",
    from_pack=True,
    state_forces="Forces of the state concerned",
    foreign_forces="Forces of another state",
    armed_group="Organised armed group",
    joint="Several parties together",
    other="Other",
)

CONTROL_BASIS = vocabulary(
    "basis_of_control",
    "What the period of control rests on",
    OWN,
    official_list="Official list",
    witness="Witness",
    open_source="Open source",
    imagery="Imagery",
    document="Document",
)

FACILITY_KIND = vocabulary(
    "facility_kind",
    "Kind of facility",
    OWN,
    detention_place="Place of detention",
    base="Military base",
    checkpoint="Checkpoint",
    filtration_point="Filtration point",
    mortuary="Mortuary",
    evidence_store="Evidence store",
    medical="Medical facility",
    other="Other",
)

GRAVE_FORM = vocabulary(
    "grave_form",
    "Form of the grave",
    ARCHAEOLOGY,
    single_grave="Single grave",
    group_of_single_graves="Group of single graves",
    multiple_grave="Multiple grave",
    surface="Surface remains",
    submerged="Submerged remains",
    no_remains="No remains",
)

GRAVE_SETTING = vocabulary(
    "grave_setting",
    "Setting",
    ARCHAEOLOGY,
    cemetery="Cemetery",
    military_trench="Military trench",
    pit="Pit",
    well_or_shaft="Well or shaft",
    water="Water",
    building_or_rubble="Building or rubble",
    yard="Yard",
    forest="Forest",
    field="Field",
    road="Road",
    vehicle="Vehicle",
    burn_area="Burned area",
    other="Other",
)

DEPOSITION = vocabulary(
    "deposition",
    "Deposition",
    TRIBUNAL,
    primary="Primary",
    secondary="Secondary",
    tertiary="Tertiary",
    temporary="Temporary",
    undetermined="Undetermined",
)

DISTURBANCE = vocabulary(
    "disturbance",
    "Disturbance",
    ARCHAEOLOGY,
    none_seen="None seen",
    robbed="Robbed (remains taken out)",
    machine="By machine",
    looted="Looted",
    shelled="Shelled",
    animal="By animals",
    farming="By farming",
)

SITE_STATUS = vocabulary(
    "site_status",
    "Status of the site",
    BOURNEMOUTH + "; " + OWN,
    reported="Reported",
    suspected="Suspected",
    located="Located",
    secured="Secured",
    authorised="Authorised",
    confirmed="Confirmed",
    in_exhumation="In exhumation",
    part_exhumed="Exhumed in part",
    exhumed="Exhumed",
    closed="Closed",
    negative="Negative",
    destroyed="Destroyed",
    inaccessible="Inaccessible",
)

SEARCH_PRIORITY = vocabulary(
    "search_priority",
    "Search priority",
    OWN,
    urgent="Urgent",
    high="High",
    medium="Medium",
    low="Low",
)

DETECTION = vocabulary(
    "detection",
    "Method of detection",
    ARCHAEOLOGY,
    witness="Witness",
    imagery="Imagery",
    probe="Probe",
    GPR="Ground-penetrating radar",
    magnetometry="Magnetometry",
    resistivity="Resistivity",
    dog="Search dog",
    LiDAR="LiDAR",
    test_trench="Test trench",
)

SITE_PROTECTION = vocabulary(
    "site_protection",
    "Protection of the site",
    BOURNEMOUTH,
    none="None",
    cordon="Cordon",
    guard="Guard",
    cover="Cover",
)

SITE_THREAT = vocabulary(
    "site_threat",
    "Threat to the site",
    BOURNEMOUTH,
    looting="Looting",
    construction="Construction",
    erosion="Erosion",
    shelling="Shelling",
)

PUBLISH_DECISION = vocabulary(
    "publish_decision",
    "Decision to publish the place",
    BOURNEMOUTH + "; " + OWN,
    yes="Yes",
    generalised="Generalised",
    no="No",
)

LINK_EVIDENCE = vocabulary(
    "link_evidence",
    "Evidence of a link between graves",
    TRIBUNAL,
    soil="Soil",
    ballistics="Ballistics",
    material="Material",
    DNA_reassociation="DNA re-association",
    imagery="Imagery",
    witness="Witness",
)

CERTAINTY = vocabulary(
    "certainty",
    "Certainty",
    OWN,
    possible="Possible",
    probable="Probable",
    certain="Certain",
)
