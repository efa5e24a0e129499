"""What waits for a person: fields with several values, each with who wrote it, when and why; and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forensics.changes import Change, ChangeRefused, Operation
from forensics.errors import RecordRefused, UnknownName
from forensics.ports import Event, Found, Receipt
from forensics.values import canonical_values
from layers.editing import setting
from layers.project import Project
from layers.reasons import refuse_telling_reason


@dataclass(frozen=True)
class Side:
    """One of the values of a field in conflict (None: emptied), and the commit that wrote it."""

    commit: str
    value: Any
    author: str = ""
    device: str = ""
    time: str = ""
    zone: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Conflict:
    """A field that nobody has decided: its values by the hash of their commits; `in_force` is used meanwhile."""

    record: Found
    field: str
    sides: tuple[Side, ...]
    in_force: Any


def conflicts(project: Project, only: Sequence[str] = ()) -> list[Conflict]:
    """The conflicts of a project, or of the records with these ids, in the order of type, code and field.

    Those of voided records are nobody's to decide, and are told again when the void is lifted.
    """
    found: list[Conflict] = []
    waiting = [one for one in project.register.waiting(only) if one.state.values.get("review") != "voided"]
    for one in waiting:
        record = Found(one.type, one.id, str(one.state.values.get("code") or ""))
        for name, rivals in one.state.conflicts.items():
            sides = tuple(_side(rival.commit, rival.value, one.events) for rival in rivals)
            found.append(Conflict(record, name, sides, one.state.values.get(name)))
    return sorted(found, key=lambda one: (one.record.type, one.record.code, one.record.id, one.field))


def _side(commit: str, value: Any, events: Mapping[str, Event]) -> Side:
    event = events.get(commit)
    if event is None:
        return Side(commit, value)
    return Side(commit, value, event.author, event.device, event.time, event.zone, event.reason)


def decide(project: Project, found: Found, values: Mapping[str, str], reason: str) -> Receipt:
    """Give fields that are in conflict the values that a person typed, in one commit that follows all sides.

    Raises ChangeRefused for a field that is in no conflict, and RecordRefused for a value that may not stand there.
    """
    kind, edit = project.catalogue[found.type], setting(project, found, values)
    if edit.refusal is not None:
        raise RecordRefused(edit.refusal.message)
    typed = canonical_values(kind.typed, edit.typed)
    return _decide(project, found, {kind.field(name).name: typed.get(kind.field(name).name) for name in values}, reason)


def take_side(project: Project, found: Found, commit: str, reason: str, fields: Sequence[str] = ()) -> Receipt:
    """Decide the conflicts of a record as one commit had it, whose hash begins so; all fields or these.

    Raises UnknownName where that commit is no side of any of them, or of several.
    """
    taken: dict[str, Any] = {}
    for one in conflicts(project, [found.id]):
        sides = [side for side in one.sides if side.commit.startswith(commit.strip().lower())]
        if len(sides) == 1 and (not fields or one.field in fields):
            taken[one.field] = sides[0].value
    if not taken or len(commit.strip()) < _SHORTEST:
        raise UnknownName(
            "The commit {commit} is no side of a conflict of {type}/{code}.",
            commit=commit, type=found.type, code=found.code,
        )  # fmt: skip
    return _decide(project, found, taken, reason)


_SHORTEST = 4
"""Digits of a hash by which a commit may be named."""


def _decide(project: Project, found: Found, values: Mapping[str, Any], reason: str) -> Receipt:
    refuse_telling_reason(project.register, [Change(found.type, found.id, Operation.SET, after=values)], reason)

    def changes() -> Iterator[Change]:
        open_ = {one.field: one for one in conflicts(project, [found.id])}
        for name in values:
            if name not in open_:
                raise ChangeRefused(
                    "“{field}” of {type}/{code} is in no conflict; those that are: {allowed}.",
                    field=name, type=found.type, code=found.code, allowed=", ".join(sorted(open_)) or "–",
                )  # fmt: skip
        before = {name: open_[name].in_force for name in values if open_[name].in_force is not None}
        after = {name: value for name, value in values.items() if value is not None}
        yield Change(found.type, found.id, Operation.SET, before=before, after=after)

    return project.register.commit(changes(), reason)
