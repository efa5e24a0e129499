"""Vocabularies that many record types share."""

from __future__ import annotations

from forensics.vocabulary.declaring import vocabulary

OWN = "Taphos field model"

SENSITIVITY = vocabulary(
    "sensitivity",
    "Sensitivity",
    OWN,
    public="Public",
    partner="Partner",
    restricted="Restricted",
    sealed="Sealed",
)

REVIEW = vocabulary(
    "review",
    "Review",
    OWN,
    draft="Draft",
    reviewed="Reviewed",
    locked="Locked",
    voided="Voided",
)

YES_NO = vocabulary("yes_no", "Yes or no", OWN, yes="Yes", no="No")

YES_NO_UNDETERMINED = vocabulary(
    "yes_no_undetermined", "Yes, no or undetermined", OWN, yes="Yes", no="No", undetermined="Undetermined"
)

CONFIDENCE = vocabulary("confidence", "Confidence", OWN, low="Low", medium="Medium", high="High")
