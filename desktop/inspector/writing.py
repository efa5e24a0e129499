"""Writing one record at a time: opening, checking as it is typed, keeping, going back; drafts of others wait."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal
from shapely.geometry.base import BaseGeometry

from desktop import tasks
from desktop.forms.desk import Desk
from desktop.forms.draft import Draft, edit_of, refuse_stale
from desktop.forms.latest import Latest
from desktop.forms.texts import text_of
from desktop.inspector.keeping import Keeping, Restored
from forensics.errors import TaphosError, UnknownName
from forensics.messages import Message, say
from forensics.places import Place
from forensics.ports import Found, Progress, Receipt, Values
from forensics.problems import Problem
from forensics.reading import read_value
from layers.carrying import carried_over
from layers.editing import Edit, adding, keep_new, lifting, voiding
from layers.project import Project
from layers.words import referred

NUMBER_BITS = 52
"""New records are told apart by so many random bits, also in two windows on one project."""
CHECKED_AFTER = 150
"""Milliseconds of pause in typing after which the record is checked."""


@dataclass(frozen=True)
class Opened:
    """What was read of a record: its values (None where it is gone), and the names of what it refers to."""

    type: str
    record: str
    values: Values | None
    names: Mapping[str, Found]


@dataclass(frozen=True)
class CarriedOver:
    """What a new record repeats: of which draft, the canonical values, and the names of what they refer to."""

    key: str
    values: Values
    names: Mapping[str, Found]


def read_record(project: Project, type_: str, record: str) -> Opened:
    """Read a record and the names of what it refers to; asked on a thread."""
    values = project.register.values(type_, record)
    ids = referred(project.catalogue[type_].fields, values) if values else []
    return Opened(type_, record, values, project.register.titles(ids) if ids else {})


class Writing(QObject):
    """The draft under the hand and those that wait; everything that asks the register runs on a thread."""

    opened = pyqtSignal(object, bool)
    """A Draft to be shown, and whether it is another one than before."""
    emptied = pyqtSignal()
    """Nothing is selected."""
    checked = pyqtSignal(list)
    """The problems of the draft."""
    proposed = pyqtSignal(str)
    """The code that the draft would get now; empty where one was typed."""
    kept_new = pyqtSignal(str, object)
    """A new draft was kept: its key, and the record that it became (a Found)."""
    carried = pyqtSignal()
    """Fields of the draft repeat what the last record of its type and site holds."""
    refused = pyqtSignal(object)
    """A TaphosError that kept the draft out."""
    saving = pyqtSignal()
    saved = pyqtSignal(object)
    """A Message that says what was kept."""
    waiting_changed = pyqtSignal()
    """Other drafts wait than before."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self.session = desk.session
        self.draft: Draft | None = None
        self.problems: Sequence[Problem] = ()
        self._waiting: dict[str, Draft] = {}
        self._became: dict[str, str] = {}
        self._resumes = ""
        self.keeping = Keeping(desk, self)
        self.keeping.restored.connect(self._take_up)
        self._reading = Latest(self)
        self._reading.answered.connect(self._arrived)
        self._reading.failed.connect(self.session.failed)
        self._checking = Latest(self, pause=CHECKED_AFTER)
        self._checking.answered.connect(self._judged)
        self._checking.refused.connect(self.refused)
        self._checking.failed.connect(self.session.failed)

        self._carrying = Latest(self)
        self._carrying.answered.connect(self._carried)
        self._carrying.failed.connect(self.session.failed)

    # Opening

    def open(self, type_: str, record: str) -> None:
        """Read a record and show it; an unsaved draft of another one waits."""
        self._put_aside()
        if self.draft is not None and self.draft.record != record:
            self.draft = None
        self._reading.ask_now(lambda: read_record(self.session.project, type_, record))

    def open_new(self, type_: str, texts: Mapping[str, str]) -> Draft:
        """Begin a new record with these texts."""
        self._put_aside()
        self._reading.forget()
        draft = Draft(self.session.project.catalogue[type_], number=secrets.randbits(NUMBER_BITS))
        for name, text in texts.items():
            draft.write(draft.kind.field(name).name, text)
        self._show(draft)
        if draft.dirty:
            self.keeping.note(draft)
        self._carry_into(draft)
        return draft

    def _carry_into(self, draft: Draft) -> None:
        """Ask what the last record of the type and site hands on."""
        project, reading, near = self.session.project, self.desk.reading, self.session.selected.record
        key, kind, texts = draft.key, draft.kind, dict(draft.texts)

        def call() -> CarriedOver:
            given = adding(project, kind.name, texts, reading).typed
            values = carried_over(project, kind.name, given, near)
            ids = referred(kind.fields, values)
            return CarriedOver(key, values, project.register.titles(ids) if ids else {})

        if any(field.carried for field in kind.typed):
            self._carrying.ask_now(call)

    def _carried(self, over: CarriedOver) -> None:
        draft = self.draft
        if draft is None or draft.key != over.key:
            return
        self.desk.learn(over.names)
        for name, value in over.values.items():
            draft.carry(name, text_of(draft.kind.by_name[name], value))
        self.carried.emit()
        self.check(now=True)

    def close(self) -> None:
        """Show nothing; what is unsaved waits."""
        self._put_aside()
        self._reading.forget()
        self._checking.forget()
        self.draft = None
        self.emptied.emit()

    def resume_when_read(self, key: str) -> None:
        """Go on with a draft that is still being read from the register."""
        self._resumes = key
        self._resume_wanted()

    def _resume_wanted(self) -> None:
        if self._resumes in self._waiting:
            key, self._resumes = self._resumes, ""
            self.resume(key)

    def resume(self, key: str) -> None:
        """Go on with a draft that waits."""
        draft = self._waiting.get(key)
        if draft is None:
            return
        if draft.is_new:
            self._put_aside()
            self._waiting.pop(key, None)
            self._reading.forget()
            self._show(draft)
        else:
            self.session.select(draft.kind.name, draft.record)

    def _take_up(self, restored: Restored) -> None:
        """What was typed before this window was opened is here again, and waits to be gone on with."""
        shown = self.draft.key if self.draft is not None and not self.draft.dirty else ""
        for draft in restored.drafts:
            if self.draft is None or draft.key != self.draft.key or draft.key == shown:
                self._waiting.setdefault(draft.key, draft)
        self.waiting_changed.emit()
        self._resume_wanted()
        if shown in self._waiting and self.draft is not None:
            type_, record = self.draft.kind.name, self.draft.record
            self.draft = None
            self.open(type_, record)

    @property
    def waiting(self) -> Sequence[Draft]:
        """Drafts that are not shown now."""
        shown = self.draft.key if self.draft is not None else ""
        return [draft for key, draft in self._waiting.items() if key != shown]

    @property
    def unsaved(self) -> Sequence[Draft]:
        """Every draft that was typed into and is not saved, the one that is shown among them."""
        shown = [self.draft] if self.draft is not None and self.draft.dirty else []
        return [*shown, *self.waiting]

    def _put_aside(self) -> None:
        self._checking.forget()
        if self.draft is not None and self.draft.dirty:
            self._waiting[self.draft.key] = self.draft
        self.waiting_changed.emit()

    def _arrived(self, opened: Opened) -> None:
        if opened.values is None:
            self.draft = None
            self.emptied.emit()
            return
        self.desk.learn(opened.names)
        shown = self.draft if self.draft is not None and self.draft.record == opened.record else None
        draft = shown or self._waiting.pop(opened.record, None)
        if draft is None:
            draft = Draft(self.session.project.catalogue[opened.type], opened.record, opened.values)
        else:
            draft.rebase(opened.values)
        self._show(draft, afresh=shown is None)

    def _show(self, draft: Draft, *, afresh: bool = True) -> None:
        self.draft = draft
        if afresh:
            self.problems = ()
        if draft.record and not draft.dirty and draft.since:  # somebody saved the same in the meantime
            draft.clear()
            self.keeping.drop(draft.key)
        self.opened.emit(draft, afresh)
        self.waiting_changed.emit()
        self.check(now=True)

    def refresh(self, receipt: Receipt) -> None:
        """Read the record again where somebody changed it."""
        draft = self.draft
        for ids in receipt.changed.values():
            self.desk.forget(ids or tuple(self.desk.names))
        if draft is None or draft.is_new or draft.kind.name not in receipt.changed:
            return
        ids = receipt.changed[draft.kind.name]
        if ids is None or draft.record in ids:
            type_, record = draft.kind.name, draft.record
            self._reading.ask_now(lambda: read_record(self.session.project, type_, record))

    # Writing into a draft that is not shown

    def key_now(self, key: str) -> str:
        """By what a draft is known now: a new one that was saved since is its record."""
        return self._became.get(key, key)

    def unsaved_shape(self, record: str, name: str) -> BaseGeometry | None:
        """The geometry in a field of a record that was written and is not saved; None where there is none."""
        shown = self.draft if self.draft is not None and self.draft.record == record else None
        draft = shown or self._waiting.get(record)
        if draft is None or name not in draft.texts:
            return None
        try:
            place = read_value(draft.kind.by_name[name], draft.texts[name], self.desk.reading)
        except TaphosError:
            return None
        return place.shape if isinstance(place, Place) else None

    def write_aside(self, type_: str, key: str, texts: Mapping[str, str], *, show: bool) -> None:
        """Write texts into the draft of this key while another one is shown, or begin it; `show` turns to it."""
        waiting, project = self._waiting.get(key), self.session.project
        if waiting is not None:
            self._written_aside(waiting, texts, show)
        elif key.startswith(f"{type_}:"):
            self.open_new(type_, texts)
        else:
            tasks.start(
                lambda progress: read_record(project, type_, key),
                done=lambda opened: self._read_aside(opened, texts, show),
                refused=self.session.refused.emit, failed=self.session.failed.emit,
            )  # fmt: skip

    def _read_aside(self, opened: Opened, texts: Mapping[str, str], show: bool) -> None:
        if opened.values is None:
            self.session.refused.emit(UnknownName("There is no record called “{name}”.", name=opened.record))
            return
        shown = self.draft if self.draft is not None and self.draft.key == opened.record else None
        draft = shown or self._waiting.get(opened.record)
        kind = self.session.project.catalogue[opened.type]
        self._written_aside(draft or Draft(kind, opened.record, opened.values), texts, show)

    def _written_aside(self, draft: Draft, texts: Mapping[str, str], show: bool) -> None:
        for name, text in texts.items():
            draft.write(name, text)
        self.keeping.note(draft)
        if draft is self.draft:
            self._show(draft, afresh=False)
            return
        self._waiting[draft.key] = draft
        self.waiting_changed.emit()
        code = draft.text("code") or self.session.label(draft.kind.about.label)
        self.session.told.emit(say("What was drawn stands in the form of {code}; it is not saved yet.", code=code))
        selected = self.session.selected
        if show and (selected.type, selected.record) == (draft.kind.name, draft.record):
            self.open(draft.kind.name, draft.record)
        elif show:
            self.resume(draft.key)

    # Checking

    def check(self, *, now: bool = False) -> None:
        """Ask what is wrong with the draft, after a pause in typing unless `now`."""
        if self.draft is None or self.draft.voided:
            self._told([])
            return
        draft, project, reading = self.draft.copy(), self.session.project, self.desk.reading
        ask = self._checking.ask_now if now else self._checking.ask
        ask(lambda: edit_of(project, draft, reading))

    def _judged(self, edit: Edit) -> None:
        self.proposed.emit(edit.code if edit.proposed else "")
        self._told(list(edit.problems))

    def _told(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.checked.emit(problems)

    # Keeping

    def save(self, reason: str = "") -> None:
        """Keep the draft; what refuses it is told."""
        draft = self.draft
        if draft is None or not (draft.dirty or draft.is_new) or draft.voided:
            return
        self._checking.forget()
        taken, made, project, reading = draft.copy(), [], self.session.project, self.desk.reading

        def call(progress: Progress) -> Receipt:
            refuse_stale(project, taken)
            made.append(edit_of(project, taken, reading))
            made[0], receipt = keep_new(project, made[0], reason, taken.key)
            return receipt

        self.saving.emit()
        self.session.write(
            call,
            self._what(taken),
            saved=lambda receipt: self._saved(draft, taken, made[0]),
            refused=lambda refusal: self._refused(refusal, made),
        )

    def _what(self, draft: Draft) -> str:
        code = draft.text("code")
        return f"{self.session.label(draft.kind.about.label)} {code}".strip()

    def _saved(self, draft: Draft, taken: Draft, edit: Edit) -> None:
        for name, text in taken.texts.items():
            if draft.texts.get(name) == text:
                del draft.texts[name]
                draft.rests.pop(name, None)
        self._waiting.pop(draft.key, None)
        if draft.dirty and not draft.is_new:
            self.keeping.note(draft)
        else:
            self.keeping.drop(draft.key)
        if draft.is_new:
            self._became[draft.key] = edit.record
            self.kept_new.emit(draft.key, Found(edit.kind.name, edit.record, edit.code))
        message = say("{code} was added." if draft.is_new else "{code} was saved.", code=edit.code)
        if self.draft is draft and draft.is_new:
            self.draft = None
            self.session.select(edit.kind.name, edit.record)
        elif self.draft is draft:
            self.open(edit.kind.name, edit.record)
        self.waiting_changed.emit()
        self.saved.emit(message)

    def _refused(self, refusal: TaphosError, made: list[Edit]) -> None:
        if made and made[0].problems:
            self._told(list(made[0].problems))
        self.refused.emit(refusal)

    def revert(self) -> None:
        """Go back to what is kept; a new record is let go."""
        draft = self.draft
        if draft is None:
            return
        self._waiting.pop(draft.key, None)
        self.keeping.drop(draft.key)
        draft.clear()
        if draft.is_new:
            self.draft = None
            selected = self.session.selected
            if selected.record:
                self.open(selected.type, selected.record)
            else:
                self.close()
        else:
            self._show(draft, afresh=False)

    def discard(self, key: str) -> None:
        """Let a waiting draft go."""
        self._waiting.pop(key, None)
        self.keeping.drop(key)
        self.waiting_changed.emit()

    # Voiding

    def void(self, reason: str) -> None:
        """Void the record, with the reason."""
        draft = self.draft
        if draft is None or draft.is_new:
            return
        found = Found(draft.kind.name, draft.record, str(draft.held.get("code", "")))
        project = self.session.project
        message = say("{code} is voided now.", code=found.code)
        self._write(lambda progress: voiding(project, found, reason), message)

    def restore(self) -> None:
        """Lift a void, having seen it."""
        draft = self.draft
        if draft is None or not draft.voided:
            return
        found = Found(draft.kind.name, draft.record, str(draft.held.get("code", "")))
        project = self.session.project
        message = say("{code} is no longer voided.", code=found.code)
        self._write(lambda progress: lifting(project, found), message)

    def _write(self, call: Callable[[Progress], Receipt], message: Message) -> None:
        self.session.write(
            call,
            self.session.translate(message),
            saved=lambda receipt: self.saved.emit(message),
            refused=self.refused.emit,
        )
