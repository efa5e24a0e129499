"""A calendar that gives a day, its month or its year, and says whether that is meant as the earliest or the latest."""

from __future__ import annotations

from datetime import date

from PyQt6.QtCore import QDate, QLocale, Qt, pyqtSignal
from PyQt6.QtGui import QTextCharFormat
from PyQt6.QtWidgets import QCalendarWidget, QGridLayout, QHBoxLayout, QPushButton, QToolButton, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import current_theme
from desktop.forms.popup import Popup
from desktop.theme.icons import icon
from forensics.date_words import date_message
from forensics.messages import Message, say


class Calendar(QCalendarWidget):
    """Qt's calendar in the window's language and colours, the week begun as the language begins it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        locale = QLocale(desk.session.language if desk.session.language != "en" else "en_GB")
        self.setLocale(locale)
        self.setFirstDayOfWeek(locale.firstDayOfWeek())
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, QTextCharFormat())
        for name, arrow in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
            button = self.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(arrow, current_theme()))
        self.setMinimumSize(288, 240)


class CalendarPopup(Popup):
    """Gives EDTF text for what was picked."""

    picked = pyqtSignal(str)

    def __init__(self, desk: Desk, parent: QWidget, shown: date | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.calendar = Calendar(desk, self)
        if shown is not None:
            self.calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        self.column.addWidget(self.calendar)
        grid = QGridLayout()
        grid.setSpacing(6)
        self.day, self.month, self.year = (self._whole(grid, column) for column in range(3))
        self.column.addLayout(grid)
        marks = QHBoxLayout()
        marks.setSpacing(6)
        self.earlier = self._mark(marks, say("or earlier"))
        self.later = self._mark(marks, say("or later"))
        self.about = self._mark(marks, say("approximate"))
        self.column.addLayout(marks)
        self.earlier.clicked.connect(lambda: self.later.setChecked(False))
        self.later.clicked.connect(lambda: self.earlier.setChecked(False))
        self.calendar.activated.connect(lambda _: self._give(self._text(10)))
        self.calendar.clicked.connect(lambda _: self._show())
        self.calendar.selectionChanged.connect(self._show)
        self.calendar.currentPageChanged.connect(self._turned)
        self._show()

    def _whole(self, grid: QGridLayout, column: int) -> QPushButton:
        button = QPushButton(self)
        length = (10, 7, 4)[column]
        button.clicked.connect(lambda: self._give(self._text(length)))
        if column == 0:
            button.setProperty("kind", "primary")
        grid.addWidget(button, 0, column)
        return button

    def _mark(self, row: QHBoxLayout, message: Message) -> QPushButton:
        button = QPushButton(self.desk.say(message), self)
        button.setCheckable(True)
        button.setProperty("kind", "choice")
        row.addWidget(button, 1)
        return button

    def _turned(self, year: int, month: int) -> None:
        chosen = self.calendar.selectedDate()
        last = QDate(year, month, 1).daysInMonth()
        self.calendar.setSelectedDate(QDate(year, month, min(chosen.day(), last)))

    def _text(self, length: int) -> str:
        """The selected day as EDTF: 10 characters of it are the day, 7 the month, 4 the year."""
        text = self.calendar.selectedDate().toString(Qt.DateFormat.ISODate)[:length]
        text += "~" if self.about.isChecked() else ""
        if self.earlier.isChecked():
            return f"[..{text}]"
        return f"[{text}..]" if self.later.isChecked() else text

    def _show(self) -> None:
        plain = self.calendar.selectedDate().toString(Qt.DateFormat.ISODate)
        for button, length in ((self.day, 10), (self.month, 7), (self.year, 4)):
            button.setText(self.desk.say(date_message(plain[:length])))

    def _give(self, text: str) -> None:
        self.picked.emit(text)
        self.close()
