"""A date as it is known, typed as EDTF or as people write dates; what was understood stands below in words."""

from __future__ import annotations

from datetime import date
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.forms.calendar_popup import CalendarPopup
from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.look import LineWithIcons, Said
from forensics.date_words import date_message
from forensics.dates import DateValue
from forensics.errors import ValueRefused
from forensics.fields import Field
from forensics.messages import say
from forensics.written_dates import AmbiguousDate, parse_written


class DateEditor(Editor):
    """The text is what was typed; reading makes EDTF of it."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line = LineWithIcons(self)
        self.understood = Said("", "hint", self)
        self.either = QWidget(self)
        self._choices = QHBoxLayout(self.either)
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setSpacing(6)
        for widget in (self.line, self.understood, self.either):
            self.column.addWidget(widget)
        self.line.textEdited.connect(self._typed)
        self.move_on(self.line)
        self.name(self.line)
        calendar = self.line.add_icon("calendar")
        calendar.triggered.connect(self.open_calendar)
        desk.spoken.text(calendar, calendar.setToolTip, say("Calendar (F4)"))
        opened = QShortcut(QKeySequence(Qt.Key.Key_F4), self.line, context=Qt.ShortcutContext.WidgetShortcut)
        opened.activated.connect(self.open_calendar)
        desk.spoken.text(self.line, self.line.set_prompt, say("24 Feb 2022, 2022-03, before 2022 as [..2022]"))
        desk.spoken.made(self, lambda _: self._say(), lambda: "")

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(0)
        self._say()

    def stops(self) -> list[QWidget]:
        return [self.line]

    def open_calendar(self) -> None:
        """Pick in a calendar."""
        if self.line.isReadOnly():
            return
        popup = CalendarPopup(self.desk, self, self._shown_first())
        popup.picked.connect(self._picked)
        popup.open_below(self.line)

    def _shown_first(self) -> date | None:
        value = self._read()
        return (value.earliest or value.latest) if isinstance(value, DateValue) else None

    def _picked(self, text: str) -> None:
        self.line.setText(text)
        self._say()
        self.line.setFocus()
        self.edited.emit()

    def _chose(self, text: str, _: bool = False) -> None:
        self._picked(text)

    def _typed(self) -> None:
        self._say()
        self.edited.emit()

    def _read(self) -> DateValue | ValueRefused | None:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            return parse_written(text, self.desk.reading.day_first)
        except ValueRefused as refusal:
            return refusal

    def _say(self) -> None:
        value = self._read()
        self.understood.say(self._words(value) if isinstance(value, DateValue) else "")
        self._ask(value if isinstance(value, AmbiguousDate) else None)

    def _words(self, value: DateValue) -> str:
        words = self.desk.say(date_message(value))
        first, last = value.earliest, value.latest
        if first is None or last is None or first == last:
            return words
        span = self.desk.say(date_message(f"{first.isoformat()}/{last.isoformat()}"))
        return words if span == words else f"{words} · {span}"

    def _ask(self, ambiguous: AmbiguousDate | None) -> None:
        """Two buttons where day and month could change places."""
        while (item := self._choices.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.deleteLater()
        for day in ambiguous.choices if ambiguous else ():
            button = QPushButton(self.desk.say(date_message(day.isoformat())), self.either)
            button.clicked.connect(partial(self._chose, day.isoformat()))
            self._choices.addWidget(button)
        self._choices.addStretch(1)
        self.either.setVisible(ambiguous is not None)
