"""The order in which Tab goes through a window whose parts are made one after another."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget


def chain(before: QWidget, inside: QWidget) -> None:
    """Let Tab come to what was made later, inside of a widget, right after `before`."""
    for stop in inside.findChildren(QWidget):
        if stop.focusPolicy() & Qt.FocusPolicy.TabFocus and stop.window() is before.window():  # a list drops down apart
            QWidget.setTabOrder(before, stop)
            before = stop
