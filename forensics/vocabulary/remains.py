"""Vocabularies of human remains: how they lay, what state they are in, what is seen on them, where they end."""

from __future__ import annotations

from forensics.vocabulary.bones import BUIKSTRA_UBELAKER
from forensics.vocabulary.declaring import Vocabulary, vocabulary
from forensics.vocabulary.general import OWN

MINNESOTA = "Minnesota Protocol on the Investigation of Potentially Unlawful Death (2016)"
DVI = "INTERPOL Disaster Victim Identification Guide"
TAPHONOMY = "Haglund & Sorg, Forensic Taphonomy (1997)"
TRAUMA = "Practice of forensic anthropology; Minnesota Protocol (2016)"
BURIAL = "Practice of forensic archaeology; Minnesota Protocol (2016)"

REMAINS_CLASS = vocabulary(
    "remains_class",
    "Class of remains",
    BURIAL,
    body="Body (B)",
    body_part="Body part (BP)",
    general_bone="General bone (GB)",
    commingled_assemblage="Commingled assemblage",
    non_human="Not human",
    undetermined="Undetermined",
)

REMAINS_ORIGIN = vocabulary(
    "remains_origin",
    "Where the remains came from",
    OWN,
    exhumation="Exhumation",
    surface_recovery="Surface recovery",
    handed_over="Handed over",
    exchange="Exchange between parties",
    mortuary="Mortuary",
    hospital="Hospital",
)

BODY_POSITION = vocabulary(
    "body_position",
    "Position of the body",
    BURIAL,
    supine="Supine (on the back)",
    prone="Prone (face down)",
    left_lateral="On the left side",
    right_lateral="On the right side",
    seated="Seated",
    kneeling="Kneeling",
    flexed="Flexed",
    tangled="Tangled with others",
    indeterminate="Indeterminate",
)

LIMB_POSITION = vocabulary(
    "limb_position",
    "Position of a limb",
    BURIAL,
    extended="Extended",
    flexed="Flexed",
    behind_back="Behind the back",
    raised="Raised",
    across_body="Across the body",
    crossed="Crossed",
    displaced="Displaced",
    absent="Absent",
)

FACING = vocabulary(
    "facing",
    "Which way the face looks",
    BURIAL,
    up="Up",
    down="Down",
    left="To the left",
    right="To the right",
    forward="Forward",
    displaced="Skull displaced",
    absent="Skull absent",
)

ARTICULATION = vocabulary(
    "articulation", "Articulation", BUIKSTRA_UBELAKER, full="Full", partial="Partial", none="None"
)

RESTRAINT = vocabulary(
    "restraint",
    "Restraint",
    MINNESOTA,
    none_seen="None seen",
    wrists_front="Wrists, in front",
    wrists_behind="Wrists, behind the back",
    elbows="Elbows",
    ankles="Ankles",
    neck="Neck",
)

RESTRAINT_STATE = vocabulary(
    "restraint_state",
    "Where a restraint or blindfold was found",
    MINNESOTA,
    none_seen="None seen",
    in_place="In place",
    displaced="Displaced",
    associated="Associated with the remains",
)

CONTAINER = vocabulary(
    "container",
    "Container",
    BURIAL,
    none="None",
    body_bag="Body bag",
    coffin="Coffin",
    wrap="Wrap",
)

PRESERVATION = vocabulary(
    "preservation",
    "Preservation",
    TAPHONOMY,
    fresh="Fresh",
    early_decomposition="Early decomposition",
    advanced_decomposition="Advanced decomposition",
    adipocere="Adipocere",
    mummified="Mummified",
    partly_skeletonised="Partly skeletonised",
    skeletonised="Skeletonised",
)

BURNING = vocabulary(
    "burning",
    "Burning",
    TAPHONOMY,
    none_seen="None seen",
    charred="Charred",
    calcined="Calcined",
)

FRAGMENTATION = vocabulary(
    "fragmentation",
    "Fragmentation",
    TAPHONOMY,
    none="None",
    slight="Slight",
    moderate="Moderate",
    heavy="Heavy",
)

COMPLETENESS = vocabulary(
    "completeness",
    "Completeness",
    BUIKSTRA_UBELAKER,
    over_75="Over 75 %",
    c_25_75="25 to 75 %",
    under_25="Under 25 %",
)

CASE_STATUS = vocabulary(
    "case_status",
    "Status of the remains",
    OWN,
    recorded_in_place="Recorded in place",
    lifted="Lifted",
    received="Received",
    examined="Examined",
    sampled="Sampled",
    identified="Identified",
    unidentified="Unidentified",
    released="Released",
    reburied="Reburied",
)

ASSOCIATION_BASIS = vocabulary(
    "association_basis",
    "Basis of the association",
    "Practice of forensic anthropology (commingled remains)",
    articulation="Articulation",
    fit="Physical fit",
    pair="Pair match",
    DNA="DNA",
)

EXAMINATION_KIND = vocabulary(
    "examination_kind",
    "Kind of examination",
    MINNESOTA,
    external="External examination",
    radiography="Radiography",
    autopsy="Autopsy",
    anthropology="Anthropology",
    odontology="Odontology",
    clothing="Clothing and effects",
)

SEX_ESTIMATE = Vocabulary(
    "sex_estimate",
    "Sex of the remains",
    {
        "F": "Female",
        "F?": "Probably female",
        "indeterminate": "Indeterminate",
        "M?": "Probably male",
        "M": "Male",
    },
    BUIKSTRA_UBELAKER,
)

SEX_METHOD = vocabulary(
    "sex_method",
    "Method of sex estimation",
    "Phenice (1969); Walker (2005, 2008); Klales et al. (2012); DSP2, Brůžek et al. (2017)",
    genitalia="External genitalia",
    internal_organs="Internal organs",
    pelvis_phenice="Pelvis, Phenice",
    pelvis_klales="Pelvis, Klales et al.",
    sciatic_notch="Greater sciatic notch, Walker",
    pelvis_metric="Pelvis, metric (DSP)",
    skull_walker="Skull, Walker",
    long_bones_metric="Long bones, metric",
    DNA="DNA (amelogenin)",
    other="Other",
)

AGE_CLASS = vocabulary(
    "age_class",
    "Age class",
    BUIKSTRA_UBELAKER + "; " + OWN,
    at_risk=("fetus", "perinate", "0_3", "4_12", "13_17", "subadult"),
    fetus="Fetus",
    perinate="Perinate",
    c_0_3="0 to 3",
    c_4_12="4 to 12",
    c_13_17="13 to 17",
    c_18_19="18 to 19",
    c_20_34="20 to 34",
    c_35_49="35 to 49",
    c_50_plus="50 and over",
    subadult="Subadult",
    adult="Adult",
)

UNDER_18 = vocabulary(
    "under_18",
    "Under 18",
    OWN,
    at_risk=("yes", "interval_spans_18"),
    yes="Yes",
    no="No",
    interval_spans_18="The interval spans 18",
)

AGE_METHOD = vocabulary(
    "age_method",
    "Method of age estimation",
    "Brooks & Suchey (1990); Lovejoy et al. (1985); Buckberry & Chamberlain (2002); İşcan et al. (1984); AlQahtani et"
    " al. (2010); Scheuer & Black (2000); Boldsen et al. (2002)",
    dental_development="Dental development (London atlas)",
    epiphyseal_union="Epiphyseal union",
    diaphyseal_length="Length of long bones",
    pubic_symphysis="Pubic symphysis (Suchey-Brooks)",
    auricular_lovejoy="Auricular surface (Lovejoy)",
    auricular_buckberry="Auricular surface (Buckberry and Chamberlain)",
    sternal_rib="Sternal rib end (İşcan)",
    cranial_sutures="Cranial sutures",
    third_molar="Third molar",
    transition_analysis="Transition analysis",
    root_transparency="Root transparency (Lamendin)",
    documents="Documents",
    other="Other",
)

FINDING_KIND = vocabulary(
    "finding_kind",
    "Kind of finding",
    OWN,
    trauma="Trauma",
    pathology="Pathology",
    taphonomy="Taphonomy",
    other="Other",
)

ASPECT = vocabulary(
    "aspect",
    "Aspect",
    "Anatomical terms",
    anterior="Anterior",
    posterior="Posterior",
    medial="Medial",
    lateral="Lateral",
    superior="Superior",
    inferior="Inferior",
    endocranial="Endocranial",
    ectocranial="Ectocranial",
)

TIMING = vocabulary(
    "timing",
    "Timing",
    TRAUMA,
    antemortem="Ante-mortem",
    perimortem="Perimortem",
    postmortem="Post-mortem",
    indeterminate="Indeterminate",
)

MECHANISM = vocabulary(
    "mechanism",
    "Mechanism",
    TRAUMA,
    projectile="Projectile",
    blast="Blast",
    sharp="Sharp force",
    blunt="Blunt force",
    thermal="Thermal",
    ligature="Ligature",
    crush="Crush",
    animal="Animal",
    excavation_damage="Excavation damage",
    indeterminate="Indeterminate",
)

DEFECT_ROLE = vocabulary(
    "defect_role",
    "Role of the defect",
    TRAUMA,
    entry="Entry",
    exit="Exit",
    keyhole="Keyhole",
    tangential="Tangential",
    embedded="Embedded",
    indeterminate="Indeterminate",
)

FRACTURE_PATTERN = vocabulary(
    "fracture_pattern",
    "Fracture pattern",
    TRAUMA,
    linear="Linear",
    radiating="Radiating",
    concentric="Concentric",
    depressed="Depressed",
    comminuted="Comminuted",
    transverse="Transverse",
    oblique="Oblique",
    spiral="Spiral",
    butterfly="Butterfly",
    greenstick="Greenstick",
    avulsion="Avulsion",
    compression="Compression",
    diastatic="Diastatic",
    ring="Ring",
    cut_mark="Cut mark",
    chop_mark="Chop mark",
    puncture="Puncture",
)

BEVEL = vocabulary(
    "bevel",
    "Bevel",
    TRAUMA,
    internal="Internal",
    external="External",
    both="Both",
    none="None",
)

DIRECTION = vocabulary(
    "direction",
    "Direction",
    TRAUMA,
    front_to_back="Front to back",
    back_to_front="Back to front",
    left_to_right="Left to right",
    right_to_left="Right to left",
    upward="Upward",
    downward="Downward",
)

HEALING = vocabulary(
    "healing",
    "Healing",
    TRAUMA,
    none="None",
    early="Early",
    advanced="Advanced",
    healed="Healed",
)

MANNER = vocabulary(
    "manner_of_death",
    "Manner of death",
    "List of the country pack, as its law allows; World Health Organization, ICD",
    from_pack=True,
    homicide="Homicide",
    accident="Accident",
    suicide="Suicide",
    natural="Natural",
    undetermined="Undetermined",
    pending="Pending",
    not_for_the_expert="Not for the expert to say",
)

SIGNED_AS = vocabulary(
    "signed_as",
    "Signed as",
    MINNESOTA,
    forensic_pathologist="Forensic pathologist",
    forensic_medical_expert="Forensic medical expert",
)

DISPOSITION_KIND = vocabulary(
    "disposition_kind",
    "Kind of disposition",
    "ICRC, Management of Dead Bodies after Disasters; Bournemouth Protocol (2020)",
    in_storage="In storage",
    temporary_burial="Temporary burial",
    released="Released",
    reburied="Reburied",
    returned_to_authority="Returned to the authority",
)
