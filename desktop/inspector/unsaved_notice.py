"""Over the form: that it holds what was typed earlier and not saved, and what was changed since by somebody else."""

from __future__ import annotations

from datetime import datetime

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.draft import Draft
from desktop.forms.look import Said
from forensics.messages import Message, say
from layers.language import format_date

_LONGEST = 80
"""Characters of a value that are quoted."""


class UnsavedNotice(QFrame):
    """Hidden while there is nothing to say; its buttons save or discard the draft that is shown."""

    save = pyqtSignal()
    discard = pyqtSignal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._draft: Draft | None = None
        self._why: Message | None = None
        self.setProperty("role", "strip")
        self.again = Said("edit", "hint", self)
        self.stale = Said("warning", "warning", self)
        self.unkept = Said("warning", "warning", self)
        self.saver, self.discarder = QPushButton(self), QPushButton(self)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.discarder, self.saver):
            button.setProperty("kind", "small")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(6)
        for line in (self.again, self.stale, self.unkept):
            column.addWidget(line)
        column.addLayout(buttons)
        self.saver.clicked.connect(self.save)
        self.discarder.clicked.connect(self.discard)
        desk.spoken.text(self.saver, self.saver.setText, say("Save"))
        desk.spoken.text(self.discarder, self.discarder.setText, say("Discard"))
        desk.spoken.made(self, lambda _: self._show(), lambda: "")
        self.hide()

    def show_draft(self, draft: Draft | None, why_not: Message | None) -> None:
        """Follow the draft that is shown; `why_not` says why it is not kept before it is saved."""
        self._draft, self._why = draft, why_not
        self._show()

    def _show(self) -> None:
        draft, told = self._draft, self.desk.say
        again = draft is not None and bool(draft.since) and draft.dirty
        stale = list(draft.stale) if draft is not None else []
        self.again.say(
            told(say("Not saved: what was typed on {when} is here again.", when=self._when())) if again else ""
        )
        self.stale.say("\n".join(self._changed(draft, name) for name in stale) if draft is not None else "")
        why = self._why if draft is not None and draft.dirty else None
        self.unkept.say(told(say("This is not kept before it is saved. {why}", why=why)) if why is not None else "")
        for button in (self.saver, self.discarder):
            button.setVisible(again)
        self.setVisible(again or bool(stale) or why is not None)

    def _when(self) -> str:
        since = self._draft.since if self._draft is not None else ""
        return format_date(datetime.fromisoformat(since).astimezone(), self.desk.session.language) if since else ""

    def _changed(self, draft: Draft, name: str) -> str:
        words, declared = self.desk.words, draft.kind.by_name[name]
        now = words.value(declared, draft.held.get(name)) if name in draft.held else ""
        if now:
            message = say("“{label}” was changed since, to “{now}”; what you typed stands below.",
                          label=Message(declared.label), now=now[:_LONGEST])  # fmt: skip
        else:
            message = say("“{label}” was emptied since; what you typed stands below.", label=Message(declared.label))
        return self.desk.say(message)
