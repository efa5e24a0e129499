"""What stands at the right edge while no record is shown: a rail with what can be begun, so that the map has room."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from desktop.inspector.inspector import Inspector

HIT, ICON, AROUND = 40, 22, 6
"""Pixels of a button, for a hand in a glove, of its icon, and of the rail around it."""


class RecordRail(QFrame):
    """Takes the inspector's place while it holds nothing; either is there only where the inspector is `wanted`."""

    unfolded = pyqtSignal()
    """The inspector has taken its room again."""

    def __init__(self, inspector: Inspector, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setFixedWidth(HIT + 2 * AROUND)
        self._inspector = inspector
        self._wanted = True
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(AROUND, AROUND, AROUND, AROUND)
        self._column.setSpacing(AROUND)
        self._column.addStretch(1)
        for told in (inspector.draft_changed, inspector.writing.waiting_changed):
            told.connect(self.fold)

    def offer(self, actions: Iterable[QAction]) -> None:
        """What can be begun, as one button under another."""
        for at, action in enumerate(actions):
            button = QToolButton(self)
            button.setIconSize(QSize(ICON, ICON))
            button.setFixedSize(HIT, HIT)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.clicked.connect(action.trigger)
            _follow(button, action)
            action.changed.connect(partial(_follow, button, action))
            self._column.insertWidget(at, button)

    def want(self, on: bool) -> None:
        """Whether a person wants the inspector to be seen at all."""
        self._wanted = on
        self.fold()

    def fold(self) -> None:
        """Show the inspector where it holds a record or a draft that waits, else the rail."""
        holds = self._inspector.draft is not None or self._inspector.unsaved > 0
        opens = self._wanted and holds and self._inspector.isHidden()
        self._inspector.setVisible(self._wanted and holds)
        self.setVisible(self._wanted and not holds)
        if opens:
            self.unfolded.emit()


def _follow(button: QToolButton, action: QAction) -> None:
    button.setIcon(action.icon())
    button.setAccessibleName(action.iconText())
    button.setEnabled(action.isEnabled())
    button.setToolTip(action.toolTip())
