"""A button that shows and hides what a row is about."""

from __future__ import annotations

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QToolButton, QWidget

from desktop.theme.icons import live_icon


class Eye(QToolButton):
    """Whether something is drawn: an open or a crossed eye."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setProperty("kind", "eye")
        self.setIconSize(QSize(18, 18))
        self.toggled.connect(self._follow)

    def _follow(self, seen: bool) -> None:
        self.setIcon(live_icon("eye" if seen else "eye-off", "text" if seen else "muted"))

    def set_seen(self, seen: bool) -> None:
        """Without telling anyone."""
        self.blockSignals(True)
        self.setChecked(seen)
        self.blockSignals(False)
        self._follow(seen)
