"""A moment with the offset and zone of the clock that showed it; picked with a calendar, a time and a zone."""

from __future__ import annotations

from PyQt6.QtCore import QDate, QDateTime, QLocale, Qt, QTime, QTimeZone, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QTimeEdit, QWidget

from desktop.forms.calendar_popup import Calendar
from desktop.forms.desk import Desk
from desktop.forms.popup import Popup
from desktop.forms.understood_editor import UnderstoodEditor
from forensics.errors import ValueRefused
from forensics.fields import Field
from forensics.instants import Instant, read_instant
from forensics.messages import Message, say
from layers.language import format_date
from layers.words import moment_words

UTC = "UTC"


class InstantEditor(UnderstoodEditor):
    """The text is ISO 8601 with an offset, and the zone's name where it is known."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.prompted.set_prompt("2022-03-01T10:00+02:00")
        desk.spoken.made(self, lambda _: self.say(), lambda: "")

    def picker_words(self) -> Message:
        return say("Calendar and clock (F4), now (F5)")

    def now(self) -> str:
        zone = zones_of(self.desk)[0]
        now = QDateTime.currentDateTimeUtc().toTimeZone(QTimeZone(zone.encode()))
        return moment_text(now.date(), now.time(), zone)

    def open_picker(self) -> None:
        """Pick day, time and zone."""
        if self.line.isReadOnly():
            return
        popup = ClockPopup(self.desk, self, self._read())
        popup.picked.connect(self.pick)
        popup.open_below(self.line)

    def _read(self) -> Instant | None:
        try:
            return read_instant(self.line.text().strip())
        except ValueRefused:
            return None

    def say(self) -> None:
        """Say which moment was understood, and when that was in UTC."""
        moment = self._read()
        if moment is None:
            self.understood.say("")
            return
        words = moment_words(self.desk.session, moment)
        if moment.offset:
            utc = format_date(moment.utc.replace(tzinfo=None), self.desk.session.language)
            words = f"{words} · {self.desk.say(say('{time} in UTC', time=utc))}"
        self.understood.say(words)


class ClockPopup(Popup):
    """Gives the text of a moment."""

    picked = pyqtSignal(str)

    def __init__(self, desk: Desk, parent: QWidget, shown: Instant | None) -> None:
        super().__init__(parent)
        self.calendar = Calendar(desk, self)
        self.time = QTimeEdit(self)
        self.time.setDisplayFormat("HH:mm")
        self.time.setLocale(QLocale.c())
        self.zone = QComboBox(self)
        self.zone.addItems(zones_of(desk))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.time)
        row.addWidget(self.zone, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        self.now = QPushButton(desk.say(say("Now")), self)
        self.take = QPushButton(desk.say(say("Take this moment")), self)
        self.take.setProperty("kind", "primary")
        buttons.addWidget(self.now)
        buttons.addWidget(self.take, 1)
        self.column.addWidget(self.calendar)
        self.column.addLayout(row)
        self.column.addLayout(buttons)
        self.now.clicked.connect(self._set_now)
        self.take.clicked.connect(self._give)
        self._set(shown)

    def _set(self, shown: Instant | None) -> None:
        if shown is None:
            self._set_now()
            return
        local = shown.local
        self.calendar.setSelectedDate(QDate(local.year, local.month, local.day))
        self.time.setTime(QTime(local.hour, local.minute))
        self.zone.setCurrentText(shown.zone if shown.zone else UTC if not shown.offset else self.zone.itemText(0))

    def _set_now(self) -> None:
        zone = QTimeZone(self.zone.currentText().encode())
        now = QDateTime.currentDateTimeUtc().toTimeZone(zone)
        self.calendar.setSelectedDate(now.date())
        self.time.setTime(QTime(now.time().hour(), now.time().minute()))

    def _give(self) -> None:
        self.picked.emit(moment_text(self.calendar.selectedDate(), self.time.time(), self.zone.currentText()))
        self.close()


def zones_of(desk: Desk) -> list[str]:
    """The zones that clocks may have gone by: the country's, this machine's, and UTC."""
    pack = desk.session.project.pack
    here = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    named = [*(pack.timezones if pack else ()), here, UTC]
    return [zone for zone in dict.fromkeys(named) if QTimeZone(zone.encode()).isValid()]


def moment_text(day: QDate, time: QTime, zone: str) -> str:
    """The moment that a clock of a zone showed, with its offset then and the zone's name."""
    moment = QDateTime(day, time, QTimeZone(zone.encode()))
    minutes = moment.offsetFromUtc() // 60
    sign, size = ("-" if minutes < 0 else "+"), abs(minutes)
    offset = "Z" if zone == UTC else f"{sign}{size // 60:02}:{size % 60:02}[{zone}]"
    return f"{day.toString(Qt.DateFormat.ISODate)}T{time.toString('HH:mm')}{offset}"
