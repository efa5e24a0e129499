"""One edit: what a record's fields held before and hold after, and its inverse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from forensics.errors import TaphosError


class ChangeRefused(TaphosError):
    """A change that rests on values that are no longer there, or that a rule refuses."""


class CodeTaken(ChangeRefused):
    """A code that another record of its type has, perhaps since a moment ago."""


class Operation(StrEnum):
    """What a change does to its record."""

    ADD = "add"
    SET = "set"
    VOID = "void"
    RESTORE = "restore"  # lifts a void, having seen it


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit does to one record.

    `before` and `after` hold canonical values (forensics.values) of the fields that change; a field absent from one of
    them was, or becomes, empty.
    """

    type: str
    record: str
    operation: Operation
    after: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that change."""
        return tuple(dict.fromkeys((*self.before, *self.after)))


def difference(type_: str, record: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change | None:
    """The change from one set of canonical values to another; None where nothing differs."""
    touched = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    if not touched:
        return None
    return Change(
        type_,
        record,
        Operation.SET,
        after={name: after[name] for name in touched if after.get(name) is not None},
        before={name: before[name] for name in touched if before.get(name) is not None},
    )


_INVERSES = {
    Operation.ADD: Operation.VOID,
    Operation.SET: Operation.SET,
    Operation.VOID: Operation.RESTORE,
    Operation.RESTORE: Operation.VOID,
}


def inverse(change: Change) -> Change:
    """The change that takes `change` back; an added record is voided, since nothing is ever deleted."""
    if change.operation is Operation.ADD:
        return Change(change.type, change.record, Operation.VOID)
    return Change(change.type, change.record, _INVERSES[change.operation], after=change.before, before=change.after)
