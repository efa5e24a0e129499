"""Several values as chips, each with a cross, and a line in which more of them are found by typing."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.flow import Flow
from desktop.forms.look import IconButton
from desktop.forms.picker import Picker
from forensics.fields import Field
from forensics.messages import say


class ChipsEditor(Editor):
    """A list of values; subclasses say what a value is called and what is offered."""

    opens = False
    """Whether a press on a chip opens what it names."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._values: list[str] = []
        self._locked = False
        self.chips = QWidget(self)
        self._flow = Flow(self.chips)
        self.line = Picker(self)
        self.column.setSpacing(6)
        self.column.addWidget(self.chips)
        self.column.addWidget(self.line)
        self.chips.hide()
        self.line.wanted.connect(self.offer)
        self.line.picked.connect(self._add)
        self.line.textEdited.connect(self.edited)
        self.line.left.connect(self._settle)
        self.line.returnPressed.connect(self._entered)
        self.line.installEventFilter(self)
        self.name(self.line)
        desk.spoken.text(self.line, self.line.set_prompt, say("Add; type to search"))
        desk.spoken.made(self, lambda _: self._show(), lambda: "")

    def called(self, value: str) -> str:
        """What a value is called."""
        raise NotImplementedError

    def offer(self, typed: str) -> None:
        """Offer what fits what was typed."""
        raise NotImplementedError

    def settled(self, typed: str) -> str:
        """The value that typed text means, or nothing."""
        return ""

    @property
    def values(self) -> Sequence[str]:
        return tuple(self._values)

    def text(self) -> str:
        typed = self.line.text().strip()
        return "; ".join([*self._values, *([typed] if typed else [])])

    def set_text(self, text: str) -> None:
        if text == self.text():
            return
        self._values = list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
        self.line.clear()
        self._show()

    def stops(self) -> list[QWidget]:
        return [self.line]

    def lock(self, locked: bool) -> None:
        super().lock(locked)
        self._locked = locked
        self.line.setHidden(locked and bool(self._values))
        self._show()

    def take_out(self, value: str) -> None:
        """Let one value go."""
        self._values.remove(value)
        self._show()
        self.edited.emit()

    def open(self, value: str) -> None:
        """Show what a value names."""

    def _add(self, value: str) -> None:
        self.line.clear()
        if value in self._values:
            self._values.remove(value)
        else:
            self._values.append(value)
        self._show()
        self.edited.emit()

    def _settle(self) -> None:
        typed = self.line.text().strip()
        found = self.settled(typed) if typed else ""
        if found and found not in self._values:
            self._add(found)

    def _entered(self) -> None:
        if self.line.text().strip():
            self._settle()
        else:
            self.focusNextChild()

    def _show(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for value in self._values:
            chip = Chip(self.called(value), value, removable=not self._locked, opens=self.opens)
            chip.removed.connect(self.take_out)
            chip.opened.connect(self.open)
            self._flow.addWidget(chip)
        self.chips.setVisible(bool(self._values))
        self.updateGeometry()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.line:
            back = event.key() == Qt.Key.Key_Backspace
            if back and not self.line.text() and self._values and not self._locked:
                self.take_out(self._values[-1])
                return True
        return super().eventFilter(watched, event)


class Chip(QFrame):
    """One value: its name, which opens it where it can be opened, and a cross that takes it out."""

    removed = pyqtSignal(str)
    opened = pyqtSignal(str)

    def __init__(self, text: str, value: str, *, removable: bool, opens: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = value
        self.setProperty("role", "chip")
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 2 if removable else 10, 0)
        row.setSpacing(2)
        row.addWidget(self._name(text, opens))
        if removable:
            cross = IconButton("close", self, stop=False, size=14)
            cross.setProperty("kind", "chip")
            cross.clicked.connect(lambda: self.removed.emit(self.value))
            row.addWidget(cross)

    def _name(self, text: str, opens: bool) -> QWidget:
        if not opens:
            label = QLabel(text)
            label.setMinimumWidth(20)
            return label
        button = QPushButton(text)
        button.setProperty("kind", "link")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.opened.emit(self.value))
        return button
