"""By whose key a record was signed, as the journal has it, and whose keys are known."""

from __future__ import annotations

from forensics.records.planning import Practitioner
from forensics.rules.signers import Signers, signers_among
from layers.project import Project
from layers.records import read_all

SIGNED_BY = "signed_by"
"""The field of an opinion that says who signed it; its signature is that of the commit which wrote it."""


def signers_of(project: Project) -> Signers:
    """The practitioners of a project with their signing keys, voided ones left out."""
    return signers_among(read_all(project, Practitioner, ("signing_keys",)))


def signed_with(project: Project, record: str, name: str = SIGNED_BY) -> tuple[str, str]:
    """The key of the newest commit that wrote a field of a record, and when (UTC); empty where none that counts did."""
    for one in reversed(project.register.history(record)):
        if one.counts and name in one.after:
            return one.device, one.time
    return "", ""
