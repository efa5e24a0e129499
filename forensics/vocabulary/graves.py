"""Vocabularies of authority, exhumation, the daily log and the layers of a grave."""

from __future__ import annotations

from forensics.vocabulary.declaring import vocabulary
from forensics.vocabulary.general import OWN

MINNESOTA = "Minnesota Protocol on the Investigation of Potentially Unlawful Death (2016)"
STRATIGRAPHY = "Harris, Principles of Archaeological Stratigraphy (1989); practice of forensic archaeology"

AUTHORITY_TYPE = vocabulary(
    "authority_type",
    "Type of authority",
    "Bournemouth Protocol (2020); Minnesota Protocol (2016)",
    prosecutor_order="Prosecutor's order",
    court_order="Court order",
    coroner_or_inquest="Coroner or inquest",
    international_court_or_JIT="International court or joint investigation team",
    inspection_of_scene_or_body="Inspection of a scene or a body",
    emergency_recovery="Emergency recovery",
    none_known="None known",
)

QUALIFICATION = vocabulary(
    "qualification",
    "Qualification",
    "List of the country pack",
    from_pack=True,
    war_crime="War crime",
    crime_against_humanity="Crime against humanity",
    genocide="Genocide",
    homicide="Homicide",
    enforced_disappearance="Enforced disappearance",
    no_crime_alleged="No crime alleged",
    other="Other",
)

FAMILY_NOTIFIED = vocabulary(
    "family_notified",
    "Family notified",
    MINNESOTA,
    yes="Yes",
    no="No",
    unsafe="No, it would be unsafe",
)

LEAD_ROLE = vocabulary(
    "lead_role",
    "Role of the lead",
    OWN,
    archaeologist="Archaeologist",
    anthropologist="Anthropologist",
    forensic_medical_expert="Forensic medical expert",
    investigator="Investigator",
    other="Other",
)

EXHUMATION_METHOD = vocabulary(
    "exhumation_method",
    "Method of exhumation",
    "Practice of forensic archaeology; " + MINNESOTA,
    stratigraphic_pedestal="Stratigraphic, remains on a pedestal",
    not_archaeological="Not archaeological",
    trench="Trench",
    arbitrary_spit="Arbitrary spits",
    machine_and_hand="Machine and hand",
)

SOIL = vocabulary(
    "soil",
    "Soil",
    "Practice of forensic archaeology",
    clay="Clay",
    loam="Loam",
    sand="Sand",
    chalk="Chalk",
    made_ground="Made ground",
)

DEPTH_BELOW = vocabulary(
    "depth_below",
    "Depth measured below",
    OWN,
    surface_before_work="Surface before the work",
    stripped_surface="Stripped surface",
    datum="Site datum",
)

NORTH = vocabulary(
    "north",
    "North that is meant",
    "Surveying practice",
    grid="Grid north of the map",
    site_grid="Y axis of the site grid",
    true="True north",
    magnetic="Magnetic north",
)

HEIGHT_DATUM = vocabulary(
    "height_datum",
    "Height datum",
    OWN,
    ellipsoid_WGS84="WGS 84 ellipsoid",
    EVRF="European vertical reference frame",
    Baltic_1977="Baltic 1977",
    named_geoid="A named geoid",
    site_datum="Site datum",
)

ORDNANCE_CHECK = vocabulary(
    "ordnance_check",
    "Check for explosive ordnance",
    "ICRC, Management of Dead Bodies after Disasters; International Mine Action Standards",
    done="Done",
    not_needed="Not needed",
    refused="Refused",
)

SIEVED = vocabulary(
    "sieved",
    "Fill sieved",
    "Practice of forensic archaeology",
    all="All",
    part="Part",
    none="Not sieved",
)

CONTEXT_TYPE = vocabulary(
    "context_type",
    "Type of context",
    STRATIGRAPHY,
    cut="Cut",
    fill="Fill",
    layer="Layer",
    interface="Interface",
    structure="Structure",
    natural="Natural deposit",
)

COMPACTION = vocabulary(
    "compaction",
    "Compaction",
    "Practice of archaeological recording",
    loose="Loose",
    friable="Friable",
    firm="Firm",
    compact="Compact",
    cemented="Cemented",
)

TOOL_MARKS = vocabulary(
    "tool_marks",
    "Tool and machine marks",
    "Practice of forensic archaeology",
    none_seen="None seen",
    spade="Spade or shovel",
    pick="Pick or mattock",
    bucket="Machine bucket",
    bucket_teeth="Teeth of a machine bucket",
    wheel_tyre="Tyre",
    track_chain="Tracks of a machine",
    footwear="Footwear",
    other="Other",
)
