"""Records of one type as a table that never waits: pages are read on a thread when they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QColor, QFont

from desktop import tasks
from desktop.forms.latest import Latest, once
from desktop.forms.look import current_theme
from desktop.session import Session
from forensics.catalogue import RecordType
from forensics.fields import Field, Kind
from forensics.messages import say
from forensics.ports import Found, Progress, Query, Receipt, Values
from layers.project import Project
from layers.superseding import superseded
from layers.words import Words, referred

PAGE = 200
_PAGES_KEPT = 40
_WANTED_AT_MOST = 3
_SOON = 15
"""Milliseconds in which wishes for pages are gathered, so that a quick scroll asks for the last ones alone."""

DRAFT, VOIDED = "draft", "voided"
_NO_ORDER = (Kind.PLACE, Kind.ROWS, Kind.ANSWERS, Kind.REFERENCE, Kind.REFERENCES, Kind.CODES)
_RIGHT = (Kind.WHOLE, Kind.NUMBER)


@dataclass(frozen=True)
class Page:
    """Some rows of one asking: `number` says which asking, `place` which page of it."""

    number: int
    place: int
    rows: tuple[Values, ...]
    names: Mapping[str, Found]
    superseded: frozenset[str] = frozenset()


def read_page(project: Project, query: Query, fields: Sequence[Field], number: int, place: int) -> Page:
    """Read one page, and the names of what the columns that are shown refer to."""
    rows = tuple(project.register.select(replace(query, limit=PAGE, offset=place * PAGE)))
    ids = {one for values in rows for one in referred(fields, values)}
    gone = superseded(project.register, query.type)
    no_more = frozenset(str(values["id"]) for values in rows if values["id"] in gone)
    return Page(number, place, rows, project.register.titles(ids) if ids else {}, no_more)


class TableModel(QAbstractTableModel):
    """What `ask` asked for. A row that is not read yet is empty, and its page is on its way."""

    counted = pyqtSignal(int)
    """How many rows there are now."""
    arrived = pyqtSignal()
    """Rows came into being."""
    refused = pyqtSignal(object)
    """A TaphosError: what was asked for cannot be."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.kind: RecordType | None = None
        self.query = Query("")
        self.fields: tuple[Field, ...] = ()
        self.names: dict[str, Found] = {}
        self.words = Words(session, self.names)
        self.drafts: frozenset[str] = frozenset()
        self.superseded: frozenset[str] = frozenset()
        self._count = 0
        self._number = 0
        self._pages: OrderedDict[int, tuple[Values, ...]] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._counting = Latest(self)
        self._counting.answered.connect(self._told)
        self._counting.refused.connect(self.refused)
        self._counting.failed.connect(session.failed)
        self._soon = once(self, _SOON, self._fetch)
        session.language_changed.connect(self._speak)

    # What is asked for

    def ask(self, kind: RecordType, query: Query, fields: Sequence[Field]) -> None:
        """Show the records of a query in these columns."""
        self.beginResetModel()
        self.kind, self.query, self.fields = kind, query, tuple(fields)
        self._forget()
        self._count = 0
        self.endResetModel()
        self._recount()

    def show_fields(self, fields: Sequence[Field]) -> None:
        """Show other columns of the same records."""
        self.beginResetModel()
        self.fields = tuple(fields)
        self._forget()
        self.endResetModel()

    def refresh(self, receipt: Receipt) -> None:
        """Read again what a commit changed; what is shown stays until the new rows are there."""
        if self.kind is None or not receipt.changed:
            return
        for ids in receipt.changed.values():
            for record in ids or tuple(self.names):
                self.names.pop(record, None)
        self._number += 1
        self._stale = set(self._pages)
        self._wanted.clear()
        if self.kind.name in receipt.changed:
            self._recount()
        self._want_visible()

    def _forget(self) -> None:
        self._number += 1
        self._pages.clear()
        self._stale.clear()
        self._wanted.clear()

    def _recount(self) -> None:
        query = self.query
        self._counting.ask_now(lambda: self.session.project.register.count(query))

    def _told(self, count: int) -> None:
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        self._want_visible()
        self.counted.emit(count)

    def mark_drafts(self, records: frozenset[str]) -> None:
        """Say of these records that something was typed which is not saved yet."""
        if records != self.drafts:
            self.drafts = records
            self._want_visible()

    # Rows

    def values_at(self, row: int) -> Values | None:
        """The record of a row, where it is read."""
        page = self._pages.get(row // PAGE)
        return page[row % PAGE] if page is not None and row % PAGE < len(page) else None

    def rows_of(self, records: Set[str]) -> dict[str, int]:
        """The rows of those of these records that are read, by id."""
        return {
            str(values["id"]): place * PAGE + number
            for place, page in self._pages.items()
            for number, values in enumerate(page)
            if values["id"] in records
        }

    @property
    def loading(self) -> bool:
        """Whether rows are on their way."""
        return bool(self._wanted) or self._soon.isActive()

    def want(self, row: int) -> None:
        """Have the page of a row read."""
        place = row // PAGE
        if (place in self._pages and place not in self._stale) or not 0 <= row < self._count:
            return
        self._wanted[place] = None
        self._wanted.move_to_end(place)
        while len(self._wanted) > _WANTED_AT_MOST:
            self._wanted.popitem(last=False)
        if not self._soon.isActive():
            self._soon.start()

    def _want_visible(self) -> None:
        """Have the view ask again for what it shows."""
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, max(0, len(self.fields) - 1)))

    def _fetch(self) -> None:
        for place in reversed(self._wanted):
            tasks.start(
                self._reading(place), done=self._take, refused=self.refused.emit, failed=self.session.failed.emit
            )

    def _reading(self, place: int) -> Callable[[Progress], Page]:
        """What reads a page as it is asked for now."""
        project, query, fields, number = self.session.project, self.query, self.fields, self._number
        return lambda _: read_page(project, query, fields, number, place)

    def _take(self, page: Page) -> None:
        if page.number != self._number:
            return
        self.names.update(page.names)
        self._wanted.pop(page.place, None)
        self._stale.discard(page.place)
        self._pages[page.place] = page.rows
        self.superseded = self.superseded.difference(str(values["id"]) for values in page.rows) | page.superseded
        self._pages.move_to_end(page.place)
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        first, last = page.place * PAGE, min((page.place + 1) * PAGE, self._count) - 1
        if last >= first and self.fields:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.fields) - 1))
        self.arrived.emit()

    def _speak(self, _: str) -> None:
        if self.fields:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.fields) - 1)
        self._want_visible()

    # Qt's side

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.fields)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.fields):
            return None
        field = self.fields[section]
        label = self.session.label(field.label)
        words = f"{label}, {self.session.label(field.unit)}" if field.unit else label
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{words}\n{field.name}"
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        values = self.values_at(index.row())
        if values is None or index.row() // PAGE in self._stale:
            self.want(index.row())
        if values is None or index.column() >= len(self.fields):
            return None
        field = self.fields[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.said(field, values)
        if role == Qt.ItemDataRole.TextAlignmentRole and field.kind in _RIGHT:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if values.get("review") == VOIDED:
            return _struck(role)
        if values.get("id") in self.superseded and role == Qt.ItemDataRole.ForegroundRole:
            return _struck(role)
        return None

    def said(self, field: Field, values: Values) -> str:
        """A cell in words; a record without a review is a draft, and one that is typed into and not saved says so."""
        value = values.get(field.name)
        if field.name == "code" and values.get("id") in self.drafts:
            return self.session.translate(say("{code} · draft, not saved", code=str(value or "")))
        if field.name == "code" and values.get("id") in self.superseded:
            return self.session.translate(say("{code} · superseded", code=str(value or "")))
        if value is None and field.name == "review":
            value = DRAFT
        if field.unit and value is not None and field.kind in _RIGHT:
            field = replace(field, unit="")
        return self.words.value(field, value)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; by none where it is -1 or cannot be ordered by."""
        if self.kind is None:
            return
        name = ""
        if 0 <= column < len(self.fields) and can_order(self.fields[column]):
            name = ("-" if order == Qt.SortOrder.DescendingOrder else "") + self.fields[column].name
        if name != self.query.order:
            self.ask(self.kind, replace(self.query, order=name), self.fields)


def can_order(field: Field) -> bool:
    """Whether rows can be ordered by a field."""
    return field.kind not in _NO_ORDER


def _struck(role: int) -> Any:
    """A voided record is struck through and muted."""
    if role == Qt.ItemDataRole.FontRole:
        font = QFont()
        font.setStrikeOut(True)
        return font
    if role == Qt.ItemDataRole.ForegroundRole:
        return QBrush(QColor(current_theme().palette.muted))
    return None


def first_fields(kind: RecordType) -> tuple[Field, ...]:
    """The columns that a table begins with: code, names, what makes the title, date, style, category and review."""
    about = kind.about
    names = ("code", *kind.names, *about.title, about.date, about.until, about.style, about.category, "review")
    return tuple(kind.by_name[name] for name in dict.fromkeys(names) if name in kind.by_name)
