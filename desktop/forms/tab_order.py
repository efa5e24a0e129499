"""The order in which Tab goes through a window whose parts are made one after another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLayout, QScrollArea, QWidget


def chain(before: QWidget, inside: QWidget) -> None:
    """Let Tab come to what was made later, inside of a widget, right after `before`."""
    for stop in inside.findChildren(QWidget):
        if stop.focusPolicy() & Qt.FocusPolicy.TabFocus and stop.window() is before.window():  # a list drops down apart
            QWidget.setTabOrder(before, stop)
            before = stop


def in_reading_order(window: QWidget) -> list[QWidget]:
    """Let Tab go through a dialog as it is read, whenever its parts were made; gives its stops, hidden ones too."""
    stops = list(_stops(window))
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)
    return stops


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    inside = widget.widget() if isinstance(widget, QScrollArea) else None
    if inside is not None:
        yield from _stops(inside)
    layout = widget.layout()
    if layout is not None:
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, inner = (None, None) if item is None else (item.widget(), item.layout())
        if widget is not None:
            yield from _stops(widget)
        elif inner is not None:
            yield from _in_layout(inner)
