"""Fields for what must not leave them: no copying, no dragging, nothing that an input method learns."""

from __future__ import annotations

from PyQt6.QtCore import QMimeData, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

_HINTS = (
    Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase
)


class SecretLine(QLineEdit):
    """One line that can be read, pasted into, and not copied from; `masked` shows dots, as for a passphrase."""

    def __init__(self, parent: QWidget | None = None, *, masked: bool = False) -> None:
        super().__init__(parent)
        self.setInputMethodHints(_HINTS)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, not masked)
        if masked:
            self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and copies(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def forget(self) -> None:
        """Empty, what was typed before included: setText lets go of the steps that could be taken back."""
        self.setText("")


class SecretText(QPlainTextEdit):
    """Some lines that can be read, pasted into, and not copied from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setInputMethodHints(_HINTS | Qt.InputMethodHint.ImhMultiLine)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Nothing, for the clipboard, the selection and dragging alike."""
        return QMimeData()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and copies(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def forget(self) -> None:
        """Empty."""
        self.setPlainText("")


def secret_label(role: str = "") -> QLabel:
    """Words that are read and can neither be selected nor copied."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    label.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


def copies(event: QKeyEvent) -> bool:
    """Whether a key copies or cuts."""
    return any(event.matches(key) for key in (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut))
