"""Asks for the reason that voiding wants, in a small panel beside what was pressed."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.forms.look import wrapped
from desktop.forms.popup import Popup
from desktop.forms.text_editor import Growing
from desktop.session import Session
from forensics.messages import Message, say


class ReasonPopup(Popup):
    """Gives the reason when it is confirmed; without one it cannot be."""

    given = pyqtSignal(str)

    def __init__(self, session: Session, question: Message, act: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(320)
        self.reason = Growing(self)
        self.reason.setPlaceholderText(session.translate(say("Reason")))
        self.reason.setAccessibleName(session.translate(say("Reason")))
        self.confirm = QPushButton(session.translate(act), self)
        self.confirm.setProperty("kind", "danger")
        self.confirm.setEnabled(False)
        cancel = QPushButton(session.translate(say("Cancel")), self)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.confirm)
        self.column.addWidget(wrapped(session.translate(question)))
        self.column.addWidget(self.reason)
        self.column.addLayout(row)
        cancel.clicked.connect(self.close)
        self.confirm.clicked.connect(self._give)
        self.reason.textChanged.connect(lambda: self.confirm.setEnabled(bool(self.reason.toPlainText().strip())))

    def ask_below(self, widget: QWidget) -> None:
        """Open under a widget, ready to be written into."""
        self.open_below(widget, right=True)
        self.reason.setFocus()

    def _give(self) -> None:
        self.given.emit(self.reason.toPlainText().strip())
        self.close()
