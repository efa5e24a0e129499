"""What waits in all graves and cases, and for whom; a line leads to where it is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PyQt6.QtCore import QModelIndex, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.forms.look import wrapped
from desktop.forms.plain_rows import PlainRows
from desktop.forms.plain_table import PlainTable
from desktop.inspector.inspector import Inspector
from desktop.session import Session
from forensics.messages import Message, say, say_count
from forensics.ports import Receipt
from forensics.vocabulary.planning import PRACTITIONER_ROLE
from layers.workflow import Waiting, all_courses, waiting_of

WIDTH, HEIGHT = 980, 640
WIDTHS = (170, 270, 320)
HEADINGS = (say("Grave or case"), say("Step"), say("What is needed"), say("Whose it is"))


class WaitingRows(PlainRows[Waiting]):
    """What is needed, in lists of any length."""

    headings = HEADINGS

    def icon(self, row: Waiting) -> str:
        return row.course.type

    def cell(self, row: Waiting, column: int) -> str:
        if column == 0:
            return row.course.code
        if column == 3:
            return ", ".join(self._session.label(PRACTITIONER_ROLE.codes[role]) for role in row.need.roles)
        return self._session.translate(row.step.label if column == 1 else row.need.message)


class WaitingDialog(QDialog):
    """Reads all courses on a thread, shows them by role, and reads them again when something is written."""

    chosen = pyqtSignal(object)
    """The Waiting that the person wants to see to."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._all: list[Waiting] = []
        self.setWindowTitle(self._say(say("What waits, and for whom")))
        self.model = WaitingRows(session, self)
        self.table = PlainTable(self.model, WIDTHS, row_height=32)
        self.table.setAccessibleName(self.windowTitle())
        self.table.setAlternatingRowColors(True)
        self.role = QComboBox()
        self.role.setAccessibleName(self._say(say("Whose it is")))
        self.role.addItem(self._say(say("Everybody")), "")
        for code, label in PRACTITIONER_ROLE.codes.items():
            self.role.addItem(session.label(label), code)
        self.count = wrapped("", "hint")
        self.progress = QProgressBar()
        self._lay_out()
        self.role.currentIndexChanged.connect(self._show)
        self.table.activated.connect(self._activated)
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.progressed.connect(self._tell)
        self._asking.failed.connect(session.failed)
        self._asking.refused.connect(session.refused)
        session.changed.connect(self._changed)
        self.resize(WIDTH, HEIGHT)
        self.read()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        head = QHBoxLayout()
        head.setSpacing(10)
        label = QLabel(self._say(say("Whose it is")))
        label.setBuddy(self.role)
        head.addWidget(label)
        head.addWidget(self.role)
        head.addWidget(self.count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.table, 1)
        hint = say("Told from the records. Enter opens the record or the form where it is given.")
        column.addWidget(wrapped(self._say(hint), "hint"))
        column.addWidget(buttons)

    def read(self) -> None:
        """Read what waits now."""
        project = self._session.project
        self.progress.show()
        self.progress.setRange(0, 0)
        self._asking.ask_long(lambda progress: list(waiting_of(all_courses(project, "", progress))))

    def _changed(self, _: Receipt) -> None:
        self.read()

    def _tell(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _arrived(self, found: list[Waiting]) -> None:
        self._all = found
        self.progress.hide()
        self._show()

    def _show(self) -> None:
        role = self.role.currentData()
        lines = [one for one in self._all if not role or role in one.need.roles]
        self.model.show_rows(lines)
        self.count.setText(self._say(say_count("{count:,} thing waits.", "{count:,} things wait.", count=len(lines))))
        if lines:
            self.table.selectRow(0)

    def _activated(self, index: QModelIndex) -> None:
        self.chosen.emit(self.model.rows[index.row()])
        self.accept()


class Window(Protocol):
    """What leads to where something is given: the inspector, and the form of a new record."""

    inspector: Inspector

    def show_part(self, name: str, on: bool) -> None: ...
    def begin_record(self, type_: str, texts: Mapping[str, str]) -> None: ...


def show_waiting(session: Session, parent: QWidget, window: Window) -> WaitingDialog:
    """Show what waits; what is chosen is seen to in the window."""

    def see_to(line: Waiting) -> None:
        need = line.need
        window.show_part("show_inspector", True)
        if need.supersedes:
            from desktop.custody.superseding import open_superseding

            open_superseding(session, need.type, need.record, parent, need.field)
        elif need.record:
            window.inspector.go_to_field(need.type, need.record, need.field)
        else:
            session.select(line.course.type, line.course.record)
            window.begin_record(need.type, need.texts)

    dialog = WaitingDialog(session, parent)
    dialog.chosen.connect(see_to)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
