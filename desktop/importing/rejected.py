"""The rows that were rejected: which field and value stood in the way, why, and what a person gives in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import QTableView, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.plain_table import PlainTable
from desktop.importing.attaching import Attaching
from forensics.identifiers import is_id
from forensics.messages import say
from layers.imports.staging import Given, Rejected

_HEADINGS = (say("In row"), say("Field"), say("Value"), say("Problem"), say("Given by hand"))
_ROW, _FIELD, _VALUE, _PROBLEM, _GIVEN = range(5)


class RejectedModel(QAbstractTableModel):
    """One line for each row that is rejected, or was until a value was given for it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.type = ""
        self.lines: Sequence[Rejected] = ()
        self.given: Given = {}
        self._met: dict[int, Rejected] = {}
        desk.named.connect(self._named)

    def show(self, type_: str, rejected: Sequence[Rejected], given: Given) -> None:
        """Show what a trial rejected, and beside it the rows that are only taken because of what was given."""
        self.beginResetModel()
        self.type, self.given = type_, given
        now = {one.row: one for one in rejected}
        self._met = {row: self._met[row] for row in given if row in self._met} | now
        self.lines = sorted(self._met.values(), key=lambda one: one.row)
        self.endResetModel()

    def give(self, given: Given) -> None:
        """Show what is given now, before it is tried."""
        self.given = given
        self._named()

    def forget(self) -> None:
        """Another file: nothing was rejected of it."""
        self._met = {}
        self.show(self.type, (), {})

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
            return self.label(one.field)
        if index.column() == _VALUE:
            return one.value
        return self.desk.say(one.problem) if index.column() == _PROBLEM else self.given_text(one)

    def label(self, field: str | None) -> str:
        """What a field of the type is called."""
        declared = self.desk.session.project.catalogue[self.type].by_name.get(field or "")
        return self.desk.session.label(declared.label) if declared else field or "–"

    def given_text(self, one: Rejected) -> str:
        """What is given for a row; a record by its name."""
        text = self.given.get(one.row, {}).get(one.field or "", "")
        return self.desk.name(text) if is_id(text) else text

    def alike(self, one: Rejected) -> list[int]:
        """The rows in which the same value of the same field stood in the way."""
        return [other.row for other in self.lines if (other.field, other.value) == (one.field, one.value)]

    def _named(self) -> None:
        if self.lines:
            last = len(self.lines) - 1
            self.dataChanged.emit(self.index(0, _GIVEN), self.index(last, _GIVEN))


class RejectedPane(QWidget):
    """The list, and below it what the chosen row says and a line to give a value."""

    given = pyqtSignal(dict)
    """What is given now, by row and field."""
    looked_at = pyqtSignal(int)
    """The number of the row that a person looks at."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RejectedModel(desk, self)
        self.view: QTableView = PlainTable(self.model, (76, 130, 170, 440, 200))
        self.attaching = Attaching(desk)
        self._given: dict[int, dict[str, str]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.view, 1)
        column.addWidget(self.attaching)
        self.attaching.gave.connect(self._give)
        self.view.clicked.connect(lambda _: self.attaching.begin())
        self.view.activated.connect(lambda _: self.attaching.begin())
        selection = self.view.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(lambda *_: self._look())

    def show_rejected(self, type_: str, rejected: Sequence[Rejected], given: Given) -> None:
        """Show what a trial said; the chosen row stays."""
        held = self.row
        self._given = {row: dict(texts) for row, texts in given.items()}
        self.model.show(type_, rejected, given)
        numbers = [one.row for one in self.model.lines]
        if numbers:
            at = numbers.index(held.row) if held is not None and held.row in numbers else 0
            self.view.selectRow(at)
        self._look()

    def forget(self) -> None:
        """Another file."""
        self._given = {}
        self.model.forget()
        self._look()

    @property
    def row(self) -> Rejected | None:
        """The chosen row."""
        at = self.view.currentIndex().row()
        return self.model.lines[at] if 0 <= at < len(self.model.lines) else None

    def _look(self) -> None:
        one = self.row
        alike = self.model.alike(one) if one is not None else []
        self.attaching.show_row(self.model.type, one, len(alike), self._text_of(one))
        if one is not None:
            self.looked_at.emit(one.row)

    def _text_of(self, one: Rejected | None) -> str:
        return "" if one is None else self._given.get(one.row, {}).get(one.field or "", "")

    def _give(self, text: str, to_all: bool) -> None:
        """Give a text for the chosen row, or for all that say the same; an empty one takes it back."""
        one = self.row
        if one is None or one.field is None:
            return
        for number in self.model.alike(one) if to_all else [one.row]:
            texts = self._given.setdefault(number, {})
            texts[one.field] = text
            if not text:
                del texts[one.field]
            if not texts:
                del self._given[number]
        given: Mapping[int, dict[str, str]] = {row: dict(texts) for row, texts in sorted(self._given.items())}
        self.model.give(given)
        self._look()
        self.given.emit(given)
