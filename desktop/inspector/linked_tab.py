"""A tab that lists the records around the shown one, and begins a new one that names it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.empty import Empty
from desktop.forms.latest import Latest
from desktop.forms.look import IconLabel, wrapped
from desktop.forms.quiet_scroll import QuietScroll
from desktop.inspector.linked import Link, Links, links_of
from desktop.theme.icons import live_icon
from forensics.catalogue import RecordType
from forensics.messages import Message
from forensics.ports import Values


class LinkedTab(QuietScroll):
    """Subclasses say which type is listed, what stands where there is none, and what a new one is begun with."""

    new_wanted = pyqtSignal(str, dict)
    """A record type and the texts of a new record of it."""
    linked = ""
    symbol = ""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._kind: RecordType | None = None
        super().__init__(parent)
        self.desk = desk
        self._values: Values = {}
        self._links = Links("")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(desk.session.failed)
        desk.session.language_changed.connect(self._show)

    # What subclasses say

    def empty_words(self, kind: RecordType) -> tuple[Message, Message]:
        """Heading and sentence where nothing is linked with a record of this type."""
        raise NotImplementedError

    def add_words(self) -> Message:
        """What the button that begins a new one says."""
        raise NotImplementedError

    def texts(self, kind: RecordType, values: Values, links: Sequence[Link]) -> dict[str, str]:
        """The texts that a new linked record is begun with; none where none can be begun."""
        raise NotImplementedError

    def ordered(self, links: Sequence[Link]) -> Sequence[Link]:
        """The links in the order in which they are listed."""
        return links

    def lines(self, link: Link) -> tuple[str, str]:
        """What a card says: the record's name, and a second line."""
        kind = self.desk.session.project.catalogue[self.linked]
        words, values = self.desk.words, link.values
        date = words.value(kind.by_name[kind.about.date], values.get(kind.about.date)) if kind.about.date else ""
        second = " · ".join(filter(None, [date, self.desk.session.label(link.label)]))
        first = " · ".join(filter(None, [str(values.get("code", "")), words.title(kind, values)]))
        return first, second

    def warnings(self, links: Sequence[Link]) -> Sequence[str]:
        """What is wrong with the list as a whole."""
        return ()

    # Showing

    def show_record(self, kind: RecordType, values: Values) -> None:
        """List what is linked with a record."""
        if values.get("id") != self._values.get("id"):
            self._links = Links("")
        self._kind, self._values = kind, values
        self._asking.ask_now(links_of(self.desk.session.project, kind, str(values["id"]), self.linked))

    def clear(self) -> None:
        """Show nothing."""
        self._asking.forget()
        self._kind, self._values, self._links = None, {}, Links("")
        self._show()

    @property
    def links(self) -> Sequence[Link]:
        """What is listed."""
        return self.ordered(self._links.links)

    def _arrived(self, links: Links) -> None:
        self._links = links
        self.desk.learn(links.names)
        self._show()

    def _show(self, _: str = "") -> None:
        page = QWidget()
        page.setProperty("role", "sheet")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        kind = self._kind
        if kind is not None:
            self._fill(column, kind)
        column.addStretch(1)
        self.setWidget(page)

    def _fill(self, column: QVBoxLayout, kind: RecordType) -> None:
        links = self.links
        texts = self.texts(kind, self._values, links)
        for sentence in self.warnings(links):
            column.addWidget(_warning(sentence))
        for link in links:
            column.addWidget(self._card(link))
        if not links:
            column.addWidget(Empty(self.symbol, *self.empty_words(kind), self.desk))
        beside = Qt.AlignmentFlag.AlignLeft if links else Qt.AlignmentFlag.AlignHCenter
        for button in self.buttons(kind, texts) if texts else ():
            column.addWidget(button, 0, beside)

    def buttons(self, kind: RecordType, texts: dict[str, str]) -> list[QPushButton]:
        """What can be begun here."""
        return [self.button("add", self.add_words(), lambda: self.new_wanted.emit(self.linked, texts))]

    def button(self, symbol: str, message: Message, call: Callable[[], object]) -> QPushButton:
        """One button of the tab."""
        button = QPushButton(self.desk.say(message))
        button.setIcon(live_icon(symbol))
        button.clicked.connect(lambda: call())
        return button

    def _card(self, link: Link) -> Card:
        record = str(link.values["id"])
        return Card(self.symbol, *self.lines(link), lambda: self.desk.open_record.emit(record))


def _warning(sentence: str) -> QWidget:
    frame = QFrame()
    frame.setProperty("role", "notice")
    row = QHBoxLayout(frame)
    row.setContentsMargins(12, 8, 12, 8)
    row.setSpacing(8)
    row.addWidget(IconLabel("warning", "warning"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(wrapped(sentence), 1)
    return frame


class Card(QFrame):
    """One record in a list; a press or Enter opens it."""

    def __init__(self, symbol: str, first: str, second: str, opened: Callable[[], object]) -> None:
        super().__init__()
        self._opened = opened
        self.setProperty("role", "entry")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{first}, {second}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        self.sign = IconLabel(symbol, "muted")
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(wrapped(first, "strong"))
        if second:
            detail = wrapped(second, "hint")
            detail.setProperty("small", True)
            words.addWidget(detail)
        row.addLayout(words, 1)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self.rect().contains(event.position().toPoint()):
            self._opened()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._opened()
        else:
            super().keyPressEvent(event)
