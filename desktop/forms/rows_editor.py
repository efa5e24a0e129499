"""A short table inside a record: each row a small group of lines, and a button below for the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from PyQt6.QtCore import Qt, QTime, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import QCompleter, QFrame, QGridLayout, QLineEdit, QPushButton, QWidget

from desktop.forms.day_total import DayTotal
from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.look import IconButton, set_property, wrapped
from forensics.errors import TaphosError
from forensics.fields import Field
from forensics.messages import say
from forensics.reading import read_value

_ABREAST = 2
"""How many cells stand side by side."""


class RowsEditor(Editor):
    """The text is a JSON list of rows; an empty row counts for nothing."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._given = ""
        self._locked = False
        self._rows: list[Row] = []
        self.column.setSpacing(6)
        self.adder = AddButton(self)
        desk.spoken.text(self.adder, self.adder.setText, say("Add a row"))
        self.adder.clicked.connect(self._begin_row)
        self.column.addWidget(self.adder, 0, Qt.AlignmentFlag.AlignLeft)
        self.total = DayTotal(desk, field.clocks, self) if field.clocks else None
        if self.total is not None:
            self.column.addWidget(self.total)

    def text(self) -> str:
        if self._given:
            return self._given
        kept = [values for row in self._rows if (values := row.values())]
        return json.dumps(kept, ensure_ascii=False) if kept else ""

    def set_text(self, text: str) -> None:
        if text == self.text():
            return
        try:
            rows = read_value(self.field, text, self.desk.reading) or ()
        except TaphosError:
            rows = ()
        self._given = text
        self._fill(rows)

    def stops(self) -> list[QWidget]:
        return [*self._lines(), self.adder]

    def lock(self, locked: bool) -> None:
        self._locked = locked
        self.adder.setHidden(locked)
        for line in self._lines():
            line.setReadOnly(locked)
        for row in self._rows:
            row.cross.setHidden(locked)

    def mark(self, refused: bool) -> None:
        for line in self._lines():
            set_property(line, "problem", "true" if refused else "false")

    def _lines(self) -> list[QLineEdit]:
        return [line for row in self._rows for line in row.lines.values()]

    def _fill(self, rows: tuple[Mapping[str, str], ...]) -> None:
        while self._rows:
            self._drop(self._rows[0])
        for row in rows:
            self._add_row(row)
        self._add_up()

    def _add_up(self) -> None:
        if self.total is not None:
            self.total.show_rows([row.values() for row in self._rows])

    def _begin_row(self) -> None:
        """Add an empty row and let the person write there."""
        row = self._add_row({})
        first = next(iter(row.lines.values()))
        row.show()
        first.setFocus(Qt.FocusReason.TabFocusReason)
        before: QWidget = first
        for line in (*row.lines.values(), self.adder):
            QWidget.setTabOrder(before, line)
            before = line

    def _add_row(self, values: Mapping[str, str]) -> Row:
        row = Row(self.field, values, self.desk, self)
        row.edited.connect(self._typed)
        row.given_up.connect(lambda: self._take_out(row))
        row.cross.setHidden(self._locked)
        for line in row.lines.values():
            line.setReadOnly(self._locked)
            self.move_on(line)
        self.column.insertWidget(len(self._rows), row)
        self._rows.append(row)
        return row

    def _take_out(self, row: Row) -> None:
        self._drop(row)
        self._typed()

    def _drop(self, row: Row) -> None:
        self._rows.remove(row)
        self.column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _typed(self) -> None:
        self._given = ""
        self._add_up()
        self.edited.emit()


class AddButton(QPushButton):
    """A small button that Enter presses too."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "small")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Row(QFrame):
    """One row: a line for each column, its name above it."""

    edited = pyqtSignal()
    given_up = pyqtSignal()

    def __init__(self, field: Field, values: Mapping[str, str], desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "row")
        self.lines: dict[str, QLineEdit] = {}
        self._codes: dict[QLineEdit, Mapping[str, str]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 4, 8)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        columns = field.columns or {}
        for place, (name, label) in enumerate(columns.items()):
            across, down = place % _ABREAST, 2 * (place // _ABREAST)
            alone = across == 0 and place == len(columns) - 1
            head = wrapped("", "hint")
            head.setProperty("small", True)
            line = self.lines[name] = QLineEdit(values.get(name, ""), self)
            line.setMinimumWidth(60)
            desk.spoken.label(head, head.setText, label)
            desk.spoken.label(line, line.setAccessibleName, label)
            line.textEdited.connect(self.edited)
            listed = (field.coded or {}).get(name)
            if listed is not None:
                self._offer(line, {desk.session.label(text): code for code, text in listed.codes.items()})
            if name in field.clocks:
                now = QShortcut(QKeySequence(Qt.Key.Key_F5), line, context=Qt.ShortcutContext.WidgetShortcut)
                now.activated.connect(partial(self._put_now, line))
                line.setPlaceholderText("F5")
            grid.addWidget(head, down, across)
            grid.addWidget(line, down + 1, across, 1, _ABREAST if alone else 1)
            grid.setColumnStretch(across, 1)
        self.cross = IconButton("close", self, stop=False, size=14)
        desk.spoken.text(self.cross, self.cross.setToolTip, say("Take this row out"))
        self.cross.clicked.connect(self.given_up)
        grid.addWidget(self.cross, 1, _ABREAST)

    def _offer(self, line: QLineEdit, codes: Mapping[str, str]) -> None:
        """Show a code by its label, and offer the labels while it is written."""
        named = {code: label for label, code in codes.items()}
        line.setText(named.get(line.text(), line.text()))
        offered = QCompleter(list(codes), line)
        offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        offered.setFilterMode(Qt.MatchFlag.MatchContains)
        offered.activated[str].connect(lambda _: self.edited.emit())
        line.setCompleter(offered)
        self._codes[line] = codes

    def _put_now(self, line: QLineEdit) -> None:
        """Write what the clock shows."""
        if not line.isReadOnly():
            line.setText(QTime.currentTime().toString("HH:mm"))
            self.edited.emit()

    def values(self) -> dict[str, str]:
        """What stands in the row; empty cells are left out."""
        told = {name: (line, line.text().strip()) for name, line in self.lines.items()}
        return {name: self._codes.get(line, {}).get(text, text) for name, (line, text) in told.items() if text}
