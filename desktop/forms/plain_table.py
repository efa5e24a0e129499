"""A quiet table of text: rows are chosen whole, nothing is edited in it."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QModelIndex, QRect, Qt
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.theme.touch import hit_pixels

ROW_HEIGHT = 30
_SLIVER = 44
"""Pixels in which no word can be read: what is seen of a column that is no wider stays empty."""


class ShortenedCell(QStyledItemDelegate):
    """A cell whose words end in … where the table ends, also where it is wider than what can be seen of it."""

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        super().initStyleOption(option, index)
        view = self.parent()
        if option is not None and isinstance(view, QAbstractItemView):
            option.rect = _seen(option.rect, view)
            if option.rect.width() < _SLIVER:
                option.text = ""


class ShortenedHeading(QHeaderView):
    """Headings that end in … where the table ends."""

    def initStyleOptionForIndex(self, option: QStyleOptionHeader | None, logicalIndex: int) -> None:
        super().initStyleOptionForIndex(option, logicalIndex)
        place = QRect(self.sectionViewportPosition(logicalIndex), 0, self.sectionSize(logicalIndex), self.height())
        if option is not None and _seen(place, self).width() < _SLIVER:
            option.text = ""

    def paintSection(self, painter: QPainter | None, rect: QRect, logicalIndex: int) -> None:
        super().paintSection(painter, _seen(rect, self), logicalIndex)


def _seen(rect: QRect, view: QAbstractItemView) -> QRect:
    viewport = view.viewport()
    right = viewport.rect().right() if viewport is not None else rect.right()
    return rect if rect.left() >= right or rect.right() <= right else rect.adjusted(0, 0, right - rect.right(), 0)


class PlainTable(QTableView):
    """Columns begin with `widths`; the last takes the room that is left."""

    def __init__(
        self, model: QAbstractItemModel, widths: Sequence[int] = (), parent: QWidget | None = None, *,
        row_height: int = ROW_HEIGHT,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.setHorizontalHeader(ShortenedHeading(Qt.Orientation.Horizontal, self))
        self.setItemDelegate(ShortenedCell(self))
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        down, across = self.verticalHeader(), self.horizontalHeader()
        assert down is not None
        assert across is not None
        down.hide()
        self._row_height = row_height
        down.setDefaultSectionSize(max(row_height, hit_pixels()))
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setTextElideMode(Qt.TextElideMode.ElideRight)
        across.setHighlightSections(False)
        across.setStretchLastSection(True)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # Painting a heading, Qt asks whether its whole column is selected, row by row; ours shows no selection.
        across.setSelectionModel(QItemSelectionModel(model, across))
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        down = self.verticalHeader()
        if event is not None and event.type() == QEvent.Type.StyleChange and down is not None:
            down.setDefaultSectionSize(max(self._row_height, hit_pixels()))
