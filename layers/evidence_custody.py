"""The custody of files of evidence begins when they are taken in: with whom, when, and under which hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forensics.changes import Change, Operation
from forensics.custody.deeds import BEGINS, Step, next_event
from forensics.custody.holding import Hand, Standing
from forensics.fields import Sensitivity
from forensics.identifiers import new_id
from forensics.values import canonical_values
from layers.editing import propose_code
from layers.hand_signatures import beginning_signed
from layers.project import Project
from layers.signers import signers_of

CUSTODY = "custody"


def is_evidence(values: Mapping[str, Any]) -> bool:
    """Whether a medium is a file that came from elsewhere: no copy that was made here, no scan of a sheet of ours."""
    return bool(values.get("sha256")) and not values.get("copy_of") and values.get("copy_kind") in (None, "original")


def who_takes_in(project: Project) -> str:
    """The id of the practitioner whose key this device signs with; empty where that is nobody or not one alone."""
    moment = datetime.now().astimezone().isoformat(timespec="seconds")
    owners = signers_of(project).owners(project.device.fingerprint, moment)
    return str(owners[0].id) if len(owners) == 1 else ""


@dataclass(frozen=True)
class Begun:
    """A file that was taken in: the id of its record, its hash and its class, which its events share."""

    media: str
    sha256: str
    sensitivity: str = ""


def first_events(project: Project, files: Sequence[Begun], holder: str) -> Iterator[Change]:
    """The collection of files by a practitioner or into a facility (its id), now; signed where this device is theirs.

    Read inside the commit that records the files. Of a file that is restricted or sealed from the start the hash stands
    in its record alone: it may bear on a person, with whom it is erased. One that is classed later has it here too.
    """
    if not files:
        return
    kind = project.catalogue[CUSTODY]
    step = Step(BEGINS, datetime.now().astimezone().isoformat(timespec="seconds"), Hand(holder))
    signed = beginning_signed(project.device, signers_of(project), step.to, step.at)
    prefix, _, number = propose_code(project, kind).rpartition("-")
    for at, one in enumerate(files):
        sha256 = "" if one.sensitivity and Sensitivity(one.sensitivity).apart else one.sha256
        typed = {
            **next_event(one.media, Standing(), step, sha256=sha256),
            **signed,
            "code": f"{prefix}-{int(number) + at}",
        }
        typed |= {"sensitivity": one.sensitivity} if one.sensitivity else {}
        yield Change(CUSTODY, new_id(), Operation.ADD, after=canonical_values(kind.typed, typed))
