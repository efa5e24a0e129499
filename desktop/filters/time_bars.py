"""Months with how many records fall into each, painted with two handles that say which are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from desktop.filters.filters import OPEN_AFTER, OPEN_BEFORE, Rows, kept
from desktop.theme.theme import current
from forensics.dates import EPOCH
from forensics.ports import MapColumns

GRIP = 14
"""Pixels on each side of a handle that catch the hand."""
AXIS, EDGE, TOP = 18, 10, 6
SHARE = 0.001
"""Of the dated records so many may lie before or after what is drawn: one mistyped year shall not flatten the rest."""

Months = NDArray[np.int64]


@dataclass(frozen=True)
class Histogram:
    """Records by month; months are counted from January 1970."""

    first: int
    counts: Months

    @property
    def last(self) -> int:
        return self.first + len(self.counts) - 1


def month_of(day: int) -> int:
    """The month that a day since 1970-01-01 lies in."""
    found = date.fromordinal(EPOCH + day)
    return (found.year - 1970) * 12 + found.month - 1


def first_day(month: int) -> int:
    """The first day of a month, as days since 1970-01-01."""
    return date(1970 + month // 12, month % 12 + 1, 1).toordinal() - EPOCH


def month_text(month: int) -> str:
    """A month as ISO 8601 writes it, which every language reads."""
    return f"{1970 + month // 12}-{month % 12 + 1:02}"


def histogram(all_columns: Iterable[MapColumns]) -> Histogram | None:
    """Records by the month in which they begin; None where none has a date."""
    days = [start_days(columns) for columns in all_columns]
    found = np.concatenate(days) if days else np.zeros(0, np.int64)
    if not len(found):
        return None
    months = months_of(found)
    least, most = np.quantile(months, [SHARE, 1 - SHARE], method="nearest")
    inside = months[(months >= least) & (months <= most)]
    return Histogram(int(least), np.bincount(inside - least, minlength=int(most - least) + 1).astype(np.int64))


def start_days(columns: MapColumns, mask: Rows | None = None) -> NDArray[np.int64]:
    """The first known day of each record that has one: where it begins, else where it ends."""
    earliest, latest = (kept(mask, days).astype(np.int64) for days in (columns.earliest, columns.latest))
    known = np.where(earliest != OPEN_BEFORE, earliest, latest)
    dated: NDArray[np.int64] = known[(known != OPEN_AFTER) & (known != OPEN_BEFORE)]
    return dated


def months_of(days: NDArray[np.int64]) -> Months:
    """The months of many days at once."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


class Bars(QWidget):
    """The painted months with their two handles; whole months are chosen."""

    chosen = pyqtSignal(int, int)
    """First and last month that are looked at; the whole range means all of the time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._histogram: Histogram | None = None
        self._from, self._to = 0, 0
        self._held: tuple[str, int, int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(320, 60)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 60)

    @property
    def range(self) -> tuple[int, int]:
        """The first and last month between the handles."""
        return self._from, self._to

    @property
    def histogram(self) -> Histogram | None:
        return self._histogram

    @property
    def is_whole(self) -> bool:
        found = self._histogram
        return found is None or (self._from <= found.first and self._to >= found.last)

    def show_histogram(self, found: Histogram | None) -> None:
        """Other months; handles at the ends follow the ends."""
        whole = self.is_whole
        self._histogram = found
        if found is not None:
            if whole:
                self._from, self._to = found.first, found.last
            self._from = min(max(self._from, found.first), found.last)
            self._to = min(max(self._to, self._from), found.last)
        self.update()

    def set_range(self, first: int, last: int) -> None:
        """Move the handles."""
        found = self._histogram
        if found is None:
            return
        first, last = max(min(first, last), found.first), min(max(first, last), found.last)
        if (first, last) != (self._from, self._to):
            self._from, self._to = first, last
            self.update()
            self.chosen.emit(first, last)

    # Painting

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._histogram is None:
            painter.setPen(current().palette_colour("muted"))
            painter.drawLine(EDGE, self._base(), self.width() - EDGE, self._base())
            return
        self._paint_span(painter)
        self._paint_bars(painter, self._histogram)
        self._paint_years(painter, self._histogram)
        for month, end in ((self._from, 0), (self._to + 1, 1)):
            self._paint_handle(painter, self._x(month), end)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(current().palette_colour("accent"), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_span(self, painter: QPainter) -> None:
        left, right = self._x(self._from), self._x(self._to + 1)
        painter.fillRect(QRectF(left, TOP, right - left, self._base() - TOP), current().palette_colour("accent_soft"))

    def _paint_bars(self, painter: QPainter, found: Histogram) -> None:
        peak = max(int(found.counts.max()), 1)
        room = self._base() - TOP - 4
        inside, outside = current().palette_colour("accent"), current().palette_colour("edge")
        for at, count in enumerate(found.counts.tolist()):
            if not count:
                continue
            month = found.first + at
            left, right = self._x(month), self._x(month + 1)
            height = max(room * (count / peak) ** 0.5, 2.0)
            gap = 1.0 if right - left > 4 else 0.0
            bar = QRectF(left + gap / 2, self._base() - height, max(right - left - gap, 1.0), height)
            if self._from <= month <= self._to:
                painter.fillRect(bar, inside)
            else:
                painter.setPen(QPen(outside, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, 0))

    def _paint_years(self, painter: QPainter, found: Histogram) -> None:
        metrics = QFontMetrics(self.font())
        painter.setPen(current().palette_colour("edge"))
        painter.drawLine(QPointF(EDGE, self._base()), QPointF(self.width() - EDGE, self._base()))
        painter.setPen(current().palette_colour("muted"))
        free = -1.0
        for year in range(1970 + found.first // 12, 1971 + found.last // 12):
            month = (year - 1970) * 12
            text = str(year)
            width = metrics.horizontalAdvance(text)
            left = max(self._x(max(month, found.first)) + 2, float(EDGE))
            if left < free or left + width > self.width() - EDGE:
                continue
            painter.drawText(QPointF(left, self.height() - 4.0), text)
            free = left + width + 10

    def _paint_handle(self, painter: QPainter, x: float, end: int) -> None:
        theme = current()
        painter.setPen(QPen(theme.palette_colour("accent"), 2))
        painter.drawLine(QPointF(x, TOP - 2), QPointF(x, self._base()))
        grip = QRectF(x - 5, TOP + 6, 10, 20)
        painter.setBrush(theme.palette_colour("raised"))
        painter.drawRoundedRect(grip, 4, 4)
        middle = grip.center().y()
        toward = -2 if end else 2
        painter.drawLine(QPointF(x - toward / 2, middle - 3), QPointF(x + toward / 2, middle))
        painter.drawLine(QPointF(x + toward / 2, middle), QPointF(x - toward / 2, middle + 3))

    # Places

    def _base(self) -> int:
        return self.height() - AXIS

    def _x(self, month: float) -> float:
        found = self._histogram
        assert found is not None
        return EDGE + (month - found.first) / len(found.counts) * (self.width() - 2 * EDGE)

    def _month_at(self, x: float) -> int:
        found = self._histogram
        assert found is not None
        share = (x - EDGE) / max(self.width() - 2 * EDGE, 1)
        return found.first + round(share * len(found.counts))

    # The hand and the keys

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or self._histogram is None or event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        self._held = (self._part_at(x), self._month_at(x), self._from, self._to)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None or self._histogram is None:
            return
        x = event.position().x()
        if self._held is None:
            part = self._part_at(x)
            self.setCursor(Qt.CursorShape.SizeHorCursor if part in ("from", "to") else Qt.CursorShape.ArrowCursor)
            return
        self._drag(x)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        if self._histogram is not None:
            self.set_range(self._histogram.first, self._histogram.last)

    def _part_at(self, x: float) -> str:
        ends = {"from": abs(x - self._x(self._from)), "to": abs(x - self._x(self._to + 1))}
        nearest = min(ends, key=lambda end: ends[end])
        if ends[nearest] <= GRIP:
            return nearest
        return "span" if self._x(self._from) < x < self._x(self._to + 1) else "outside"

    def _drag(self, x: float) -> None:
        assert self._held is not None
        assert self._histogram is not None
        part, begun, first, last = self._held
        month = self._month_at(x)
        if part == "from":
            self.set_range(min(month, last), last)
        elif part == "to":
            self.set_range(first, max(month - 1, first))
        elif part == "span":
            move = max(min(month - begun, self._histogram.last - last), self._histogram.first - first)
            self.set_range(first + move, last + move)
        else:
            self.set_range(min(begun, month), max(begun, month - 1))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None or self._histogram is None:
            return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.set_range(self._from, max(self._to + step, self._from))
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_range(min(self._from + step, self._to), self._to)
        elif self._histogram.first <= self._from + step and self._to + step <= self._histogram.last:
            self.set_range(self._from + step, self._to + step)
