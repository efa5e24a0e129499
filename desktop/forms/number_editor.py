"""Numbers with their unit behind them and their limits shown while the line is empty."""

from __future__ import annotations

from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.look import wrapped
from forensics.fields import Field
from forensics.messages import say
from layers.language import format_number

_WIDTH = 168


class NumberEditor(Editor):
    """A whole number or a number, written as people write numbers."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line = QLineEdit(self)
        self.line.setFixedWidth(_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line)
        if field.unit:
            unit = wrapped("", "hint")
            desk.spoken.label(unit, unit.setText, field.unit)
            row.addWidget(unit, 1)
        else:
            row.addStretch(1)
        self.column.addLayout(row)
        self.line.textEdited.connect(self.edited)
        self.move_on(self.line)
        self.name(self.line)
        desk.spoken.made(self.line, self.line.setPlaceholderText, self._limits)

    def _limits(self) -> str:
        least, most = self.field.least, self.field.most
        language = self.desk.session.language
        if least is not None and most is not None:
            return f"{_shown(least, language)} – {_shown(most, language)}"
        if least is not None:
            return self.desk.say(say("{least} or more", least=_shown(least, language)))
        if most is not None:
            return self.desk.say(say("{most} or less", most=_shown(most, language)))
        return ""

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        if text != self.line.text():
            self.line.setText(text)

    def stops(self) -> list[QWidget]:
        return [self.line]


def _shown(limit: float, language: str) -> str:
    return format_number(limit, language, 0 if float(limit).is_integer() else 2)
