"""The charts beside the map: one at a time, counted on a thread whenever filters or records change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.charts.drawing import Drawing
from desktop.charts.forms import drawing_of
from desktop.charts.legend import Legend
from desktop.charts.plot import ChartPlot
from desktop.charts.saving import ENDINGS, Page, ask_where
from desktop.charts.wording import Wording
from desktop.filters.filters import Filters
from desktop.filters.narrow import NarrowTables
from desktop.forms.latest import Latest
from desktop.forms.look import wrapped
from desktop.forms.quiet_scroll import QuietScroll
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import Message, say
from forensics.ports import Receipt
from forensics.statistics.charts import CHARTS, Chart, Charted, Path, Setting, charted, setting_of
from layers.held import Held, read_held
from layers.methodology import uses_the_word
from layers.statistics import words_of

MISSION = say("Counted for the mission alone: records of every class, no number hidden. Not for handing on.")
"""What stands on every chart of the window, which follows no profile."""


@dataclass(frozen=True)
class Shown:
    """What was counted and how it is drawn."""

    held: Held
    setting: Setting
    found: Charted
    words: Wording
    drawing: Drawing


class ChartsPanel(QFrame):
    """Title, counting rule, the chart, what is unknown, and up to when and from which head it counts."""

    listed = pyqtSignal(str)
    """The type of the records that were picked, which the table is to list."""

    def __init__(
        self, session: Session, tables: NarrowTables, filters: Filters, parent: QWidget | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session, self._tables, self._filters = session, tables, filters
        self.shown: Shown | None = None
        self._held: tuple[str, Held, Setting] | None = None
        self._asking = Latest(self)
        self._asking.answered.connect(self._take)
        self._asking.refused.connect(self._session.refused.emit)
        self._asking.failed.connect(self._session.failed.emit)
        self.box, self.save = QComboBox(), QPushButton()
        self.title, self.rule, self.foot = QLabel(), wrapped("", "hint"), wrapped("", "hint")
        self.unknown = QPushButton()
        self.plot, self.legend = ChartPlot(), Legend()
        self.bar = self._tools()
        self._lay_out()
        self._relabel()
        self.box.activated.connect(lambda at: self.refresh())
        self.plot.picked.connect(self.select)
        self.unknown.clicked.connect(lambda: self.select(()))
        filters.changed.connect(self.refresh)
        tables.arrived.connect(lambda type_: self.refresh())
        self._session.changed.connect(self._outdate)
        self._session.language_changed.connect(lambda language: self._relabel())

    @property
    def chart(self) -> Chart:
        """The chart that is looked at."""
        return next((one for one in CHARTS if one.key == self.box.currentData()), CHARTS[0])

    def show_chart(self, key: str) -> None:
        """Look at another chart."""
        self.box.setCurrentIndex(max(self.box.findData(key), 0))
        self.refresh()

    def refresh(self) -> None:
        """Count it again on a thread, where somebody looks."""
        if not self.isVisible():
            return
        chart, project, looked_at = self.chart, self._session.project, self._looked_at()
        held = self._held if self._held is not None and self._held[0] == chart.key else None
        language, translate = self._session.language, self._session.translate

        def count() -> Shown:
            read, setting = held[1:] if held is not None else _read(chart)
            words = Wording(translate, words_of(project.catalogue, chart.statistic), read.names.get(language, {}))
            found = charted(chart, read.narrowed(looked_at), setting)
            return Shown(read, setting, found, words, drawing_of(found, words))

        def _read(chart: Chart) -> tuple[Held, Setting]:
            read = read_held(project, chart)
            return read, setting_of(chart, read.narrowed({}))

        self._asking.ask_now(count)

    def select(self, path: Path) -> None:
        """Select the records behind a cell, in map and table; () means those that are unknown."""
        if self.shown is None:
            return
        statistic = self.shown.found.chart.statistic
        ids = self.shown.found.behind(path or None)
        self.listed.emit(statistic.type)
        self._session.select(statistic.type, *ids)

    def showEvent(self, event: QEvent | None) -> None:
        self.refresh()

    def _outdate(self, receipt: Receipt) -> None:
        if self._held is not None and set(receipt.changed) & set(self.chart.reads):
            self._held = None
            self.refresh()

    def _looked_at(self) -> dict[str, NDArray[np.int64]]:
        """The rows of each type that the filters leave; a type that they do not touch is left out."""
        found: dict[str, NDArray[np.int64]] = {}
        for type_ in self.chart.reads:
            columns = self._tables.columns(type_)
            mask = self._filters.mask(type_, columns) if columns is not None else None
            if columns is not None and mask is not None:
                found[type_] = columns.row[mask]
        return found

    def _take(self, shown: Shown) -> None:
        self.shown = shown
        chart, figure = shown.found.chart, shown.found.figure
        self._held = (chart.key, shown.held, shown.setting)
        self.plot.show_drawing(shown.drawing)
        self.legend.show_keys(shown.drawing.legend)
        translate = self._session.translate
        self.title.setText(translate(chart.statistic.label))
        self.rule.setText(translate(chart.statistic.rule))
        self.unknown.setText(translate(say("Unknown: {count:,}", count=figure.unknown)))
        self.unknown.setVisible(bool(figure.unknown))
        self.foot.setText("\n".join(self.footer()))
        self.save.setEnabled(True)

    @property
    def page(self) -> Page:
        """What a file of the chart that is shown holds."""
        assert self.shown is not None
        shown = self.shown
        unknown = self.unknown.text() if shown.found.figure.unknown else ""
        return Page(
            shown.found, shown.held, shown.words, self.plot, self.title.text(), self.rule.text(), unknown,
            shown.drawing.legend, self.footer(),
        )  # fmt: skip

    def footer(self) -> list[str]:
        """What stands under the chart: up to when, from which head, for whom, and how “verified” was reached."""
        assert self.shown is not None
        held, translate = self.shown.held, self._session.translate
        counted: Message = say("Counted up to {moment}; head {head}.", moment=held.cut_off, head=held.head[:16])
        said = [f"{translate(counted)} {translate(MISSION)}"]
        return [*said, translate(held.methodology)] if uses_the_word(self.chart.statistic) else said

    def _tools(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 0, 0, 0)
        row.addWidget(self.box, 1)
        row.addWidget(self.save)
        self.save.setIcon(live_icon("export"))
        self.save.setEnabled(False)
        menu = QMenu(self.save)
        for ending in ENDINGS:
            action = menu.addAction(ending.upper())
            assert action is not None
            action.triggered.connect(lambda checked, ending=ending: self._save(ending))
        self.save.setMenu(menu)
        return bar

    def _save(self, ending: str) -> None:
        if self.shown is not None:
            ask_where(self.page, self._session, ending, self)

    def _lay_out(self) -> None:
        self.title.setProperty("role", "heading")
        self.unknown.setProperty("kind", "quiet")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.unknown)
        inside = QWidget()
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(self.plot, 1)
        held.addStretch(0)
        scroll = QuietScroll()
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 6)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.rule)
        column.addWidget(scroll, 1)
        column.addWidget(self.legend)
        column.addWidget(self.foot)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _relabel(self) -> None:
        translate, chosen = self._session.translate, self.chart.key
        self.box.blockSignals(True)
        self.box.clear()
        for chart in CHARTS:
            self.box.addItem(live_icon(chart.statistic.type), translate(chart.statistic.label), chart.key)
        self.box.setCurrentIndex(max(self.box.findData(chosen), 0))
        self.box.blockSignals(False)
        self.box.setAccessibleName(translate(say("What is charted")))
        self.save.setText(translate(say("Save")))
        self.refresh()
