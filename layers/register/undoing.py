"""Taking a commit back: what stands as it left it gets the inverse; what was changed since is left, and named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from forensics.catalogue import Catalogue, RecordType
from forensics.changes import Change, ChangeRefused, Operation, inverse
from forensics.fields import Answer
from forensics.ports import Found, Query, Values
from forensics.signed import SIGNATURES, refuse_undoing

_AT_ONCE = 2000
CUSTODY = "custody"
PACKAGE = "package"

ReadMany = Callable[[str, Sequence[str]], dict[str, Values]]
"""Told a type and ids, the values that those records hold now."""


@dataclass
class _Left:
    """What a commit left of one record: all its values where it was added, else those of the fields it touched."""

    type: str
    added: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    def take(self, change: Change) -> None:
        """Take in the commit's next change of the record."""
        self.added |= change.operation is Operation.ADD
        self.touched.update(change.fields)
        for name in change.before:
            self.values.pop(name, None)
        self.values.update(change.after)

    def stands(self, kind: RecordType, current: Values | None, undecided: Collection[str]) -> bool:
        """Whether the record still is as the commit left it; what others did to other fields does not matter.

        A field that waits to be decided is left: to take it back would decide.
        """
        if current is None or not self.touched.isdisjoint(undecided):
            return False
        if self.added:
            return {name: value for name, value in current.items() if not _is_kept(kind, name)} == self.values
        if current.get("review") == "voided" and "review" not in self.touched:
            return False
        return all(current.get(name) == self.values.get(name) for name in self.touched)


def _is_kept(kind: RecordType, name: str) -> bool:
    return kind.by_name[name].answer is Answer.KEPT and name != "void_reason"


class Undoing:
    """The inverses of a commit's changes; `left` holds the records that were changed since, once they are drawn."""

    def __init__(
        self, catalogue: Catalogue, changes: Sequence[Change], reason: str, read: ReadMany,
        undecided: Callable[[str], Collection[str]] = lambda record: (),
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._changes = changes
        self._reason = reason
        self._read = read
        self._undecided = undecided
        self.left: list[Found] = []

    def inverses(self) -> Iterator[Change]:
        """The changes that take back what still stands, the newest first; drawn inside the commit that writes them."""
        leave = {found.id for found in self._changed_since()}
        for change in reversed(self._changes):
            if change.record not in leave:
                yield self._inverse(change)

    def _changed_since(self) -> list[Found]:
        states: dict[str, _Left] = {}
        for change in self._changes:
            states.setdefault(change.record, _Left(change.type)).take(change)
        for type_ in dict.fromkeys(state.type for state in states.values()):
            ids = [record for record, state in states.items() if state.type == type_]
            for start in range(0, len(ids), _AT_ONCE):
                self._look_at(type_, ids[start : start + _AT_ONCE], states)
        return self.left

    def _look_at(self, type_: str, ids: Sequence[str], states: dict[str, _Left]) -> None:
        kind, current = self._catalogue[type_], self._read(type_, ids)
        for record in ids:
            held = current.get(record)
            if not states[record].stands(kind, held, self._undecided(record)):
                self.left.append(Found(type_, record, str((held or {}).get("code", ""))))

    def _inverse(self, change: Change) -> Change:
        back = inverse(change)
        if change.operation is Operation.ADD:
            return Change(back.type, back.record, back.operation, after={"void_reason": self._reason})
        if change.operation is Operation.VOID:
            return Change(back.type, back.record, back.operation, after=back.after)
        return back


def nothing_stands(left: Sequence[Found]) -> ChangeRefused:
    """The refusal where every record of a commit was changed since."""
    if len(left) == 1:
        return ChangeRefused(
            "{type} {code} was changed since that commit, so it is left as it is.", type=left[0].type, code=left[0].code
        )
    return ChangeRefused(
        "All {count} records of that commit were changed since, so they are left as they are.", count=len(left)
    )


class Chains(Protocol):
    """What is asked of the register before a commit is taken back."""

    catalogue: Catalogue

    def many_values(self, type_: str, records: Sequence[str]) -> dict[str, Values]: ...
    def select(self, query: Query) -> Iterator[Values]: ...
    def is_by_own_key(self, type_: str, record: str, values: Values) -> bool: ...


def refuse_undoing_of(register: Chains, changes: Sequence[Change]) -> None:
    """Raise ChangeRefused where a change is of what is signed, or of a custody event that others follow."""
    _refuse_under_package(register, changes)
    for type_ in SIGNATURES:
        mine = [change for change in changes if change.type == type_]
        label = register.catalogue[type_].about.label if mine else ""
        held = register.many_values(type_, [change.record for change in mine]) if mine else {}
        for change in mine:
            values = held.get(change.record, {})
            if register.is_by_own_key(type_, change.record, values):
                refuse_undoing(change, str(values.get("code") or change.record), label)
            if type_ == CUSTODY and change.operation is Operation.ADD and values.get("review") != "voided":
                _refuse_inside_chain(register, values, set(held))


def _refuse_under_package(register: Chains, changes: Sequence[Change]) -> None:
    """What lies in a package is not changed back once that was handed on, sealed or opened with what it held since.

    Ids are in the order in which records were made.
    """
    events = {one.record for one in changes if one.type == CUSTODY and one.operation is Operation.ADD}
    for change in changes if events else ():
        if change.type != PACKAGE or change.operation is Operation.ADD:
            continue
        for one in register.select(Query(CUSTODY, where=(("item", change.record),))):
            if one["id"] not in events and str(one["id"]) > min(events):
                code = register.many_values(PACKAGE, [change.record])[change.record].get("code")
                raise ChangeRefused(
                    "Package {package} was handed on, sealed or opened since (custody event {code}), so what it holds "
                    "is not taken back: record what is right as the next event.",
                    package=code, code=one.get("code"),
                )  # fmt: skip


def _refuse_inside_chain(register: Chains, event: Values, together: set[str]) -> None:
    """`together` are the events of the commit, which are taken back with it."""
    number = int(event.get("sequence") or 0)
    following = register.select(Query(CUSTODY, where=(("item", str(event.get("item"))),)))
    if any(int(one.get("sequence") or 0) > number and one["id"] not in together for one in following):
        raise ChangeRefused(
            "Custody event {code} is followed by others, so taking it back would leave a gap: record what is right as "
            "an event that supersedes it, with the reason.",
            code=event.get("code"),
        )
