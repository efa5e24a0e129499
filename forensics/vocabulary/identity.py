"""Vocabularies of missing persons and of the comparison that names remains."""

from __future__ import annotations

from forensics.vocabulary.declaring import vocabulary
from forensics.vocabulary.general import OWN

DVI = "INTERPOL Disaster Victim Identification Guide"
ICRC = "ICRC, Missing People, DNA Analysis and Identification of Human Remains (2009); ICRC practice with families"

MISSING_SEX = vocabulary("missing_person_sex", "Sex of the missing person", DVI, F="Female", M="Male", other="Other")

MISSING_STATUS = vocabulary(
    "missing_status",
    "Status of the missing person",
    ICRC,
    missing="Missing",
    alive="Found alive",
    detained="Found in detention",
    dead_identified="Dead, remains identified",
    dead_in_part="Dead, remains identified in part",
    dead_no_remains="Dead, no remains",
    closed="Closed for another reason",
)

LATER_PARTS = vocabulary(
    "later_parts",
    "Wish on remains found later",
    ICRC,
    tell_each_time="Tell each time",
    tell_at_end="Tell at the end",
    do_not_tell="Do not tell",
)

IDENTIFICATION_STATUS = vocabulary(
    "identification_status",
    "Status of the identification",
    DVI,
    proposed="Proposed",
    presumptive="Presumptive",
    confirmed="Confirmed",
    excluded="Excluded",
    withdrawn="Withdrawn",
)

PRIMARY_IDENTIFIER = vocabulary(
    "primary_identifier",
    "Primary identifiers",
    DVI,
    DNA="DNA",
    friction_ridge="Friction ridge (fingerprint)",
    dental="Dental",
    implant_serial="Serial number of an implant",
)

SECONDARY_IDENTIFIER = vocabulary(
    "secondary_identifier",
    "Secondary identifiers",
    DVI,
    effects="Personal effects",
    clothing="Clothing",
    medical="Medical findings",
    tattoo="Tattoo",
    circumstance="Circumstance",
)

DIFFERENCES = vocabulary(
    "differences",
    "Unexplained differences",
    DVI,
    none="None",
    explained="Differences, all explained",
    unexplained="Unexplained differences",
)

DECIDING_BODY = vocabulary(
    "deciding_body",
    "Deciding body",
    OWN,
    court="Court",
    prosecutor="Prosecutor",
    investigator="Investigator",
    coroner="Coroner",
    identification_board="Identification board",
    forensic_institute="Forensic institute",
    other="Other",
)
