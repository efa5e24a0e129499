"""The sections of each report, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics.messages import Message, say
from layers.report.blocks import Block
from layers.report.material import Material
from layers.report.sections.along import along
from layers.report.sections.artefacts import artefacts
from layers.report.sections.authority import authority
from layers.report.sections.cases import cases
from layers.report.sections.contexts import contexts
from layers.report.sections.counts import counts
from layers.report.sections.custody import custody
from layers.report.sections.days import days
from layers.report.sections.dispositions import dispositions
from layers.report.sections.gaps import gaps
from layers.report.sections.hazards import hazards
from layers.report.sections.left_out import left_out
from layers.report.sections.limitations import limitations
from layers.report.sections.location import location
from layers.report.sections.method import method
from layers.report.sections.overviews import overviews
from layers.report.sections.plans import plans
from layers.report.sections.references import references
from layers.report.sections.signing import signing
from layers.report.sections.team import team

Part = tuple[Message, Callable[[Material], Iterator[Block]]]

AUTHORITY, TEAM, CASES = say("Authority and mandate"), say("Team"), say("Cases")
CUSTODY, LIMITATIONS = say("Chain of custody"), say("Limitations")
LEFT_OUT, REFERENCES, SIGNING = say("What the profile left out"), say("Records with their hashes"), say("Signatures")

GAPS_FIRST: tuple[Part, ...] = ((say("Gaps in custody and order"), gaps),)
"""Before all others in a report for a court that leaves in spite of them."""

ALONG_FIRST: tuple[Part, ...] = ((say("What contradicts this report or says otherwise"), along),)
"""Before what it contradicts, in a report for a court, where there is any."""

SITE_REPORT: tuple[Part, ...] = (
    (AUTHORITY, authority),
    (TEAM, team),
    (say("Method"), method),
    (say("Location and access"), location),
    (say("Hazards and clearance"), hazards),
    (say("Plan and sections"), plans),
    (say("Contexts"), contexts),
    (say("Photographs of the grave"), overviews),
    (say("Cases, individuals, identified persons"), counts),
    (CASES, cases),
    (say("Artefacts and samples of no case"), artefacts),
    (CUSTODY, custody),
    (say("Disposition of the remains"), dispositions),
    (say("Site log"), days),
    (LIMITATIONS, limitations),
    (LEFT_OUT, left_out),
    (REFERENCES, references),
    (SIGNING, signing),
)
CASE_REPORT: tuple[Part, ...] = (
    (AUTHORITY, authority),
    (CASES, cases),
    (CUSTODY, custody),
    (TEAM, team),
    (LIMITATIONS, limitations),
    (LEFT_OUT, left_out),
    (REFERENCES, references),
    (SIGNING, signing),
)
