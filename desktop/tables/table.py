"""The bottom dock: the records of one type, searched, narrowed, ordered and selected together with the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PyQt6.QtCore import QPoint, QSize, pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.filters.filters import Filters
from desktop.filters.reached import can_be_asked
from desktop.forms.desk import Desk
from desktop.forms.draft import Draft
from desktop.forms.empty import Empty
from desktop.forms.latest import Latest
from desktop.forms.look import IconButton, Said, current_theme
from desktop.forms.reason_popup import ReasonPopup
from desktop.inspector.waiting_bar import WaitingBar
from desktop.session import Selected, Session
from desktop.tables.columns import ColumnChooser
from desktop.tables.model import PAGE, TableModel, first_fields
from desktop.tables.search import Condition, Conditions, SearchLine
from desktop.tables.type_switch import TypeSwitch
from desktop.tables.view import RecordView
from desktop.theme.icons import icon
from forensics.catalogue import RecordType
from forensics.changes import Change, Operation
from forensics.errors import TaphosError
from forensics.fields import Field
from forensics.messages import Message, say, say_count
from forensics.ports import Query, Receipt
from layers.erasure import speaks_of_person
from layers.exports.selecting import Selection
from layers.language import format_number
from layers.project import Project
from layers.reasons import commit_for

_LOOKED_THROUGH = 50_000
"""So many records are looked through for the row of one that was selected elsewhere."""
_FIRST_TYPE = "site"
_NONE = ("",)
"""The ids of no record: a type that cannot be asked what is looked at stays home, as it does in exports."""


class RecordTable(QWidget):
    """Shows one type at a time; `show_type` turns to another."""

    zoom_requested = pyqtSignal(str, list)
    """A record type and the ids that the map is to show."""
    opened = pyqtSignal(str, str)
    """A record that a person wants to see in the inspector: its type and id."""
    erase_wanted = pyqtSignal()
    """The person whom the selected record speaks of is to be erased."""
    type_changed = pyqtSignal(str)
    draft_wanted = pyqtSignal(str)
    """The key of a draft of a new record that a person wants to go on with."""
    draft_discarded = pyqtSignal(str)

    def __init__(self, session: Session, filters: Filters | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._filters = filters if filters is not None else Filters(self)
        self.setObjectName("table")
        self.desk = Desk(session, self)
        self.model = TableModel(session, self)
        self.view = RecordView(self.model, self)
        self.types = TypeSwitch(self.desk, self)
        self.search = SearchLine(self.desk, self)
        self.conditions = Conditions(self.desk, self)
        self.drafts = WaitingBar(self.desk, self)
        self._unsaved: Sequence[Draft] = ()
        self.count = QLabel(self)
        self.told = Said("problem", "problem", self)
        self.only_selected = IconButton("select", self)
        self.voided = IconButton("void", self)
        self.columns = IconButton("settings", self)
        self._kind: RecordType | None = None
        self._chosen: dict[str, tuple[Field, ...]] = {}
        self._text = ""
        self._finding = Latest(self)
        self._finding.answered.connect(self._found)
        self._naming = Latest(self)
        self._naming.answered.connect(self._select)
        self._lay_out()
        self._connect()
        self.show_type(session.selected.type or _FIRST_TYPE)

    def sizeHint(self) -> QSize:
        return QSize(900, 300)

    def _lay_out(self) -> None:
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(6)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.setMaximumWidth(420)
        self.count.setProperty("role", "hint")
        row.addWidget(self.types)
        row.addWidget(self.search, 1)
        row.addWidget(self.count)
        row.addStretch(0)
        for button in (self.only_selected, self.voided):
            button.setCheckable(True)
        for button in (self.only_selected, self.voided, self.columns):
            row.addWidget(button)
        below = QWidget(self)
        margins = QVBoxLayout(below)
        margins.setContentsMargins(12, 0, 12, 8)
        margins.setSpacing(6)
        margins.addWidget(self.conditions)
        margins.addWidget(self.told)
        self._below = below
        self.nothing = Empty("search", _NO_RECORDS, _HOW_TO_BEGIN, self.desk, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((bar, 0), (below, 0), (self.drafts, 0), (self.view, 1), (self.nothing, 1)):
            column.addWidget(widget, stretch)
        self.told.hide()
        below.hide()
        self.nothing.hide()

    def _connect(self) -> None:
        session, spoken = self.session, self.desk.spoken
        for button, message in (
            (self.only_selected, say("Only what is selected")),
            (self.voided, say("Voided records too")),
            (self.columns, say("Choose columns")),
        ):
            spoken.text(button, button.setToolTip, message)
            spoken.text(button, button.setAccessibleName, message)
        spoken.made(self.count, self.count.setText, self._counted)
        self.drafts.resumed.connect(self.draft_wanted)
        self.drafts.discarded.connect(self.draft_discarded)
        self.types.chosen.connect(self.show_type)
        self.search.text_wanted.connect(self._look_for)
        self.search.condition_made.connect(self.add_condition)
        self.search.refused.connect(self._refused)
        self.conditions.changed.connect(self._ask)
        self._filters.changed.connect(self._ask)
        self.only_selected.toggled.connect(self._ask)
        self.voided.toggled.connect(self._ask)
        self.columns.clicked.connect(self._choose_columns)
        self.model.counted.connect(self._tell_count)
        self.model.arrived.connect(self._select_again)
        self.model.refused.connect(self._refused)
        self.view.picked.connect(self._picked)
        self.view.menu_wanted.connect(self._show_menu)
        self.view.doubleClicked.connect(lambda _: self._open())
        session.selection_changed.connect(self._selected)
        session.changed.connect(self._changed)
        session.language_changed.connect(lambda _: self.view.fit_columns())

    # What others call

    @property
    def type(self) -> str:
        """The type that is shown."""
        return self._kind.name if self._kind is not None else ""

    @property
    def query(self) -> Query:
        """What is shown, as a query; an export or a chart may ask for the same."""
        return self.model.query

    def show_type(self, type_: str) -> None:
        """Show the records of another type, without the conditions of this one."""
        kind = self.session.project.catalogue[type_]
        if self._kind is not None and kind.name == self._kind.name:
            return
        self._kind = kind
        self.types.show_type(kind.name)
        self.search.kind = kind
        self.search.clear()
        self._text = ""
        self.conditions.clear()
        self.only_selected.setChecked(False)
        self._ask()
        self.view.fit_columns()
        self.show_drafts(self._unsaved)
        self.type_changed.emit(kind.name)

    def add_condition(self, condition: Condition) -> None:
        """Show only records of which this holds."""
        self.conditions.add(condition)

    def shown_fields(self) -> tuple[Field, ...]:
        """The columns of the type that is shown."""
        assert self._kind is not None
        return self._chosen.get(self._kind.name) or first_fields(self._kind)

    def choose_fields(self, fields: Sequence[Field]) -> None:
        """Show these columns for the type from now on."""
        if self._kind is not None and fields:
            self._chosen[self._kind.name] = tuple(fields)
            self.model.show_fields(fields)
            self.view.fit_columns()

    def show_drafts(self, unsaved: Sequence[Draft]) -> None:
        """Mark the rows of records that were typed into and not saved, and list the new ones of the type over them."""
        self._unsaved = unsaved
        self.model.mark_drafts(frozenset(draft.record for draft in unsaved if not draft.is_new))
        new = [draft for draft in unsaved if draft.is_new and draft.kind.name == self.type]
        self.drafts.show_drafts(new)

    # Asking

    def _look_for(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._ask()

    def _ask(self, _: object = None) -> None:
        kind = self._kind
        if kind is None:
            return
        self.told.say("")
        chosen = self.session.selected
        ids = chosen.ids if self.only_selected.isChecked() and chosen.type == kind.name else ()
        looked_at = self._filters.selection
        if not can_be_asked(kind, looked_at):
            looked_at, ids = Selection(), _NONE
        query = replace(
            looked_at.query(kind.name),
            where=tuple(dict.fromkeys((*looked_at.where, *self.conditions.where()))),
            text=" ".join(filter(None, (looked_at.text, self._text))),
            ids=ids,
            voided=self.voided.isChecked(),
            order=self.model.query.order if self.model.query.type == kind.name else "",
        )
        if query.type != self.model.query.type:
            across = self.view.horizontalHeader()
            if across is not None:
                across.setSortIndicatorShown(False)
        self._show_below()
        self.model.ask(kind, query, self.shown_fields())

    def _show_below(self) -> None:
        self._below.setVisible(not self.conditions.isHidden() or not self.told.isHidden())

    def _refused(self, refusal: TaphosError) -> None:
        self.told.say(self.session.translate(refusal.message))
        self._show_below()

    def _tell_count(self, count: int) -> None:
        self.count.setText(self._counted())
        kind = self._kind
        self.view.setVisible(count > 0)
        self.nothing.setVisible(count == 0)
        if count == 0 and kind is not None:
            narrowed = replace(self.query, order="") != Query(kind.name)
            heading, hint = (_NONE_FITS, _LESS_STRICT) if narrowed else (_NO_RECORDS, _HOW_TO_BEGIN)
            self.nothing.say(self.session.translate(heading), self.session.translate(hint))

    def _counted(self) -> str:
        count = self.model.rowCount()
        written = format_number(count, self.session.language)
        told = self.session.translate(say_count("{written} record", "{written} records", count=count, written=written))
        chosen = len(self.view.selected_rows())
        if self._filters.active:
            told = self.session.translate(say("{told}, filtered", told=told))
        if chosen > 1:
            selected = format_number(chosen, self.session.language)
            told = self.session.translate(say("{told}, {selected} selected", told=told, selected=selected))
        return told

    def _changed(self, receipt: Receipt) -> None:
        if self.type in receipt.changed:
            self.view.select_ids(())  # rows may stand elsewhere now; what is selected is found again as they arrive
        self.model.refresh(receipt)
        self.types.recount()

    # Selecting

    def _picked(self, rows: list[int]) -> None:
        """Select the records of these rows; the ids of rows that are not read yet are read first."""
        self.count.setText(self._counted())
        self._naming.forget()
        ids = self.view.selected_ids()
        if len(ids) == len(rows):
            self._select(ids)
        else:
            project, query = self.session.project, self.query
            self._naming.ask_now(lambda: ids_of_rows(project, query, rows))

    def _select(self, ids: Sequence[str]) -> None:
        if ids and self._kind is not None:
            self.session.select(self._kind.name, *ids)

    def _selected(self, selected: Selected) -> None:
        if self._kind is None or selected.type != self._kind.name:
            self.view.select_ids(())
        elif list(selected.ids) != self.view.selected_ids():
            if self.only_selected.isChecked():
                self._ask()
            elif len(selected.ids) != len(self.view.selected_rows()) or len(selected.ids) <= PAGE:
                self._follow(selected)
        self.count.setText(self._counted())

    def _follow(self, selected: Selected) -> None:
        """Select what was selected elsewhere, and bring the first of it into sight."""
        row = self.view.select_ids(selected.ids)
        if row is not None:
            self.view.scrollTo(self.model.index(row, 0))
            return
        project, query, record = self.session.project, self.query, selected.record
        self._finding.ask_now(lambda: find_row(project, query, record))

    def _found(self, row: int | None) -> None:
        """The row of a record that was selected elsewhere; it is selected as soon as its page is here."""
        if row is not None and row < self.model.rowCount():
            self.view.scrollTo(self.model.index(row, 0))
            self.model.want(row)

    def _select_again(self) -> None:
        selected = self.session.selected
        if self._kind is not None and selected.type == self._kind.name:
            self.view.select_ids(selected.ids, add=True)
            self.count.setText(self._counted())

    # What can be done with rows

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu()
        if menu is not None:
            menu.popup(place)

    def menu(self) -> QMenu | None:
        """What can be done with the selected rows."""
        ids = self.view.selected_ids()
        kind = self._kind
        if not ids or kind is None:
            return None
        menu = QMenu(self)
        self._act(menu, "form", say("Open"), self._open)
        zoomed = self._act(menu, "zoom-selection", say("Zoom to"), lambda: self.zoom_requested.emit(kind.name, ids))
        zoomed.setEnabled(kind.main_place is not None or bool(kind.about.place_from))
        copied = self._act(menu, "copy", say("Copy rows"), self.view.copy)
        copied.setShortcut(QKeySequence.StandardKey.Copy)
        condition = self._condition_here()
        if condition is not None:
            self._act(menu, "filter", say("Only records with this value"), lambda: self.add_condition(condition))
        menu.addSeparator()
        self._act(menu, "void", say("Void…"), lambda: self.ask_void(ids))
        if speaks_of_person(kind):
            self._act(menu, "erase", say("Erase a person's values…"), self._ask_erase)
        return menu

    def _act(self, menu: QMenu, symbol: str, message: Message, call: Callable[[], object]) -> QAction:
        action = menu.addAction(icon(symbol, current_theme()), self.session.translate(message))
        assert action is not None
        action.triggered.connect(lambda: call())
        return action

    def _ask_erase(self) -> None:
        self._open()
        self.erase_wanted.emit()

    def _open(self) -> None:
        ids = self.view.selected_ids()
        if ids and self._kind is not None:
            self.session.select(self._kind.name, *ids)
            self.opened.emit(self._kind.name, ids[0])

    def _condition_here(self) -> Condition | None:
        index = self.view.currentIndex()
        values = self.model.values_at(index.row())
        if values is None or not 0 <= index.column() < len(self.model.fields):
            return None
        field = self.model.fields[index.column()]
        value = values.get(field.name)
        if value is not None and not isinstance(value, str):
            return None
        return Condition(field, value)

    def ask_void(self, ids: Sequence[str]) -> None:
        """Ask for the reason, and void these records with it in one commit."""
        kind = self._kind
        if kind is None:
            return
        question = say_count(
            "Void {count} record? Nothing is ever deleted; it stays in the history.",
            "Void {count} records? Nothing is ever deleted; they stay in the history.",
            count=len(ids),
        )
        popup = ReasonPopup(self.session, question, say("Void"), self)
        popup.given.connect(lambda reason: self._void(kind, ids, reason))
        popup.ask_below(self.search)

    def _void(self, kind: RecordType, ids: Sequence[str], reason: str) -> None:
        changes = [Change(kind.name, record, Operation.VOID, after={"void_reason": reason}) for record in ids]
        what = self.session.translate(say_count("{count} record voided", "{count} records voided", count=len(ids)))
        self.session.write(lambda _: commit_for(self.session.project.register, changes, reason), what)

    def _choose_columns(self) -> None:
        if self._kind is not None:
            chooser = ColumnChooser(self.session, self._kind, self.shown_fields(), self)
            chooser.chosen.connect(self.choose_fields)
            chooser.open_below(self.columns, right=True)


def find_row(project: Project, query: Query, record: str) -> int | None:
    """The row in which a record stands; None past the first 50,000, or where the query leaves it out."""
    found = project.register.select(replace(query, limit=_LOOKED_THROUGH))
    return next((row for row, values in enumerate(found) if values["id"] == record), None)


def ids_of_rows(project: Project, query: Query, rows: Sequence[int]) -> list[str]:
    """The ids of these rows, in their order."""
    first, last = min(rows), max(rows)
    stretch = replace(query, offset=first, limit=last - first + 1)
    ids = [str(values["id"]) for values in project.register.select(stretch)]
    return [ids[row - first] for row in rows if row - first < len(ids)]


_NO_RECORDS = say("No records of this kind yet")
_HOW_TO_BEGIN = say("Begin one with Ctrl+N, draw it on the map, or import a file.")
_NONE_FITS = say("No record fits")
_LESS_STRICT = say("Search for less, or take a condition out.")
