"""What was taken in and may be wrong: which value of which row, and why somebody should look at it."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PyQt6.QtWidgets import QTableView, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.plain_table import PlainTable
from forensics.messages import say
from layers.imports.doubting import Doubt

_HEADINGS = (say("In row"), say("Field"), say("Value"), say("Pointed out"))
_ROW, _FIELD, _VALUE = range(3)


class DoubtsModel(QAbstractTableModel):
    """One line for each value that is pointed out."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.type = ""
        self.lines: Sequence[Doubt] = ()

    def show(self, type_: str, doubts: Sequence[Doubt]) -> None:
        """Show those of another trial."""
        self.beginResetModel()
        self.type, self.lines = type_, doubts
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, across: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and across == Qt.Orientation.Horizontal:
            return self.desk.say(_HEADINGS[section])
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        one = self.lines[index.row()]
        if index.column() == _ROW:
            return str(one.row)
        if index.column() == _FIELD:
            declared = self.desk.session.project.catalogue[self.type].by_name.get(one.field)
            return self.desk.session.label(declared.label) if declared else one.field
        return one.value if index.column() == _VALUE else self.desk.say(one.problem)


class DoubtsPane(QWidget):
    """The list; nothing is changed here, because what is written is evidence."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = DoubtsModel(desk, self)
        self.view: QTableView = PlainTable(self.model, (76, 120, 190, 650))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
