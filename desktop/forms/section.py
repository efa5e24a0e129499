"""The fields of one group under a heading that folds them away; made when they are first looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.field_row import FieldRow
from desktop.forms.look import IconLabel, wrapped
from forensics.fields import Field
from forensics.messages import say

_ROW_GUESS = 64
"""About how high a field is, before it is made."""


class Section(QWidget):
    """A heading, how much of it is answered, and the fields."""

    row_made = pyqtSignal(object)
    """A FieldRow that has just been made."""
    folded = pyqtSignal()

    def __init__(self, title: str, fields: Sequence[Field], desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.desk = desk
        self.rows: dict[str, FieldRow] = {}
        self.hidden_fields: frozenset[str] = frozenset()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.heading = Heading(title, desk, self)
        self.heading.toggled.connect(self._toggled)
        self.heading.setVisible(bool(title))
        self.body = QWidget(self)
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(16, 8, 10, 20)
        self._column.setSpacing(14)
        column.addWidget(self.heading)
        column.addWidget(self.body)
        self._hold_room()

    @property
    def is_open(self) -> bool:
        return self.heading.opened

    @property
    def whole(self) -> bool:
        """Whether all of its fields are made."""
        return len(self.rows) == len(self.fields)

    def open(self, opened: bool) -> None:
        """Unfold it, or fold it away."""
        self.heading.set_open(opened)
        self.body.setVisible(opened)

    def make_row(self) -> FieldRow | None:
        """Make the next field, with its text given by whoever hears of it; None where all are made."""
        if self.whole:
            return None
        field = self.fields[len(self.rows)]
        row = FieldRow(field, self.desk, self.body)
        self.rows[field.name] = row
        self._column.addWidget(row)
        row.setHidden(field.name in self.hidden_fields)
        self._hold_room()
        self.row_made.emit(row)
        return row

    def make_all(self) -> None:
        """Make what is not made yet."""
        while self.make_row() is not None:
            pass

    def hide_fields(self, names: frozenset[str]) -> None:
        """Leave these fields out of sight."""
        if names == self.hidden_fields:
            return
        self.hidden_fields = names
        for name, row in self.rows.items():
            row.setHidden(name in names)
        self.setHidden(all(field.name in names for field in self.fields))
        self._hold_room()

    def count(self, answered: Callable[[Field], bool], problems: int, refusals: int) -> None:
        """Say in the heading how many fields have an answer, and whether something is wrong below it."""
        shown = [field for field in self.fields if field.name not in self.hidden_fields]
        self.heading.count(sum(1 for field in shown if answered(field)), len(shown), problems, refusals)

    def _toggled(self, opened: bool) -> None:
        self.body.setVisible(opened)
        self.folded.emit()

    def _hold_room(self) -> None:
        """Keep about the room that the fields will take, so that the sheet does not jump while they are made."""
        waiting = [field for field in self.fields[len(self.rows) :] if field.name not in self.hidden_fields]
        margins = self._column.contentsMargins()
        bottom = 20 + len(waiting) * _ROW_GUESS
        if margins.bottom() != bottom:
            self._column.setContentsMargins(margins.left(), margins.top(), margins.right(), bottom)


class Heading(QFrame):
    """The name of a group; a press, Space or Enter folds it."""

    toggled = pyqtSignal(bool)

    def __init__(self, title: str, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.opened = True
        self.setProperty("role", "heading")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(36)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 10, 0)
        row.setSpacing(8)
        self.arrow = IconLabel("chevron-down", "muted", 14, self)
        self.title = wrapped("", "section")
        self.sign = IconLabel("problem", "danger", 14, self)
        self.counted = QLabel(self)
        self.counted.setProperty("role", "hint")
        self.counted.setProperty("small", True)
        for widget, stretch in ((self.arrow, 0), (self.title, 1), (self.sign, 0), (self.counted, 0)):
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)
        self.sign.hide()
        self._numbers = (0, 0)
        desk.spoken.label(self, self._name, title)
        desk.spoken.made(self.counted, self.counted.setText, self._said)

    def count(self, answered: int, of: int, problems: int, refusals: int) -> None:
        """Show how much is answered, and a sign where something is wrong."""
        self._numbers = (answered, of)
        self.counted.setText(self._said())
        self.sign.setVisible(bool(problems))
        if problems:
            self.sign.show_icon(*(("problem", "danger") if refusals else ("info", "warning")))

    def set_open(self, opened: bool) -> None:
        """Show whether it is unfolded."""
        self.opened = opened
        self.arrow.show_icon("chevron-down" if opened else "chevron-right", "muted")

    def _name(self, text: str) -> None:
        self.title.setText(text)
        self.setAccessibleName(text)

    def _said(self) -> str:
        answered, of = self._numbers
        return self.desk.say(say("{answered} of {of}", answered=answered, of=of)) if of else ""

    def _toggle(self) -> None:
        self.set_open(not self.opened)
        self.toggled.emit(self.opened)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self.rect().contains(event.position().toPoint()):
            self._toggle()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if not held and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._toggle()
        else:
            super().keyPressEvent(event)
