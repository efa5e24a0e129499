"""A small panel that opens beside what was pressed and closes with Escape or a press elsewhere."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

_MARGIN = 8


class Popup(QFrame):
    """A panel over the window; it never asks for an answer before one may go on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 12, 12, 12)
        self.column.setSpacing(8)

    def open_below(self, widget: QWidget, *, right: bool = False) -> None:
        """Show the panel under a widget, kept on its screen; `right` lines up their right edges."""
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(widget.width() - self.width() if right else 0, widget.height() + 4))
        self.move(self._on_screen(corner, widget))
        self.show()

    def _on_screen(self, corner: QPoint, widget: QWidget) -> QPoint:
        screen = widget.screen() or QApplication.primaryScreen()
        if screen is None:
            return corner
        room = screen.availableGeometry().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        x = max(room.left(), min(corner.x(), room.right() - self.width()))
        y = corner.y()
        if y + self.height() > room.bottom():
            y = max(room.top(), widget.mapToGlobal(QPoint(0, 0)).y() - self.height() - 4)
        return QPoint(x, y)
