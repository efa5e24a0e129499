"""Under the form: why it is changed, saving and going back to what is kept."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.draft import Draft
from desktop.forms.look import LineWithIcons, Said, set_property
from forensics.messages import Message, say

_FOR_HOLD = say("Why the legal hold is lifted")
_FOR_LOCKED = say("Reason for the change; a locked record asks for one")
_FOR_OTHERS = say("Reason for the change (optional)")


class SaveBar(QFrame):
    """The reason is asked for where a locked record is changed or a legal hold lifted, else it may be given."""

    save = pyqtSignal()
    save_another = pyqtSignal()
    """The record is to be kept, and another one of its type begun."""
    revert = pyqtSignal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setProperty("role", "foot")
        self.reason = LineWithIcons(self)
        self.told = Said("check", "good", self)
        self.saver = QPushButton(self)
        self.saver.setProperty("kind", "primary")
        self.another = QPushButton(self)
        self.reverter = QPushButton(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.reason)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        row.addStretch(0)
        row.addWidget(self.reverter)
        row.addWidget(self.another)
        row.addWidget(self.saver)
        column.addLayout(row)
        self._said: Message | None = None
        self._draft: Draft | None = None
        self._saving = False
        self._taken = ""
        self._spoken()
        self.saver.clicked.connect(self.save)
        self.another.clicked.connect(self.save_another)
        self.reverter.clicked.connect(self.revert)
        self.reason.returnPressed.connect(self.save)

    def _spoken(self) -> None:
        spoken = self.desk.spoken
        spoken.text(self.saver, self.saver.setToolTip, say("Ctrl+S, Ctrl+Enter"))
        spoken.text(self.another, self.another.setText, say("Add, next"))
        words = say("Add the record and begin another one like it (Ctrl+Shift+Enter)")
        spoken.text(self.another, self.another.setToolTip, words)
        spoken.text(self.reason, self.reason.setAccessibleName, say("Reason for the change"))
        spoken.made(self, lambda _: self._show(), lambda: "")

    def show_draft(self, draft: Draft, *, saving: bool = False) -> None:
        """Follow what is written."""
        self._draft = draft
        self._saving = saving
        if draft.dirty:
            self._said = None
        self._show()

    def tell(self, message: Message | None) -> None:
        """Say that something was done."""
        self._said = message
        self._show()

    def ask_reason(self) -> None:
        """Let the person write the reason."""
        self.reason.setFocus()
        set_property(self.reason, "problem", "true")

    def take_reason(self) -> str:
        """The reason that was given; the line is empty afterwards."""
        self._taken = self.reason.text().strip()
        self.reason.clear()
        set_property(self.reason, "problem", "false")
        return self._taken

    def give_back(self) -> None:
        """Put the reason back that was taken last: what it was given for was not kept."""
        if not self.reason.text():
            self.reason.setText(self._taken)

    def _show(self) -> None:
        told = self.desk.say
        draft = self._draft
        dirty = draft is not None and draft.dirty
        self.setVisible(draft is not None and not draft.voided)
        self.reason.setVisible(dirty and draft is not None and not draft.is_new)
        lifts, asked = (draft is not None and draft.lifts_hold), (draft is not None and draft.asks_reason)
        self.reason.set_prompt(told(_FOR_HOLD if lifts else _FOR_LOCKED if asked else _FOR_OTHERS))
        new = draft is not None and draft.is_new
        self.saver.setText(told(say("Saving…") if self._saving else say("Add record") if new else say("Save")))
        self.reverter.setText(told(say("Discard") if new else say("Revert")))
        self.saver.setEnabled((dirty or new) and not self._saving)
        self.another.setVisible(new)
        self.another.setEnabled(new and not self._saving)
        self.reverter.setVisible(dirty or new)
        self.told.words.setText(told(self._said) if self._said and not dirty else "")
        self.told.icon.setVisible(bool(self._said) and not dirty)
