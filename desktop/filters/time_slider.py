"""The time slider under the map: which months are looked at, in words and as bars, and whether undated records stay."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QEvent, QTimer
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.filters.filters import Filters, Span
from desktop.filters.narrow import NarrowTables
from desktop.filters.time_bars import Bars, first_day, histogram, month_of, month_text
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import say

STEP_MS = 900
"""Between two months that are played: long enough for a map to be drawn and looked at."""


class TimeSlider(QWidget):
    """Bars with their words: which months are looked at, whether records without a date stay, and back to all."""

    def __init__(self, session: Session, tables: NarrowTables, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._tables, self._filters = session, tables, filters
        self._types: tuple[str, ...] = ()
        self.setProperty("role", "panel")
        self.bars = Bars()
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._words = QLabel()
        self.undated = QCheckBox()
        self.undated.setChecked(filters.undated)
        self.play = QToolButton()
        self.play.setCheckable(True)
        self._playing = QTimer(self)
        self._playing.setInterval(STEP_MS)
        self._playing.timeout.connect(self._step)
        self.play.toggled.connect(self._play)
        self.reset = QToolButton()
        self.reset.setIcon(live_icon("refresh"))
        self._lay_out()
        self.bars.chosen.connect(self._choose)
        self.reset.clicked.connect(filters.clear)
        self.undated.toggled.connect(self._keep_undated)
        filters.changed.connect(self._follow)
        tables.arrived.connect(self._arrived)
        session.language_changed.connect(self._relabel)
        self._relabel()

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addStretch(1)
        said.addWidget(self._title)
        said.addWidget(self._words)
        said.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(10)
        row.addWidget(self.play)
        row.addLayout(said)
        row.addWidget(self.bars, 1)
        row.addWidget(self.undated)
        row.addWidget(self.reset)

    def show_types(self, types: Iterable[str]) -> None:
        """Which types are counted: those that the map shows."""
        self._types = tuple(types)
        self._count()

    def _arrived(self, type_: str) -> None:
        if type_ in self._types and self._tables.is_complete:
            self._count()

    def _count(self) -> None:
        found = [columns for type_ in self._types if (columns := self._tables.columns(type_)) is not None]
        self.bars.show_histogram(histogram(found))
        self._say_range()

    # Playing

    def _play(self, on: bool) -> None:
        """From the first month, or on from the months that are chosen; pressed again, or at the end, it stops."""
        found = self.bars.histogram
        if on and found is not None:
            first, last = self.bars.range
            if self.bars.is_whole or last >= found.last:
                width = 0 if self.bars.is_whole else last - first
                self.bars.set_range(found.first, found.first + width)
            self._playing.start()
        else:
            self._playing.stop()
        self._relabel_play()

    def _step(self) -> None:
        found, (first, last) = self.bars.histogram, self.bars.range
        if found is None or last >= found.last:
            self.play.setChecked(False)
        else:
            self.bars.set_range(first + 1, last + 1)

    def _relabel_play(self) -> None:
        translate, on = self._session.translate, self._playing.isActive()
        self.play.setIcon(live_icon("pause" if on else "play"))
        self.play.setToolTip(translate(say("Stop") if on else say("Play month after month")))
        self.play.setAccessibleName(self.play.toolTip())

    def _choose(self, first: int, last: int) -> None:
        self._filters.span = None if self.bars.is_whole else Span(first_day(first), first_day(last + 1) - 1)
        self._say_range()

    def _follow(self) -> None:
        span = self._filters.span
        found = self.bars.histogram
        if span is None and found is not None and not self.bars.is_whole:
            self.bars.set_range(found.first, found.last)
        elif span is not None:
            self.bars.set_range(month_of(span.first), month_of(span.last))
        self.undated.setChecked(self._filters.undated)
        self._say_range()

    def _keep_undated(self, stay: bool) -> None:
        self._filters.undated = stay

    def _say_range(self) -> None:
        first, last = self.bars.range
        if self.bars.is_whole:
            self._words.setText(self._session.translate(say("All")))
        else:
            self._words.setText(month_text(first) if first == last else f"{month_text(first)} – {month_text(last)}")
        self.reset.setEnabled(self._filters.active)
        self.play.setEnabled(self.bars.histogram is not None)

    def _relabel(self, _language: str = "") -> None:
        translate = self._session.translate
        self._title.setText(translate(say("Time")))
        self.undated.setText(translate(say("Undated too")))
        self.undated.setToolTip(translate(say("Whether records without a date stay on the map")))
        self.reset.setToolTip(translate(say("All of the time, every value")))
        self.reset.setAccessibleName(self.reset.toolTip())
        self.bars.setAccessibleName(translate(say("Months that are looked at")))
        self.bars.setToolTip(
            translate(say("Drag the ends or what lies between. Arrow keys move it, Shift and Ctrl change an end."))
        )
        metrics = QFontMetrics(self._words.font())
        widest = max(metrics.horizontalAdvance(text) for text in ("0000-00 – 0000-00", translate(say("All"))))
        self._words.setFixedWidth(widest + 6)
        self._say_range()
        self._relabel_play()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.bars.update()
