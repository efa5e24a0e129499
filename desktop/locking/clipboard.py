"""What this application put on the clipboard is taken back when it locks."""

from __future__ import annotations

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QClipboard, QGuiApplication


class ClipboardWatch(QObject):
    """Knows whether what stands on the clipboard was put there here: not every platform tells."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours = False
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.dataChanged.connect(self._changed)

    def take_back(self) -> None:
        """Empty the clipboard, and the selection, where what stands there is ours."""
        clipboard = QGuiApplication.clipboard()
        if clipboard is None:
            return
        if self._ours or clipboard.ownsClipboard():
            clipboard.clear(QClipboard.Mode.Clipboard)
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(QClipboard.Mode.Selection)

    def _changed(self) -> None:
        """While one of our windows has the keys nobody else copies."""
        self._ours = QGuiApplication.focusWindow() is not None
