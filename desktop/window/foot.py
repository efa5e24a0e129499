"""The foot of the window: the table, and before it what a workspace adds."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QButtonGroup, QPushButton, QWidget

from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.window.headed_stack import HeadedStack
from desktop.workspaces.panels import HEIGHT
from desktop.workspaces.workspace import Tab
from forensics.messages import say


class Foot(HeadedStack):
    """Tabs with one widget each; with the table alone there is nothing to choose and no tabs."""

    def __init__(self, session: Session, table: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(table, HEIGHT, parent)
        self._session = session
        self._table = Tab(say("Table"), "table", table)
        self._tabs: list[Tab] = []
        self._group: QButtonGroup | None = None
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
            button.setChecked(at == self._first)
            button.clicked.connect(lambda checked, tab=tab: self._stack.setCurrentWidget(tab.widget))
            self._group.addButton(button, at)
            self._row.addWidget(button)
        self._row.addStretch(1)
        self.head.setVisible(len(self._tabs) > 1)
        self._stack.setCurrentWidget(self._tabs[self._first].widget)

    @property
    def _first(self) -> int:
        """The place of the tab that is open first: the first that opens by itself, else the table."""
        return next((at for at, tab in enumerate(self._tabs) if tab.opens), len(self._tabs) - 1)

    def turn_to(self, icon: str) -> None:
        """Turn to the tab with an icon."""
        at = next(at for at, tab in enumerate(self._tabs) if tab.icon == icon)
        self._stack.setCurrentWidget(self._tabs[at].widget)
        button = self._group.button(at) if self._group is not None else None
        if button is not None:
            button.setChecked(True)

    def show_table(self) -> None:
        """Turn to the table."""
        self.turn_to(self._table.icon)

    def _relabel(self) -> None:
        for at, tab in enumerate(self._tabs):
            button = self._group.button(at) if self._group is not None else None
            if button is not None:
                button.setText(self._session.translate(tab.label))
