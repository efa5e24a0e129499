"""Unsaved records that wait while another one is shown; none is lost, and none is kept by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.forms.chips import Chip
from desktop.forms.desk import Desk
from desktop.forms.draft import Draft
from desktop.forms.flow import Flow
from desktop.forms.look import Said
from forensics.messages import say


class WaitingBar(QFrame):
    """A chip for each; a press goes on with it, the cross lets it go."""

    resumed = pyqtSignal(str)
    discarded = pyqtSignal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._drafts: Sequence[Draft] = ()
        self.setProperty("role", "strip")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(6)
        self.said = Said("edit", "hint", self)
        desk.spoken.text(self.said, self.said.say, say("Not saved yet"))
        column.addWidget(self.said)
        self._chips = QWidget(self)
        self._flow = Flow(self._chips)
        column.addWidget(self._chips)
        desk.session.language_changed.connect(self._show)
        self.hide()

    def show_drafts(self, drafts: Sequence[Draft]) -> None:
        """Show which drafts wait."""
        self._drafts = drafts
        self._show()

    def _show(self, _: str = "") -> None:
        self._flow.clear()
        for draft in self._drafts:
            label = self.desk.session.label(draft.kind.about.label)
            chip = Chip(f"{label} {draft.text('code')}".strip(), draft.key, removable=True, opens=True)
            chip.opened.connect(self.resumed)
            chip.removed.connect(self.discarded)
            self._flow.addWidget(chip)
        self.setVisible(bool(self._drafts))
