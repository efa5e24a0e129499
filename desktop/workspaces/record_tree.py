"""Records in the order in which they belong to each other: a branch is read when it is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PyQt6.QtCore import QAbstractItemModel, QModelIndex, QObject, QRect, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from desktop import tasks
from desktop.map.layer_tree import SWATCH, swatch_picture
from desktop.map.layers import swatch_of
from desktop.session import Selected, Session
from desktop.theme.theme import current
from forensics.catalogue import RecordType
from forensics.messages import say
from forensics.ports import Query, Receipt

MOST = 1000
"""Records of one branch that are read at once."""
ROW, LEFT = 44, 6

Levels = Mapping[str, tuple[str, str]]
"""For each type ('' for the root) the type of what lies under it, and the field that refers to it."""


@dataclass(eq=False)
class Node:
    """One record, or the root; `children` is None until they were asked for."""

    type: str = ""
    id: str = ""
    code: str = ""
    status: str = ""  # code of the type's style field
    name: str = ""
    above: Node | None = None
    children: list[Node] | None = None
    asked: bool = field(default=False)

    @property
    def place(self) -> int:
        """The row under what lies above."""
        return self.above.children.index(self) if self.above is not None and self.above.children else 0


class RecordModel(QAbstractItemModel):
    """Follows the register: a branch is read on a thread when it is opened, and again when one of its types changes."""

    def __init__(self, session: Session, levels: Levels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._levels = session, levels
        self._root = Node()
        self._ask(self._root)
        session.changed.connect(self._refresh)
        session.language_changed.connect(lambda language: self.layoutChanged.emit())

    @property
    def types(self) -> set[str]:
        return {type_ for type_, _ in self._levels.values()}

    @property
    def is_empty(self) -> bool:
        """Whether it was read and there is nothing."""
        return self._root.children == []

    def node(self, index: QModelIndex) -> Node:
        """The record at an index."""
        found = index.internalPointer() if index.isValid() else self._root
        return found if isinstance(found, Node) else self._root

    def find(self, record: str) -> QModelIndex:
        """The index of a record that was read, else none."""
        for node in _walk(self._root):
            if node.id == record:
                return self.createIndex(node.place, 0, node)
        return QModelIndex()

    # What Qt asks

    def index(self, row: int, column: int, parent: QModelIndex = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self.node(parent).children or []
        return self.createIndex(row, column, children[row]) if 0 <= row < len(children) else QModelIndex()

    def parent(self, child: QModelIndex = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        above = self.node(child).above
        return QModelIndex() if above is None or above is self._root else self.createIndex(above.place, 0, above)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return len(self.node(parent).children or ())

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 1

    def hasChildren(self, parent: QModelIndex = QModelIndex()) -> bool:  # noqa: B008
        node = self.node(parent)
        return bool(node.children) if node.children is not None else node.type in self._levels

    def canFetchMore(self, parent: QModelIndex) -> bool:
        node = self.node(parent)
        return node.children is None and not node.asked and node.type in self._levels

    def fetchMore(self, parent: QModelIndex) -> None:
        self._ask(self.node(parent))

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return node.code
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return " · ".join(filter(None, (self.type_label(node), node.code, node.name, self.status_label(node))))
        return None

    def type_label(self, node: Node) -> str:
        """What kind of record it is."""
        return self._session.label(self._session.project.catalogue[node.type].about.label) if node.type else ""

    def status_label(self, node: Node) -> str:
        """The value of the type's style field in words; the type where there is none."""
        kind = self._session.project.catalogue[node.type]
        declared = kind.by_name.get(kind.about.style)
        if declared is None or declared.vocabulary is None or not node.status:
            return self.type_label(node)
        return self._session.label(declared.vocabulary.all_codes.get(node.status, node.status))

    # Reading

    def _ask(self, node: Node) -> None:
        if node.asked or node.type not in self._levels:
            return
        node.asked = True
        type_, field_name = self._levels[node.type]
        where = ((field_name, node.id),) if node.id else ()
        project = self._session.project
        kind = project.catalogue[type_]
        query = Query(type_, where=where, order="code", limit=MOST)
        tasks.start(
            lambda progress: [_node_of(kind, values) for values in project.register.select(query)],
            done=lambda found: self._take(node, found),
            refused=self._session.refused.emit,
            failed=self._session.failed.emit,
        )

    def _take(self, node: Node, found: Sequence[Node]) -> None:
        parent = QModelIndex() if node is self._root else self.createIndex(node.place, 0, node)
        if found:
            self.beginInsertRows(parent, 0, len(found) - 1)
        node.children = list(found)
        for child in found:
            child.above = node
        if found:
            self.endInsertRows()
        else:
            self.layoutChanged.emit()

    def _refresh(self, receipt: Receipt) -> None:
        if self.types.intersection(receipt.changed):
            self.beginResetModel()
            self._root = Node()
            self.endResetModel()
            self._ask(self._root)


def _node_of(kind: RecordType, values: Mapping[str, Any]) -> Node:
    name = next((str(values[one]) for one in (*kind.names, "name") if values.get(one)), "")
    return Node(kind.name, str(values["id"]), str(values.get("code", "")), str(values.get(kind.about.style, "")), name)


def _walk(node: Node) -> Iterator[Node]:
    for child in node.children or ():
        yield child
        yield from _walk(child)


class RecordDelegate(QStyledItemDelegate):
    """Two lines and the record's symbol: code over status, so that nothing is told by colour alone."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(160, ROW)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        model = index.model()
        if painter is None or not isinstance(model, RecordModel):
            return
        node, theme = model.node(index), current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        rect = option.rect.adjusted(0, 1, -4, -1)
        if chosen or hovered:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.palette_colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        kind = self._session.project.catalogue[node.type]
        swatch = swatch_picture(swatch_of(kind, node.status or "unknown"), option.widget.devicePixelRatioF())
        rect.adjust(LEFT, 0, 0, 0)
        painter.drawPixmap(rect.left(), rect.center().y() - SWATCH.height() // 2 + 1, swatch)
        left = rect.left() + SWATCH.width() + 6
        upper = QRect(left, rect.top() + 2, rect.right() - left, rect.height() // 2 - 1)
        lower = QRect(left, rect.top() + rect.height() // 2, rect.right() - left, rect.height() // 2 - 2)
        self._write(painter, upper, node.code, "on_accent_soft" if chosen else "text", option)
        self._write(painter, lower, model.status_label(node), "on_accent_soft" if chosen else "muted", option)
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, text: str, colour: str, option: QStyleOptionViewItem) -> None:
        painter.setPen(current().palette_colour(colour))
        fitted = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitted)


class RecordTree(QTreeView):
    """The tree in a panel; what is chosen here is selected everywhere, and the other way round."""

    def __init__(self, session: Session, levels: Levels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.records = RecordModel(session, levels, self)
        self.setModel(self.records)
        self.setItemDelegate(RecordDelegate(session, self))
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIndentation(18)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setRootIsDecorated(len(levels) > 1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._quiet = False
        selection = self.selectionModel()
        if selection is not None:
            selection.currentChanged.connect(self._chosen)
        session.selection_changed.connect(self._follow)
        self.records.rowsInserted.connect(lambda *_: self._follow(session.selected))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        viewport = self.viewport()
        if viewport is not None and self.records.is_empty:
            painter = QPainter(viewport)
            painter.setPen(current().palette_colour("muted"))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            words = self._session.translate(say("Nothing recorded yet"))
            painter.drawText(viewport.rect().adjusted(16, 8, -16, -8), flags, words)
            painter.end()

    def _chosen(self, index: QModelIndex, before: QModelIndex) -> None:
        node = self.records.node(index)
        if node.id and not self._quiet:
            self._session.select(node.type, node.id)

    def _follow(self, selected: Selected) -> None:
        index = self.records.find(selected.record) if selected.type in self.records.types else QModelIndex()
        self._quiet = True
        if index.isValid():
            self.setCurrentIndex(index)
        elif selected.type not in self.records.types:
            self.clearSelection()
        self._quiet = False
