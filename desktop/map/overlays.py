"""What lies over the map: the strip of tools, what a tool asks for, and which of several types a click meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from desktop.actions.actions import ActionSet
from desktop.canvas.marks import number_text
from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.theme.touch import hit_pixels
from forensics.messages import Message, say

TOOLS = (("identify", "select", "measure"), ("add_point", "draw_polygon", "edit_shape", "snap"))
ZOOMS = (("zoom_in", "zoom_out", "zoom_all", "zoom_selection"),)
"""The buttons over the map, in groups from the top down: what a hand does, and where one looks."""
HIT = 38
"""Pixels of a button over the map; for a hand in a glove 12 mm."""
_MARGIN = 3


class ToolStrip(QFrame):
    """The tools, one under another; in several columns where the map is too low for one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "floating")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self._grid.setSpacing(1)
        self._groups: list[list[QToolButton]] = []
        self._lines: list[QFrame] = []
        self._laid = (0, 0)

    def fill(self, actions: ActionSet, groups: Sequence[Sequence[str]]) -> None:
        """A button for each action, a line between groups."""
        for group in groups:
            self._groups.append([_button(actions[name], self) for name in group])
        for _ in groups[1:]:
            line = QFrame(self)
            line.setProperty("role", "line")
            line.setFixedHeight(1)
            self._lines.append(line)
        self.fit(1 << 16)

    @property
    def buttons(self) -> list[QToolButton]:
        """From the top down, column after column."""
        return [button for group in self._groups for button in group]

    def fit(self, height: int) -> None:
        """Stand within a height, every button large enough for a hand as it is."""
        side, buttons = max(HIT, hit_pixels()), self.buttons
        room = height - 2 * _MARGIN - 2 * len(self._lines)
        rows = min(max(room // (side + 1), 1), max(len(buttons), 1))
        if self._laid != (side, rows):
            self._laid = (side, rows)
            self._lay_out(side, rows)
        self.adjustSize()

    def _lay_out(self, side: int, rows: int) -> None:
        while self._grid.count():
            self._grid.takeAt(0)
        one_column = rows >= len(self.buttons)
        for line in self._lines:
            line.setVisible(one_column)
        at = 0
        for number, group in enumerate(self._groups):
            if number and one_column:
                self._grid.addWidget(self._lines[number - 1], at + number - 1, 0)
            for button in group:
                button.setFixedSize(side, side)
                row, column = (at + number, 0) if one_column else (at % rows, at // rows)
                self._grid.addWidget(button, row, column)
                at += 1
        self._grid.invalidate()


def _button(action: QAction, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setIconSize(QSize(22, 22))
    return button


class HintBar(QFrame):
    """What the tool in hand asks for; where a new record is drawn, of which type it will be."""

    type_chosen = pyqtSignal(str)
    stopped = pyqtSignal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.offered: tuple[str, ...] = ()
        self._type = self._of = ""
        self._hint: Message | None = None
        self.setProperty("role", "floating")
        self.type_button = QToolButton()
        self.type_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.type_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.stop = QToolButton()
        self.stop.setIcon(live_icon("close"))
        self.stop.clicked.connect(self.stopped)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 6, 4)
        row.setSpacing(8)
        row.addWidget(self.type_button)
        row.addWidget(self.words, 1)
        row.addWidget(self.stop)
        session.language_changed.connect(lambda language: self._relabel())

    def tell(self, hint: Message, offered: Sequence[str], type_: str = "", of: str = "") -> None:
        """Show a hint, the types that may be drawn with this tool, and the code of the record that it was taken for."""
        self._hint, self.offered, self._type, self._of = hint, tuple(offered), type_, of
        self._relabel()
        self.show()
        self.raise_()

    def _relabel(self) -> None:
        session = self._session
        hint = session.translate(self._hint) if self._hint is not None else ""
        self.words.setText(f"{self._of}: {hint}" if self._of and hint else hint)
        self.words.setMinimumWidth(min(self.words.fontMetrics().horizontalAdvance(self.words.text()) + 8, 340))
        self.stop.setToolTip(session.translate(say("Stop (Esc)")))
        self.stop.setAccessibleName(self.stop.toolTip())
        self.type_button.setVisible(bool(self._type))
        if not self._type:
            return
        catalogue = session.project.catalogue
        self.type_button.setText(session.label(catalogue[self._type].about.label))
        self.type_button.setIcon(live_icon(self._type))
        menu = QMenu(self.type_button)
        for type_ in self.offered:
            action = QAction(live_icon(type_), session.label(catalogue[type_].about.label), menu)
            action.triggered.connect(lambda checked, type_=type_: self.type_chosen.emit(type_))
            menu.addAction(action)
        self.type_button.setMenu(menu)


class Chooser(QFrame):
    """Several types lie under a click or in a rectangle: which of them is meant."""

    chosen = pyqtSignal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._counts: Mapping[str, int] = {}
        self.setProperty("role", "floating")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(6, 4, 6, 4)
        self._row.setSpacing(4)
        session.language_changed.connect(lambda language: self.offer(self._counts))

    def offer(self, counts: Mapping[str, int]) -> None:
        """A button for each type; nothing to choose hides it."""
        self._counts = counts
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        catalogue = self._session.project.catalogue
        for type_, count in sorted(counts.items(), key=lambda pair: pair[1])[:4]:
            label = self._session.label(catalogue[type_].about.plural)
            button = QPushButton(live_icon(type_), f"{label}  {number_text(count)}")
            button.setProperty("kind", "quiet")
            button.clicked.connect(lambda checked, type_=type_: self.chosen.emit(type_))
            self._row.addWidget(button)
        self.setVisible(bool(counts))
