"""A line in which one of many is found by typing: a list drops down, and keys alone are enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QAbstractListModel, QCoreApplication, QEvent, QModelIndex, QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PyQt6.QtWidgets import QCompleter, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.forms.look import LineWithIcons, current_theme
from desktop.theme.icons import icon
from desktop.theme.touch import hit_pixels

_DETAIL, _APART, _CHECKED = (Qt.ItemDataRole.UserRole + number for number in range(3))
NEXT_QUESTION = Qt.Key.Key_F8
"""The key that goes on to the next field that must be answered."""
_ROWS_SHOWN = 9
_OPENING = (Qt.Key.Key_Down, Qt.Key.Key_F4)
_ENTERING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FOR_THE_LIST = (
    *_ENTERING, Qt.Key.Key_Escape, Qt.Key.Key_F4, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One thing that can be picked: `value` is kept, `label` shown, `detail` beside it; `apart` under a line."""

    value: str
    label: str
    detail: str = ""
    apart: bool = False
    checked: bool = False


class Picker(LineWithIcons):
    """Search as you type: whoever owns it answers `wanted` with `offer`. Text that fits nothing stays as it is."""

    wanted = pyqtSignal(str)
    """Choices that fit this text are asked for; all of them where it is empty."""
    picked = pyqtSignal(str)
    """The value of the choice that was taken."""
    left = pyqtSignal()
    """The line was left."""

    def __init__(self, parent: QWidget | None = None, symbol: str = "chevron-down") -> None:
        super().__init__(parent)
        self._choices = _Choices(self)
        self._list = _list()
        self._completer = QCompleter(self._choices, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(_ROWS_SHOWN)
        self._completer.setPopup(self._list)
        self._list.setItemDelegate(_Drawn(self._list))
        self._completer.setWidget(self)
        self._completer.activated[QModelIndex].connect(self._take)
        self._asking = self._asked_all = False
        self.preselects = True
        self.textEdited.connect(self._ask)
        self.add_icon(symbol).triggered.connect(self.drop_down)

    def drop_down(self) -> None:
        """Show all that can be picked."""
        if not self.isReadOnly():
            self.setFocus()
            self._ask("")

    def offer(self, choices: Sequence[Choice]) -> None:
        """Answer what was wanted; nothing drops down where the line was left meanwhile."""
        self._choices.set(choices)
        if not self._asking or not self.hasFocus():
            return
        if not choices:
            self._list.hide()
            return
        self._completer.complete(QRect(0, 0, max(self.width(), self._width_wanted()), self.height() + 2))
        self._list.setCurrentIndex(self._in_list(self._first()) if self.preselects else QModelIndex())

    def _first(self) -> QModelIndex:
        """What stands out: what is held, where all are shown, else what fits best."""
        held = next((row for row, choice in enumerate(self.offered) if choice.checked), 0)
        return self._choices.index(held if self._asked_all else 0, 0)

    def _in_list(self, index: QModelIndex) -> QModelIndex:
        """An index of the choices as the list, which shows them through the completer, has it."""
        shown = self._list.model()
        return shown.index(index.row(), 0) if shown is not None and index.isValid() else QModelIndex()

    @property
    def offered(self) -> Sequence[Choice]:
        """What can be picked now."""
        return self._choices.choices

    @property
    def is_open(self) -> bool:
        """Whether the list is dropped down."""
        return self._list.isVisible()

    def _ask(self, text: str) -> None:
        self._asking, self._asked_all = True, not text
        self.wanted.emit(text)

    def _take(self, index: QModelIndex) -> None:
        self._asking = False
        choice = self._choices.at(index.row())
        if choice is not None:
            self.picked.emit(choice.value)

    def _width_wanted(self) -> int:
        fitted = self.fontMetrics()
        widest = max((fitted.horizontalAdvance(f"{one.label}   {one.detail}") for one in self.offered), default=0)
        return min(widest + 64, 520)

    def event(self, event: QEvent | None) -> bool:
        """Tab, and the key to the next question, take what stands out in the list before they go on."""
        if isinstance(event, QKeyEvent) and self.is_open and _goes_on(event):
            current = self._list.currentIndex()
            self._list.hide()
            if current.isValid():
                self._take(current)
            if event.key() == NEXT_QUESTION:  # the list hands its keys to the line alone, and not to who stands around
                again = QKeyEvent(event.type(), event.key(), event.modifiers())
                QCoreApplication.postEvent(self, again)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        if not self.is_open and event.key() in _OPENING:
            self.drop_down()
        elif self.is_open and event.key() in _ENTERING and not self._list.currentIndex().isValid():
            self._list.hide()
            super().keyPressEvent(event)
        elif self.is_open and event.key() in _FOR_THE_LIST:
            event.ignore()  # the completer moves in the list, takes from it, or closes it
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        super().mousePressEvent(event)
        if not self.text() and not self.is_open:
            self.drop_down()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        if event is None or event.reason() != Qt.FocusReason.PopupFocusReason:
            self._asking = False
            self.left.emit()


def _goes_on(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, NEXT_QUESTION)


class _Choices(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: Sequence[Choice] = ()

    def set(self, choices: Sequence[Choice]) -> None:
        self.beginResetModel()
        self.choices = tuple(choices)
        self.endResetModel()

    def at(self, row: int) -> Choice | None:
        return self.choices[row] if 0 <= row < len(self.choices) else None

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        choice = self.at(index.row())
        if choice is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return choice.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return choice.detail or None
        if role == _DETAIL:
            return choice.detail
        if role == _APART:
            return choice.apart and (index.row() == 0 or not self.choices[index.row() - 1].apart)
        if role == _CHECKED:
            return choice.checked
        return None


def _list() -> QListView:
    """The list that drops down, kept alive by its completer."""
    view = QListView()
    view.setObjectName("choices")
    view.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    view.setUniformItemSizes(False)
    view.setMouseTracking(True)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view


class _Drawn(QStyledItemDelegate):
    """A row of the list: the label, the detail in muted letters at the right, a line above what is apart."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(option.rect.width(), hit_pixels() + (9 if index.data(_APART) else 0))

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if painter is None:
            return
        painter.save()
        palette = current_theme().palette
        rect = QRect(option.rect)
        if index.data(_APART) and index.row():
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Mid)))
            painter.drawLine(rect.left() + 6, rect.top() + 4, rect.right() - 6, rect.top() + 4)
        if index.data(_APART):
            rect.setTop(rect.top() + 9)
        current = bool(option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver))
        if current:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(option.palette.color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(rect.adjusted(1, 0, -1, 0), 6, 6)
        inner = rect.adjusted(10, 0, -10, 0)
        if index.data(_CHECKED):
            box = QRect(inner.right() - 15, inner.center().y() - 7, 16, 16)
            icon("check", current_theme(), "accent").paint(painter, box)
            inner.setRight(box.left() - 6)
        fitted = option.fontMetrics
        detail = str(index.data(_DETAIL) or "")
        room = min(fitted.horizontalAdvance(detail), inner.width() // 2) if detail else 0
        shade = QPalette.ColorRole.HighlightedText if current else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(shade))
        label = QRect(inner.left(), inner.top(), inner.width() - room - (12 if room else 0), inner.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        words = fitted.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, label.width())
        painter.drawText(label, flags | Qt.AlignmentFlag.AlignLeft, words)
        if room:
            painter.setPen(option.palette.color(shade) if current else QColor(palette.muted))
            shown = fitted.elidedText(detail, Qt.TextElideMode.ElideRight, room)
            place = QRect(inner.right() - room, inner.top(), room + 1, inner.height())
            painter.drawText(place, flags | Qt.AlignmentFlag.AlignRight, shown)
        painter.restore()
