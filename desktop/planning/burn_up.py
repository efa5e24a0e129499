"""The burn-up chart: km² of the plan that are covered by each day, what is planned, and when all of it would be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyqtgraph
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from desktop.charts.still import StillPlot
from desktop.theme.theme import current
from forensics.planning.covering import Coverage

ROOM = 74
"""Pixels that a date needs under the axis."""
STEPS = (1, 2, 7, 14, 30, 61, 91, 182, 365, 730, 1825)


class DayAxis(pyqtgraph.AxisItem):
    """Days as ISO 8601 writes them."""

    def tickValues(self, least: float, most: float, size: float) -> list[tuple[float, list[float]]]:
        room = size / max(most - least, 1.0)
        step = next((one for one in STEPS if one * room > ROOM), STEPS[-1])
        first = int(np.ceil(least / step) * step)
        return [(float(step), [float(day) for day in range(first, int(most) + 1, step)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [date.fromordinal(int(one)).isoformat() for one in values if one >= 1]


class BurnUpChart(StillPlot):
    """Covered as a stair, the plan as a line across, and dashes to the day on which they would meet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, (4, 8, 16, 2), axisItems={"bottom": DayAxis("bottom")})
        self.coverage: Coverage | None = None
        self.done, self.ahead = pyqtgraph.PlotDataItem(), pyqtgraph.PlotDataItem()
        self.plan = pyqtgraph.InfiniteLine(angle=0, movable=False)
        for item in (self.done, self.ahead, self.plan):
            self.addItem(item)
        self.dress()

    def show_coverage(self, found: Coverage | None) -> None:
        """Show another coverage; none empties the chart."""
        self.coverage = found
        steps = found.burn_up if found is not None else ()
        days = np.array([day.toordinal() for day, _ in steps], float)
        km2 = np.array([one for _, one in steps], float)
        self.plan.setVisible(bool(len(days)))
        if found is None or not len(days):
            self.done.setData([], [])
            self.ahead.setData([], [])
            return
        at = np.repeat(days, 2)
        heights = np.repeat(np.r_[0.0, km2], 2)[1:-1]
        self.done.setData(at, heights)
        end = found.end.toordinal() if found.end is not None else None
        ahead = end is not None and end > days[-1] and found.left_km2 > 0
        self.ahead.setData([days[-1], float(end or 0)] if ahead else [], [km2[-1], found.planned_km2] if ahead else [])
        self.plan.setValue(found.planned_km2)
        last = float(end or 0) if ahead else days[-1]
        around = max(1.0, (last - days[0]) * 0.03)
        self.setXRange(days[0] - around, last + around, padding=0)
        self.setYRange(0, max(found.planned_km2, float(km2.max()), 1e-6) * 1.08, padding=0)

    def dress(self) -> None:
        """The same, and covered, planned and ahead."""
        super().dress()
        self.done.setPen(self._pen("accent", 2.5))
        self.ahead.setPen(self._pen("accent", 2, Qt.PenStyle.DashLine))
        self.plan.setPen(self._pen("muted", 1.5, Qt.PenStyle.DotLine))
        self.getAxis("left").setGrid(28)

    def _pen(self, colour: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Any:
        return pyqtgraph.mkPen(current().palette_colour(colour), width=width, style=style)
