"""The columns of a file: what stands in its first rows, and which field each of them feeds."""

from __future__ import annotations

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QTableView, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import Said
from desktop.forms.picker import Choice, Picker
from desktop.forms.plain_table import PlainTable
from forensics.fields import Field, Kind
from forensics.folding import finds
from forensics.messages import say
from forensics.reading import folded
from layers.imports.matching import DAYS
from layers.imports.preview import FIRST, Preview

NOTHING = "-"
"""Stands among the choices for: no field."""
_ID = "id"
_NAME, _FIELD = 0, 1


class ColumnsModel(QAbstractTableModel):
    """A row for each column of the file: its name, its field, and what its first rows hold."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.seen: Preview | None = None

    def show(self, seen: Preview | None) -> None:
        """Show another file, or the same understood otherwise."""
        self.beginResetModel()
        self.seen = seen
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.seen is None else len(self.seen.columns)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2 + FIRST

    def headerData(self, section: int, across: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or across != Qt.Orientation.Horizontal:
            return None
        if section == _NAME:
            return self.desk.say(say("Column"))
        if section == _FIELD:
            return self.desk.say(say("Field"))
        return self.desk.say(say("Row {number}", number=section - _FIELD))

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.seen is None or not index.isValid():
            return None
        column = self.seen.columns[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _FIELD:
            return self.why(column) or self.fields(column) or None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.column() == _NAME:
            return column
        if index.column() == _FIELD:
            return self.fields(column) or "–"
        rows, at = self.seen.rows, index.column() - _FIELD - 1
        cells = rows[at].cells if at < len(rows) else ()
        return cells[index.row()] if index.row() < len(cells) else ""

    def fields(self, column: str) -> str:
        """The labels of the fields that a column feeds."""
        if self.seen is None:
            return ""
        kind = self.desk.session.project.catalogue[self.seen.type]
        labels = [
            self.desk.session.label(kind.by_name[name].label) if name in kind.by_name else name
            for name in self.seen.fields.get(column, ())
        ]
        return ", ".join(labels)

    def why(self, column: str) -> str:
        """Why a column feeds no field."""
        message = self.seen.left.get(column) if self.seen else None
        return self.desk.say(message) if message else ""


class ColumnsPane(QWidget):
    """The table, and below it a line in which the field of the chosen column is found by typing."""

    mapped = pyqtSignal(str, str)
    """A column and the field that a person wants it to feed; an empty one is none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.model = ColumnsModel(desk, self)
        self.view: QTableView = PlainTable(self.model, (180, 230, 150, 150, 150, 150))
        self.name, self.line = QLabel(), Picker()
        self.why = Said("", "hint")
        self.why.say("")
        self._lay_out()
        self.line.setMinimumWidth(280)
        self.line.set_prompt(desk.say(say("Choose or type to search")))
        self.line.setAccessibleName(desk.say(say("Field")))
        self.line.wanted.connect(lambda typed: self.line.offer(self._choices(typed)))
        self.line.picked.connect(self._pick)
        selection = self.view.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(lambda *_: self._show_column())
        self._show_column()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.name)
        row.addWidget(self.line)
        row.addWidget(self.why, 1, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.view, 1)
        column.addLayout(row)

    def show_file(self, seen: Preview | None) -> None:
        """Show another file, or the same understood otherwise; the chosen column stays."""
        held = self.column
        self.model.show(seen)
        columns = seen.columns if seen else ()
        if columns:
            self.view.selectRow(columns.index(held) if held in columns else 0)
        self._show_column()

    @property
    def column(self) -> str:
        """The chosen column."""
        at, seen = self.view.currentIndex().row(), self.model.seen
        return seen.columns[at] if seen is not None and 0 <= at < len(seen.columns) else ""

    def _show_column(self) -> None:
        column = self.column
        shown = self.name.fontMetrics().elidedText(column, Qt.TextElideMode.ElideRight, 240)
        self.name.setText(self.desk.say(say("Column “{column}” gives", column=shown)) if column else "")
        self.line.setText(self.model.fields(column))
        self.line.setCursorPosition(0)
        self.line.setVisible(bool(column))
        self.why.say(self.model.why(column))

    def _choices(self, typed: str) -> list[Choice]:
        seen = self.model.seen
        if seen is None:
            return []
        kind = self.desk.session.project.catalogue[seen.type]
        listed = [one for declared in kind.typed for one in self._ways(declared)]
        listed.sort(key=lambda choice: choice.label)
        listed.append(Choice(_ID, self.desk.say(say("Id of the record")), apart=True))
        if not seen.source:
            listed.append(Choice(NOTHING, self.desk.say(say("No field")), apart=True))
        fitting = [one for one in listed if not typed or finds(typed, one.label) or one.value == typed]
        return sorted(fitting, key=lambda one: bool(typed) and not folded(one.label).startswith(folded(typed)))

    def _ways(self, declared: Field) -> list[Choice]:
        """The field as a whole, and of a place its two numbers."""
        label = self.desk.session.label(declared.label)
        ways = [Choice(declared.name, label)]
        if declared.spatial:
            ways += [
                Choice(f"{declared.name}.x", self.desk.say(say("{place}: east or longitude", place=label))),
                Choice(f"{declared.name}.y", self.desk.say(say("{place}: north or latitude", place=label))),
            ]
        if declared.kind is Kind.DATE:
            days = self.desk.say(say("{date}: days as a spreadsheet counts them", date=label))
            ways.append(Choice(f"{declared.name}.{DAYS}", days))
        return ways

    def _pick(self, field: str) -> None:
        if self.column:
            self.mapped.emit(self.column, "" if field == NOTHING else field)
