"""The family's wish on remains found later, over the form of whatever it bears on, before anything is reported."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.latest import Latest
from desktop.forms.look import IconLabel, wrapped
from forensics.ports import Found
from layers.wishes import WISHED, Wish, wishes_of


class WishNotice(QFrame):
    """Shown for remains, identifications and missing persons where something was found before, else hidden."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._wishes: list[Wish] = []
        self.setProperty("role", "notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(IconLabel("missing_person", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        self.words = wrapped("", "warning")
        row.addWidget(self.words, 1)
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(desk.session.failed)
        desk.session.language_changed.connect(lambda _: self._show())
        self.hide()

    def show_record(self, type_: str, record: str, code: str) -> None:
        """Ask for the wishes that bear on a record."""
        self.clear()
        if type_ in WISHED and record:
            project, found = self.desk.session.project, Found(type_, record, code)
            self._asking.ask_now(lambda: wishes_of(project, found))

    def clear(self) -> None:
        """Show nothing."""
        self._asking.forget()
        self._wishes = []
        self._show()

    def _arrived(self, wishes: list[Wish]) -> None:
        self._wishes = wishes
        self._show()

    def _show(self) -> None:
        self.words.setText("\n".join(self.desk.say(one.sentence) for one in self._wishes))
        self.setVisible(bool(self._wishes))
