"""A dialog that asks for something, does it on a thread with progress and a way to stop, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QCloseEvent, QShowEvent
from PyQt6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import tasks
from desktop.forms.look import Said, wrapped
from desktop.forms.tab_order import in_reading_order
from desktop.theme.icons import live_icon
from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.ports import Progress
from layers.language import Translator

WIDTH = 560
PARTS = 1000
"""What is told in bytes is shown in so many parts: a signal of Qt's holds no more than two thousand million."""


class WorkDialog(QDialog):
    """What is missing is said before anything is begun; while it works only the button that stops it can be pressed."""

    def __init__(self, translate: Translator, title: Message, go: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.translate = translate
        self.setWindowTitle(translate(title))
        self.task: tasks.Task[Any] | None = None
        self._was: QWidget | None = None
        self._gone = False  # closed while it worked: deleted when that has ended
        self.fields = QWidget()
        self.form = QFormLayout(self.fields)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setSpacing(10)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.said = Said("info", "hint")
        self.go = QPushButton(translate(go))
        self.go.setProperty("kind", "primary")
        self.go.setDefault(True)  # Enter in a line begins it, once nothing is missing
        self.go.clicked.connect(self.begin)
        self.leave = QPushButton(translate(say("Close")))
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.stop_or_close)
        self._lay_out()
        self.tell("hint", None)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.go)
        buttons.addWidget(self.leave)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 16)
        self.column.setSpacing(14)
        for widget in (self.fields, self.bar, self.said):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.column.addLayout(buttons)
        self.setMinimumWidth(WIDTH)

    def show_over(self) -> None:
        """Open over its window; closed, it is gone."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Tab goes through it as it is read, from its first field on."""
        super().showEvent(event)
        if event is not None and event.spontaneous():  # it comes back from behind
            return
        stops = in_reading_order(self)
        first = next((one for one in stops if self.fields.isAncestorOf(one) and one.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    # What a dialog of its kind gives

    def missing(self) -> Message | None:
        """What has to be filled in before it can begin."""
        return None

    def begin(self) -> None:
        """Begin what the person asked for."""
        raise NotImplementedError

    # Fields

    def add(self, label: Message, field: QWidget | QHBoxLayout, hint: Message | None = None) -> None:
        """A field with its label before it, and what is to be known of it below."""
        self.form.addRow(self.translate(label), field)
        if hint is not None:
            self.form.addRow("", wrapped(self.translate(hint), "hint"))

    def line(self, text: str = "", *, secret: bool = False) -> QLineEdit:
        """A line that is looked at as it is typed."""
        made = QLineEdit(text)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        made.textChanged.connect(self.look)
        return made

    def with_choice(self, line: QLineEdit, choose: Callable[[], str]) -> QHBoxLayout:
        """A line, and a button that fills it."""
        button = QPushButton(live_icon("open"), self.translate(say("Choose…")))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: line.setText(found) if (found := choose()) else None)
        row = QHBoxLayout()
        row.addWidget(line, 1)
        row.addWidget(button)
        return row

    def file_of(self, line: QLineEdit, ending: str) -> Path:
        """The file that a line names, with its ending."""
        named = Path(line.text().strip()).expanduser()
        return named if named.suffix.lower() == ending else named.with_name(named.name + ending)

    def missing_file(self, line: QLineEdit) -> Message | None:
        """What stands in the way of writing the file that a line names."""
        named = Path(line.text().strip()).expanduser()
        if not named.name:
            return say("Name the file.")
        return None if named.parent.is_dir() else say("There is no folder “{folder}”.", folder=str(named.parent))

    def look(self) -> None:
        """Say what is missing, and let it be begun when nothing is."""
        missing = self.missing()
        self.go.setEnabled(missing is None)
        self.tell("hint", missing)

    # Working

    def work(self, call: Callable[[Progress], Any], done: Callable[[Any], None], *, in_order: bool = False) -> None:
        """Run `call` on a thread; `done` says what came of it."""
        self.tell("hint", say("One moment…"))
        self._show_working(True)

        def finished(result: Any) -> None:
            if self._ended():
                done(result)

        self.task = tasks.start(
            lambda progress: call(in_parts(progress)), done=finished, refused=self._refused, failed=self._failed,
            in_order=in_order,
        )  # fmt: skip
        self.task.progressed.connect(self._progress)

    def tell(self, kind: str, message: Message | None) -> None:
        """A sentence above the buttons; None takes it away."""
        icons = {"good": "check", "hint": "info", "warning": "warning", "problem": "problem"}
        self.said.change(icons[kind], kind)
        self.said.say("" if message is None else self.translate(message))

    @property
    def works(self) -> bool:
        """Whether something is under way."""
        return self.task is not None

    def stop_or_close(self) -> None:
        """Stop what is under way; with nothing under way, close."""
        if self.task is not None:
            self.task.cancel()
            self.leave.setEnabled(False)
        else:
            self.reject()

    def reject(self) -> None:
        """Escape stops what is under way, and closes when nothing is."""
        if self.task is not None:
            self.task.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Whoever closes it does not wait for what it did: that is made whole or not at all."""
        if self.task is None:
            super().closeEvent(event)
            return
        self._gone = True
        self.task.cancel()
        self.hide()
        if event is not None:
            event.ignore()

    def _ended(self) -> bool:
        """What was under way has ended; whether anybody is still there to be told."""
        self._show_working(False)
        if self._gone:
            self.deleteLater()
        return not self._gone

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _show_working(self, on: bool) -> None:
        if on:
            self._was = self.focusWidget()
        else:
            self.task = None
        self.fields.setEnabled(not on)
        self.go.setEnabled(not on)
        self.leave.setEnabled(True)
        self.leave.setText(self.translate(say("Cancel") if on else say("Close")))
        next_ = self.leave if on else self._was  # whoever has no mouse stays where they were
        if next_ is not None:
            next_.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.setRange(0, 0)
        self.bar.setVisible(on)

    def _refused(self, refusal: TaphosError) -> None:
        if self._ended():
            self.tell("problem", refusal.message)

    def _failed(self, failure: BaseException) -> None:
        """A fault of the program is told by its kind alone: its words may quote what was typed."""
        if self._ended():
            self.tell("problem", say("Something went wrong in Taphos ({fault}).", fault=type(failure).__name__))


def in_parts(progress: Progress) -> Progress:
    """The same progress in a thousand parts; where nobody knows of how much, as something under way."""
    return lambda done, total: progress(done * PARTS // total, PARTS) if total else progress(0, 0)
