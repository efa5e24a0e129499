"""Yes or no, or neither: two buttons side by side, of which one that is pressed again lets go."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from forensics.errors import TaphosError
from forensics.fields import Field
from forensics.messages import say
from forensics.reading import read_value

_SIDES = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class FlagEditor(Editor):
    """The text is `yes`, `no` or nothing; words that mean the same are taken too."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.yes, self.no = Side(self), Side(self)
        self.yes.other, self.no.other = self.no, self.yes
        self._odd = ""
        row = QHBoxLayout()
        row.setSpacing(6)
        for side, message in ((self.yes, say("Yes")), (self.no, say("No"))):
            desk.spoken.text(side, side.setText, message)
            row.addWidget(side)
            side.clicked.connect(self._clicked)
        row.addStretch(1)
        self.column.addLayout(row)
        self.setFocusProxy(self.yes)

    def text(self) -> str:
        return "yes" if self.yes.isChecked() else "no" if self.no.isChecked() else self._odd

    def set_text(self, text: str) -> None:
        try:
            value = read_value(self.field, text, self.desk.reading)
        except TaphosError:
            value, self._odd = None, text
        else:
            self._odd = ""
        self.yes.setChecked(value is True)
        self.no.setChecked(value is False)

    def stops(self) -> list[QWidget]:
        return [self.yes, self.no]

    def mark(self, refused: bool) -> None:
        """Neither button can hold what is refused."""

    def _clicked(self) -> None:
        self._odd = ""
        self.edited.emit()


class Side(QPushButton):
    """One of two buttons; pressing it lets the other go."""

    other: Side

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setProperty("kind", "choice")
        self.setMinimumWidth(72)

    def nextCheckState(self) -> None:
        super().nextCheckState()
        if self.isChecked():
            self.other.setChecked(False)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in _SIDES:
            self.other.setFocus(Qt.FocusReason.TabFocusReason)
        elif event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
