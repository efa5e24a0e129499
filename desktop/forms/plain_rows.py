"""Rows of a quiet table that are read and not edited: the words of a cell are made when it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PyQt6.QtWidgets import QWidget

from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import Message

Row = TypeVar("Row")
WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)


class PlainRows(QAbstractTableModel, Generic[Row]):
    """Who derives from this gives its headings, the words of a cell, and the icon of a row in its column `signed`."""

    headings: Sequence[Message] = ()
    signed = 0

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: Sequence[Row] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def cell(self, row: Row, column: int) -> str:
        """The words of a cell."""
        raise NotImplementedError

    def icon(self, row: Row) -> str:
        """The name of a row's icon."""
        raise NotImplementedError

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._session.translate(self.headings[section])
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in WORDS:
            return self.cell(row, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == self.signed:
            return live_icon(self.icon(row))
        return None
