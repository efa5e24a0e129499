"""Every edit of a record, the newest first: who, when by the clock that stood there, what, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.empty import Empty
from desktop.forms.latest import Latest
from desktop.forms.look import IconLabel, wrapped
from desktop.forms.quiet_scroll import QuietScroll
from forensics.catalogue import RecordType
from forensics.messages import Message, say, say_count
from forensics.ports import Event, Found
from layers.event_notes import notes_of
from layers.project import Project
from layers.words import clock_words, referred

_AT_FIRST, _MORE = 20, 40
_FIELDS_SHOWN = 8

_OPERATIONS: Mapping[str, tuple[str, Message]] = {
    "add": ("add", say("Added")),
    "set": ("edit", say("Changed")),
    "void": ("void", say("Voided")),
    "restore": ("refresh", say("No longer voided")),
}
_ERASED = ("eye-off", say("Erased"))


@dataclass(frozen=True)
class Past:
    """The events of one record, oldest first, and the names of what they speak of."""

    record: str
    events: tuple[Event, ...]
    names: Mapping[str, Found]


def read_past(project: Project, kind: RecordType, record: str) -> Past:
    """Read the history of a record; asked on a thread."""
    events = tuple(project.register.history(record))
    ids = [one for event in events for side in (event.before, event.after) for one in referred(kind.fields, side)]
    return Past(record, events, project.register.titles(ids) if ids else {})


class HistoryView(QuietScroll):
    """Follows the record that the inspector shows; read when it is looked at."""

    undo_wanted = pyqtSignal(object)
    """The Event that a person wants to take back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._kind: RecordType | None = None
        self._past = Past("", (), {})
        self._shown = _AT_FIRST
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(desk.session.failed)
        desk.session.language_changed.connect(self._show)
        self._show()

    def show_record(self, kind: RecordType, record: str) -> None:
        """Read the history of a record and show it."""
        if record != self._past.record:
            self._past, self._shown = Past(record, (), {}), _AT_FIRST
        self._kind = kind
        project = self.desk.session.project
        self._asking.ask_now(lambda: read_past(project, kind, record))

    def clear(self) -> None:
        """Show nothing."""
        self._asking.forget()
        self._past = Past("", (), {})
        self._show()

    @property
    def events(self) -> tuple[Event, ...]:
        """What is shown, oldest first."""
        return self._past.events

    def _arrived(self, past: Past) -> None:
        self.desk.learn(past.names)
        self._past = past
        self._show()

    def _show(self, _: str = "") -> None:
        page = QWidget()
        page.setProperty("role", "sheet")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        events = list(reversed(self._past.events))
        for event in events[: self._shown]:
            column.addWidget(self._card(event))
        if len(events) > self._shown:
            column.addWidget(self._older(len(events) - self._shown))
        if not events:
            nothing = Empty(
                "history", say("No history yet"), say("Every edit of the record will stand here."), self.desk
            )
            column.addWidget(nothing)
        column.addStretch(1)
        self.setWidget(page)

    def _older(self, count: int) -> QPushButton:
        button = QPushButton(
            self.desk.say(say_count("{count} older edit", "{count} older edits", count=count)), self.widget()
        )
        button.clicked.connect(self._show_older)
        return button

    def _show_older(self) -> None:
        self._shown += _MORE
        self._show()

    def _card(self, event: Event) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(self._head(event))
        if event.reason:
            column.addWidget(wrapped(f"“{event.reason}”"))
        if event.erased:
            column.addWidget(wrapped(self.desk.say(say("Part of this edit was erased.")), "hint"))
        for note in notes_of(event):
            column.addWidget(wrapped(self.desk.say(note), "hint"))
        changes = self._changes(event)
        if changes.count():
            column.addLayout(changes)
        return card

    def _head(self, event: Event) -> QHBoxLayout:
        name, said = _OPERATIONS.get(event.operation, _ERASED)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconLabel(name, "muted"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        what = QLabel(f"{self.desk.say(said)} · {event.author}")
        what.setProperty("role", "strong")
        what.setWordWrap(True)
        words.addWidget(what)
        when = wrapped(clock_words(self.desk.session, event.time, event.zone), "hint")
        when.setProperty("small", True)
        when.setToolTip(event.commit)
        words.addWidget(when)
        row.addLayout(words, 1)
        if event.operation and not event.erased:
            undo = QPushButton(self.desk.say(say("Undo this edit")))
            undo.setProperty("kind", "small")
            undo.clicked.connect(lambda: self.undo_wanted.emit(event))
            row.addWidget(undo, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _changes(self, event: Event) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 110)
        kind = self._kind
        if kind is None:
            return grid
        names = [name for name in kind.by_name if name in event.before or name in event.after]
        for row, name in enumerate(names[:_FIELDS_SHOWN]):
            label = wrapped(self.desk.session.label(kind.by_name[name].label), "hint")
            label.setFixedWidth(120)
            label.setProperty("small", True)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(wrapped(self._said(kind, name, event)), row, 1, Qt.AlignmentFlag.AlignTop)
        if len(names) > _FIELDS_SHOWN:
            rest = names[_FIELDS_SHOWN:]
            told = say_count("{count} more field", "{count} more fields", count=len(rest))
            more = wrapped(self.desk.say(told), "hint")
            more.setToolTip("\n".join(self.desk.session.label(kind.by_name[name].label) for name in rest))
            grid.addWidget(more, _FIELDS_SHOWN, 1)
        return grid

    def _said(self, kind: RecordType, name: str, event: Event) -> str:
        field, words = kind.by_name[name], self.desk.words
        before, after = words.value(field, event.before.get(name)), words.value(field, event.after.get(name))
        empty = self.desk.say(say("empty"))
        if event.operation == "add":
            return after
        return f"{before or empty} → {after or empty}"
