"""Everything under a click as a list: one line for each record, chosen by hand, by the arrows and Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QIcon, QKeyEvent, QPixmap
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from desktop.canvas.marks import number_text
from desktop.map.layer_tree import SWATCH, Sign, swatch_picture
from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.theme.touch import hit_pixels
from forensics.messages import say, say_count

WIDTH, MOST_HIGH, LINES, ASIDE = 330, 280, 42, 26
"""Pixels: of the list, the most that it is high, of two lines of text, and between the list and the click."""


@dataclass(frozen=True)
class Under:
    """One line of the list: a record, or (without an id) how many more of a type a mark stands for."""

    type: str
    id: str
    sign: Sign | None
    code: str = ""
    words: str = ""
    more: int = 0


class IdentifiedList(QFrame):
    """Opens where several records lie under a click, and has the keys until one is chosen or Esc is pressed."""

    chosen = pyqtSignal(str, str)
    """Type and id of a record; an empty id means all of the type that lie there."""
    closed = pyqtSignal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: Sequence[Under] = ()
        self._count = 0
        self.at = (0.0, 0.0)
        """Where the click was, in pixels of the map."""
        self.setProperty("role", "floating")
        self.title, self.close_button, self.list = QLabel(), QToolButton(), _Lines()
        self.title.setProperty("role", "strong")
        self.close_button.setIcon(live_icon("close"))
        self.close_button.clicked.connect(self.leave)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setIconSize(SWATCH)
        self.list.entered_line.connect(self._choose)
        self.list.left.connect(self.leave)
        top = QHBoxLayout()
        top.setContentsMargins(10, 2, 2, 0)
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 4)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.list)
        self.setFixedWidth(WIDTH)
        session.language_changed.connect(lambda language: self.leave())

    def place(self, width: int, height: int, edge: int) -> None:
        """Stand beside the click, on the side that has more room, and leave what was clicked to be seen."""
        x, y = self.at
        left = x + ASIDE if x < width / 2 else x - ASIDE - self.width()
        left = min(max(left, edge), width - self.width() - edge)
        self.move(round(left), round(min(max(y - self.height() / 2, edge), height - self.height() - edge)))
        self.raise_()

    def offer(self, shown: Sequence[Under], count: int) -> None:
        """Show these lines of `count` records; none hides it."""
        self._shown, self._count = shown, count
        self.setVisible(bool(shown))
        if shown:
            self._fill()
            self.list.setCurrentRow(0)
            self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Close it; the map has the keys again."""
        if self._shown:
            self.offer((), 0)
            self.closed.emit()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and self._shown:
            self._fill()

    def _fill(self) -> None:
        translate, high = self._session.translate, max(LINES, hit_pixels())
        self.title.setText(translate(say_count("{count} record here", "{count} records here", count=self._count)))
        self.close_button.setToolTip(translate(say("Close (Esc)")))
        self.close_button.setAccessibleName(self.close_button.toolTip())
        self.list.setAccessibleName(self.title.text())
        row = max(self.list.currentRow(), 0)
        self.list.clear()
        for one in self._shown:
            item = QListWidgetItem(self._text(one))
            picture = swatch_picture(one.sign, self.devicePixelRatioF()) if one.sign is not None else QPixmap()
            item.setIcon(QIcon(picture))
            item.setSizeHint(QSize(0, high))
            item.setToolTip(self._text(one))
            self.list.addItem(item)
        self.list.setCurrentRow(row)
        self.list.setFixedHeight(min(high * len(self._shown) + 4, MOST_HIGH))
        self.adjustSize()

    def _text(self, one: Under) -> str:
        kind = self._session.project.catalogue[one.type]
        if not one.id:
            number, types = number_text(one.more), self._session.label(kind.about.plural)
            return self._session.translate(say("{types}: {number} more", types=types, number=number))
        label = self._session.label(kind.about.label)
        return f"{one.code}\n{' · '.join(filter(None, (label, one.words)))}"

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self._shown):
            self.chosen.emit(self._shown[at].type, self._shown[at].id)


class _Lines(QListWidget):
    """Lines that a click, Enter or Space takes."""

    entered_line = pyqtSignal(int)
    left = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.itemClicked.connect(lambda item: self.entered_line.emit(self.row(item)))

    def event(self, event: QEvent | None) -> bool:
        """Esc closes the list before it puts a tool of the map down."""
        asks = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if isinstance(event, QKeyEvent) and asks and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.entered_line.emit(self.currentRow())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
