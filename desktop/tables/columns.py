"""Which columns a table shows, chosen in a small panel with a search line."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from desktop.forms.popup import Popup
from desktop.session import Session
from desktop.tables.model import first_fields
from desktop.theme.touch import hit_pixels
from forensics.catalogue import RecordType
from forensics.fields import Field, Kind
from forensics.messages import say
from forensics.reading import folded

_NAME = Qt.ItemDataRole.UserRole


class ColumnChooser(Popup):
    """Each field of the type can be ticked; a new column comes last."""

    chosen = pyqtSignal(list)
    """The Fields that are to be shown, in their order."""

    def __init__(self, session: Session, kind: RecordType, shown: Sequence[Field], parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self.kind = session, kind
        self._shown = [field.name for field in shown]
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(session.translate(say("Search for a column")))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setFixedSize(300, 340)
        for field in kind.fields:
            if field.kind is not Kind.ANSWERS:
                self.list.addItem(self._item(field))
        again = QPushButton(session.translate(say("As at the beginning")), self)
        again.setProperty("kind", "small")
        again.clicked.connect(self._begin_again)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(again)
        self.column.addWidget(self.search)
        self.column.addWidget(self.list)
        self.column.addLayout(row)
        self.search.textChanged.connect(self._narrow)
        self.list.itemChanged.connect(self._ticked)

    def _item(self, field: Field) -> QListWidgetItem:
        item = QListWidgetItem(self.session.label(field.label))
        item.setData(_NAME, field.name)
        item.setSizeHint(QSize(0, hit_pixels()))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Checked if field.name in self._shown else Qt.CheckState.Unchecked)
        return item

    def _narrow(self, text: str) -> None:
        wanted = folded(text)
        for item in self._items():
            item.setHidden(wanted not in folded(item.text()) and wanted not in folded(str(item.data(_NAME))))

    def _items(self) -> list[QListWidgetItem]:
        found = (self.list.item(row) for row in range(self.list.count()))
        return [item for item in found if item is not None]

    def _ticked(self, item: QListWidgetItem) -> None:
        name = str(item.data(_NAME))
        ticked = item.checkState() == Qt.CheckState.Checked
        if ticked and name not in self._shown:
            self._shown.append(name)
        elif not ticked and name in self._shown:
            self._shown.remove(name)
        self.chosen.emit([self.kind.by_name[one] for one in self._shown])

    def _begin_again(self) -> None:
        self._shown = [field.name for field in first_fields(self.kind)]
        self.list.blockSignals(True)
        for item in self._items():
            shown = item.data(_NAME) in self._shown
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.list.update()
        self.chosen.emit([self.kind.by_name[one] for one in self._shown])
