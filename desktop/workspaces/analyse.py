"""Analyse: filters, key figures, and charts of what is looked at by month and by value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from desktop.filters.filters import kept
from desktop.filters.time_bars import Histogram, months_of, start_days
from desktop.map.layers import swatch_of, value_label
from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.workspaces.charts import MonthChart, Share, ShareChart
from desktop.workspaces.figures import Figure
from desktop.workspaces.filter_panel import FilterPanel
from desktop.workspaces.workspace import CHARTS, Beside, Shared, Tab, Workspace
from forensics.messages import say
from forensics.ports import MapColumns

HEAD = 38
CHARTED = ("incident", "interview", "victim", "site", "exhumation", "case", "occupation", "visit")
"""The types that charts are made of, the first one first."""


class AnalyseWorkspace(Workspace):
    """Everything here counts exactly the records that the filters leave."""

    name = "analyse"

    def __init__(self, shared: Shared, parent: QObject | None = None) -> None:
        super().__init__(shared, parent)
        self._panel = FilterPanel(shared.session, shared.contents, shared.tables, shared.filters)
        self.charts = Charts(shared)

    @property
    def panel(self) -> QWidget:
        return self._panel

    @property
    def tabs(self) -> Sequence[Tab]:
        return (Tab(say("At a glance"), "analyse", self.charts),)

    @property
    def beside(self) -> Sequence[Beside]:
        return (Beside(CHARTS, say("Charts"), "analyse", self._make_charts),)

    def _make_charts(self) -> QWidget:
        from desktop.charts.panel import ChartsPanel

        return ChartsPanel(self.session, self.shared.tables, self.shared.filters)

    def figures(self) -> list[Figure]:
        types = ("interview", "incident", "victim", "settlement", "site", "exhumation", "case")
        return [self.figure(type_, self.count(type_)) for type_ in types]

    def refresh(self) -> None:
        self.charts.refresh()


class Charts(QFrame):
    """The records of one type: by month on the left, by value on the right."""

    def __init__(self, shared: Shared, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shared = shared
        self.type_box, self.months, self.shares = QComboBox(), MonthChart(), ShareChart()
        self._by_month, self._by_value = QLabel(), QLabel()
        self._lay_out()
        self._chosen = False
        self.type_box.activated.connect(self._choose)
        shared.session.language_changed.connect(lambda language: self._relabel())
        self._relabel()

    @property
    def type(self) -> str:
        """The type that is charted."""
        return str(self.type_box.currentData() or CHARTED[0])

    def refresh(self) -> None:
        """Count what is looked at now."""
        if not self.isVisible():
            return
        self._choose_first()
        columns = self._shared.tables.columns(self.type)
        self.months.show_histogram(None if columns is None else self._histogram(columns))
        self.shares.show_shares(() if columns is None else self._values(columns))

    def showEvent(self, event: QEvent | None) -> None:
        self.refresh()

    def _choose_first(self) -> None:
        """While nobody chose, chart the first type of which there is anything."""
        tables = self._shared.tables
        known = [type_ for type_ in CHARTED if (columns := tables.columns(type_)) is not None and len(columns.row)]
        if not self._chosen and known and self.type != known[0]:
            self.type_box.blockSignals(True)
            self.type_box.setCurrentIndex(self.type_box.findData(known[0]))
            self.type_box.blockSignals(False)

    def _choose(self, at: int) -> None:
        self._chosen = True
        self.refresh()

    def _lay_out(self) -> None:
        split = QSplitter()
        for heading, chart, first in ((self._by_month, self.months, True), (self._by_value, self.shares, False)):
            heading.setProperty("role", "heading")
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 4, 0, 0)
            column.setSpacing(0)
            top = QWidget()
            top.setFixedHeight(HEAD)
            head = QHBoxLayout(top)
            head.setContentsMargins(12, 0, 12, 0)
            head.addWidget(heading)
            head.addStretch(1)
            if first:
                head.addWidget(self.type_box)
            column.addWidget(top)
            column.addWidget(chart, 1)
            split.addWidget(side)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([600, 400])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)

    def _histogram(self, columns: MapColumns) -> Histogram | None:
        days = start_days(columns, self._shared.filters.mask(self.type, columns))
        if not len(days):
            return None
        months = months_of(days)
        first = int(months.min())
        return Histogram(first, np.bincount(months - first).astype(np.int64))

    def _values(self, columns: MapColumns) -> list[Share]:
        session = self._shared.session
        kind = session.project.catalogue[self.type]
        codes = (*columns.style_codes, "")
        style = kept(self._shared.filters.mask(self.type, columns), columns.style)
        counts = np.bincount(np.where(style < 0, len(codes) - 1, style), minlength=len(codes))
        return [
            Share(swatch_of(kind, codes[at]), session.label(value_label(kind, codes[at])), int(counts[at]))
            for at in np.flatnonzero(counts).tolist()
        ]

    def _relabel(self) -> None:
        session = self._shared.session
        chosen = self.type
        self.type_box.blockSignals(True)
        self.type_box.clear()
        for type_ in CHARTED:
            self.type_box.addItem(live_icon(type_), _plural(session, type_), type_)
        self.type_box.setCurrentIndex(max(self.type_box.findData(chosen), 0))
        self.type_box.blockSignals(False)
        self.type_box.setAccessibleName(session.translate(say("What the charts count")))
        self._by_month.setText(session.translate(say("By month")))
        self._by_value.setText(session.translate(say("By value")))
        self.refresh()


def _plural(session: Session, type_: str) -> str:
    return session.label(session.project.catalogue[type_].about.plural)
