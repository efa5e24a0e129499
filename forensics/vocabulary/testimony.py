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
    "enforced disappearance after the International Convention of 2006; the last two codes are our own",
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
    "Rome Statute (1998), articles 5 to 8 bis; Geneva Conventions (1949), grave breaches",
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
    lead="Lead",
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
