"""A short table inside a record: lines side by side, with an empty row below for the next."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PyQt6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.look import IconButton, set_property
from forensics.errors import TaphosError
from forensics.fields import Field
from forensics.messages import say
from forensics.reading import read_value


class RowsEditor(Editor):
    """The text is a JSON list of rows; an empty row counts for nothing."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._columns = dict(field.columns or {})
        self._given = ""
        self._locked = False
        self._rows: list[tuple[list[QLineEdit], IconButton]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(4)
        for column, label in enumerate(self._columns.values()):
            head = QLabel(self)
            head.setProperty("role", "hint")
            desk.spoken.label(head, head.setText, label)
            self._grid.addWidget(head, 0, column)
            self._grid.setColumnStretch(column, 1)
        self.column.addLayout(self._grid)
        self._add_row({})

    def text(self) -> str:
        if self._given:
            return self._given
        rows = [self._row(lines) for lines, _ in self._rows]
        kept = [row for row in rows if row]
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
        return [line for lines, _ in self._rows for line in lines]

    def lock(self, locked: bool) -> None:
        self._locked = locked
        super().lock(locked)
        for _, cross in self._rows:
            cross.setVisible(not locked)

    def mark(self, refused: bool) -> None:
        for stop in self.stops():
            set_property(stop, "problem", "true" if refused else "false")

    def _row(self, lines: list[QLineEdit]) -> dict[str, str]:
        return {name: text for name, line in zip(self._columns, lines, strict=True) if (text := line.text().strip())}

    def _fill(self, rows: tuple[Mapping[str, str], ...]) -> None:
        while self._rows:
            self._drop(0)
        for row in rows:
            self._add_row(row)
        self._add_row({})

    def _add_row(self, row: Mapping[str, str]) -> None:
        number = self._grid.rowCount()
        lines = []
        for column, (name, label) in enumerate(self._columns.items()):
            line = QLineEdit(row.get(name, ""), self)
            line.setMinimumWidth(40)
            line.setReadOnly(self._locked)
            self.desk.spoken.label(line, line.setAccessibleName, label)
            line.textEdited.connect(self._typed)
            self.move_on(line)
            self._grid.addWidget(line, number, column)
            lines.append(line)
        cross = IconButton("close", self, stop=False, size=14)
        cross.setVisible(not self._locked)
        self.desk.spoken.text(cross, cross.setToolTip, say("Take this row out"))
        cross.clicked.connect(lambda: self._take_out(lines))
        self._grid.addWidget(cross, number, len(self._columns))
        self._rows.append((lines, cross))

    def _take_out(self, lines: list[QLineEdit]) -> None:
        place = next(number for number, (held, _) in enumerate(self._rows) if held is lines)
        self._drop(place)
        self._typed()

    def _drop(self, place: int) -> None:
        lines, cross = self._rows.pop(place)
        for gone in (*lines, cross):
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()

    def _typed(self) -> None:
        self._given = ""
        if not self._rows or self._row(self._rows[-1][0]):
            self._add_row({})
        self.edited.emit()
