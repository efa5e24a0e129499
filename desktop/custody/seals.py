"""The numbers on the seals of items that are received: typed or scanned by who takes them, never filled in before."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.session import Session
from forensics.messages import say
from forensics.ports import Found


class SealsRead(QWidget):
    """One line for each item under seal; Enter, which a scanner presses after the number, goes on to the next."""

    edited = pyqtSignal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.lines: dict[str, QLineEdit] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    def ask(self, items: Sequence[Found]) -> None:
        """Ask for the numbers of these items; what was typed of the same items stays."""
        if list(self.lines) != [item.id for item in items]:
            self._lay_out(items)
        self.setVisible(bool(self.lines))

    @property
    def numbers(self) -> dict[str, str]:
        """What was read, by the ids of items."""
        return {item: text for item, line in self.lines.items() if (text := line.text().strip())}

    def _lay_out(self, items: Sequence[Found]) -> None:
        while (old := self._column.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.deleteLater()
        self.lines = {item.id: self._line(item) for item in items}

    def _line(self, item: Found) -> QLineEdit:
        label, line = QLabel(self), QLineEdit(self)
        label.setText(self._session.translate(say("Number read on the seal of {item}", item=item.code)))
        label.setProperty("role", "label")
        label.setBuddy(line)
        line.setAccessibleName(label.text())
        line.setPlaceholderText(self._session.translate(say("Read it on the seal, or scan it")))
        line.textEdited.connect(lambda text: self.edited.emit())
        line.returnPressed.connect(lambda: self._go_on(item.id))
        self._column.addWidget(label)
        self._column.addWidget(line)
        return line

    def _go_on(self, item: str) -> None:
        """To the next line that is empty; past the last one the keyboard stays."""
        order = list(self.lines)
        for other in (*order[order.index(item) + 1 :], *order[: order.index(item)]):
            if not self.lines[other].text().strip():
                self.lines[other].setFocus()
                return
