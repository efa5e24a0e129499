"""Charts of what is looked at: records by month, and by the values of a type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.canvas.marks import number_text
from desktop.canvas.styles import AreaStyle, Symbol
from desktop.charts.still import StillPlot
from desktop.filters.time_bars import Histogram, month_text
from desktop.forms.quiet_scroll import QuietScroll
from desktop.map.layer_tree import Swatch
from desktop.theme.theme import current

BAR = 0.82
"""How much of a month its bar takes."""


class MonthAxis(pyqtgraph.AxisItem):
    """Months since January 1970 as ISO 8601 writes them; years alone where months have no room."""

    def tickValues(self, least: float, most: float, size: float) -> list[tuple[float, list[float]]]:
        months = max(most - least, 1.0)
        room = size / months
        step = next((step for step in (1, 2, 3, 6, 12, 24, 60, 120) if step * room > 62), 240)
        first = int(np.ceil(least / step) * step)
        return [(float(step), [float(month) for month in range(first, int(most) + 1, step)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [month_text(int(value))[: 4 if spacing >= 12 else 7] for value in values]


class CountAxis(pyqtgraph.AxisItem):
    """Whole numbers, thousands set apart."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [number_text(int(value)) if value == int(value) else "" for value in values]


class MonthChart(StillPlot):
    """A bar for each month; the tool tip reads the month under the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        axes = {"bottom": MonthAxis("bottom"), "left": CountAxis("left")}
        super().__init__(parent, (4, 8, 12, 2), axisItems=axes)
        self._histogram: Histogram | None = None
        self._bars = pyqtgraph.BarGraphItem(x=[], height=[], width=BAR)
        self.addItem(self._bars)
        self.scene().sigMouseMoved.connect(self._point)
        self.dress()

    def show_histogram(self, found: Histogram | None) -> None:
        """Show other counts; none empties the chart."""
        self._histogram = found
        months = np.arange(found.first, found.last + 1) if found is not None else np.zeros(0)
        counts = found.counts if found is not None else np.zeros(0)
        self._bars.setOpts(x=months, height=counts, width=BAR)
        if found is not None:
            self.setXRange(found.first - 1, found.last + 1, padding=0)
            self.setYRange(0, max(float(counts.max()), 1.0) * 1.06, padding=0)

    def dress(self) -> None:
        """The same, and the bars."""
        super().dress()
        self._bars.setOpts(brush=current().palette_colour("accent"), pen=pyqtgraph.mkPen(None))
        self.getAxis("left").setGrid(28)

    def _point(self, place: object) -> None:
        found = self._histogram
        month = round(self.getPlotItem().vb.mapSceneToView(place).x()) if found is not None else 0
        if found is not None and found.first <= month <= found.last:
            self.setToolTip(f"{month_text(month)}: {number_text(int(found.counts[month - found.first]))}")


@dataclass(frozen=True)
class Share:
    """One value of a type: its symbol, its label, how many records have it."""

    swatch: Symbol | AreaStyle | None
    label: str
    count: int


class Bar(QWidget):
    """A bar as long as its share of the largest."""

    def __init__(self, share: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = share
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter, theme = QPainter(self), current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.palette_colour("pressed"))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setBrush(theme.palette_colour("accent"))
        painter.drawRoundedRect(QRectF(0, 0, max(self.width() * self._share, 4), self.height()), 4, 4)
        painter.end()


class ShareChart(QuietScroll):
    """The values of a type, the most frequent first: symbol, words, number and bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.show_shares(())

    def show_shares(self, shares: Sequence[Share]) -> None:
        """Show these."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 6, 14, 10)
        column.setSpacing(9)
        most = max((share.count for share in shares), default=1)
        for share in sorted(shares, key=lambda one: -one.count):
            column.addLayout(self._row(share, most))
        column.addStretch(1)
        self.setWidget(inside)

    def _row(self, share: Share, most: int) -> QGridLayout:
        words, number = QLabel(share.label), QLabel(number_text(share.count))
        words.setWordWrap(True)
        number.setProperty("role", "number")
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.addWidget(Swatch(share.swatch), 0, 0, 2, 1)
        grid.addWidget(words, 0, 1)
        grid.addWidget(number, 0, 2)
        grid.addWidget(Bar(share.count / max(most, 1)), 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        return grid
