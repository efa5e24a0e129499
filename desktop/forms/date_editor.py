"""A date as it is known, typed as EDTF or as people write dates; what was understood stands below in words."""

from __future__ import annotations

from datetime import date
from functools import partial

from PyQt6.QtCore import QDate, Qt
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.forms.calendar_popup import CalendarPopup
from desktop.forms.desk import Desk
from desktop.forms.understood_editor import UnderstoodEditor
from forensics.date_words import date_message
from forensics.dates import DateValue
from forensics.errors import ValueRefused
from forensics.fields import Field
from forensics.messages import Message, say
from forensics.written_dates import AmbiguousDate, parse_written


class DateEditor(UnderstoodEditor):
    """Reading makes EDTF of what was typed."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.either = QWidget(self)
        self._choices = QHBoxLayout(self.either)
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setSpacing(6)
        self.column.addWidget(self.either)
        desk.spoken.text(self.line, self.prompted.set_prompt, say("24 Feb 2022, 2022-03, before 2022 as [..2022]"))
        desk.spoken.made(self, lambda _: self.say(), lambda: "")

    def picker_words(self) -> Message:
        return say("Calendar (F4), today (F5)")

    def now(self) -> str:
        return QDate.currentDate().toString(Qt.DateFormat.ISODate)

    def open_picker(self) -> None:
        """Pick in a calendar."""
        if self.line.isReadOnly():
            return
        popup = CalendarPopup(self.desk, self, self._shown_first())
        popup.picked.connect(self.pick)
        popup.open_below(self.line)

    def _shown_first(self) -> date | None:
        value = self._read()
        return (value.earliest or value.latest) if isinstance(value, DateValue) else None

    def _chose(self, text: str, _: bool = False) -> None:
        self.pick(text)

    def _read(self) -> DateValue | ValueRefused | None:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            return parse_written(text, self.desk.reading.day_first)
        except ValueRefused as refusal:
            return refusal

    def say(self) -> None:
        """Say what was understood, or ask which of two days is meant."""
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
