"""A column of the board: its cards in a list, which are dragged from it and dropped on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PyQt6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPoint, QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PyQt6.QtWidgets import QAbstractButton, QAbstractItemView, QFrame, QListView, QVBoxLayout, QWidget

from desktop.planning.card import CARD, CardDelegate, Face, why_closed
from desktop.session import Session
from desktop.theme import fonts
from desktop.theme.theme import current
from desktop.theme.touch import hit_pixels
from forensics.messages import say
from layers.planning.board import Card

MIME = "application/x-taphos-survey-area"
"""What is dragged: the id of an area."""
WIDE, NARROW, HEAD = 214, 44, 40
_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


def mime_of(area: str) -> QMimeData:
    """An area as it is dragged."""
    found = QMimeData()
    found.setData(MIME, area.encode())
    return found


def area_in(data: QMimeData | None) -> str:
    """The id of the area that is dragged; nothing where something else is."""
    return data.data(MIME).data().decode() if data is not None and data.hasFormat(MIME) else ""


class CardModel(QAbstractListModel):
    """The cards of one column."""

    dropped = pyqtSignal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.cards: tuple[Card, ...] = ()
        self._faces: tuple[Face, ...] = ()

    def show(self, cards: Sequence[Card], faces: Sequence[Face]) -> bool:
        """Show these; whether they are others than before."""
        if tuple(cards) == self.cards and tuple(faces) == self._faces:
            return False
        self.beginResetModel()
        self.cards, self._faces = tuple(cards), tuple(faces)
        self.endResetModel()
        return True

    def row_of(self, area: str) -> int:
        """The row of an area; -1 where it is not here."""
        return next((at for at, one in enumerate(self.cards) if one.area.id == area), -1)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card, face = self.cards[index.row()], self._faces[index.row()]
        if role == CARD:
            return face
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return face.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            told = self._session.translate(why_closed(card)) if card.closed else face.told
            return "\n".join(filter(None, (face.where, face.who, face.days, told)))
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        drop = Qt.ItemFlag.ItemIsDropEnabled
        if not index.isValid():
            return drop
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction  # else Qt takes the row out by itself, before anything is written

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        return next((mime_of(self.cards[one.row()].area.id or "") for one in indexes), QMimeData())

    def canDropMimeData(
        self, data: QMimeData | None, action: Qt.DropAction, row: int, column: int, parent: QModelIndex
    ) -> bool:
        return bool(area_in(data))

    def dropMimeData(
        self, data: QMimeData | None, action: Qt.DropAction, row: int, column: int, parent: QModelIndex
    ) -> bool:
        area = area_in(data)
        if area:
            self.dropped.emit(area)
        return False


class CardList(QListView):
    """The cards; arrows go from card to card, and with Ctrl they take the card along into the next column."""

    aside = pyqtSignal(int)
    """To the column before (-1) or after (1)."""
    carried = pyqtSignal(str, int)
    """An area is to go into the column before or after."""
    team_wanted = pyqtSignal(str)
    reasons_wanted = pyqtSignal(str, QRect)
    """Why its priority is what it is; where on the screen that is written."""
    gate_wanted = pyqtSignal(str, QRect)
    menu_wanted = pyqtSignal(str, QPoint)
    chosen = pyqtSignal(str)
    dragging = pyqtSignal(bool)
    """A card is in the hand, or was let go."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_of_cards = CardModel(session, self)
        self.cards_drawn = CardDelegate(session, self)
        self.setModel(self.model_of_cards)
        self.setItemDelegate(self.cards_drawn)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setDropIndicatorShown(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._quiet = False
        selection = self.selectionModel()
        if selection is not None:
            selection.currentChanged.connect(lambda index, before: self._chose(index))

    @property
    def area(self) -> str:
        """The id of the area whose card is current."""
        row = self.currentIndex().row()
        return self._id(row) if 0 <= row < len(self.model_of_cards.cards) else ""

    def _id(self, row: int) -> str:
        return self.model_of_cards.cards[row].area.id or ""

    def choose(self, area: str) -> None:
        """Have the card of an area current, and seen; nothing where it is not here. Tells nobody."""
        row = self.model_of_cards.row_of(area)
        self._quiet = True
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.setCurrentIndex(self.model_of_cards.index(row))
            self.scrollTo(self.model_of_cards.index(row))
        self._quiet = False

    def rect_of(self, area: str) -> QRect:
        """Where its card is, in the list."""
        return self.visualRect(self.model_of_cards.index(self.model_of_cards.row_of(area)))

    def _chose(self, index: QModelIndex) -> None:
        if index.isValid() and not self._quiet:
            self.chosen.emit(self._id(index.row()))

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        self.dragging.emit(True)
        super().startDrag(supportedActions)
        self.dragging.emit(False)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        by_tab = event is not None and event.reason() in _BY_TAB
        if by_tab and not self.currentIndex().isValid() and self.model_of_cards.cards:
            self.setCurrentIndex(self.model_of_cards.index(0))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        carries = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        place = self._global(self.visualRect(self.currentIndex()))
        if step and carries and self.area:
            self.carried.emit(self.area, step)
        elif step:
            self.aside.emit(step)
        elif event.key() == Qt.Key.Key_T and self.area:
            self.team_wanted.emit(self.area)
        elif event.key() == Qt.Key.Key_Space and self.area:
            self.reasons_wanted.emit(self.area, place)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.area:
            self.gate_wanted.emit(self.area, place)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        super().mouseReleaseEvent(event)
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        face = index.data(CARD)
        if not isinstance(face, Face):
            return
        rect, at = self.visualRect(index), event.position().toPoint()
        for place, signal in (
            (self.cards_drawn.priority_rect(rect, face), self.reasons_wanted),
            (self.cards_drawn.told_rect(rect, face), self.gate_wanted),
        ):
            around = max(0, (hit_pixels() - place.height()) // 2)
            if not place.isEmpty() and place.adjusted(-around, -around, around, around).contains(at):
                signal.emit(self._id(index.row()), self._global(place))

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        if event is None:
            return
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if index.isValid():
            at = event.globalPos() if by_mouse else self._global(self.visualRect(index)).bottomLeft()
            self.menu_wanted.emit(self._id(index.row()), at)

    def _global(self, rect: QRect) -> QRect:
        viewport = self.viewport()
        return QRect(viewport.mapToGlobal(rect.topLeft()) if viewport is not None else rect.topLeft(), rect.size())


class ColumnHead(QAbstractButton):
    """The name of a column and how many cards it has; pressed, the column is folded away or opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.name, self.count = "", ""

    def sizeHint(self) -> QSize:
        return QSize(NARROW, max(HEAD, hit_pixels()))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        theme, painter = current(), QPainter(self)
        if self.hasFocus() or self.underMouse():
            painter.fillRect(self.rect(), theme.palette_colour("hover"))
        room = QRect(0, 0, self.width(), self.height())
        if self.isChecked():
            painter.translate(0, 0)
            painter.rotate(90)
            painter.translate(0, -self.width())
            room = QRect(0, 0, self.height(), self.width())
        bold, plain = fonts.font(13, bold=True), fonts.font(12)
        painter.setFont(bold)
        painter.setPen(theme.palette_colour("text"))
        number = painter.fontMetrics().horizontalAdvance(self.count) + 18
        left = room.adjusted(12, 0, 0, 0)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        words = left.adjusted(0, 0, -number, 0)
        if painter.fontMetrics().horizontalAdvance(self.name) > words.width():
            painter.setFont(fonts.font(12, bold=True))  # over two lines, as long names of other languages need
        wrapped = flags | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(words, wrapped, self.name)
        beside = painter.boundingRect(words, wrapped, self.name).width() + 8
        painter.setFont(plain)
        painter.setPen(theme.palette_colour("muted"))
        painter.drawText(left.adjusted(beside, 0, 0, 0), flags, self.count)
        painter.end()


class Column(QFrame):
    """One status; a card that is dropped anywhere on it is to have that status."""

    dropped = pyqtSignal(str, str)
    """The id of an area, and the status of this column."""

    def __init__(self, session: Session, status: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.status, self._label = session, status, label
        self.setProperty("role", "panel")
        self.setAcceptDrops(True)
        self.head, self.list = ColumnHead(), CardList(session)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.list, 1)
        self.head.toggled.connect(self._fold)
        self.list.model_of_cards.dropped.connect(lambda area: self.dropped.emit(area, self.status))
        self._fold(False)
        self.relabel()

    def show_cards(self, cards: Sequence[Card], faces: Sequence[Face]) -> None:
        """Show these cards; the one that is current stays so."""
        was, top = self.list.area, self.list.verticalScrollBar()
        held = top.value() if top is not None else 0
        if self.list.model_of_cards.show(cards, faces):
            if was:
                self.list.choose(was)
            if top is not None:
                top.setValue(held)
        self.relabel()

    @property
    def folded(self) -> bool:
        return self.head.isChecked()

    def fold(self, on: bool) -> None:
        """Fold the column away, so that its name alone is seen, or open it."""
        self.head.setChecked(on)

    def relabel(self) -> None:
        """Say its name and how many cards it has; those that are blocked are told apart."""
        cards = self.list.model_of_cards.cards
        blocked = sum(bool(one.blocked) for one in cards)
        words = self._session.label(self._label)
        self.head.name = words
        self.head.count = str(len(cards) - blocked)
        if blocked:
            self.head.count += " + " + self._session.translate(say("{count} blocked", count=blocked))
        self.head.setAccessibleName(f"{words}: {self.head.count}")
        self.head.setToolTip(self.head.accessibleName())
        self.list.setAccessibleName(words)
        self.head.update()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and area_in(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:
        if event is not None and area_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        area = area_in(event.mimeData()) if event is not None else ""
        if event is not None and area:
            event.acceptProposedAction()
            self.dropped.emit(area, self.status)

    def _fold(self, on: bool) -> None:
        self.list.setVisible(not on)
        self.setMinimumWidth(NARROW if on else WIDE)
        self.setMaximumWidth(NARROW if on else 16_777_215)
        self.head.setMinimumHeight(180 if on else max(HEAD, hit_pixels()))
        self.head.setMaximumHeight(16_777_215 if on else max(HEAD, hit_pixels()))
