"""Why nothing was recorded: what stands in an asked field in place of a value."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import IconButton, wrapped
from desktop.forms.picker import Choice, Picker
from forensics.messages import say
from forensics.reading import NOT_RECORDED, folded

REASON_LABELS = {
    "unknown": say("Unknown"),
    "not_recorded": say("Not recorded"),
    "not_applicable": say("Not applicable"),
    "declined": say("Declined to say"),
    "not_asked": say("Not asked"),
    "unsafe_to_ask": say("Unsafe to ask"),
}
"""Reasons that are offered; of sexual violence they are the only ones. A test holds them to the rule."""


class ReasonLine(QWidget):
    """“Not recorded, because”, a line for the reason with some to pick from, and a cross that goes back."""

    edited = pyqtSignal()
    given_up = pyqtSignal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.only_codes = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = wrapped("", "hint")
        self.line = Picker(self)
        self.cross = IconButton("close", self)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.cross)
        column.addWidget(head)
        column.addLayout(row)
        desk.spoken.text(head, head.setText, say("Not recorded, because"))
        desk.spoken.text(self.line, self.line.setAccessibleName, say("Not recorded, because"))
        desk.spoken.text(self.line, self.line.set_prompt, say("Give the reason"))
        desk.spoken.text(self.cross, self.cross.setToolTip, say("Record a value after all"))
        self.line.wanted.connect(self._offer)
        self.line.picked.connect(self._pick)
        self.line.textEdited.connect(self.edited)
        self.line.returnPressed.connect(self.focusNextChild)
        self.cross.clicked.connect(self.given_up)

    def reason(self) -> str:
        """The reason: a code of those that are offered, or words of one's own."""
        typed = self.line.text().strip()
        named = {folded(self.desk.say(said)): code for code, said in REASON_LABELS.items()}
        return named.get(folded(typed), typed)

    def set_reason(self, reason: str) -> None:
        """Show a reason."""
        said = REASON_LABELS.get(reason)
        self.line.setText(self.desk.say(said) if said else reason)

    def _offer(self, typed: str) -> None:
        self.line.offer([
            Choice(code, text) for code, text in self._said() if folded(typed) in folded(text)
        ])  # fmt: skip

    def _said(self) -> Sequence[tuple[str, str]]:
        offered = [code for code in REASON_LABELS if code != NOT_RECORDED]
        return [(code, self.desk.say(REASON_LABELS[code])) for code in offered]

    def _pick(self, code: str) -> None:
        self.set_reason(code)
        self.edited.emit()
