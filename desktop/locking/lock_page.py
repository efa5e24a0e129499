"""What is seen while the window is locked: the name of the project's folder, and the way back."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.look import IconLabel
from desktop.theme.icons import live_icon
from forensics.errors import TaphosError
from forensics.messages import Message, say
from layers.language import Translator

WIDTH = 440


class LockPage(QMainWindow):
    """Knows nothing of the project but the name of its folder and whether it has a passphrase."""

    wanted = pyqtSignal(str)
    """The passphrase; empty for a plain project."""
    given_up = pyqtSignal()
    """The person wants the first page instead."""
    hurried = pyqtSignal()
    """What is under way is to be cancelled, so that the key is forgotten now."""
    closed = pyqtSignal()

    def __init__(self, name: str, encrypted: bool, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.translate, self.encrypted = translate, encrypted
        self.is_locked = False
        self.setWindowTitle(f"{name} – Taphos")
        self.said, self.busy = QLabel(), QProgressBar()
        self.busy.setRange(0, 0)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(translate(say("Passphrase")))
        self.passphrase.setAccessibleName(translate(say("Passphrase")))
        self.opener = QPushButton(
            live_icon("unlock", "on_accent"), translate(say("Unlock") if encrypted else say("Go on"))
        )
        self.opener.setProperty("kind", "primary")
        self.opener.setProperty("tall", True)
        self.hurry = QPushButton(translate(say("Cancel it and forget the key now")))
        self.hurry.setProperty("kind", "danger")
        self.leaver = QPushButton(translate(say("Start page")))
        self.leaver.setProperty("kind", "quiet")
        self._lay_out(name)
        self.passphrase.returnPressed.connect(self._ask)
        self.opener.clicked.connect(self._ask)
        self.leaver.clicked.connect(self.given_up)
        self.hurry.clicked.connect(self.hurried)
        self.show_forgetting(say("One moment…"), can_hurry=False)

    def _lay_out(self, name: str) -> None:
        sign, heading, folder = IconLabel("lock", "accent", 48), QLabel(self.translate(say("Locked"))), QLabel(name)
        heading.setProperty("role", "display")
        folder.setProperty("role", "hint")
        self.said.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(heading)
        words.addWidget(folder)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(sign)
        head.addLayout(words, 1)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addStretch(1)
        column.addLayout(head)
        for widget in (self.said, self.busy, self.hurry, self.passphrase, self.opener, self.leaver):
            column.addWidget(widget)
        column.addStretch(2)
        middle, page = QWidget(), QFrame()
        middle.setFixedWidth(WIDTH)
        middle.setLayout(column)
        page.setProperty("role", "panel")
        row = QHBoxLayout(page)
        row.addStretch(1)
        row.addWidget(middle)
        row.addStretch(1)
        self.setCentralWidget(page)

    # What it says

    def show_forgetting(self, doing: Message, *, can_hurry: bool) -> None:
        """What is under way is being finished, and the key not yet forgotten."""
        self._show(doing, busy=True)
        self.hurry.setVisible(can_hurry)

    def show_locked(self) -> None:
        """Nothing of the project is held any more."""
        self.is_locked = True
        if self.encrypted:
            self._show(say("The key is forgotten. The passphrase leads back to where you were."))
            self.passphrase.setFocus()
        else:
            self._show(say("This project has no passphrase: whoever sits here can go on."))
            self.opener.setFocus()

    def show_opening(self) -> None:
        """The passphrase is being tried."""
        self._show(say("One moment…"), busy=True)

    def refuse(self, refusal: TaphosError) -> None:
        """The passphrase is wrong, or the folder is gone."""
        self._show(refusal.message)
        self.passphrase.clear()
        self.passphrase.setFocus()

    def _show(self, message: Message, *, busy: bool = False) -> None:
        self.said.setText(self.translate(message))
        self.busy.setVisible(busy)
        self.hurry.hide()
        self.passphrase.setVisible(self.encrypted and not busy)
        for button in (self.opener, self.leaver):
            button.setVisible(not busy)

    def _ask(self) -> None:
        if not self.encrypted or self.passphrase.text():
            passphrase = self.passphrase.text()
            self.passphrase.clear()
            self.wanted.emit(passphrase)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """It stays until the key is forgotten."""
        if event is None:
            return
        if not self.is_locked:
            event.ignore()
            return
        event.accept()
        self.closed.emit()
