"""The right dock: the selected record's form, media, custody and history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PyQt6.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop import tasks
from desktop.forms.desk import Desk
from desktop.forms.draft import Draft
from desktop.forms.empty import Empty
from desktop.forms.picker import NEXT_QUESTION
from desktop.forms.sheet import Sheet
from desktop.inspector.course_tab import OF_A_COURSE, CourseTab
from desktop.inspector.custody_tab import CustodyTab
from desktop.inspector.header import Header
from desktop.inspector.history_view import HistoryView
from desktop.inspector.media_tab import MediaTab
from desktop.inspector.save_bar import SaveBar
from desktop.inspector.skeleton_tab import OF_A_CASE, SkeletonTab
from desktop.inspector.strip import ProblemStrip
from desktop.inspector.tabs import Tabs
from desktop.inspector.unsaved_notice import UnsavedNotice
from desktop.inspector.waiting_bar import WaitingBar
from desktop.inspector.wish_notice import WishNotice
from desktop.inspector.writing import Writing
from desktop.session import Selected, Session
from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.ports import Event, Found, Receipt
from forensics.problems import Problem

FORM, MEDIA, CUSTODY, HISTORY, SKELETON, STEPS = range(6)
_SHEETS_KEPT = 3
_STEPS_KEPT = 50

_TABS = (
    ("form", say("Form")), ("media", say("Media")), ("custody", say("Custody")), ("history", say("History")),
    ("element", say("Skeleton")), ("timeline", say("Steps")),
)  # fmt: skip


_LOCKED = say("This record is locked. Say below why it is changed, and save again.")
_LIFTS = say("This record is under a legal hold. Say below why it is lifted, and save again.")


class Inspector(QWidget):
    """Follows the session's selection; `new_record` begins a record that is not there yet.

    Ctrl+S and Ctrl+Enter save wherever the focus is inside, Ctrl+Shift+Enter saves and begins another one, F8 goes on
    to the next question that is open, Alt+Left goes back.
    """

    pick_requested = pyqtSignal(str)
    """The name of a field whose place is to be picked on the map; answer with `set_place` and the key of the draft."""
    draft_changed = pyqtSignal(bool)
    """Whether what is shown has anything to save."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setObjectName("inspector")
        self.desk = Desk(session, self)
        self.writing = Writing(self.desk, self)
        self.header = Header(self.desk, self)
        self.waiting = WaitingBar(self.desk, self)
        self.notice = UnsavedNotice(self.desk, self)
        self.strip = ProblemStrip(self.desk, self)
        self.tabs = Tabs(self.desk, self)
        self.media = MediaTab(self.desk, self)
        self.custody = CustodyTab(self.desk, self)
        self.history = HistoryView(self.desk, self)
        self.skeleton = SkeletonTab(self.desk, self)
        self.course = CourseTab(self.desk, self)
        self.wish = WishNotice(self.desk, self)
        self.sheets = QStackedWidget(self)
        self.save_bar = SaveBar(self.desk, self)
        self._by_type: dict[str, Sheet] = {}
        self._another = ""
        self._steps: list[tuple[str, str]] = []
        self._wanted = ("", "")
        self._lay_out()
        self._connect()
        self._emptied()
        if session.selected.record:
            self._selected(session.selected)

    def sizeHint(self) -> QSize:
        return QSize(420, 800)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 320)

    # Making

    def _lay_out(self) -> None:
        self.nothing = Empty(
            "identify",
            say("Nothing is selected"),
            say("Select a record on the map or in the table, or begin a new one."),
            self.desk,
            self,
        )
        self.pages = QStackedWidget(self)
        form = QWidget(self.pages)
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.strip)
        column.addWidget(self.sheets, 1)
        column.addWidget(self.save_bar)
        for page in (form, self.media, self.custody, self.history, self.skeleton, self.course):
            self.pages.addWidget(page)
        for symbol, message in _TABS:
            self.tabs.add(symbol, message)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.waiting)
        outer.addWidget(self.header)
        outer.addWidget(self.wish)
        outer.addWidget(self.tabs)
        outer.addWidget(self.pages, 1)
        outer.addWidget(self.nothing, 1)

    def _connect(self) -> None:
        session, writing = self.session, self.writing
        session.selection_changed.connect(self._selected)
        session.changed.connect(self._changed)
        session.language_changed.connect(self._speak)
        writing.opened.connect(self._opened)
        writing.emptied.connect(self._emptied)
        writing.checked.connect(self._checked)
        writing.carried.connect(self._carried)
        writing.proposed.connect(self._proposed)
        writing.refused.connect(self._refused)
        writing.saving.connect(self._saving)
        writing.saved.connect(self._saved)
        writing.waiting_changed.connect(lambda: self.waiting.show_drafts(writing.waiting))
        self.desk.open_record.connect(self.open_record)
        self.desk.pick_requested.connect(self.pick_requested)
        self.tabs.currentChanged.connect(self._turn)
        self.strip.wanted.connect(self._go_to)
        self.save_bar.save_another.connect(self.save_another)
        for bar, back in ((self.save_bar, self.save_bar.revert), (self.notice, self.notice.discard)):
            bar.save.connect(self.save)
            back.connect(self.revert)
        writing.keeping.told.connect(self._notice)
        self.waiting.resumed.connect(writing.resume)
        self.waiting.discarded.connect(writing.discard)
        self.header.void.connect(writing.void)
        self.header.restore.connect(writing.restore)
        self.header.back.connect(self.go_back)
        self.history.undo_wanted.connect(self.undo_edit)
        for tab in (self.media, self.custody, self.course):
            tab.new_wanted.connect(self.new_record)
        self.course.field_wanted.connect(self.go_to_field)

    # What others call

    def new_record(self, type_: str, texts: Mapping[str, str] | None = None) -> None:
        """Begin a new record of a type, with texts by field name (a geometry as coordinates, WKT or GeoJSON)."""
        draft = self.writing.open_new(type_, texts or {})
        self.tabs.setCurrentIndex(FORM)
        sheet = self._by_type[draft.kind.name]
        first = next((field for field in _asked_first(sheet) if not draft.text(field)), "")
        if first:
            sheet.reveal(first).focus()

    def set_place(self, type_: str, key: str, name: str, text: str, *, show: bool = True) -> None:
        """Write a place into a field of the draft of this key, and into no other: whatever is shown by now.

        The key is the id of a record, or that of a new one. Where another one is shown, `show` turns to the one that
        is written into.
        """
        draft, key = self.draft, self.writing.key_now(key)
        if draft is not None and draft.key == key and self.sheet is not None:
            self.sheet.put(name, text)
            return
        if show:
            self._wanted = (key, name)
        self.writing.write_aside(type_, key, {name: text}, show=show)

    def points(self) -> Mapping[str, Callable[[str], None]]:
        """The points that the form may take, by the code of its record and their labels; each takes a text."""
        draft = self.draft
        if draft is None or draft.voided:
            return {}
        kind, say = draft.kind, self.session.label
        code = draft.text("code") or say(kind.about.label)
        return {
            f"{code} – {say(field.label)}": partial(self.set_place, kind.name, draft.key, field.name)
            for field in kind.places
            if field.geometry == "Point"
        }

    def show_skeleton(self) -> None:
        """Turn to the skeleton of the remains that are shown."""
        if self.tabs.isTabVisible(SKELETON) and self.tabs.isTabEnabled(SKELETON):
            self.tabs.setCurrentIndex(SKELETON)

    def show_steps(self) -> None:
        """Turn to the steps of the grave or the remains that are shown."""
        if self.tabs.isTabVisible(STEPS) and self.tabs.isTabEnabled(STEPS):
            self.tabs.setCurrentIndex(STEPS)

    def go_to_field(self, type_: str, record: str, field: str) -> None:
        """Show a field of a record, so that it can be written in; another record than the shown one is selected."""
        self._wanted = (record, field)
        draft = self.draft
        if draft is not None and draft.record == record:
            self._reveal_wanted()
        else:
            self.session.select(type_, record)

    def _reveal_wanted(self) -> None:
        (_, field), self._wanted = self._wanted, ("", "")
        self.tabs.setCurrentIndex(FORM)
        if self.sheet is not None and self.draft is not None and field in self.draft.kind.by_name:
            self.sheet.reveal(field).focus()

    def save(self) -> None:
        """Keep what was written; a locked record and a legal hold that is lifted ask for the reason first."""
        draft = self.draft
        if draft is None or not (draft.dirty or draft.is_new):
            return
        if draft.asks_reason and not self.save_bar.reason.text().strip():
            self.strip.tell(_LIFTS if draft.lifts_hold else _LOCKED)
            self.save_bar.ask_reason()
            return
        self.writing.save(self.save_bar.take_reason())

    def save_another(self) -> None:
        """Keep the new record, and begin another one of its type."""
        if self.draft is not None and self.draft.is_new:
            self._another = self.draft.kind.name
            self.save()

    def next_question(self) -> None:
        """Go on to the next field that must be answered, and past the last of them to where the record is kept."""
        if self.sheet is not None and not self.sheet.go_to_next_question():
            self.save_bar.saver.setFocus(Qt.FocusReason.OtherFocusReason)

    def revert(self) -> None:
        """Go back to what is kept."""
        self.writing.revert()

    def discard(self, key: str) -> None:
        """Let a draft go, whether it is shown or waits."""
        if self.draft is not None and self.draft.key == key:
            self.revert()
        else:
            self.writing.discard(key)

    def open_record(self, record: str) -> None:
        """Select a record by its id, and come back with `go_back`."""
        found = self.desk.names.get(record)
        if found is not None:
            self._select(found)
            return
        register = self.session.project.register
        tasks.start(lambda _: register.find(record), done=self._select, refused=self.session.refused.emit)

    def go_back(self) -> None:
        """Show the record that was shown before."""
        if len(self._steps) > 1:
            self._steps.pop()
            type_, record = self._steps.pop()
            self.session.select(type_, record)

    def undo_edit(self, event: Event) -> None:
        """Take back what one commit did to the record that is shown."""
        draft = self.draft
        if draft is None or draft.is_new:
            return
        register, record = self.session.project.register, draft.record
        what = self.session.translate(say("undo of an edit of {code}", code=str(draft.held.get("code", ""))))
        self.session.write(lambda _: register.undo(event.commit, record=record, what=what), what)

    @property
    def draft(self) -> Draft | None:
        """What is shown, with what was written and not kept yet."""
        return self.writing.draft

    @property
    def unsaved(self) -> int:
        """How many records were written and not kept, the one that is shown among them."""
        shown = self.draft is not None and self.draft.dirty
        return len(self.writing.waiting) + int(shown)

    @property
    def is_made(self) -> bool:
        """Whether the form is there whole."""
        return self.sheet is None or self.sheet.is_made

    @property
    def sheet(self) -> Sheet | None:
        """The form that is shown."""
        shown = self.sheets.currentWidget()
        return shown if isinstance(shown, Sheet) else None

    # Following

    def _select(self, found: Found) -> None:
        self.session.select(found.type, found.id)

    def _selected(self, selected: Selected) -> None:
        if not selected.record:
            self.writing.close()
            return
        step = (selected.type, selected.record)
        if not self._steps or self._steps[-1] != step:
            self._steps = [*self._steps[-_STEPS_KEPT:], step]
        self.header.back_button.setVisible(len(self._steps) > 1)
        self.writing.open(*step)

    def _changed(self, receipt: Receipt) -> None:
        self.writing.refresh(receipt)
        if self.tabs.currentIndex() != FORM and self.draft is not None and not self.draft.is_new:
            self._turn(self.tabs.currentIndex())

    def _opened(self, draft: Draft, afresh: bool) -> None:
        sheet = self._sheet_of(draft)
        self.sheets.setCurrentWidget(sheet)
        sheet.show_draft(draft, afresh=afresh)
        self.strip.clear()
        if afresh:
            self.strip.show_problems(())
        self.header.show_draft(draft)
        self._notice()
        self.save_bar.show_draft(draft)
        if afresh:
            self.save_bar.take_reason()
        for index in (MEDIA, CUSTODY, HISTORY, SKELETON, STEPS):
            self.tabs.setTabEnabled(index, not draft.is_new)
        self.tabs.show_tab(SKELETON, draft.kind.name in OF_A_CASE)
        self.tabs.show_tab(STEPS, draft.kind.name in OF_A_COURSE)
        self.wish.show_record(draft.kind.name, "" if draft.is_new else draft.record, draft.text("code"))
        for widget in (self.header, self.tabs, self.pages):
            widget.show()
        self.nothing.hide()
        if draft.is_new:
            self.tabs.setCurrentIndex(FORM)
        elif afresh:
            self._turn(self.tabs.currentIndex())
        if draft.record == self._wanted[0]:
            self._reveal_wanted()
        self.draft_changed.emit(draft.dirty)

    def _emptied(self) -> None:
        for widget in (self.header, self.tabs, self.pages):
            widget.hide()
        self.nothing.show()
        for tab in (self.media, self.custody, self.history, self.skeleton, self.course, self.wish):
            tab.clear()
        self.draft_changed.emit(False)

    def _sheet_of(self, draft: Draft) -> Sheet:
        """The sheet of a record type, made when it is first needed; those not used for longest go."""
        sheet = self._by_type.pop(draft.kind.name, None)
        if sheet is None:
            sheet = Sheet(draft.kind, self.desk, self.sheets)
            sheet.edited.connect(self._edited)
            self.sheets.addWidget(sheet)
        self._by_type[draft.kind.name] = sheet
        while len(self._by_type) > _SHEETS_KEPT:
            oldest = self._by_type.pop(next(iter(self._by_type)))
            self.sheets.removeWidget(oldest)
            oldest.deleteLater()
        return sheet

    def _edited(self) -> None:
        draft = self.draft
        if draft is not None:
            self.strip.clear()
            self.save_bar.show_draft(draft)
            self.draft_changed.emit(draft.dirty)
            self.writing.keeping.note(draft)
            self._notice()
            self.writing.check()

    def _notice(self) -> None:
        """Say what the form holds from earlier, what was changed since, and why it is not kept."""
        draft = self.draft
        self.notice.show_draft(draft, self.writing.keeping.why_not(draft.key) if draft is not None else None)

    def _checked(self, problems: list[Problem]) -> None:
        self.strip.show_problems(problems)
        if self.sheet is not None:
            self.sheet.show_problems(problems)

    def _carried(self) -> None:
        if self.sheet is not None:
            self.sheet.fill_carried()

    def _proposed(self, code: str) -> None:
        self.header.propose(code)
        if self.sheet is not None:
            self.sheet.propose(code)

    def _refused(self, refusal: TaphosError) -> None:
        draft, sheet = self.draft, self.sheet
        self._another = ""
        if draft is None or sheet is None:
            return
        self.save_bar.show_draft(draft)
        self.save_bar.give_back()
        first = next((problem for problem in self.writing.problems if problem.refuses and problem.field), None)
        if first is not None and first.message == refusal.message:
            sheet.go_to(first)
        else:
            self.strip.tell(refusal)

    def _saving(self) -> None:
        if self.draft is not None:
            self.save_bar.show_draft(self.draft, saving=True)

    def _saved(self, message: Message) -> None:
        if self.draft is not None:
            self.save_bar.show_draft(self.draft)
        self._notice()
        if self._another:
            self.new_record(self._another)
            self._another = ""
        self.save_bar.tell(message)

    def _go_to(self, problem: Problem) -> None:
        self.tabs.setCurrentIndex(FORM)
        if self.sheet is not None:
            self.sheet.go_to(problem)

    def _turn(self, index: int) -> None:
        self.pages.setCurrentIndex(index)
        draft = self.draft
        if draft is None or draft.is_new:
            return
        if index == HISTORY:
            self.history.show_record(draft.kind, draft.record)
        elif index in (MEDIA, CUSTODY):
            (self.media if index == MEDIA else self.custody).show_record(draft.kind, draft.held)
        elif index == SKELETON:
            self.skeleton.show_record(draft.kind, draft.held)
        elif index == STEPS:
            self.course.show_record(draft.kind, draft.held)

    def _speak(self, _: str) -> None:
        self._checked(list(self.writing.problems))

    # Keys

    def event(self, event: QEvent | None) -> bool:
        """Claim the keys that save before a shortcut of the window takes them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None or not _is_ours(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Left:
            self.go_back()
        elif event.key() == NEXT_QUESTION:
            self.next_question()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.save_another()
        else:
            self.save()


def _is_ours(event: QKeyEvent) -> bool:
    """Whether a key saves (Ctrl+S, Ctrl+Enter; with Shift for another one), goes on (F8) or back (Alt+Left)."""
    if event.key() == NEXT_QUESTION and event.modifiers() == Qt.KeyboardModifier.NoModifier:
        return True
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return enters or (event.key() == Qt.Key.Key_S and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return event.key() == Qt.Key.Key_Left and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


def _asked_first(sheet: Sheet) -> list[str]:
    return [field.name for section in sheet.sections for field in section.fields if section.heading.title.text()]
