"""One edit: what a record's fields held before and hold after, and its inverse; and many alike, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from forensics.errors import TaphosError

Columns = Mapping[str, Sequence[Any]]
"""What stands in each of some fields, of many records in the same order."""


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


class Edits(NamedTuple):
    """Edits of records of one type that do the same to the same fields, column by column.

    In columns of an import None stands where a record has nothing in the field, which `of_one_shape` takes apart.
    """

    type: str
    operation: Operation
    records: Sequence[str]
    after: Columns
    before: Columns = {}  # noqa: RUF012 - never written

    @classmethod
    def of(cls, changes: Sequence[Change]) -> Edits:
        """Changes of one type, operation and set of fields."""
        first = changes[0]
        return cls(
            first.type,
            first.operation,
            [one.record for one in changes],
            {name: [one.after[name] for one in changes] for name in first.after},
            {name: [one.before[name] for one in changes] for name in first.before},
        )

    def changes(self) -> Iterator[Change]:
        """Each edit by itself."""
        for at, record in enumerate(self.records):
            after, before = (
                {name: held[at] for name, held in columns.items() if held[at] is not None}
                for columns in (self.after, self.before)
            )
            yield Change(self.type, record, self.operation, after, before)


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
