"""Which type of record a table shows, with how many of each there are."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QEvent, QSize, pyqtSignal
from PyQt6.QtWidgets import QWidget

from desktop.forms.desk import Desk
from desktop.forms.latest import Latest
from desktop.forms.look import current_theme
from desktop.forms.place_details import CalmCombo
from desktop.theme.icons import icon
from forensics.messages import say
from layers.language import format_number

_PAUSE = 200
_MOST_SHOWN = 16
_AROUND = 64
"""Pixels around text and icon: padding, the arrow, and some air."""


class TypeSwitch(CalmCombo):
    """All record types in the order in which people expect them."""

    chosen = pyqtSignal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._counts: Mapping[str, int] = {}
        self.setMaxVisibleItems(_MOST_SHOWN)
        self.setIconSize(QSize(18, 18))
        self.currentTextChanged.connect(lambda _: self.updateGeometry())
        self._types = [kind.name for kind in desk.session.project.catalogue]
        for name in self._types:
            self.addItem("", name)
        self._counting = Latest(self, pause=_PAUSE)
        self._counting.answered.connect(self._told)
        self._counting.failed.connect(desk.session.failed)
        self.activated.connect(lambda row: self.chosen.emit(self._types[row]))
        desk.spoken.text(self, self.setAccessibleName, say("Record type"))
        desk.session.language_changed.connect(self._show)
        self._show()
        self._tint()
        self.recount(now=True)

    def sizeHint(self) -> QSize:
        """As wide as what is chosen: the search beside it wants the room."""
        needed = self.fontMetrics().horizontalAdvance(self.currentText()) + self.iconSize().width() + _AROUND
        return QSize(needed, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_type(self, type_: str) -> None:
        """Show which type is chosen."""
        self.setCurrentIndex(self._types.index(type_))

    def recount(self, *, now: bool = False) -> None:
        """Count again, after a pause unless `now`."""
        register = self.desk.session.project.register
        ask = self._counting.ask_now if now else self._counting.ask
        ask(lambda: register.info().counts)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "_types"):
            self._tint()

    def _told(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._show()

    def _show(self, _: str = "") -> None:
        session = self.desk.session
        for row, name in enumerate(self._types):
            label = session.label(session.project.catalogue[name].about.plural)
            count = self._counts.get(name)
            number = f"  ·  {format_number(count, session.language)}" if count is not None else ""
            self.setItemText(row, f"{label}{number}")
        self.updateGeometry()

    def _tint(self) -> None:
        for row, name in enumerate(self._types):
            self.setItemIcon(row, icon(name, current_theme()))
