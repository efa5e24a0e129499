"""One rejected row: what the file says in it, what stood in the way, and a line to give another value."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.editors import editor_of
from desktop.forms.look import Said, wrapped
from desktop.forms.picker import Picker
from desktop.forms.text_editor import TextEditor
from forensics.fields import Field, Kind
from forensics.identifiers import is_id
from forensics.messages import say, say_count
from layers.imports.staging import Rejected

_AS_TEXT = (Kind.PLACE, Kind.ROWS, Kind.ANSWERS, Kind.NOTE)
"""Kinds whose editors are too large for one line: what is typed is read all the same."""
_LONGEST, _MOST = 48, 300
"""Letters of a cell, and of a row, that are shown."""


class Attaching(QFrame):
    """The chosen row of the list, and the editor of the field that stood in the way."""

    gave = pyqtSignal(str, bool)
    """A text, and whether it is meant for all rows that say the same."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setProperty("role", "notice")
        self._row: Rejected | None = None
        self.editor: Editor | None = None
        self.title, self.cells = QLabel(), wrapped("", "hint")
        self.title.setProperty("role", "strong")
        self.problem = Said("problem", "problem")
        self.to_all = QCheckBox()
        self.to_all.setChecked(True)
        self.give, self.take_back = QPushButton(desk.say(say("Give"))), QPushButton(desk.say(say("Take back")))
        self.give.clicked.connect(self._give)
        self.take_back.clicked.connect(lambda: self.gave.emit("", self.to_all.isChecked()))
        self._lay_out()

    def _lay_out(self) -> None:
        self._line = QHBoxLayout()
        self._line.setSpacing(10)
        self._line.addWidget(self.to_all)
        self._line.addStretch(1)
        self._line.addWidget(self.give)
        self._line.addWidget(self.take_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.problem)
        column.addWidget(self.cells)
        column.addLayout(self._line)

    def show_row(self, type_: str, one: Rejected | None, alike: int, given: str) -> None:
        """Show another row, or the same with another value given."""
        kind = self.desk.session.project.catalogue.types.get(type_)
        declared = kind.by_name.get(one.field or "") if kind is not None and one is not None else None
        self.setVisible(one is not None)
        if one is None:
            return
        same = self._row is not None and (self._row.row, self._row.field) == (one.row, one.field)
        self._row = one
        label = self.desk.session.label(declared.label) if declared else ""
        where = self.desk.say(say("Row {row}", row=one.row))
        self.title.setText(" · ".join(filter(None, (where, label))))
        self.problem.say(self.desk.say(one.problem))
        self._edit(declared if declared is not None and declared.typed else None, given)
        count = say_count("In this row alone", "In all {count} rows that say the same", count=alike)
        self.to_all.setText(self.desk.say(count))
        self.to_all.setVisible(alike > 1 and self.editor is not None)
        self.take_back.setVisible(bool(given))
        if not same:
            self.cells.setText("")

    def show_cells(self, number: int, cells: Mapping[str, str]) -> None:
        """Show what the file says in the row."""
        if self._row is None or self._row.row != number:
            return
        whole = "  ·  ".join(f"{column}: {cell}" for column, cell in cells.items())
        short = "  ·  ".join(f"{column}: {_cut(cell, _LONGEST)}" for column, cell in cells.items())
        self.cells.setText(_cut(short, _MOST))
        self.cells.setToolTip(whole)

    def begin(self) -> None:
        """Go to the editor; what the file says is looked for at once where a record is wanted."""
        if self.editor is None:
            return
        stop = self.editor.stops()[0]
        stop.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(stop, Picker) and not self.editor.text() and self._row is not None:
            typed = re.split(r"[,(]", self._row.value)[0].strip()
            stop.setText(typed)
            stop.selectAll()
            stop.textEdited.emit(typed)

    def _edit(self, declared: Field | None, given: str) -> None:
        """Put the editor of a field in the line; the one that is there stays for the same field."""
        if self.editor is not None and (declared is None or self.editor.field is not declared):
            self._line.removeWidget(self.editor)
            self.editor.deleteLater()
            self.editor = None
        if declared is not None and self.editor is None:
            self.editor = _editor(declared, self.desk)
            self.editor.setMinimumWidth(320)
            self._line.insertWidget(0, self.editor, 2)
            self.editor.edited.connect(self._edited)
            for stop in self.editor.stops():
                if isinstance(stop, QLineEdit):
                    stop.returnPressed.connect(self._give)
        if self.editor is not None:
            self.editor.set_text(given)
        self.give.setVisible(self.editor is not None)

    def _edited(self) -> None:
        """A record that was picked is meant; what is typed waits for Enter."""
        if self.editor is not None and self.editor.field.names_record and is_id(self.editor.text()):
            self._give()

    def _give(self) -> None:
        if self.editor is not None and self.editor.text().strip():
            self.gave.emit(self.editor.text().strip(), self.to_all.isChecked() or self.to_all.isHidden())


def _editor(declared: Field, desk: Desk) -> Editor:
    return TextEditor(declared, desk) if declared.kind in _AS_TEXT else editor_of(declared, desk)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
