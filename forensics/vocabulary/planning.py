"""Vocabularies of planning: hazards, areas to survey, visits, teams and the people of the mission."""

from __future__ import annotations

from forensics.vocabulary.declaring import vocabulary
from forensics.vocabulary.general import OWN

IMAS = "International Mine Action Standards: IMAS 04.10 (glossary), 07.11 (land release), 08.10 and 08.20; IMSMA"
SEARCH = "Practice of forensic search and archaeology; Minnesota Protocol (2016); Taphos field model"

HAZARD_TYPE = vocabulary(
    "hazard_type",
    "Type of hazard",
    f"{IMAS}; the hazards that are no explosives are our own",
    mine="Mine",
    ERW="Explosive remnants of war",
    booby_trap="Booby trap",
    IED="Improvised explosive device",
    structural="Structural",
    chemical="Chemical",
    biological="Biological",
    gas="Gas",
    water="Water",
)

HAZARD_CLASS = vocabulary(
    "hazard_class",
    "Class of hazard",
    IMAS,
    suspected="Suspected",
    confirmed="Confirmed",
    cancelled="Cancelled",
    reduced="Reduced",
    cleared="Cleared",
    assessed_no_evidence="Assessed, no evidence found",
)

HAZARD_ASSESSMENT = vocabulary(
    "hazard_assessment",
    "Assessment",
    IMAS,
    desk="Desk assessment",
    non_technical_survey="Non-technical survey",
    technical_survey="Technical survey",
    clearance="Clearance",
)

HAZARD_STATUS = vocabulary(
    "hazard_status", "Status of the hazard", IMAS, open="Open", worked_on="Worked on", closed="Closed"
)

HAZARD_MARKING = vocabulary(
    "hazard_marking",
    "Marking",
    "International Mine Action Standards: IMAS 08.40 (marking mine and ERW hazards)",
    none="Not marked",
    temporary="Temporary marking",
    permanent="Permanent marking",
    fenced="Fenced",
)

SURVEY_PURPOSE = vocabulary(
    "survey_purpose",
    "Purpose of the survey",
    SEARCH,
    interview="Interviews",
    reconnaissance="Reconnaissance",
    geophysics="Geophysics",
    exhumation="Exhumation",
    imagery="Imagery",
)

SURVEY_STATUS = vocabulary(
    "survey_status",
    "Status of the survey",
    OWN,
    planned="Planned",
    assigned="Assigned",
    in_progress="In progress",
    paused_security="Paused for security",
    complete="Complete",
    needs_revisit="Needs a revisit",
    cancelled="Cancelled",
)

SURVEY_METHOD = vocabulary(
    "survey_method",
    "Method of survey",
    SEARCH,
    door_to_door="Door to door",
    line_search="Line search",
    grid_search="Grid search",
    probing="Probing",
    GPR="Ground-penetrating radar",
    magnetometry="Magnetometry",
    resistivity="Resistivity",
    dog="Search dog",
    LiDAR="LiDAR",
    drone="Drone",
    satellite="Satellite imagery",
    test_trench="Test trench",
    exhumation="Exhumation",
)

SURVEY_OUTCOME = vocabulary(
    "survey_outcome",
    "Outcome of the survey",
    SEARCH,
    positive="Positive",
    negative="Negative",
    inconclusive="Inconclusive",
)

HAZARD_CLEARANCE = vocabulary(
    "hazard_clearance",
    "Hazard clearance",
    IMAS,
    assessed="Assessed, in date",
    cleared="Cleared to the depth of the work",
    requested="Requested",
    not_needed="Nobody on the ground",
    none="None",
    overridden="Overridden by the lead",
)

VISIT_PURPOSE = vocabulary(
    "visit_purpose",
    "Purpose of the visit",
    OWN,
    survey="Survey",
    group_meeting="Meeting with a group",
    interviews="Interviews",
    reconnaissance="Reconnaissance",
    exhumation="Exhumation",
    recovery="Recovery of remains",
    detention_monitoring="Visit to a place of detention",
    documentation="Documentation of a scene",
    hand_over="Hand-over",
    liaison="Liaison with an authority",
)

VISIT_OUTCOME = vocabulary(
    "visit_outcome",
    "Outcome of the visit",
    OWN,
    done="Done",
    partly_done="Partly done",
    access_refused="Access refused",
    nobody_met="Nobody met",
    stopped_security="Stopped for security",
    hazard_found="Hazard found",
)

SKILL = vocabulary(
    "skill",
    "Skill",
    "Minnesota Protocol (2016), on the team of an investigation; Taphos field model",
    interviewing="Interviewing",
    interviewing_children="Interviewing children",
    sexual_violence_interviewing="Interviewing on sexual violence",
    interpreting="Interpreting",
    archaeology="Archaeology",
    anthropology="Anthropology",
    pathology="Pathology",
    odontology="Odontology",
    geophysics="Geophysics",
    surveying="Surveying",
    photography="Photography",
    drone="Drone",
    ordnance="Explosive ordnance",
    dog_handling="Dog handling",
    evidence_custody="Evidence custody",
    family_liaison="Family liaison",
    first_aid="First aid",
)

PRACTITIONER_ROLE = vocabulary(
    "practitioner_role",
    "Role",
    "Minnesota Protocol (2016); Bournemouth Protocol (2020); Taphos field model",
    archaeologist="Archaeologist",
    anthropologist="Anthropologist",
    forensic_pathologist_or_medical_expert="Forensic pathologist or forensic medical expert",
    odontologist="Odontologist",
    ordnance_specialist="Ordnance specialist",
    investigator="Investigator",
    interviewer="Interviewer",
    interpreter="Interpreter",
    photographer="Photographer",
    evidence_custodian="Evidence custodian",
    family_liaison="Family liaison",
    planner="Planner",
    analyst="Analyst",
    reviewer="Reviewer",
    lead="Lead",
)
