"""The sign at a field that nobody filled in: it repeats the last record, and a press lets it go."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QPushButton, QWidget

from desktop.forms.desk import Desk
from desktop.theme.icons import live_icon
from forensics.messages import say


class CarriedTag(QPushButton):
    """Says “Carried over”; reached with a press, or with Esc in the field."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "small")
        self.setIcon(live_icon("history"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        desk.spoken.text(self, self.setText, say("Carried over"))
        desk.spoken.text(self, self.setToolTip, say("As in the last record here; a press, or Esc in the field, clears"))
