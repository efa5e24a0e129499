"""Vocabularies of testimony: what was done, to whom, who told it, under what consent, and how far it is established."""

from __future__ import annotations

from forensics.vocabulary.declaring import vocabulary
from forensics.vocabulary.general import OWN

MURAD = "Murad Code (2022); Taphos field model"
BERKELEY = "Berkeley Protocol on Digital Open Source Investigations (OHCHR, 2020)"
EVERY_CASUALTY = "Every Casualty Counts, Standards for Casualty Recording (2016)"
ADMIRALTY = "Admiralty code: NATO AJP-2.1, source reliability and information credibility"

SEXUAL_VIOLENCE = "sexual_violence"
"""The code of the one category for which least may be recorded (forensics.rules.sexual_violence)."""

WITHOUT_CRIME = ("hostilities", "unassessed")
"""The categories that are counted and name no crime."""

INCIDENT_CATEGORY = vocabulary(
    "incident_category",
    "Category of incident",
    "Rome Statute (1998), articles 7 and 8; Geneva Conventions (1949) and Additional Protocol I (1977); "
    "enforced disappearance after the International Convention of 2006; siege and the last three codes are our own",
    sexual=(SEXUAL_VIOLENCE,),
    murder="Murder",
    sexual_violence="Sexual violence",
    torture="Torture",
    unlawful_detention="Unlawful detention",
    enforced_disappearance="Enforced disappearance",
    deportation_or_forced_transfer="Deportation or forced transfer",
    execution_of_prisoner="Execution of a prisoner of war",
    ill_treatment_of_prisoner="Ill-treatment of a prisoner of war",
    indiscriminate_attack="Indiscriminate attack",
    attack_on_civilian_object="Attack on a civilian object",
    siege="Siege",
    prohibited_weapon="Prohibited weapon",
    attack_on_fleeing_civilians="Attack on fleeing civilians",
    denial_of_relief="Denial of relief",
    declaring_no_quarter="Declaring no quarter",
    other="Other",
    hostilities="Hostilities (no crime named)",
    unassessed="Not assessed",
)

LEGAL_LABEL = vocabulary(
    "legal_label",
    "Legal label",
    "Rome Statute (1998), articles 5 to 8 bis; Geneva Conventions (1949), grave breaches; crimes under national law "
    "from the country pack's list of qualifications",
    and_of_pack="qualification",
    war_crime="War crime",
    grave_breach="Grave breach of the Geneva Conventions",
    crime_against_humanity="Crime against humanity",
    genocide="Genocide",
    aggression="Crime of aggression",
    human_rights_violation="Violation of human rights law",
    national_crime="Crime under national law",
)

VERIFICATION_LEVEL = vocabulary(
    "verification_level",
    "Level of verification",
    f"{BERKELEY}; {EVERY_CASUALTY}; steps as in the Taphos field model",
    lead="Lead to follow up",
    allegation="Allegation",
    credible="Credible",
    corroborated="Corroborated",
    verified="Verified",
    refuted="Refuted",
)

STANDARD_OF_PROOF = vocabulary(
    "standard_of_proof",
    "Standard applied",
    "OHCHR, Commissions of Inquiry and Fact-Finding Missions: Guidance and Practice (2015)",
    reasonable_suspicion="Reasonable suspicion",
    reasonable_grounds_to_believe="Reasonable grounds to believe",
    balance_of_probabilities="Balance of probabilities",
    clear_and_convincing="Clear and convincing",
)

ATTRIBUTION = vocabulary("attribution", "Attribution", OWN, alleged="Alleged", attributed="Attributed")

PLACE_PRECISION = vocabulary(
    "place_precision",
    "Precision of the place",
    "After the where_prec scale of the UCDP Georeferenced Event Dataset codebook; steps as in the Taphos field model",
    exact="Exact place",
    near="Near this place",
    settlement="Settlement",
    admin3="Administrative unit, smallest",
    admin2="Administrative unit, middle",
    admin1="Administrative unit, largest",
    country="Country",
)

CONTRADICTING = vocabulary(
    "contradicting_evidence",
    "Contradicting evidence",
    BERKELEY,
    found="Found",
    searched_none_found="Searched for, none found",
    not_searched="Not searched for",
)

LOCATED = vocabulary(
    "located",
    "State of the check",
    BERKELEY,
    confirmed="Confirmed",
    probable="Probable",
    not_possible="Not possible",
    not_tried="Not tried",
)

INTERVIEW_MODE = vocabulary("interview_mode", "Mode of interview", MURAD, in_person="In person", remote="Remote")

DISPLAY_AREA = vocabulary(
    "display_area",
    "Area shown",
    OWN,
    settlement="Settlement",
    admin3="Administrative unit, smallest",
    admin2="Administrative unit, middle",
)

PERSON_SEX = vocabulary(
    "person_sex", "Sex as the person says", OWN, F="Female", M="Male", other="Other", undisclosed="Undisclosed"
)

AGE_GROUP = vocabulary(
    "age_group",
    "Age group",
    OWN,
    at_risk=("under_18",),
    under_18="Under 18",
    c_18_29="18–29",
    c_30_44="30–44",
    c_45_59="45–59",
    c_60_plus="60 and over",
)

CAPACITY = vocabulary(
    "interviewee_capacity",
    "Capacity of the interviewee",
    f"Berkeley Protocol (2020) and {MURAD}",
    victim="Victim",
    witness="Witness",
    relative="Relative",
    official="Official",
    prisoner_of_war="Prisoner of war",
    combatant="Combatant",
    insider="Insider",
)

INFORMED_CONSENT = vocabulary(
    "informed_consent",
    "Informed consent",
    MURAD,
    yes="Yes, to all that was asked",
    in_part="In part",
    no="No",
    not_asked="Not asked",
    withdrawn="Withdrawn",
)

PROTECTION = vocabulary(
    "protection_flag",
    "Protection",
    f"{MURAD}; OHCHR Manual on Human Rights Monitoring, chapter on the protection of witnesses",
    at_risk=("child", SEXUAL_VIOLENCE),
    threat="Threat",
    detained_relative="Detained relative",
    in_occupied_area="In an occupied area",
    child="Child",
    sexual_violence="Sexual violence",
    media_exposed="Exposed in the media",
)

RISK = vocabulary("risk", "Risk", MURAD, low="Low", medium="Medium", high="High")

REFERRAL = vocabulary(
    "referral",
    "Referral",
    f"{MURAD}; Istanbul Protocol (2022)",
    medical="Medical",
    psychosocial="Psychosocial",
    legal="Legal",
    shelter="Shelter",
    protection="Protection",
    none_needed="None needed",
    declined="Declined",
)

RECONTACT = vocabulary(
    "recontact",
    "May be asked again",
    MURAD,
    yes="Yes",
    only_through_contact="Only through the agreed contact",
    no="No, do not recontact",
    not_asked="Not asked",
)

CONSENT_PURPOSE = vocabulary(
    "consent_purpose",
    "Purpose of the consent",
    MURAD,
    store="Store",
    analyse="Analyse",
    prosecutor="Give to a prosecutor",
    ICC_or_COI="Give to the ICC or a commission of inquiry",
    publish="Publish",
)

CONSENT_RECIPIENT = vocabulary(
    "consent_recipient",
    "Recipient",
    MURAD,
    this_organisation="This organisation",
    partner_organisation="Partner organisation",
    prosecutor="National prosecutor",
    ICC_or_COI="ICC or commission of inquiry",
    other_court="Another court",
    family="Family",
    public="The public",
    other="Other",
)

CONSENT_SCOPE = vocabulary(
    "consent_scope",
    "What the consent covers",
    MURAD,
    statement="Statement",
    recording="Recording",
    image="Image of the person",
    identity="Identity",
    documents="Documents given",
)

CONSENT_ANSWER = vocabulary("consent_answer", "Answer", MURAD, yes="Yes", no="No", not_asked="Not asked")

CONSENT_NAMED = vocabulary(
    "consent_named", "Under what name", MURAD, by_name="By name", pseudonym="Pseudonym", anonymous="Anonymous"
)

CONSENT_FORM = vocabulary(
    "consent_form", "How consent was given", MURAD, signed="Signed", recorded="Recorded", witnessed="Witnessed"
)

VICTIM_KIND = vocabulary("victim_kind", "Person or group", EVERY_CASUALTY, person="Person", group="Group")

VICTIM_SEX = vocabulary(
    "victim_sex",
    "Sex of the victim",
    EVERY_CASUALTY,
    F="Female",
    M="Male",
    other="Other",
    undisclosed="Undisclosed",
    mixed="Mixed group",
)

UNDER_18 = vocabulary(
    "victim_under_18",
    "Under 18",
    "Convention on the Rights of the Child (1989), article 1",
    at_risk=("yes",),
    yes="Yes",
    no="No",
    not_known="Not known",
)

VICTIM_STATUS = vocabulary(
    "victim_status",
    "Status at the time",
    "Geneva Conventions (1949), Additional Protocol I (1977), articles 41, 43, 50 and 79",
    civilian="Civilian",
    prisoner_of_war="Prisoner of war",
    hors_de_combat="Hors de combat",
    medical_personnel="Medical personnel",
    journalist="Journalist",
    humanitarian="Humanitarian worker",
    combatant="Combatant",
)

VICTIM_OUTCOME = vocabulary(
    "victim_outcome",
    "Outcome",
    EVERY_CASUALTY,
    killed="Killed",
    injured="Injured",
    missing="Missing",
    detained="Detained",
    released="Released from detention",
)

COUNT_BASIS = vocabulary(
    "count_basis",
    "Basis of the count",
    EVERY_CASUALTY,
    listed="Persons listed one by one",
    counted_on_site="Counted on site",
    official_figure="Official figure",
    witness_estimate="Estimate of a witness",
    media_figure="Figure in the media",
)

SOURCE_KIND = vocabulary(
    "source_kind",
    "Kind of source",
    BERKELEY,
    witness="Witness",
    video="Video",
    photo="Photo",
    document="Document",
    satellite_image="Satellite image",
    public_statement="Public statement",
    official_record="Official record",
    report="Report",
)

SOURCE_ACCESS = vocabulary(
    "source_access",
    "Access to the source",
    BERKELEY,
    open="Open to anyone",
    registered="After registration",
    on_request="On request",
    closed="Closed",
    gone="No longer there",
)

RELIABILITY = vocabulary(
    "source_reliability",
    "Reliability of the source",
    ADMIRALTY,
    A="A – completely reliable",
    B="B – usually reliable",
    C="C – fairly reliable",
    D="D – not usually reliable",
    E="E – unreliable",
    F="F – cannot be judged",
)

CREDIBILITY = vocabulary(
    "information_credibility",
    "Credibility of the information",
    ADMIRALTY,
    c_1="1 – confirmed by other sources",
    c_2="2 – probably true",
    c_3="3 – possibly true",
    c_4="4 – doubtful",
    c_5="5 – improbable",
    c_6="6 – cannot be judged",
)
