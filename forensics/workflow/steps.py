"""Steps in their order: which are borne out by records, which comes next, and which were passed over.

A step is done when it needs nothing more. The order never keeps anything from being recorded: what happened in another
order is a step that was passed over, and asks for a limitation in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from dataclasses import field as field_
from enum import StrEnum
from typing import Any, TypeVar

from forensics.dates import surely_after
from forensics.messages import Message, say
from forensics.records.base import Record
from forensics.rules.between import filled
from forensics.signed import stays

ARCHAEOLOGIST, ANTHROPOLOGIST, INVESTIGATOR = "archaeologist", "anthropologist", "investigator"
PATHOLOGIST, ODONTOLOGIST = "forensic_pathologist_or_medical_expert", "odontologist"
ORDNANCE, PHOTOGRAPHER, CUSTODIAN = "ordnance_specialist", "photographer", "evidence_custodian"
LIAISON, LEAD, REVIEWER = "family_liaison", "lead", "reviewer"
"""Roles of practitioners (forensics.vocabulary.planning) whose steps these are."""


Facts = TypeVar("Facts", bound=Any)


class State(StrEnum):
    """Where a step stands among the others."""

    DONE = "done"
    NEXT = "next"
    AHEAD = "ahead"
    PASSED_OVER = "passed_over"  # not borne out, though a later one is


@dataclass(frozen=True)
class Need:
    """One thing that a step still needs, whose it is, and where it is given.

    `record` is the one that holds the answer, in `field`; without one a new record of `type` is begun with `texts`.
    `supersedes` says that the record is signed: another one takes its place, with the answer and the reason.
    """

    message: Message
    roles: tuple[str, ...]
    type: str
    record: str = ""
    field: str = ""
    texts: Mapping[str, str] = field_(default_factory=dict)
    supersedes: bool = False


@dataclass(frozen=True)
class Step:
    """One step as its records tell it: `since` is a date or moment as recorded, `basis` the records that say so.

    `lost` says why a step can no longer be made good (a body that came from a morgue was not recorded in place).
    """

    key: str
    label: Message
    needs: tuple[Need, ...] = ()
    since: str = ""
    basis: tuple[str, ...] = ()
    lost: Message | None = None

    @property
    def done(self) -> bool:
        """Whether it is borne out."""
        return not self.needs and self.lost is None


@dataclass(frozen=True)
class Course:
    """Where one site or case stands: its steps in order, what runs beside them, and what it asks in words.

    `ending` is a conclusion outside the order (negative, destroyed, inaccessible); `unsaid` are the steps that were
    passed over without a word of their own, and where each is said; `disagreement` tells that no record bears its
    status out, and `unborne` what the steps that the status claims still need. Once `settled`, what was passed over
    cannot be made good any more, and the next step is the one after the last.
    """

    type: str
    record: str
    code: str
    steps: tuple[Step, ...]
    beside: tuple[Step, ...] = ()
    ending: Step | None = None
    unsaid: tuple[tuple[Step, Need], ...] = ()
    disagreement: Message | None = None
    unborne: tuple[tuple[Step, Need], ...] = ()
    settled: bool = True

    @property
    def states(self) -> tuple[State, ...]:
        """The state of each step, in order."""
        lost = [step.lost is not None for step in self.steps]
        return states_of([step.done for step in self.steps], lost, settled=self.settled)

    @property
    def passed_over(self) -> tuple[Step, ...]:
        """The steps that are not borne out, though a later one is."""
        return tuple(step for step, state in zip(self.steps, self.states, strict=True) if state is State.PASSED_OVER)

    @property
    def next(self) -> Step | None:
        """The step that comes now; None at the end, and where a conclusion ended it."""
        if self.ending is not None:
            return None
        found = (step for step, state in zip(self.steps, self.states, strict=True) if state is State.NEXT)
        return next(found, None)

    @property
    def reached(self) -> Step | None:
        """The last step that is borne out."""
        return next((step for step in reversed(self.steps) if step.done), None)

    def waiting(self) -> Iterator[tuple[Step, Need]]:
        """What waits now: what was passed over unsaid, of the next step or the conclusion, of what the status claims
        beyond it, and of what runs beside."""
        yield from self.unsaid
        ahead = self.ending or self.next
        if ahead is not None:
            yield from ((ahead, need) for need in ahead.needs)
        yield from ((step, need) for step, need in self.unborne if ahead is None or step.key != ahead.key)
        yield from ((step, need) for step in self.beside for need in step.needs)

    def gaps(self) -> tuple[Message, ...]:
        """What keeps it out of a court export: steps that were passed over or that the status claims, without a word
        why, and what a conclusion such as `negative` lacks."""
        passed = (
            say("“{step}” is not borne out, though a later step is; no limitation of that step says so.",
                step=step.label) for step, _ in self.unsaid
        )  # fmt: skip
        claimed = (
            say("The status claims “{step}”, which still needs: {need}. No limitation of that step says why not.",
                step=step.label, need=need.message) for step, need in self.unborne
        )  # fmt: skip
        concluded = (
            say("“{step}” still needs: {need}.", step=self.ending.label, need=need.message)
            for need in self.ending.needs
        ) if self.ending is not None else ()  # fmt: skip
        return (*passed, *claimed, *concluded)


def states_of(done: Sequence[bool], lost: Sequence[bool] = (), *, settled: bool = True) -> tuple[State, ...]:
    """The states of steps in order, from whether each is borne out, and whether it can no longer be (`lost`).

    The next step is the first after the last that is borne out; before things are `settled`, the first that is not.
    """
    last = max((at for at, one in enumerate(done) if one), default=-1)
    gone = {at for at, one in enumerate(lost) if one}
    first = last + 1 if settled else 0
    following = next((at for at in range(first, len(done)) if not done[at] and at not in gone), len(done))
    return tuple(
        State.DONE if one
        else State.NEXT if at == following
        else State.PASSED_OVER if at < last or at in gone
        else State.AHEAD
        for at, one in enumerate(done)
    )  # fmt: skip


def answered(record: Record, *names: str) -> bool:
    """Whether each of the fields has a value, or the reason why none was recorded."""
    reasons = record.not_recorded or {}
    return all(filled(record, name) or name in reasons for name in names)


def in_field(record: Record, name: str, message: Message, *roles: str) -> Need:
    """A need that is met in a field of a record that is there; where that is signed, by one that supersedes it."""
    type_ = type(record).about.type
    signed = stays(type_, vars(record), name)
    if signed:
        message = say("{need} (signed: another record supersedes it, with the reason)", need=message)
    return Need(message, roles, type_, record.id or "", name, supersedes=signed)


def in_new(type_: str, message: Message, *roles: str, **texts: str) -> Need:
    """A need that is met by a new record."""
    return Need(message, roles, type_, texts=texts)


def in_another_order(record: Record, step: Step, *roles: str) -> tuple[Step, Need]:
    """A step that was passed over, and the record that says so."""
    message = say("{code}, “{step}”: what happened in another order, and what it limits",
                  code=record.code, step=step.label)  # fmt: skip
    return step, in_field(record, "order_limitations", message, *roles)


def claimed_in_vain(
    course: Course, key: str | None, said: Iterable[str], *, before: bool
) -> tuple[tuple[Step, Need], ...]:
    """What the step that a status claims still needs, and with `before` each step before it, where nobody says why.

    Steps that were passed over are told as such, and what can no longer be made good is no need.
    """
    keys = [step.key for step in course.steps]
    if key not in keys:
        return ()
    claimed = course.steps[: keys.index(key) + 1] if before else course.steps[keys.index(key) :][:1]
    told = {*said, *(step.key for step in course.passed_over)}
    return tuple((step, need) for step in claimed if step.key not in told for need in step.needs)


def by_code(facts: Facts) -> Facts:
    """The facts with what they hold of each type in the order of codes, so that nothing hangs on how it was read."""
    held = ((one.name, getattr(facts, one.name)) for one in fields(facts))
    told = {name: tuple(sorted(value, key=_named)) for name, value in held if isinstance(value, tuple)}
    return replace(facts, **told)


def _named(record: Record) -> tuple[str, str]:
    return record.code or "", record.id or ""


def ids_of(*records: Record | None) -> tuple[str, ...]:
    """The ids of those that are there."""
    return tuple(record.id for record in records if record is not None and record.id)


def earliest(dates: Iterable[str | None]) -> str:
    """The first of some dates as recorded; nothing where none is given."""
    first = ""
    for one in dates:
        if one and (not first or surely_after(first, one)):
            first = one
    return first
