"""The codes of a file of points, each with where its points go, or where a control point lies in the grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PyQt6.QtCore import QAbstractItemModel, QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.theme.theme import current
from forensics.messages import Message, say
from layers.surveying.points import Surveyed

CODE, COUNT, FIRST, TARGET, CONTROL = range(5)
HEADINGS = (say("Code"), say("Points"), say("First point"), say("Goes to"), say("Control point: x; y; z"))
ROW = 38


class CodesTable(QTableWidget):
    """Two columns are for the person; what a code says by itself stands there in grey until something is written."""

    edited = pyqtSignal()

    def __init__(
        self, targets: Sequence[str], translate: Callable[[Message], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(0, len(HEADINGS), parent)
        self._found: Mapping[str, str] = {}
        self.setHorizontalHeaderLabels([translate(words) for words in HEADINGS])
        self.setItemDelegateForColumn(TARGET, _Targets(targets, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        assert rows is not None
        assert columns is not None
        rows.hide()
        rows.setDefaultSectionSize(ROW)
        for column, wide in ((CODE, 120), (COUNT, 70), (FIRST, 210), (TARGET, 220)):
            self.setColumnWidth(column, wide)
        columns.setSectionResizeMode(CONTROL, QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(self._changed)

    def show_codes(self, by_code: Mapping[str, Sequence[Surveyed]]) -> None:
        """A row for each code, in the order of the file."""
        self.blockSignals(True)
        self.setRowCount(len(by_code))
        for row, (code, points) in enumerate(by_code.items()):
            first = points[0]
            height = "" if first.z is None else f"  {first.z:.3f}"
            texts = (code, str(len(points)), f"{first.x:.3f}  {first.y:.3f}{height}", "", "")
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column in (CODE, COUNT, FIRST):
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.setItem(row, column, item)
        self.blockSignals(False)

    def show_found(self, found: Mapping[str, str]) -> None:
        """Where the points of each code would go, also of those that nobody assigned."""
        self._found = found
        self.blockSignals(True)
        for row in range(self.rowCount()):
            item, code = self.item(row, TARGET), self._text(row, CODE)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) is None:
                item.setText(found.get(code, ""))
                item.setForeground(current().palette_colour("muted"))
        self.blockSignals(False)

    @property
    def assigned(self) -> dict[str, str]:
        """Where a person sends the points of each code."""
        return {
            self._text(row, CODE): self._text(row, TARGET)
            for row in range(self.rowCount())
            if self._is_written(row, TARGET) and self._text(row, TARGET)
        }

    @property
    def controls(self) -> dict[str, str]:
        """The texts of those that are control points."""
        return {
            self._text(row, CODE): self._text(row, CONTROL)
            for row in range(self.rowCount())
            if self._text(row, CONTROL)
        }

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item is not None else ""

    def _is_written(self, row: int, column: int) -> bool:
        item = self.item(row, column)
        return item is not None and item.data(Qt.ItemDataRole.UserRole) is not None

    def _changed(self, item: QTableWidgetItem) -> None:
        if item.column() not in (TARGET, CONTROL):
            return
        self.blockSignals(True)
        item.setData(Qt.ItemDataRole.UserRole, item.text() or None)  # emptied, a code speaks for itself again
        item.setForeground(current().palette_colour("text"))
        self.blockSignals(False)
        self.edited.emit()


class _Targets(QStyledItemDelegate):
    """A list that takes any text, and completes it from the middle too."""

    def __init__(self, targets: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._targets = list(targets)

    def createEditor(
        self, parent: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget | None:  # fmt: skip
        editor = QComboBox(parent)
        editor.setEditable(True)
        editor.addItems(["", *self._targets])
        completer = editor.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        return editor

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data() or ""))

    def setModelData(self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex) -> None:
        if isinstance(editor, QComboBox) and model is not None and editor.currentText() != index.data():
            model.setData(index, editor.currentText())
