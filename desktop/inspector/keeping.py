"""What is typed is kept on disk within a second, beside the interface; at the next opening it is here again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PyQt6.QtCore import QObject, pyqtSignal

from desktop import tasks
from desktop.forms.desk import Desk
from desktop.forms.draft import Draft, as_kept, edit_of, taken_up
from desktop.forms.latest import once
from forensics.errors import TaphosError
from forensics.messages import Message
from forensics.reading import Reading
from layers.drafts import harm_in
from layers.drafts_waiting import keep_drafts, kept_drafts
from layers.project import Project

KEPT_AFTER, TRIED_AFTER = 700, 2_000
"""Milliseconds from a keystroke to its keeping, and to the next try where the register could not be written."""


@dataclass(frozen=True)
class Restored:
    """The drafts that were found in the register."""

    drafts: Sequence[Draft]


@dataclass(frozen=True)
class _Outcome:
    """What came of one turn: why drafts may not be kept, and which could not be written."""

    harm: dict[str, Message]
    failed: dict[str, Message]


class Keeping(QObject):
    """Writes drafts one turn after another on a thread; saved and discarded ones go out of the file."""

    restored = pyqtSignal(object)
    """A Restored, once after the window is opened."""
    told = pyqtSignal()
    """Why a draft is not kept has changed; see `why_not`."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._session = desk.session
        self._changed: dict[str, Draft] = {}
        self._gone: set[str] = set()
        self._not_kept: dict[str, Message] = {}
        self._busy = False
        self._timer = once(self, KEPT_AFTER, self._turn)
        project = self._session.project
        tasks.start(lambda _: _read(project), done=self._found, refused=self._session.refused.emit,
                    failed=self._session.failed.emit)  # fmt: skip

    def note(self, draft: Draft) -> None:
        """The draft has changed; what came to differ in nothing is let go."""
        if not draft.dirty:
            self.drop(draft.key)
            return
        self._gone.discard(draft.key)
        self._changed[draft.key] = draft
        if not self._timer.isActive():
            self._timer.start(KEPT_AFTER)

    def drop(self, key: str) -> None:
        """A draft was saved or is given up."""
        self._changed.pop(key, None)
        self._gone.add(key)
        if self._not_kept.pop(key, None) is not None:
            self.told.emit()
        self._turn()

    def why_not(self, key: str) -> Message | None:
        """Why a draft is not kept before it is saved."""
        return self._not_kept.get(key)

    @property
    def not_kept(self) -> int:
        """How many drafts closing the window would lose."""
        return len(self._not_kept)

    def flush(self) -> None:
        """Begin to write what is pending now; `is_idle` tells when it is done."""
        self._timer.stop()
        self._turn()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being written or waits for it, save what could not be."""
        return not self._busy and not set(self._changed) - set(self._not_kept)

    def _found(self, restored: Restored) -> None:
        if restored.drafts:
            self.restored.emit(restored)

    def _turn(self) -> None:
        if self._busy or not (self._changed or self._gone):
            return
        drafts = [draft.copy() for draft in self._changed.values()]
        gone, project, reading = tuple(self._gone), self._session.project, self._desk.reading
        self._changed, self._gone = {}, set()
        self._busy = True
        tasks.start(
            lambda _: _write(project, reading, drafts, gone), done=lambda outcome: self._written(drafts, outcome),
            refused=lambda refusal: self._failed(drafts, gone, refusal), failed=self._broken,
        )  # fmt: skip

    def _written(self, drafts: Sequence[Draft], outcome: _Outcome) -> None:
        before = dict(self._not_kept)
        for draft in drafts:
            self._not_kept.pop(draft.key, None)
            if draft.key in outcome.failed and draft.key not in self._gone:
                self._changed.setdefault(draft.key, draft)
        self._not_kept |= {**outcome.harm, **outcome.failed}
        for key in self._gone:
            self._not_kept.pop(key, None)
        if before != self._not_kept:
            self.told.emit()
        self._ended()

    def _broken(self, failure: Exception) -> None:
        """A fault of ours: what is typed on is tried again."""
        self._ended()
        self._session.failed.emit(failure)

    def _failed(self, drafts: Sequence[Draft], gone: Sequence[str], refusal: TaphosError) -> None:
        """The register could not be written: nothing of this turn is done, and it is tried again."""
        self._gone |= {key for key in gone if key not in self._changed}
        self._written(drafts, _Outcome({}, {draft.key: refusal.message for draft in drafts}))

    def _ended(self) -> None:
        self._busy = False
        if set(self._changed) - set(self._not_kept):
            self._timer.start(KEPT_AFTER)
        elif self._changed or self._gone:
            self._timer.start(TRIED_AFTER)


def _read(project: Project) -> Restored:
    """The drafts that the register holds, each on what its record holds now; those of no record any more go."""
    drafts, gone = [], []
    types = {kind.name for kind in project.catalogue}
    for kept in kept_drafts(project):
        known = kept.type in types and bool(kept.record or kept.key.rpartition(":")[2].isdecimal())
        values = {} if not kept.record or not known else project.register.values(kept.type, kept.record)
        draft = taken_up(project.catalogue[kept.type], kept, values) if known and values is not None else None
        if draft is None or not draft.dirty:
            gone.append(kept.key)
        else:
            drafts.append(draft)
    if gone:
        keep_drafts(project, (), gone)
    return Restored(drafts)


def _write(project: Project, reading: Reading, drafts: Sequence[Draft], gone: Sequence[str]) -> _Outcome:
    """One turn: what may be kept is, what may not goes with what is given up."""
    judged = {draft.key: _harm(project, draft, reading) for draft in drafts}
    harm = {key: why for key, why in judged.items() if why is not None}
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    keep_drafts(project, [as_kept(draft, at) for draft in drafts if draft.key not in harm], [*gone, *harm])
    return _Outcome(harm, {})


def _harm(project: Project, draft: Draft, reading: Reading) -> Message | None:
    try:
        return harm_in(project, edit_of(project, draft, reading), draft.texts)
    except TaphosError as refusal:  # what cannot be judged is not kept
        return refusal.message
