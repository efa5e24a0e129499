"""Putting right what was changed behind the application's back, for both doors: adopt it, or restore the journal."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from forensics.changes import Change, ChangeRefused, Operation
from forensics.errors import RecordRefused, UnknownName, ValueRefused
from forensics.ports import Differing, Found, Receipt, Verdict
from forensics.rules.general import refused
from forensics.values import typed_values
from layers.editing import all_problems
from layers.project import Project
from layers.reasons import refuse_telling_reason
from layers.register.mending import ADOPTED, RESTORED, Mending


def adopting(project: Project, differing: Differing, by: str, reason: str) -> Receipt:
    """Take what lies in the table as an edit that a practitioner (an id) made outside; the rules of a save hold.

    Raises RecordRefused, ChangeRefused and ValueRefused.
    """
    if not by:
        raise ValueRefused("What was done outside is adopted as the edit of a practitioner; none was named.")
    _refuse_without(reason)
    _refuse_telling(project, differing, reason)

    def judge(values: Mapping[str, Any]) -> None:
        _refuse_against_rules(project, differing, values)

    return project.register.mend(Mending(_found(differing), ADOPTED, reason.strip(), by, judge))


def restoring(project: Project, differing: Differing, reason: str, by: str = "") -> Receipt:
    """Write the record as the journal has it; one that the journal never had is removed from its table."""
    _refuse_without(reason)
    _refuse_telling(project, differing, reason)
    return project.register.mend(Mending(_found(differing), RESTORED, reason.strip(), by))


def differing_in(verdict: Verdict, name: str) -> Differing:
    """The record of that id, code or TYPE/CODE among those that verify found wrong; raises UnknownName."""
    found = [one for one in verdict.differing if name in (one.id, one.code, f"{one.type}/{one.code}")]
    if not found:
        raise UnknownName("Table and journal say the same of “{name}”, or know nothing of it.", name=name)
    if len(found) > 1:
        both = ", ".join(f"{one.type}/{one.code} ({one.id})" for one in found)
        raise UnknownName("“{name}” fits several records: {both}.", name=name, both=both)
    return found[0]


def _found(differing: Differing) -> Found:
    return Found(differing.type, differing.id, differing.code)


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise ValueRefused("A record is put right with a reason; none was given.")


def _refuse_telling(project: Project, differing: Differing, reason: str) -> None:
    """A record of sexual violence is put right with few words, as it is edited."""
    touched = Change(differing.type, differing.id, Operation.SET)
    with suppress(ValueError, TypeError, KeyError):  # what lies there cannot be read: the rules say so
        refuse_telling_reason(project.register, [touched], reason)


def _refuse_against_rules(project: Project, differing: Differing, values: Mapping[str, Any]) -> None:
    """What a save would refuse is not adopted either, least of all for the harm that it could do."""
    kind = project.catalogue[differing.type]
    try:
        typed = typed_values(kind.by_name, values)
    except (ValueError, TypeError, KeyError) as reason:
        raise ChangeRefused(
            "What lies in the table cannot be read, so it cannot be adopted; restore the journal's value."
        ) from reason
    refusal = refused(all_problems(project, kind, {**typed, "id": differing.id}))
    if refusal is not None:
        raise RecordRefused(refusal.message)
