"""What stands where there is nothing yet: what it would be, and what to do."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import IconLabel, wrapped
from forensics.messages import Message


class Empty(QWidget):
    """An icon, a heading and a sentence, in the middle."""

    def __init__(self, icon: str, heading: Message, hint: Message, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 40, 24, 24)
        column.setSpacing(6)
        column.addStretch(1)
        drawn = IconLabel(icon, "muted", 28, self)
        column.addWidget(drawn, 0, Qt.AlignmentFlag.AlignHCenter)
        self.heading, self.hint = wrapped("", "strong"), wrapped("", "hint")
        for label, said in ((self.heading, heading), (self.hint, hint)):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            desk.spoken.text(label, label.setText, said)
            column.addWidget(label)
        column.addStretch(2)

    def say(self, heading: str, hint: str) -> None:
        """Say something else."""
        self.heading.setText(heading)
        self.hint.setText(hint)
