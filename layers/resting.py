"""What a signed opinion rests on, and what of it was changed after the signature."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from forensics.changes import Operation
from forensics.errors import UnknownName
from forensics.messages import Message, say
from forensics.ports import Event, Found, Values
from forensics.problems import Problem
from forensics.records.remains import Opinion
from forensics.rules.family import record_builder
from forensics.signed import BESIDE
from forensics.values import typed_values
from layers.project import Project
from layers.signers import signed_with

ADDED = ("media",)
"""Photographs, radiographs and reports that come later change nothing of what was found."""


UNNAMED = say("This opinion rests on something that was changed after it was signed, and that may not be named here.")


@dataclass(frozen=True)
class ChangedSince:
    """A record that an opinion rests on, the day of its last change, and the fields that changed; none: voided."""

    record: Found
    day: str
    fields: tuple[str, ...]


def resting_problems(project: Project, opinion: Opinion) -> Iterator[Problem]:
    """A problem for each finding or examination that changed after the opinion that rests on it was signed."""
    for field, one in changed_since(project, opinion):
        yield Problem(field, getattr(opinion, field), told(project, opinion, one), refuses=False, nameless=UNNAMED)


def changes_beside(project: Project, values: Values, may_name: Callable[[str, Sequence[str]], bool]) -> list[Message]:
    """What is said beside an opinion with these canonical values; nothing by name that may not be named."""
    kind = project.catalogue["opinion"]
    opinion = record_builder(kind.model)(typed_values(kind.by_name, values))
    found = changed_since(project, opinion) if isinstance(opinion, Opinion) else ()
    return [
        told(project, opinion, one) if may_name(one.record.type, [str(one.record.code)]) else UNNAMED
        for _, one in found if isinstance(opinion, Opinion)
    ]  # fmt: skip


def told(project: Project, opinion: Opinion, one: ChangedSince) -> Message:
    """That it changed, what of it and when."""
    if not one.fields:
        return say(
            "{code} rests on {record}, which was voided after it was signed ({day}); an opinion that supersedes it "
            "says what holds now.",
            code=opinion.code, record=one.record.code, day=one.day,
        )  # fmt: skip
    labels = project.catalogue[one.record.type].by_name
    names = [f"field{at}" for at in range(len(one.fields))]
    called = (Message(labels[field].label) for field in one.fields)
    listed = Message(", ".join(f"{{{name}}}" for name in names), dict(zip(names, called, strict=True)))
    return say(
        "{code} rests on {record}, of which {fields} was changed after it was signed ({day}); an opinion that "
        "supersedes it says what holds now.",
        code=opinion.code, record=one.record.code, fields=listed, day=one.day,
    )  # fmt: skip


def changed_since(project: Project, opinion: Opinion) -> Iterator[tuple[str, ChangedSince]]:
    """What changed of what a signed opinion rests on, each with the field that names it."""
    signed = _signed(project, opinion)
    if not signed or _is_superseded(project, opinion):
        return
    named = [("findings", id_) for id_ in opinion.findings or ()]
    named += [("examination", opinion.examination)] if opinion.examination is not None else []
    for field, id_ in named:
        try:
            record = project.register.find(id_, ("finding", "examination"))
        except UnknownName:
            continue
        later = [one for one in project.register.history(id_) if one.time > signed and one.counts]
        voids = [one.operation for one in later if one.operation in (Operation.VOID, Operation.RESTORE)]
        voided = voids[-1:] == [Operation.VOID]
        fields = _changed(project, record.type, later)
        if later and (fields or voided):
            yield field, ChangedSince(record, later[-1].time[:10], () if voided else fields)


def _signed(project: Project, opinion: Opinion) -> str:
    """The moment (UTC) of the commit that signed it last; empty where none did, or one with another's key."""
    if opinion.id is None or opinion.signed_by is None:
        return ""
    if not project.register.is_by_own_key("opinion", opinion.id, {"signed_by": opinion.signed_by}):
        return ""
    return signed_with(project, opinion.id)[1]


def _is_superseded(project: Project, opinion: Opinion) -> bool:
    return opinion.id in project.register.replaced_opinions()


def _changed(project: Project, type_: str, events: list[Event]) -> tuple[str, ...]:
    fields = project.catalogue[type_].by_name
    found = dict.fromkeys(name for one in events for name in (*one.after, *one.before))
    return tuple(
        name for name in found
        if name in fields and fields[name].typed and name not in BESIDE and fields[name].target != ADDED
    )  # fmt: skip
