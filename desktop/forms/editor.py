"""What an editor of one field is: text in, text out, and a signal when a person changed it."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import set_property
from forensics.fields import Field


class Editor(QWidget):
    """The editor of one field. Subclasses put their widgets into `column` and name what Tab reaches in `stops`."""

    edited = pyqtSignal()
    """A person changed the text; setting it does not tell."""
    reason_wanted = pyqtSignal()
    """A person picked “not recorded” where a reason is asked for."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.desk = desk
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)

    def text(self) -> str:
        """What stands in the field, as forensics.reading reads it."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Show `text`, which may be anything that a person can have typed."""
        raise NotImplementedError

    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        raise NotImplementedError

    def lock(self, locked: bool) -> None:
        """Keep the text from being changed, or let it be changed again."""
        for stop in self.stops():
            if isinstance(stop, QLineEdit):
                stop.setReadOnly(locked)
            else:
                stop.setEnabled(not locked)

    def mark(self, refused: bool) -> None:
        """Show by the border whether the text is refused."""
        for stop in self.stops():
            set_property(stop, "problem", "true" if refused else "false")

    def move_on(self, line: QLineEdit) -> None:
        """Let Enter go on to the next field, as Tab does."""
        line.returnPressed.connect(self.focusNextChild)

    def name(self, widget: QWidget) -> None:
        """Tell those who cannot see it what the field is called."""
        self.desk.spoken.label(widget, widget.setAccessibleName, self.field.label)


class Opener(QObject):
    """Watches a widget for the keys that open what it refers to: Alt+Enter."""

    asked = pyqtSignal()

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.asked.emit()
                return True
        return super().eventFilter(watched, event)
