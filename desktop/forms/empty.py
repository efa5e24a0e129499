"""What stands where there is nothing yet: what it would be, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import IconLabel, wrapped
from forensics.messages import Message

WIDTH = 240
"""Pixels of a button."""


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
        self._deeds = QVBoxLayout()
        self._deeds.setContentsMargins(0, 12, 0, 0)
        column.addLayout(self._deeds)
        column.addStretch(2)

    def say(self, heading: str, hint: str) -> None:
        """Say something else."""
        self.heading.setText(heading)
        self.hint.setText(hint)

    def offer(self, actions: Iterable[QAction]) -> None:
        """Say also what can be done now, as one button under another."""
        for action in actions:
            button = QPushButton(action.icon(), action.iconText(), self)
            button.setFixedWidth(WIDTH)
            button.clicked.connect(action.trigger)
            action.changed.connect(partial(_follow, button, action))
            self._deeds.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)


def _follow(button: QPushButton, action: QAction) -> None:
    button.setText(action.iconText())
    button.setEnabled(action.isEnabled())
    button.setToolTip(action.toolTip())
