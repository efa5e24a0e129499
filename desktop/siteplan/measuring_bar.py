"""The bar over the plan while something is drawn: what is next, a vertex by typed measurements, and the end of it."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.forms.place_details import CalmCombo
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.errors import TaphosError
from forensics.messages import Message, say
from layers.siteplan.tie import number_of
from layers.surveying.measuring import Known, Measured, by_grid, by_offset, by_tapes

HIT = 38
GRID, OFFSET, TAPES = "grid", "offset", "tapes"
WAYS = {GRID: say("x, y"), OFFSET: say("Offset"), TAPES: say("Two tapes")}
FORMS = {
    GRID: say("x; y; z in metres"),
    OFFSET: say("along; to the right; z in metres"),
    TAPES: say("first tape; second tape; z in metres"),
}
SIDES = {"left": say("left"), "right": say("right")}


class MeasuringBar(QFrame):
    """Two rows: words with the buttons that end it, and a line that takes measurements and adds a vertex with Enter."""

    measured = pyqtSignal(object)
    """A Measured that was typed."""
    refused = pyqtSignal(object)
    taken_back = pyqtSignal()
    finished = pyqtSignal()
    stopped = pyqtSignal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._hint: Message | None = None
        self._title = ""
        self._known = Known({}, None, None)
        self._in_section = False
        self.setProperty("role", "head")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.back, self.done, self.stop = QToolButton(), QPushButton(), QToolButton()
        self.way, self.side, self.start, self.end = CalmCombo(), CalmCombo(), CalmCombo(), CalmCombo()
        self.line, self.level = QLineEdit(), QLineEdit()
        self.add = QPushButton()
        self._lay_out()
        self._connect()
        self._relabel()
        self.hide()

    def _lay_out(self) -> None:
        self.back.setIcon(live_icon("undo"))
        self.stop.setIcon(live_icon("close"))
        self.add.setIcon(live_icon("add"))
        for tool in (self.back, self.stop):
            tool.setFixedSize(HIT, HIT)
        for combo, least in ((self.way, 96), (self.side, 76), (self.start, 72), (self.end, 72)):
            combo.setMinimumHeight(HIT)
            combo.setMinimumWidth(least)
        self.level.setFixedWidth(84)
        self.line.setMinimumWidth(120)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.words, 1)
        endings: tuple[QWidget, ...] = (self.back, self.done, self.stop)
        for button in endings:
            first.addWidget(button)
        for combo in (self.way, self.start, self.end, self.side):
            second.addWidget(combo)
        second.addWidget(self.line, 1)
        second.addWidget(self.add)
        second.addWidget(self.level)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 8, 6)
        column.setSpacing(6)
        for row in (first, second):
            row.setSpacing(6)
            column.addLayout(row)

    def _connect(self) -> None:
        self.way.activated.connect(lambda at: self._arrange())
        self.line.returnPressed.connect(self._measure)
        self.add.clicked.connect(self._measure)
        self.back.clicked.connect(self.taken_back)
        self.done.clicked.connect(self.finished)
        self.stop.clicked.connect(self.stopped)
        self._session.language_changed.connect(lambda language: self._relabel())

    # What it says

    def begin(self, title: str, known: Known, in_section: bool) -> None:
        """Show the bar for something to be drawn."""
        self._title, self._in_section = title, in_section
        if known.points != self._known.points or known.baseline != self._known.baseline:
            self._offer_points(known)
        self._known = known
        self.line.clear()
        self.level.clear()
        self._relabel()
        self.show()

    def tell(self, hint: Message, may_finish: bool, vertices: int, warning: str = "") -> None:
        """What is next, what may be done, and what is weak in what was measured last."""
        self._hint = hint
        words = f"{self._title}. {self._session.translate(hint)}"
        self.words.setText(f"{words} {warning}" if warning else words)
        self.done.setEnabled(may_finish)
        self.back.setEnabled(vertices > 0)

    @property
    def z(self) -> float | None:
        """The height that vertices get which a hand sets: over the grid's zero; None where none is given."""
        return None if self._in_section else number_of(self.level.text().strip())

    @property
    def plane(self) -> float | None:
        """Where the section lies, across its view; None where nobody said so."""
        return number_of(self.level.text().strip()) if self._in_section else None

    # Typed measurements

    def _offer_points(self, known: Known) -> None:
        for combo, chosen in zip(
            (self.start, self.end), known.baseline or _first_two(tuple(known.points)), strict=True
        ):
            combo.clear()
            combo.addItems(list(known.points))
            combo.setCurrentText(chosen)

    def _measure(self) -> None:
        text = self.line.text().strip()
        if not text:
            if self.done.isEnabled():
                self.finished.emit()
            return
        try:
            self.measured.emit(self._read(text))
        except TaphosError as refusal:
            self.refused.emit(refusal)
            return
        self.line.clear()

    def _read(self, text: str) -> Measured:
        way, ends = self.way.currentData(), (self.start.currentText(), self.end.currentText())
        if way == OFFSET:
            return by_offset(self._known, text, *ends)
        if way == TAPES:
            first, second, *more = [*text.replace(";", " ").split(), "", ""][: max(2, len(text.split()))]
            parts = [first, second, str(self.side.currentData()), *more]
            return by_tapes(self._known, ";".join(part.strip(",") for part in parts), *ends)
        return by_grid(self._known, text)

    def _arrange(self) -> None:
        way = self.way.currentData()
        by_points = way in (OFFSET, TAPES) and not self._in_section
        for combo in (self.start, self.end):
            combo.setVisible(by_points)
        self.side.setVisible(way == TAPES and not self._in_section)
        typed: tuple[QWidget, ...] = (self.way, self.line, self.add)
        for widget in typed:
            widget.setVisible(not self._in_section)
        if way in FORMS:
            self.line.setPlaceholderText(self._session.translate(FORMS[way]))

    def _relabel(self) -> None:
        translate = self._session.translate
        chosen, side = self.way.currentData() or GRID, self.side.currentData() or "left"
        able = len(self._known.points) >= 2
        for combo, words, current in ((self.way, WAYS, chosen), (self.side, SIDES, side)):
            combo.clear()
            for key, word in words.items():
                if combo is self.side or key == GRID or able:
                    combo.addItem(translate(word), key)
            combo.setCurrentIndex(max(0, combo.findData(current)))
        self.done.setText(translate(say("Finish")))
        self.add.setToolTip(translate(say("Add this point (Enter)")))
        for widget, text in (
            (self.back, say("Take the last point back (Backspace)")), (self.stop, say("Stop (Esc)")),
            (self.way, say("How it was measured")), (self.side, say("Side of the line, seen from its first point")),
            (self.start, say("From this control point")), (self.end, say("To this control point")),
            (self.line, say("Measurements")), (self.add, say("Add this point (Enter)")),
        ):  # fmt: skip
            widget.setToolTip(translate(text))
            widget.setAccessibleName(translate(text))
        level = (
            say("Where the section lies, m")
            if self._in_section
            else say("Height of the points you click, m over the grid's zero")
        )
        self.level.setToolTip(translate(level))
        self.level.setAccessibleName(translate(level))
        self.level.setPlaceholderText(translate(say("plane, m")) if self._in_section else "z")
        self._arrange()


def _first_two(names: Sequence[str]) -> tuple[str, str]:
    return (names[0], names[1]) if len(names) > 1 else ("", "")
