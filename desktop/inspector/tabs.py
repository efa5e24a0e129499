"""Tabs that are never cut: where their names do not fit, icons stand for all but the one that is open."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QIcon, QResizeEvent
from PyQt6.QtWidgets import QTabBar, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import current_theme
from desktop.theme.icons import icon
from forensics.messages import Message

_AROUND = 18
"""Pixels that a tab takes beside its text."""


class Tabs(QTabBar):
    """Each tab has a name and an icon."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._tabs: list[tuple[str, Message]] = []
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setIconSize(QSize(18, 18))
        self.currentChanged.connect(self._fit)
        desk.session.language_changed.connect(self._fit)

    def add(self, symbol: str, message: Message) -> None:
        """Add a tab."""
        self._tabs.append((symbol, message))
        self.addTab("")
        self._fit()

    def show_tab(self, index: int, on: bool) -> None:
        """Show a tab or hide it."""
        if self.isTabVisible(index) != on:
            self.setTabVisible(index, on)
            self._fit()

    def names(self) -> list[str]:
        """What the tabs are called."""
        return [self.desk.say(message) for _, message in self._tabs]

    def minimumSizeHint(self) -> QSize:
        return QSize(160, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._fit()

    def _fit(self, _: object = None) -> None:
        names = self.names()
        shown = (name for index, name in enumerate(names) if self.isTabVisible(index))
        wide = sum(self.fontMetrics().horizontalAdvance(name) + _AROUND for name in shown) <= self.width()
        for index, name in enumerate(names):
            named = wide or index == self.currentIndex()
            self.setTabText(index, name if named else "")
            self.setTabToolTip(index, "" if named else name)
            self.setTabIcon(index, QIcon() if wide else icon(self._tabs[index][0], current_theme()))
