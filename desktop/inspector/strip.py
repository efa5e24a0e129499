"""One line over the form: what keeps the record out, what is open; a press goes to the next of them."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import Said, set_property
from forensics.errors import TaphosError
from forensics.messages import Message, say, say_count
from forensics.problems import Problem


class ProblemStrip(QFrame):
    """Counts problems and open questions, and holds a sentence that speaks of the record as a whole."""

    wanted = pyqtSignal(object)
    """The Problem that the person wants to see."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._problems: Sequence[Problem] = ()
        self._told: Message | None = None
        self._next = 0
        self.setProperty("role", "strip")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.count = Said("problem", "problem", self)
        self.show_next = QPushButton(self)
        self.show_next.setProperty("kind", "small")
        self.show_next.setCursor(Qt.CursorShape.PointingHandCursor)
        row.addWidget(self.count, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.show_next, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.whole = Said("problem", "problem", self)
        column.addWidget(self.whole)
        self.show_next.clicked.connect(self._go_on)
        desk.spoken.text(self.show_next, self.show_next.setText, say("Show"))
        desk.spoken.made(self, lambda _: self._show(), lambda: "")

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Count what is wrong."""
        self._problems = sorted(problems, key=lambda problem: not problem.refuses)
        self._next = 0
        self._show()

    def clear(self) -> None:
        """Take back what was told of the record as a whole."""
        self._told = None
        self._show()

    def tell(self, told: TaphosError | Message) -> None:
        """Say one sentence of the record as a whole."""
        self._told = told.message if isinstance(told, TaphosError) else told
        self._show()

    def _show(self) -> None:
        refusals = [problem for problem in self._problems if problem.refuses]
        open_ones = len(self._problems) - len(refusals)
        parts = []
        if refusals:
            told = say_count("{count} thing is wrong", "{count} things are wrong", count=len(refusals))
            parts.append(self.desk.say(told))
        if open_ones:
            told = say_count("{count} question is open", "{count} questions are open", count=open_ones)
            parts.append(self.desk.say(told))
        self.count.change(*(("problem", "problem") if refusals else ("info", "warning")))
        self.count.say(" · ".join(parts))
        fields = [problem for problem in self._problems if problem.field]
        self.show_next.setVisible(bool(fields))
        self.whole.say(" ".join(map(self.desk.say, self._of_the_whole())))
        set_property(self, "grave", bool(refusals) or bool(self._of_the_whole()))
        self.setVisible(bool(parts) or bool(self._of_the_whole()))

    def _of_the_whole(self) -> list[Message]:
        told = [problem.message for problem in self._problems if problem.field is None and problem.refuses]
        return [*told, *([self._told] if self._told else [])]

    def _go_on(self) -> None:
        fields = [problem for problem in self._problems if problem.field]
        if fields:
            self.wanted.emit(fields[self._next % len(fields)])
            self._next += 1
