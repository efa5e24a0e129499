"""The filters of Analyse: for each type the values that are there, each of which can be switched off."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.canvas.marks import number_text
from desktop.filters.filters import Filters
from desktop.filters.narrow import NarrowTables
from desktop.forms.look import IconLabel
from desktop.forms.quiet_scroll import QuietScroll
from desktop.forms.tab_order import chain
from desktop.map.contents import MapContents
from desktop.map.layer_tree import Swatch
from desktop.map.layers import TypeLayers, swatch_of, value_label
from desktop.session import Session
from desktop.workspaces.asked_panel import AskedPanel
from desktop.workspaces.panels import PanelHeading
from desktop.workspaces.saved_filters import SavedFilterBar
from forensics.messages import say

FILTERED = ("incident", "occupation", "site", "settlement", "facility", "survey_area", "hazard")
"""The types whose values can be switched off, in this order."""


class FilterPanel(QFrame):
    """A box for each value, with its symbol and how many records have it; everything else follows the filters."""

    def __init__(
        self, session: Session, contents: MapContents, tables: NarrowTables, filters: Filters,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session, self._contents, self._filters = session, contents, filters
        self.heading = PanelHeading("filter")
        self.clear = QPushButton()
        self.clear.setProperty("kind", "quiet")
        self.clear.clicked.connect(filters.clear)
        self.heading.add(self.clear)
        self.saved = SavedFilterBar(session, tables, filters)
        self.asked = AskedPanel(session, filters, self.saved.look_at)
        self._scroll = QuietScroll()
        self._boxes: dict[tuple[str, str], QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self.saved)
        column.addWidget(self.asked)
        column.addWidget(self._scroll, 1)
        contents.type_read.connect(lambda type_: self._outdate())
        filters.changed.connect(self._follow)
        contents.ready.connect(self._outdate)
        session.language_changed.connect(lambda language: self._outdate())
        self._outdated = True
        self.heading.set_text(session.translate(say("Filters")))

    def _outdate(self) -> None:
        """Look again which values there are: now, or when somebody looks."""
        self._outdated = True
        if self.isVisible() and self._contents.is_ready:
            self.refresh()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        if self._outdated:
            self.refresh()

    def refresh(self) -> None:
        """Look again which values there are."""
        self._outdated = False
        translate = self._session.translate
        self.heading.set_text(translate(say("Filters")))
        self.clear.setText(translate(say("Clear")))
        self._boxes = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 2, 12, 10)
        column.setSpacing(0)
        for type_ in FILTERED:
            held = self._contents.held(type_)
            if held is not None:
                self._add_type(column, held)
        if not self._boxes:
            nothing = QLabel(translate(say("Nothing recorded yet")))
            nothing.setProperty("role", "hint")
            nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(nothing)
        column.addStretch(1)
        self._scroll.setWidget(inside)
        chain(self.asked.area, inside)
        self._follow()

    def box(self, type_: str, code: str) -> QCheckBox:
        """The box of a value. Raises KeyError."""
        return self._boxes[type_, code]

    def _add_type(self, column: QVBoxLayout, held: TypeLayers) -> None:
        narrow = held.narrow
        codes = (*narrow.style_codes, "")
        counts = np.bincount(np.where(narrow.style < 0, len(codes) - 1, narrow.style), minlength=len(codes))
        used = np.flatnonzero(counts).tolist()
        if not used:
            return
        heading, sign = QLabel(self._session.label(held.kind.about.plural)), IconLabel(held.kind.name, "muted")
        heading.setProperty("role", "heading")
        top = QHBoxLayout()
        top.setContentsMargins(0, 10, 0, 2)
        top.setSpacing(8)
        top.addWidget(sign)
        top.addWidget(heading, 1)
        column.addLayout(top)
        for at in used:
            column.addLayout(self._value_row(held, codes[at], int(counts[at])))

    def _value_row(self, held: TypeLayers, code: str, count: int) -> QHBoxLayout:
        type_ = held.kind.name
        box, words, number = QCheckBox(), QLabel(self._session.label(value_label(held.kind, code))), QLabel()
        box.setAccessibleName(words.text())
        box.setChecked(code not in self._filters.off(type_))
        box.toggled.connect(lambda on: self._filters.switch(type_, code, on))
        words.setWordWrap(True)
        words.setBuddy(box)
        number.setText(number_text(count))
        number.setProperty("role", "number")
        self._boxes[type_, code] = box
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in (box, Swatch(swatch_of(held.kind, code or "unknown")), words, number):
            row.addWidget(widget, 1 if widget is words else 0)
        return row

    def _follow(self) -> None:
        self.clear.setEnabled(self._filters.active)
        for (type_, code), box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(code not in self._filters.off(type_))
            box.blockSignals(False)
