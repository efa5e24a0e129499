"""The steps of the shown grave or case: borne out or next, what each needs; a press goes to where that is given."""

from __future__ import annotations

from collections.abc import Iterator

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.latest import Latest
from desktop.forms.look import IconLabel, wrapped
from desktop.forms.quiet_scroll import QuietScroll
from desktop.inspector.linked_tab import Card
from forensics.catalogue import RecordType
from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.ports import Found, Values
from forensics.vocabulary.planning import PRACTITIONER_ROLE
from forensics.workflow.steps import Course, Need, State, Step
from layers.words import date_words
from layers.workflow import COURSES, course_of

OF_A_COURSE = COURSES
"""Types whose records have a course."""

SIGNS: dict[State, tuple[str, str, Message]] = {
    State.DONE: ("check", "good", say("Borne out by records")),
    State.NEXT: ("chevron-right", "accent", say("Comes next")),
    State.AHEAD: ("more", "muted", say("Lies ahead")),
    State.PASSED_OVER: ("warning", "warning", say("Passed over: a later step is borne out and this is not")),
}
"""Icon, colour and words of each state; none is told by colour alone."""


class CourseTab(QuietScroll):
    """Follows one record; asks on a thread and shows what came."""

    new_wanted = pyqtSignal(str, dict)
    """A record type and the texts of a new record of it."""
    field_wanted = pyqtSignal(str, str, str)
    """Type and id of a record that is there, and the field in which something is to be said."""
    supersede_wanted = pyqtSignal(str, str, str)
    """The same of a record that is signed: another one takes its place."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.course: Course | None = None
        self.refusal: TaphosError | None = None
        self._record = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(desk.session.failed)
        self._asking.refused.connect(self._refused)
        desk.session.language_changed.connect(lambda _: self._show())

    def show_record(self, kind: RecordType, values: Values) -> None:
        """Tell the course of a record, which is kept while it is asked for again."""
        record, project = str(values["id"]), self.desk.session.project
        if record != self._record:
            self._record, self.course, self.refusal = record, None, None
            self._show()
        found = Found(kind.name, record, str(values.get("code", "")))
        self._asking.ask_now(lambda: course_of(project, found))

    def clear(self) -> None:
        """Show nothing."""
        self._asking.forget()
        self._record, self.course, self.refusal = "", None, None
        self._show()

    def _arrived(self, course: Course) -> None:
        self.course, self.refusal = course, None
        self._show()

    def _refused(self, reason: TaphosError) -> None:
        self.course, self.refusal = None, reason
        self._show()

    def _show(self) -> None:
        at = self.verticalScrollBar()
        before = at.value() if at is not None else 0
        page = QWidget()
        page.setProperty("role", "sheet")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        if self.refusal is not None:
            column.addWidget(self._notice(self.refusal.message))
        if self.course is not None:
            for part in self._parts(self.course):
                column.addWidget(part)
        column.addStretch(1)
        self.setWidget(page)
        if at is not None:
            at.setValue(before)

    def _parts(self, course: Course) -> Iterator[QWidget]:
        if course.disagreement is not None:
            yield self._notice(course.disagreement)
        for step, need in course.unsaid:
            yield self._notice(
                say("“{step}” was passed over, and no limitation of that step says so: it keeps a court export back.",
                    step=step.label), need,
            )  # fmt: skip
        if course.ending is not None:
            yield self._step(course.ending, State.DONE if course.ending.done else State.NEXT, open_=True)
        for step, state in zip(course.steps, course.states, strict=True):
            open_ = course.ending is None and state in (State.NEXT, State.PASSED_OVER)
            yield self._step(step, state, open_=open_)
        heading = QLabel(self.desk.say(say("Beside all steps")))
        heading.setProperty("role", "heading")
        yield heading
        for step in course.beside:
            yield self._step(step, State.DONE if step.done else State.NEXT, open_=True)

    def _notice(self, message: Message, need: Need | None = None) -> QWidget:
        frame = QFrame()
        frame.setProperty("role", "notice")
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 8, 12, 8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconLabel("warning", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(wrapped(self.desk.say(message)), 1)
        column.addLayout(row)
        if need is not None:
            column.addWidget(self._needed(need))
        return frame

    def _step(self, step: Step, state: State, *, open_: bool) -> QWidget:
        """One step; what it needs stands under it where it is open now."""
        icon, colour, words = SIGNS[state]
        frame = QWidget()
        frame.setObjectName(f"step-{step.key}")
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        sign = IconLabel(icon, colour, 18)
        sign.setToolTip(self.desk.say(words))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        told = self.desk.say(step.label)
        name = wrapped(told, "strong" if state is State.NEXT else "hint" if state is State.AHEAD else "")
        frame.setAccessibleName(f"{told}: {self.desk.say(words)}")
        column.addWidget(name)
        if step.done and step.since:
            column.addWidget(_small(date_words(self.desk.session, step.since.partition("T")[0])))
        if step.lost is not None:
            column.addWidget(_small(self.desk.say(step.lost)))
        for need in step.needs if open_ else ():
            column.addWidget(self._needed(need))
        row.addLayout(column, 1)
        return frame

    def _needed(self, need: Need) -> Card:
        roles = ", ".join(self.desk.session.label(PRACTITIONER_ROLE.codes[role]) for role in need.roles)
        symbol = "refresh" if need.supersedes else "edit" if need.record else "add"
        return Card(symbol, self.desk.say(need.message), roles, lambda: self.give(need))

    def give(self, need: Need) -> None:
        """Go to where a need is met: a field of a record, one that supersedes it, or a new record."""
        if need.supersedes:
            self.supersede_wanted.emit(need.type, need.record, need.field)
        elif need.record:
            self.field_wanted.emit(need.type, need.record, need.field)
        else:
            self.new_wanted.emit(need.type, dict(need.texts))


def _small(text: str) -> QLabel:
    label = wrapped(text, "hint")
    label.setProperty("small", True)
    return label
