"""What every editor of a form may ask for: the session, how text is read, what records are called, and who to call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PyQt6.QtCore import QObject, pyqtSignal

from desktop.forms.latest import Latest
from desktop.forms.spoken import Spoken
from desktop.session import Session
from forensics.messages import Message
from forensics.ports import Found
from layers.editing import reading_of
from layers.words import Words


class Desk(QObject):
    """Shared by the editors of one inspector; it ends with its parent."""

    open_record = pyqtSignal(str)
    """The id of a record that the person wants to see."""
    pick_requested = pyqtSignal(str)
    """The name of the field whose place is to be picked on the map."""
    named = pyqtSignal()
    """More records are known by name."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.spoken = Spoken(session, self)
        self.reading = reading_of(session.project)
        self.names: dict[str, Found] = {}
        self.words = Words(session, self.names)
        self._unknown: set[str] = set()
        self._naming = Latest(self, pause=1)
        self._naming.answered.connect(self.learn)

    def say(self, message: Message) -> str:
        """A sentence in the window's language."""
        return self.session.translate(message)

    def learn(self, names: Mapping[str, Found]) -> None:
        """Know these records by name."""
        if names:
            self.names.update(names)
            self._unknown -= set(names)
            self.named.emit()

    def forget(self, records: Iterable[str]) -> None:
        """Ask for the names of these records again when they are next shown."""
        for record in records:
            self.names.pop(record, None)

    def name(self, record: str) -> str:
        """What a record is called; where that is not known yet it is asked for, and `named` tells."""
        if record not in self.names:
            self._unknown.add(record)
            wanted = frozenset(self._unknown)
            self._naming.ask(lambda: self.session.project.register.titles(wanted))
        return self.words.name(record)
