"""The foot of the window: the table, and before it what a workspace adds."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.workspaces.panels import HEIGHT
from desktop.workspaces.workspace import Tab
from forensics.messages import say


class Foot(QFrame):
    """Tabs with one widget each; with the table alone there is nothing to choose and no tabs."""

    def __init__(self, session: Session, table: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._table = Tab(say("Table"), "table", table)
        self._tabs: list[Tab] = []
        self.setProperty("role", "panel")
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self.head = QFrame()
        self.head.setProperty("role", "head")
        self.head.setFixedHeight(HEIGHT)
        self._row = QHBoxLayout(self.head)
        self._row.setContentsMargins(8, 0, 8, 0)
        self._row.setSpacing(2)
        self._group: QButtonGroup | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._stack, 1)
        session.language_changed.connect(lambda language: self._relabel())

    def show_tabs(self, more: Sequence[Tab]) -> None:
        """The tabs of a workspace, the first of them open, and the table after them."""
        self._tabs = [*more, self._table]
        for tab in self._tabs:
            if self._stack.indexOf(tab.widget) < 0:
                self._stack.addWidget(tab.widget)
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._group = QButtonGroup(self.head)
        for at, tab in enumerate(self._tabs):
            button = QPushButton(live_icon(tab.icon), self._session.translate(tab.label))
            button.setProperty("kind", "tab")
            button.setCheckable(True)
            button.setChecked(not at)
            button.clicked.connect(lambda checked, tab=tab: self._stack.setCurrentWidget(tab.widget))
            self._group.addButton(button, at)
            self._row.addWidget(button)
        self._row.addStretch(1)
        self.head.setVisible(len(self._tabs) > 1)
        self._stack.setCurrentWidget(self._tabs[0].widget)

    def show_table(self) -> None:
        """Turn to the table."""
        self._stack.setCurrentWidget(self._table.widget)
        button = self._group.button(len(self._tabs) - 1) if self._group is not None else None
        if button is not None:
            button.setChecked(True)

    def _relabel(self) -> None:
        for at, tab in enumerate(self._tabs):
            button = self._group.button(at) if self._group is not None else None
            if button is not None:
                button.setText(self._session.translate(tab.label))
