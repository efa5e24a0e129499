"""The devices that may write to the project: everybody sees them, a lead enrols and revokes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop import tasks
from desktop.forms.look import IconLabel, Said, wrapped
from desktop.forms.tab_order import in_reading_order
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.ports import Receipt
from layers.devices import lies_open, where_it_lies
from layers.enrolment import Enrolled, enrol, enrolled_devices, is_lead, read_key, revoke, standing_words

WIDTH, HEIGHT = 660, 680


@dataclass(frozen=True)
class Known:
    """What was read: the devices, and whether this one is a lead's."""

    devices: list[Enrolled]
    lead: bool


class DevicesDialog(QDialog):
    """Reads on a thread, writes in order, and reads again."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.known = Known([], False)
        self.setWindowTitle(self._say(say("Devices")))
        self.list = QVBoxLayout()
        self.list.setSpacing(8)
        self.list.setContentsMargins(0, 0, 0, 0)
        self.key, self.name = QLineEdit(), QLineEdit()
        self.lead = QCheckBox(self._say(say("A lead's: may enrol and revoke others")))
        self.add = QPushButton(self._say(say("Enrol")))
        self.add.setProperty("kind", "primary")
        self.wrong = wrapped("", "hint")
        self.enrolling = self._enrolling()
        self._lay_out()
        for line in (self.key, self.name):
            line.textChanged.connect(self._look)
        self.add.clicked.connect(self._enrol)
        self.resize(WIDTH, HEIGHT)
        self._look()
        self.read()

    def _say(self, message: Message) -> str:
        return self.session.translate(message)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "sheet")
        inside.setLayout(self.list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        words = say(
            "A device that no lead enrolled reads the project and writes nothing; what a revoked one wrote stays."
        )
        column.addWidget(wrapped(self._say(words), "hint"))
        column.addWidget(scroll, 1)
        column.addWidget(self.enrolling)
        column.addWidget(self.wrong)
        device = self.session.project.device
        open_ = lies_open(device)
        lies = Said("warning" if open_ else "key", "warning" if open_ else "hint")
        lies.say(self._say(where_it_lies(device)))
        column.addWidget(lies)
        column.addLayout(self._own())

    def _own(self) -> QHBoxLayout:
        """This device's key, to be handed to a lead."""
        device, row = self.session.project.device, QHBoxLayout()
        words = wrapped(self._say(say("This device: {fingerprint}", fingerprint=device.fingerprint)), "hint")
        copy = QPushButton(live_icon("copy"), self._say(say("Copy its key")))
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            copy.clicked.connect(lambda: clipboard.setText(device.public_key.hex()))
        close = QPushButton(self._say(say("Close")))
        close.clicked.connect(self.reject)
        row.addWidget(words, 1)
        row.addWidget(copy)
        row.addWidget(close)
        return row

    def _enrolling(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        form = QFormLayout(frame)
        form.setContentsMargins(14, 12, 14, 12)
        form.setSpacing(8)
        choose = QPushButton(live_icon("open"), self._say(say("From a file…")))
        choose.clicked.connect(self._choose)
        key = QHBoxLayout()
        key.addWidget(self.key, 1)
        key.addWidget(choose)
        self.key.setPlaceholderText(self._say(say("64 digits, as that device tells it")))
        self.name.setPlaceholderText(self._say(say("a code or a role")))
        form.addRow(self._say(say("Public key")), key)
        form.addRow(self._say(say("Whose device")), self.name)
        last = QHBoxLayout()
        last.addWidget(self.lead, 1)
        last.addWidget(self.add)
        form.addRow("", last)
        return frame

    # Reading

    def read(self) -> None:
        """Read who is enrolled, and show it."""
        project = self.session.project
        tasks.start(
            lambda progress: Known(enrolled_devices(project.register), is_lead(project)),
            done=self._show, refused=self._refused, failed=self.session.failed.emit,
        )  # fmt: skip

    def _show(self, known: Known) -> None:
        self.known = known
        while (item := self.list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for one in known.devices:
            self.list.addWidget(self._card(one))
        self.list.addStretch(1)
        in_reading_order(self)
        self.enrolling.setVisible(known.lead)
        if not known.lead:
            self.wrong.setText(self._say(say("Leads alone enrol and revoke; this device is none of a lead's.")))

    def _card(self, one: Enrolled) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(12)
        icon, colour = ("void", "danger") if one.revoked else ("key", "accent") if one.lead else ("check", "good")
        row.addWidget(IconLabel(icon, colour, 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        name = QLabel(one.name)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setProperty("role", "strong")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(name)
        if one.device == self.session.project.device.fingerprint:
            mine = QLabel(self._say(say("this device")))
            mine.setProperty("role", "tag")
            head.addWidget(mine)
        head.addStretch(1)
        words.addLayout(head)
        words.addWidget(wrapped(self._say(standing_words(one))))
        digits = wrapped(one.device, "hint")
        digits.setProperty("small", True)
        words.addWidget(digits)
        row.addLayout(words, 1)
        if self.known.lead and one.in_force:
            button = QPushButton(self._say(say("Revoke…")))
            button.setProperty("kind", "danger")
            button.clicked.connect(lambda: self._ask_reason(one))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return card

    # Writing

    def _look(self) -> None:
        self.add.setEnabled(bool(self.key.text().strip() and self.name.text().strip()))
        self.wrong.clear()

    def _choose(self) -> None:
        named, _ = QFileDialog.getOpenFileName(self, self.windowTitle())
        if named:
            self.key.setText(named)

    def _enrol(self) -> None:
        given, name, lead = self.key.text(), self.name.text().strip(), self.lead.isChecked()
        self._write(lambda: enrol(self.session.project, read_key(given), name, lead=lead))

    def _ask_reason(self, one: Enrolled) -> None:
        """Why a device is revoked, before it is."""
        dialog = ReasonDialog(self.session, one, self)
        dialog.accepted.connect(lambda: self.revoke(one, dialog.reason.text().strip()))
        dialog.open()

    def revoke(self, one: Enrolled, reason: str) -> None:
        """Revoke a device for a reason."""
        self._write(lambda: revoke(self.session.project, one.device, reason))

    def _write(self, call: Callable[[], Receipt]) -> None:
        self.setEnabled(False)
        tasks.start(
            lambda progress: call(), done=self._written, refused=self._refused, failed=self._failed, in_order=True
        )

    def _written(self, _: Receipt) -> None:
        self.setEnabled(True)
        for line in (self.key, self.name):
            line.clear()
        self.lead.setChecked(False)
        self.read()

    def _refused(self, refusal: TaphosError) -> None:
        self.setEnabled(True)
        self.wrong.setText(self._say(refusal.message))

    def _failed(self, failure: Exception) -> None:
        self.setEnabled(True)
        self.session.failed.emit(failure)


class ReasonDialog(QDialog):
    """Asks why a device is revoked; without a reason it is not."""

    def __init__(self, session: Session, one: Enrolled, parent: QWidget) -> None:
        super().__init__(parent)
        translate = session.translate
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(say("Revoke a device")))
        words = say(
            "“{name}” can write nothing from then on, and its key is never enrolled again. Why is it revoked?",
            name=one.name,
        )
        self.reason = QLineEdit()
        self.yes = QPushButton(translate(say("Revoke")))
        self.yes.setProperty("kind", "danger")
        self.yes.setEnabled(False)
        cancel = QPushButton(translate(say("Cancel")))
        self.reason.textChanged.connect(lambda text: self.yes.setEnabled(bool(text.strip())))
        self.yes.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.yes)
        buttons.addWidget(cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(wrapped(translate(words)))
        column.addWidget(self.reason)
        column.addLayout(buttons)
        self.resize(440, 160)


def show_devices(session: Session, window: QWidget) -> DevicesDialog:
    """Open the dialog over a window."""
    dialog = DevicesDialog(session, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
