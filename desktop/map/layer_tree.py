"""The layers on the left: each type with eye, symbol, name and counts; opened, its values and its opacity."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPixmap
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.canvas.legend import LegendRow, paint_legend
from desktop.canvas.marks import number_text
from desktop.canvas.styles import AreaStyle, Symbol
from desktop.filters.filters import Filters, Rows, kept
from desktop.forms.look import IconLabel
from desktop.forms.quiet_scroll import QuietScroll
from desktop.forms.tab_order import chain
from desktop.map.base_map_rows import BaseMapRows
from desktop.map.contents import MapContents
from desktop.map.eye import Eye
from desktop.map.layers import TypeLayers, drawn_as_area
from desktop.map.style_chooser import StyleChooser
from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.theme.theme import current
from forensics.messages import Message, say
from layers.drawing import AT_ITS_SETTLEMENT, Doubtful
from layers.looks import By

SWATCH = QSize(30, 24)
LEAST = 34
"""Pixels of a row: for a hand in a glove."""


Sign = Symbol | AreaStyle | tuple[str, str]
"""A symbol, an area, or shape and colour of the mark that stands for several."""


@dataclass(frozen=True)
class LegendEntry:
    """A sign, what it stands for, and how many records have it; without a sign it says what the signs go by."""

    sign: Sign | None
    text: str
    count: int | None


def _sign(held: TypeLayers, code: int) -> Sign:
    """How records of a style code are drawn, as the main geometry of their type is."""
    looks = held.looks
    return looks.areas[code] if drawn_as_area(held.kind) else looks.symbols[code]


def swatch_picture(swatch: Sign | None, sharpness: float) -> QPixmap:
    """A symbol or area style as a small picture, in the theme that the application wears."""
    picture = QPixmap(SWATCH * sharpness)
    picture.setDevicePixelRatio(sharpness)
    picture.fill(Qt.GlobalColor.transparent)
    if swatch is not None:
        painter = QPainter(picture)
        paint_legend(
            painter, QRectF(0, 0, SWATCH.width() + 4, SWATCH.height()), [LegendRow("", swatch, heading=True)], current()
        )
        painter.end()
    return picture


class Swatch(QLabel):
    """A symbol that follows the theme."""

    def __init__(self, swatch: Sign | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._swatch = swatch
        self.setFixedSize(SWATCH)
        self.show_swatch(swatch)

    def show_swatch(self, swatch: Sign | None) -> None:
        """Another symbol."""
        self._swatch = swatch
        self.setPixmap(swatch_picture(swatch, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.show_swatch(self._swatch)


class RowName(QLabel):
    """The name of a row, over as many lines as it needs; pressed by mouse, Enter or Space."""

    clicked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setMinimumHeight(LEAST)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("role", "row-name")

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class LayerRow(QFrame):
    """One type: what it is called, how many are in view and in all; opened, what its symbols stand for."""

    shown = pyqtSignal(str, bool)
    chosen = pyqtSignal(str)
    """The type whose records are to be listed."""
    opacity_set = pyqtSignal(str, float)
    style_chosen = pyqtSignal(str, object)
    """The type, and By what it is to be styled, or None."""

    def __init__(self, type_: str, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.type, self._session = type_, session
        self.setProperty("role", "layer")
        self.open, self.eye, self.swatch = QToolButton(), Eye(), Swatch(None)
        self.name, self.count = RowName(), QLabel()
        self.styling: StyleChooser | None = None
        self.legend: QWidget | None = None
        self._by: By | None = None
        self._entries: Callable[[], Sequence[LegendEntry]] = list
        self._opacity_now = 1.0
        self.open.setProperty("kind", "chevron")
        self.open.setCheckable(True)
        self.open.setIconSize(QSize(14, 14))
        self.count.setProperty("role", "number")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 0, 10, 0)
        self._column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(3)
        for widget in (self.open, self.eye, self.swatch, self.name, self.count):
            row.addWidget(widget, 1 if widget is self.name else 0)
        self._column.addLayout(row)
        self.eye.toggled.connect(lambda seen: self.shown.emit(self.type, seen))
        self.name.clicked.connect(lambda: self.chosen.emit(self.type))
        self.open.toggled.connect(self._opened)
        self._opened(False)
        self.relabel()

    def relabel(self) -> None:
        """Say it in the window's language."""
        session = self._session
        label = session.label(session.project.catalogue[self.type].about.plural)
        self.name.setText(label)
        self.name.setToolTip(session.translate(say("List these records in the table")))
        self.eye.setToolTip(session.translate(say("Show or hide on the map")))
        self.eye.setAccessibleName(f"{label}: {self.eye.toolTip()}")
        self.open.setToolTip(session.translate(say("What the symbols mean")))
        self.open.setAccessibleName(f"{label}: {self.open.toolTip()}")
        self.count.setToolTip(session.translate(say("In view, and in all")))
        if self.styling is not None:
            self.styling.relabel()

    def show_counts(self, in_view: int | None, total: int) -> None:
        """How many are in view and in all; None where that is not known yet or the layer is hidden."""
        whole = number_text(total)
        self.count.setText(whole if in_view is None or in_view == total else f"{number_text(in_view)} / {whole}")

    def explain(self, entries: Callable[[], Sequence[LegendEntry]], opacity: float, by: By | None = None) -> None:
        """What each symbol stands for, with how many records, and the opacity; made when the row is opened."""
        self._entries, self._opacity_now, self._by = entries, opacity, by
        if self.legend is not None:
            self._column.removeWidget(self.legend)
            self.legend.hide()
            self.legend.deleteLater()
            self.legend = None
        self._opened(self.open.isChecked())

    def _make_legend(self) -> QWidget:
        legend = QWidget()
        column = QVBoxLayout(legend)
        column.setContentsMargins(52, 0, 0, 8)
        column.setSpacing(0)
        for entry in self._entries():
            column.addLayout(self._entry(entry))
        column.addLayout(self._opacity(self._opacity_now))
        self._column.addWidget(legend)
        return legend

    def _entry(self, entry: LegendEntry) -> QHBoxLayout:
        row, words = QHBoxLayout(), QLabel(entry.text)
        words.setWordWrap(True)
        row.setSpacing(6)
        if entry.sign is not None:
            row.addWidget(Swatch(entry.sign))
        else:
            words.setProperty("role", "hint")
        row.addWidget(words, 1)
        if entry.count is not None:
            number = QLabel(number_text(entry.count))
            number.setProperty("role", "number")
            row.addWidget(number)
        return row

    def _opacity(self, opacity: float) -> QHBoxLayout:
        row, label, slider = QHBoxLayout(), QLabel(), QSlider(Qt.Orientation.Horizontal)
        label.setText(self._session.translate(say("Opacity")))
        label.setProperty("role", "hint")
        slider.setRange(10, 100)
        slider.setValue(round(opacity * 100))
        slider.setAccessibleName(label.text())
        slider.valueChanged.connect(lambda value: self.opacity_set.emit(self.type, value / 100))
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(slider, 1)
        return row

    def _opened(self, opened: bool) -> None:
        self.open.setIcon(live_icon("chevron-down" if opened else "chevron-right", "muted"))
        if opened and self.styling is None:
            self.styling = StyleChooser(self.type, self._session)
            self.styling.chosen.connect(lambda by: self.style_chosen.emit(self.type, by))
            self._column.addWidget(self.styling)
        if self.styling is not None:
            self.styling.show_by(self._by)
            self.styling.setVisible(opened)
        if opened and self.legend is None and self.styling is not None:
            self.legend = self._make_legend()
            chain(self.name, self.styling)
            chain(self.styling.bounds, self.legend)
        if self.legend is not None:
            self.legend.setVisible(opened)


class LayerTree(QuietScroll):
    """All types that the map can draw, the topmost first; those without a record behind a button."""

    chosen = pyqtSignal(str)

    def __init__(
        self, session: Session, contents: MapContents, filters: Filters, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._contents, self._filters = session, contents, filters
        self._rows: dict[str, LayerRow] = {}
        self._in_view: Mapping[str, int] = {}
        self._empty_too = False
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 4, 0, 8)
        self._column.setSpacing(0)
        self.setWidget(inside)
        self.base, self.more = self._make_base(), QPushButton()
        self.more.setProperty("kind", "quiet")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_empty)
        for type_ in reversed(contents.types):
            self._column.addWidget(self._make_row(type_))
        self.base_maps = BaseMapRows(contents.base_maps, session)
        self._column.addWidget(self.base_maps)
        self._column.addWidget(self.base)
        self._column.addWidget(self.more)
        self._column.addStretch(1)
        contents.type_read.connect(self._read)
        contents.shown_changed.connect(self._show_eyes)
        contents.ready.connect(self.refresh)
        filters.changed.connect(self.refresh)
        session.language_changed.connect(lambda language: self._relabel())
        self._relabel()

    def row(self, type_: str) -> LayerRow:
        """The row of a type. Raises KeyError."""
        return self._rows[type_]

    def show_in_view(self, counts: Mapping[str, int]) -> None:
        """How many rows of each layer are in view."""
        self._in_view = counts
        for type_, row in self._rows.items():
            self._show_counts(type_, row)

    def refresh(self) -> None:
        """Count again, and show which layers there are."""
        for type_ in self._rows:
            self._refresh_row(type_)
        self._show_eyes()
        self._show_empty(self._empty_too)

    def _read(self, type_: str) -> None:
        if self._contents.is_ready and type_ in self._rows:
            self._refresh_row(type_)
            self._show_empty(self._empty_too)

    def _refresh_row(self, type_: str) -> None:
        row, held = self._rows[type_], self._contents.held(type_)
        self._show_counts(type_, row)
        if held is not None:
            self._show_symbols(row, held)

    def _show_eyes(self) -> None:
        for type_, row in self._rows.items():
            row.eye.set_seen(self._contents.visible(type_))
            self._show_counts(type_, row)
        self._base_eye.set_seen(self._contents.base_visible)

    def _make_row(self, type_: str) -> LayerRow:
        row = LayerRow(type_, self._session)
        row.eye.set_seen(self._contents.visible(type_))
        row.shown.connect(self._contents.show)
        row.chosen.connect(self.chosen)
        row.opacity_set.connect(self._contents.set_opacity)
        row.style_chosen.connect(self._contents.style)
        self._rows[type_] = row
        return row

    def _make_base(self) -> QFrame:
        frame, self._base_eye, self._base_name = QFrame(), Eye(), QLabel()
        frame.setProperty("role", "layer")
        self._base_eye.set_seen(True)
        self._base_eye.toggled.connect(self._contents.show_base)
        row = QHBoxLayout(frame)
        row.setContentsMargins(27, 0, 10, 0)
        row.setSpacing(3)
        sign = IconLabel("layers", "muted", 18)
        row.addWidget(self._base_eye)
        row.addSpacing(5)
        row.addWidget(sign)
        row.addSpacing(5)
        row.addWidget(self._base_name, 1)
        return frame

    def _show_counts(self, type_: str, row: LayerRow) -> None:
        held = self._contents.held(type_)
        if held is None:
            return
        mask = self._filters.mask(type_, held.narrow)
        total = held.count if mask is None else int(np.count_nonzero(mask))
        found = [self._in_view[key] for key in held.counting if key in self._in_view]
        row.show_counts(sum(found) if found and self._contents.visible(type_) else None, total)

    def _show_symbols(self, row: LayerRow, held: TypeLayers) -> None:
        looks, mask = held.looks, self._filters.mask(held.kind.name, held.narrow)
        counts = np.bincount(kept(mask, looks.codes), minlength=len(looks.values))
        row.swatch.show_swatch(_sign(held, looks.certain(int(counts.argmax()))))
        row.explain(lambda: self._entries(held, mask), self._contents.opacity(held.kind.name),
                    self._contents.by(held.kind.name))  # fmt: skip

    def _entries(self, held: TypeLayers, mask: Rows | None) -> list[LegendEntry]:
        looks = held.looks
        said = [] if looks.by is None else [LegendEntry(None, self._session.translate(looks.by), None)]
        if len(looks.values) < 2 and looks.by is None:
            return said
        if not held.groups:
            return said + self._value_entries(held, kept(mask, looks.codes))
        for group in reversed(held.groups):
            mine = kept(mask, looks.codes)[kept(mask, group.rows)]
            if len(mine):
                said.append(LegendEntry(group.several, self._session.translate(group.title), len(mine)))
                said += self._value_entries(held, mine)
        return said

    def _value_entries(self, held: TypeLayers, codes: NDArray[np.uint16]) -> list[LegendEntry]:
        counts = np.bincount(codes, minlength=len(held.looks.values))
        return [
            LegendEntry(_sign(held, at), self._value_text(held.looks.titles[at]), int(counts[at]))
            for at in np.flatnonzero(counts).tolist()
        ]

    def _value_text(self, title: Message) -> str:
        if isinstance(title, Doubtful) and title.why == AT_ITS_SETTLEMENT:
            return self._session.translate(say("{value}, placed at its settlement", value=title.value))
        return self._session.translate(title)

    def _show_empty(self, shown: bool) -> None:
        self._empty_too = shown
        empty = [type_ for type_ in self._rows if self._is_empty(type_)]
        all_empty = len(empty) == len(self._rows)
        for type_, row in self._rows.items():
            row.setVisible(shown or all_empty or type_ not in empty)
        self.more.setVisible(bool(empty) and not all_empty)
        self._relabel_more(len(empty))

    def _is_empty(self, type_: str) -> bool:
        held = self._contents.held(type_)
        return held is None or not held.count

    def _relabel(self) -> None:
        for row in self._rows.values():
            row.relabel()
        translate = self._session.translate
        self._base_name.setText(translate(say("Base map")))
        self._base_eye.setToolTip(translate(say("Show or hide on the map")))
        self._base_eye.setAccessibleName(f"{self._base_name.text()}: {self._base_eye.toolTip()}")
        self.refresh()

    def _relabel_more(self, empty: int) -> None:
        translate = self._session.translate
        if self._empty_too:
            self.more.setText(translate(say("Hide empty layers")))
        else:
            self.more.setText(translate(say("Empty layers: {count}", count=empty)))
