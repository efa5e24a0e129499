"""The filters that are saved in the project: chosen from a list, kept under a name, taken out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QSignalBlocker, Qt
from PyQt6.QtGui import QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop import tasks
from desktop.filters.filters import Filters
from desktop.filters.narrow import NarrowTables
from desktop.filters.reached import rows_reached
from desktop.forms.latest import Latest
from desktop.forms.look import IconButton
from desktop.forms.place_details import CalmCombo
from desktop.forms.popup import Popup
from desktop.session import Session
from forensics.messages import say
from forensics.ports import Progress, Receipt
from layers.exports.selecting import Selection
from layers.saved_filters import SavedFilter, remove_filter, save_filter, saved_filters

Rows = Mapping[str, NDArray[np.int64]]
_PAUSE = 200
_AROUND = 44
"""Pixels of the list around its text."""


class SavedFilterBar(QFrame):
    """The list stands at the filter that is looked at, while nothing is changed in it."""

    def __init__(self, session: Session, tables: NarrowTables, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._tables, self._filters = session, tables, filters
        self.saved: Mapping[str, SavedFilter] = {}
        self.names, self.keep, self.remove = CalmCombo(), IconButton("add"), IconButton("void")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 2)
        row.setSpacing(4)
        row.addWidget(self.names, 1)
        row.addWidget(self.keep)
        row.addWidget(self.remove)
        self.names.setMinimumContentsLength(6)
        self.names.setSizeAdjustPolicy(CalmCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._reading, self._taking = Latest(self), Latest(self)
        self._renewing = Latest(self, pause=_PAUSE)
        self._connect()
        self._show()

    def _connect(self) -> None:
        self.names.activated.connect(self._choose)
        self.keep.clicked.connect(self._ask_name)
        self.remove.clicked.connect(self._remove)
        self._reading.answered.connect(self._arrived)
        self._taking.answered.connect(lambda found: self._filters.take(*found))
        self._renewing.answered.connect(self._filters.renew)
        for asking in (self._reading, self._taking, self._renewing):
            asking.refused.connect(self._session.refused)
            asking.failed.connect(self._session.failed)
        self._filters.changed.connect(self._show)
        self._session.changed.connect(self._renew)
        self._session.language_changed.connect(lambda language: self._show())

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.read()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._show()

    def read(self) -> None:
        """Ask again which filters are saved."""
        project = self._session.project
        self._reading.ask(lambda: saved_filters(project))

    @property
    def chosen(self) -> str:
        """The saved filter that is looked at just as it is; empty for none."""
        looked_at = self._filters.selection
        return next((name for name, one in self.saved.items() if one.selection == looked_at), "")

    # Choosing

    def _choose(self, at: int) -> None:
        name = str(self.names.itemData(at) or "")
        if not name:
            self._filters.clear()
            return
        self.look_at(self.saved[name].selection)

    def look_at(self, selection: Selection) -> None:
        """Look at what a selection asks for, once the rows that it reaches are known."""
        project, types = self._session.project, self._tables.types
        self._taking.ask(lambda: (selection, _reached(selection, lambda: rows_reached(project, selection, types))))

    def _renew(self, _: Receipt) -> None:
        """What was written may be reached by the conditions, or no longer."""
        project, asked, types = self._session.project, self._filters.asked, self._tables.types
        if asked != Selection():
            self._renewing.ask(lambda: rows_reached(project, asked, types))

    # Keeping

    def _ask_name(self) -> None:
        popup = NamePopup(self._session, self.chosen, self)
        popup.named.returnPressed.connect(lambda: self._keep(popup))
        popup.save.clicked.connect(lambda: self._keep(popup))
        popup.open_below(self.keep)
        popup.named.setFocus()

    def _keep(self, popup: NamePopup) -> None:
        name, selection, project = popup.named.text().strip(), self._filters.selection, self._session.project
        if name:
            popup.close()
            self._write(lambda progress: save_filter(project, name, selection))

    def _remove(self) -> None:
        name, project = self.chosen, self._session.project
        if name:
            self._write(lambda progress: remove_filter(project, name))

    def _write(self, call: Callable[[Progress], Receipt]) -> None:
        tasks.start(
            call, done=lambda receipt: self.read(), refused=self._session.refused.emit,
            failed=self._session.failed.emit, in_order=True,
        )  # fmt: skip

    # Showing

    def _arrived(self, saved: Mapping[str, SavedFilter]) -> None:
        self.saved = saved
        self._show()

    def _show(self) -> None:
        translate, chosen = self._session.translate, self.chosen
        blocked = QSignalBlocker(self.names)
        self.names.clear()
        self.names.addItem(
            translate(say("Not saved") if self._filters.active and not chosen else say("All records")), ""
        )
        fitted, room = self.names.fontMetrics(), max(40, self.names.width() - _AROUND)
        for name in self.saved:
            self.names.addItem(fitted.elidedText(name, Qt.TextElideMode.ElideMiddle, room), name)
            self.names.setItemData(self.names.count() - 1, name, Qt.ItemDataRole.ToolTipRole)
        self.names.setCurrentIndex(max(0, self.names.findData(chosen)))
        blocked.unblock()
        self.names.setAccessibleName(translate(say("Saved filters")))
        for button, text, on in (
            (self.keep, say("Save what is looked at as a filter"), self._filters.active and not chosen),
            (self.remove, say("Remove this filter"), bool(chosen)),
        ):
            button.setToolTip(translate(text))
            button.setAccessibleName(translate(text))
            button.setEnabled(on)


def _reached(selection: Selection, ask: Callable[[], Rows]) -> Rows:
    """The rows that conditions reach; none are looked for where the filter has none."""
    return ask() if selection.types or selection.where or selection.by_place or selection.text else {}


class NamePopup(Popup):
    """Asks what a filter is to be called."""

    def __init__(self, session: Session, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        translate = session.translate
        self.named, self.save = QLineEdit(name), QPushButton(translate(say("Save")))
        self.named.setMinimumWidth(220)
        self.named.setPlaceholderText(translate(say("Name of the filter")))
        self.named.setAccessibleName(translate(say("Name of the filter")))
        self.save.setProperty("kind", "primary")
        for widget in (self.named, self.save):
            self.column.addWidget(widget)
