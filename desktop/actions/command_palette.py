"""Ctrl+K: one field that finds commands, settlements, records and coordinates; Enter does what is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRect, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter
from PyQt6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop import tasks
from desktop.actions.finding_things import Entry, Finder
from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.theme.theme import current
from forensics.messages import say

WIDTH, ROW, MOST_ROWS = 640, 46, 9
PAUSE = 90
"""Milliseconds after the last key before it is looked for."""


class EntryModel(QAbstractListModel):
    """What was found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = ()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return len(self.entries)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.title}, {entry.detail}"
        return None


class EntryDelegate(QStyledItemDelegate):
    """An icon, the name, what it is, and the keys that do the same."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        model = index.model()
        if painter is None or not isinstance(model, EntryModel):
            return
        entry, theme = model.entries[index.row()], current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        rect = option.rect.adjusted(6, 1, -6, -1)
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.palette_colour("accent_soft"))
            painter.drawRoundedRect(rect, 7, 7)
        colour = "on_accent_soft" if chosen else "muted"
        icon = live_icon(entry.icon, colour)
        icon.paint(painter, QRect(rect.left() + 10, rect.center().y() - 9, 20, 20))
        keys = QKeySequence(entry.keys).toString(QKeySequence.SequenceFormat.NativeText) if entry.keys else ""
        room = rect.right() - 12 - option.fontMetrics.horizontalAdvance(keys) - 14
        words = QRect(rect.left() + 42, rect.top() + 4, room - rect.left() - 42, rect.height() // 2 - 3)
        self._write(painter, words, entry.title, theme.palette_colour("on_accent_soft" if chosen else "text"), option)
        words.translate(0, words.height() - 1)
        self._write(painter, words, entry.detail, theme.palette_colour(colour), option)
        painter.setPen(theme.palette_colour(colour))
        painter.drawText(rect.adjusted(0, 0, -12, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, keys)
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, text: str, colour: QColor, option: QStyleOptionViewItem) -> None:
        painter.setPen(colour)
        fitted = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitted)


class CommandPalette(QFrame):
    """Stands over the window; gone with Esc or a click beside it."""

    chosen = pyqtSignal(object)
    """An Entry."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._session = session
        self._finder = Finder(session)
        self._only_new = False
        self._asked, self._shown = 0, 0
        self._hurried = False
        self.setProperty("role", "palette")
        self.field, self.list, self.nothing = QLineEdit(), QListView(), QLabel()
        self.model = EntryModel(self)
        self.field.setProperty("kind", "palette")
        self.list.setModel(self.model)
        self.list.setItemDelegate(EntryDelegate(self))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing.setProperty("role", "hint")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 8)
        column.setSpacing(4)
        for widget in (self.field, self.list, self.nothing):
            column.addWidget(widget)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.look)
        self.field.textChanged.connect(lambda text: self._pause.start(PAUSE))
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._take)
        self.list.entered.connect(self.list.setCurrentIndex)

    def open(self, text: str = "", only_new: bool = False) -> None:
        """Show it empty, or with text; with `only_new` for new records alone."""
        self._only_new = only_new
        translate = self._session.translate
        hint = say("New record: which kind?") if only_new else say("A place, record, command or coordinates")
        self.field.setPlaceholderText(translate(hint))
        self.nothing.hide()
        self.field.setText(text)
        self._place()
        self.show()
        self.field.setFocus()
        self.look()

    def look(self) -> None:
        """Look for what stands in the field, on a thread; only the newest answer is shown."""
        self._pause.stop()
        self._asked += 1
        number, text = self._asked, self.field.text()
        looked_for = self._finder.find_new if self._only_new else self._finder.find
        tasks.start(
            lambda progress: looked_for(text),
            done=lambda entries: self._show(number, entries),
            refused=self._session.refused.emit,
            failed=self._session.failed.emit,
        )

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
            Qt.Key(event.key())
        )
        if step is not None:
            self._move(step)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._hurry()
            return True
        return False

    def _hurry(self) -> None:
        """Enter: take what is chosen; if what was typed is still looked for, the first of what will be found."""
        if self._pause.isActive() or self._shown != self._asked:
            self._hurried = True
            self.look()
        else:
            self._take(self.list.currentIndex())

    def _show(self, number: int, entries: list[Entry]) -> None:
        if number != self._asked:
            return
        self._shown = number
        found = [entry for entry in entries if entry.kind != "refusal"]
        meant = not any(entry.kind == "record" for entry in found)  # else a number of that record was typed
        whys = [entry.title for entry in entries if entry.kind == "refusal" and meant]
        self.model.show_entries(found)
        self.list.setVisible(bool(found))
        self.nothing.setText(" ".join(whys) or self._session.translate(say("Nothing is called that")))
        self.nothing.setVisible(bool(whys) or not found)
        self._move(0)
        self._place()
        if self._hurried:
            self._hurried = False
            self._take(self.list.currentIndex())

    def _move(self, step: int) -> None:
        count = self.model.rowCount()
        if count:
            row = min(max(self.list.currentIndex().row() + step, 0), count - 1)
            self.list.setCurrentIndex(self.model.index(row))

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self.hide()
            self.chosen.emit(self.model.entries[index.row()])

    def _place(self) -> None:
        rows = min(max(self.model.rowCount(), 1), MOST_ROWS)
        self.list.setFixedHeight(rows * ROW + 4)
        window = self.parentWidget()
        if window is not None:
            width = min(WIDTH, window.width() - 40)
            self.setFixedWidth(width)
            self.adjustSize()
            corner = window.mapToGlobal(window.rect().topLeft())
            self.move(corner.x() + (window.width() - width) // 2, corner.y() + 64)
