"""The steps of a grave site and of remains, as what happened in another order names them."""

from __future__ import annotations

from forensics.vocabulary.declaring import vocabulary
from forensics.vocabulary.general import OWN

SITE_STEP = vocabulary(
    "site_step",
    "Step of a site",
    "Bournemouth Protocol (2020); International Mine Action Standards; " + OWN,
    reported="Reported or suspected",
    hazard_assessed="Hazards assessed",
    located="Located, nothing dug",
    secured="Secured",
    authorised="Authorised",
    cleared="Cleared to the depth of the work",
    confirmed="Confirmed by a test trench",
    in_exhumation="In exhumation",
    exhumed="Exhumed",
    closed="Closed: backfilled, handed back",
)

CASE_STEP = vocabulary(
    "case_step",
    "Step of remains",
    "Minnesota Protocol (2016); INTERPOL DVI; " + OWN,
    recorded="Recorded in place",
    lifted="Lifted",
    received="Received, seal checked",
    examined="Examined",
    sampled="Sampled",
    identified="Identified or unidentified",
    at_rest="Released or reburied",
)
