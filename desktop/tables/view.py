"""The table itself: rows that are selected together with the map, copied as tab-separated text, ordered by a press."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QWidget,
)

from desktop.forms.plain_table import PlainTable
from desktop.tables.model import TableModel, can_order
from forensics.fields import Field, Kind
from forensics.ports import Values
from layers.words import Words

ROW_HEIGHT = 34
_WIDTHS = {
    Kind.TEXT: 180, Kind.NOTE: 240, Kind.CODE: 170, Kind.CODES: 200, Kind.WHOLE: 110, Kind.NUMBER: 110,
    Kind.FLAG: 90, Kind.DATE: 170, Kind.INSTANT: 220, Kind.REFERENCE: 170, Kind.REFERENCES: 200, Kind.PLACE: 230,
}  # fmt: skip
_WIDTH_OF_CODE = 150
_LEAST, _WIDEST = 90, 300
_LOOKED_AT = 60
"""Rows whose words say how wide their columns are to be; one in ten may be longer and is shortened."""
_PADDING = 30
MOST_SELECTED = 30_000
"""So many rows may be selected at once; more are cut off."""


class RecordView(PlainTable):
    """A table of records; the row that has the focus is the one in the inspector."""

    picked = pyqtSignal(list)
    """The rows that a person selected, the current one first."""
    menu_wanted = pyqtSignal(object)
    """Where on the screen a menu for the selected rows was asked for."""

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent=parent, row_height=ROW_HEIGHT)
        self.records = model
        self._following = False
        self._fitted: tuple[Field, ...] = ()
        model.arrived.connect(self._fit_first)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda place: self.menu_wanted.emit(self._on_screen(place)))
        across = self.horizontalHeader()
        assert across is not None
        across.setSectionsMovable(True)
        across.setSortIndicatorShown(False)
        across.setSectionsClickable(True)
        across.sectionClicked.connect(self._order_by)
        selection = self.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(self._selected)

    def fit_columns(self) -> None:
        """Give the columns widths that suit their headings and what most of their cells say, else their kinds."""
        rows = [values for row in range(_LOOKED_AT) if (values := self.records.values_at(row)) is not None]
        self._fitted = self.records.fields if rows else ()
        for column, field in enumerate(self.records.fields):
            said = self._common_width(field, rows) if rows else max(_width(field), self._longest_label(field))
            self.setColumnWidth(column, max(said, self._heading_width(field)))

    def _fit_first(self) -> None:
        """Fit once to what the columns hold; after that a hand may have set them."""
        if self._fitted != self.records.fields:
            self.fit_columns()

    def _common_width(self, field: Field, rows: Sequence[Values]) -> int:
        fitted = self.fontMetrics()
        widths = sorted(fitted.horizontalAdvance(self.records.said(field, values)) for values in rows)
        return min(max(widths[(len(widths) * 9) // 10] + _PADDING, _LEAST), _WIDEST)

    def _longest_label(self, field: Field) -> int:
        """The room that the longest of a field's codes takes, within reason."""
        if field.kind is not Kind.CODE or field.vocabulary is None:
            return 0
        session, fitted = self.records.session, self.fontMetrics()
        widths = [fitted.horizontalAdvance(session.label(label)) for label in field.vocabulary.all_codes.values()]
        return min(max(widths) + _PADDING, _WIDEST)

    def _heading_width(self, field: Field) -> int:
        font = self.font()
        font.setBold(True)
        label = self.records.headerData(self.records.fields.index(field), Qt.Orientation.Horizontal)
        return QFontMetrics(font).horizontalAdvance(str(label)) + 44

    # Order

    def _order_by(self, column: int) -> None:
        """Ascending, descending, and then as they came."""
        across = self.horizontalHeader()
        assert across is not None
        field = self.records.fields[column]
        if not can_order(field):
            return
        held = self.records.query.order
        if held == field.name:
            self._order(column, Qt.SortOrder.DescendingOrder)
        elif held == f"-{field.name}":
            across.setSortIndicatorShown(False)
            self.records.sort(-1)
        else:
            self._order(column, Qt.SortOrder.AscendingOrder)

    def _order(self, column: int, order: Qt.SortOrder) -> None:
        across = self.horizontalHeader()
        assert across is not None
        across.setSortIndicatorShown(True)
        across.setSortIndicator(column, order)
        self.records.sort(column, order)

    # Selection

    def selected_rows(self) -> list[int]:
        """The rows that are selected, the current one first."""
        selection = self.selectionModel()
        if selection is None:
            return []
        chosen = selection.selection()
        parts = [chosen[number] for number in range(len(chosen))]
        found = {row for part in parts for row in range(part.top(), part.bottom() + 1)}
        rows = sorted(found)[:MOST_SELECTED]
        current = self.currentIndex().row()
        return [current, *(row for row in rows if row != current)] if current in rows else rows

    def selected_ids(self) -> list[str]:
        """The ids of the selected rows that are read."""
        found = (self.records.values_at(row) for row in self.selected_rows())
        return [str(values["id"]) for values in found if values is not None]

    def select_ids(self, ids: Sequence[str], *, add: bool = False) -> int | None:
        """Select the rows of these records, where they are read; gives the row of the first, where that is.

        With `add` rows that are selected stay so: more of them have been read.
        """
        rows = self.records.rows_of(frozenset(ids))
        first = rows.get(ids[0]) if ids else None
        selection, last = self.selectionModel(), max(0, self.records.columnCount() - 1)
        if selection is None:
            return first
        wanted = QItemSelection()
        held = set(self.selected_rows()) if add else set()
        for row in set(rows.values()) - held:
            wanted.select(self.records.index(row, 0), self.records.index(row, last))
        flags = QItemSelectionModel.SelectionFlag
        self._following = True
        if first is not None and not add:
            current = self.records.index(first, max(0, self.currentIndex().column()))
            selection.setCurrentIndex(current, flags.NoUpdate)
        if wanted.count() or not add:
            selection.select(wanted, flags.Select if add else flags.ClearAndSelect)
        self._following = False
        return first

    def _selected(self, *_: QItemSelection) -> None:
        if not self._following:
            self.picked.emit(self.selected_rows())

    # Copying

    def copied(self, words: Words) -> str:
        """The selected rows as tab-separated text with a line of headings, in the order in which they stand."""
        across = self.horizontalHeader()
        assert across is not None
        order = sorted(range(len(self.records.fields)), key=across.visualIndex)
        fields = [self.records.fields[column] for column in order]
        lines = ["\t".join(str(self.records.headerData(column, Qt.Orientation.Horizontal)) for column in order)]
        for row in sorted(self.selected_rows()):
            values = self.records.values_at(row)
            if values is not None:
                lines.append("\t".join(_cell(self.records.said(field, values)) for field in fields))
        return "\n".join(lines)

    def copy(self) -> None:
        """Put the selected rows on the clipboard."""
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.copied(self.records.words))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def _on_screen(self, place: QPoint) -> QPoint:
        viewport = self.viewport()
        return viewport.mapToGlobal(place) if viewport is not None else place


def _width(field: Field) -> int:
    return _WIDTH_OF_CODE if field.name == "code" else _WIDTHS.get(field.kind, 160)


def _cell(text: str) -> str:
    return " ".join(text.split())
