"""A panel of several widgets, of which one is seen, under a row of buttons that turn to them."""

from __future__ import annotations

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget


class HeadedStack(QFrame):
    """`head` holds the row and has a fixed height; what is in it is for who derives from this."""

    def __init__(self, first: QWidget, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._stack = QStackedWidget()
        self._stack.addWidget(first)
        self.head = QFrame()
        self.head.setProperty("role", "head")
        self.head.setFixedHeight(height)
        self._row = QHBoxLayout(self.head)
        self._row.setContentsMargins(8, 0, 8, 0)
        self._row.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._stack, 1)
