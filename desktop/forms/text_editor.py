"""Text of one line, and text of several lines that grows with what is written."""

from __future__ import annotations

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from forensics.fields import Field

_LEAST_LINES, _MOST_LINES = 2, 14
_FRAME = 24  # border, padding and the document's own margin, above and below


class LineEditor(Editor):
    """The text is what stands in one line."""

    def __init__(self, field: Field, desk: Desk, line: QLineEdit, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line = line
        self.column.addWidget(line)
        line.textEdited.connect(self.typed)
        self.move_on(line)
        self.name(line)

    def typed(self) -> None:
        """A person typed."""
        self.edited.emit()

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def stops(self) -> list[QWidget]:
        return [self.line]


class TextEditor(LineEditor):
    """One line."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, QLineEdit(), parent)


class NoteEditor(Editor):
    """Several lines: two when empty, fourteen at most before it scrolls."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.note = Growing(self)
        self.column.addWidget(self.note)
        self._setting = False
        self.note.textChanged.connect(self._changed)
        self.name(self.note)

    def text(self) -> str:
        return self.note.toPlainText()

    def set_text(self, text: str) -> None:
        if text != self.note.toPlainText():
            self._setting = True
            self.note.setPlainText(text)
            self._setting = False

    def stops(self) -> list[QWidget]:
        return [self.note]

    def lock(self, locked: bool) -> None:
        self.note.setReadOnly(locked)

    def _changed(self) -> None:
        if not self._setting:
            self.edited.emit()


class Growing(QPlainTextEdit):
    """A note as high as its text; Tab goes on to the next field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def _fit(self) -> None:
        document = self.document()
        if document is None:
            return
        lines = int(document.size().height())  # QPlainTextDocumentLayout counts in lines
        shown = min(max(lines, _LEAST_LINES), _MOST_LINES)
        self.setFixedHeight(shown * self.fontMetrics().lineSpacing() + _FRAME)
