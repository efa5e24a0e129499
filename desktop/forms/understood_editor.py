"""A line in which much may be typed, a sentence below that says what was understood, and F4 to pick instead."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import LineWithIcons, Said
from desktop.forms.text_editor import LineEditor
from forensics.fields import Field
from forensics.messages import Message


class UnderstoodEditor(LineEditor):
    """The text is what was typed; subclasses say what it means and open something to pick in."""

    symbol = "calendar"

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        self.understood = Said("", "hint")
        line = LineWithIcons()
        super().__init__(field, desk, line, parent)
        self.prompted = line
        self.column.addWidget(self.understood)
        pick = line.add_icon(self.symbol)
        pick.triggered.connect(self.open_picker)
        desk.spoken.text(pick, pick.setToolTip, self.picker_words())
        opened = QShortcut(QKeySequence(Qt.Key.Key_F4), line, context=Qt.ShortcutContext.WidgetShortcut)
        opened.activated.connect(self.open_picker)
        now = QShortcut(QKeySequence(Qt.Key.Key_F5), line, context=Qt.ShortcutContext.WidgetShortcut)
        now.activated.connect(self.put_now)

    def picker_words(self) -> Message:
        """What the button that opens the picker is called."""
        raise NotImplementedError

    def open_picker(self) -> None:
        """Pick instead of typing."""
        raise NotImplementedError

    def now(self) -> str:
        """The text of this moment; empty where the field is no time."""
        return ""

    def put_now(self) -> None:
        """Write this moment into the line."""
        if not self.line.isReadOnly() and (now := self.now()):
            self.pick(now)

    def say(self) -> None:
        """Say what was understood."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        super().set_text(text)
        self.say()

    def pick(self, text: str) -> None:
        """Take what was picked."""
        self.line.setText(text)
        self.say()
        self.line.setFocus()
        self.edited.emit()

    def typed(self) -> None:
        self.say()
        super().typed()
