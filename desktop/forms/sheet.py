"""The sheet of one record type: its sections, filled from a draft; what is out of sight is made when there is time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.draft import Draft
from desktop.forms.field_row import FieldRow
from desktop.forms.kept_lines import KeptLines
from desktop.forms.latest import once
from desktop.forms.look import Said
from desktop.forms.quiet_scroll import QuietScroll
from desktop.forms.section import Section
from desktop.forms.texts import reason_in
from forensics.arranging import groups_of, guarding_fields, says_sexual_violence
from forensics.catalogue import RecordType
from forensics.fields import Answer, Field
from forensics.messages import say
from forensics.problems import Problem
from forensics.reading import NOT_RECORDED
from forensics.rules.cases import also_asked
from forensics.rules.sexual_violence import allowed_for_sexual_violence

_AT_ONCE = 0.012
"""Seconds that making fields may take before the window gets its turn."""

_OPEN_AT_FIRST = 4
"""How many sections without a value stand open on a new record beside those with questions."""


class Sheet(QuietScroll):
    """Shows one draft; what a person changes goes into it field by field."""

    edited = pyqtSignal()

    def __init__(self, kind: RecordType, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.desk = desk
        self.draft = Draft(kind)
        self._problems: Sequence[Problem] = ()
        self._guarded = guarding_fields(kind)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget(self)
        page.setProperty("role", "sheet")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 16)
        self._column.setSpacing(0)
        self.notice = self._notice(page)
        self.sections = [Section(group.title, group.fields, desk, page) for group in groups_of(kind)]
        for section in self.sections:
            section.row_made.connect(self._take_up)
            section.folded.connect(self._go_on)
            self._column.addWidget(section)
        self.kept = KeptLines(kind, desk, page)
        self._column.addWidget(self.kept)
        self._column.addStretch(1)
        self.setWidget(page)
        self._making = once(self, 0, self._make_some)

    @property
    def is_made(self) -> bool:
        """Whether no row waits to be made."""
        return not self._making.isActive()

    def _notice(self, page: QWidget) -> QWidget:
        frame = QFrame(page)
        frame.setProperty("role", "notice")
        said = Said("lock", "hint", frame)
        self.desk.spoken.text(said, said.say, _WHY_SO_LITTLE)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(12, 10, 12, 10)
        inner.addWidget(said)
        outer = QWidget(page)
        margins = QVBoxLayout(outer)
        margins.setContentsMargins(16, 12, 16, 0)
        margins.addWidget(frame)
        outer.hide()
        self._column.addWidget(outer)
        return outer

    # Filling

    def show_draft(self, draft: Draft, *, afresh: bool = True) -> None:
        """Fill the sheet from a draft; `afresh` folds its sections as its record asks and goes to the top."""
        self.draft = draft
        self._problems = ()
        if afresh:
            for section in self.sections:
                section.open(self._opens(section))
            bar = self.verticalScrollBar()
            if bar is not None:
                bar.setValue(0)
        for row in self._rows():
            self._fill_row(row, afresh=afresh)
        self.kept.show_values(draft.held)
        self._limit()
        self._count()
        self._make_visible()

    def _opens(self, section: Section) -> bool:
        """Whether a section stands open: where something is asked or answered, and the first ones of a new record."""
        place = self.sections.index(section)
        last = place == len(self.sections) - 1 and place > 0
        answered = any(self.draft.text(field.name) for field in section.fields)
        asked = any(field.answer.value in ("asked", "needed") for field in section.fields)
        return asked or (answered and not last) or (self.draft.is_new and place < _OPEN_AT_FIRST and not last)

    def _take_up(self, row: FieldRow) -> None:
        """A field that has just been made."""
        row.know({field.name: field.label for field in self.kind.fields})
        row.edited.connect(self._take)
        self._fill_row(row)

    def _fill_row(self, row: FieldRow, *, afresh: bool = True) -> None:
        if afresh:
            row.touched = False
        text = self.draft.text(row.field.name)
        if row.text() != text:
            row.set_text(text)
        row.show_carried(row.field.name in self.draft.carried)
        row.lock(self.draft.voided)
        row.show_problems(self._of(row.field))

    def _take(self, name: str) -> None:
        row = self.row(name)
        if row is None:
            return
        self.draft.write(name, row.text())
        row.show_carried(False)
        if any(field.name == name for field in self._guarded):
            self._limit()
        self._count()
        self.edited.emit()

    def fill_carried(self) -> None:
        """Show what was carried over into the draft since it was shown."""
        for row in self._rows():
            if row.field.name in self.draft.carried:
                self._fill_row(row, afresh=False)
        self._count()

    def propose(self, code: str) -> None:
        """Show the code that the record would get."""
        row = self.row("code")
        if row is not None:
            row.propose(code)

    def put(self, name: str, text: str) -> None:
        """Write into a field as though a person had typed, and show where."""
        row = self.reveal(name)
        place = getattr(row.editor, "set_place", None)
        if place is not None:
            place(text)
        else:
            row.set_text(text)
            self._take(name)

    # Making what is seen first

    def _rows(self) -> Iterator[FieldRow]:
        return (row for section in self.sections for row in section.rows.values())

    def row(self, name: str) -> FieldRow | None:
        """The row of a field, where it is made."""
        return next((section.rows[name] for section in self.sections if name in section.rows), None)

    def reveal(self, name: str) -> FieldRow:
        """Make a field, unfold its section, and bring it into sight."""
        section = next(one for one in self.sections if any(field.name == name for field in one.fields))
        section.open(True)
        while name not in section.rows:
            section.make_row()
        row = section.rows[name]
        self._go_on()
        QTimer.singleShot(0, lambda: self.ensureWidgetVisible(row, 0, 48))
        return row

    def make_all(self) -> None:
        """Make every field now."""
        for section in self.sections:
            section.make_all()
        self._chain()

    def _waiting(self) -> Iterator[Section]:
        return (
            section for section in self.sections if section.is_open and not section.whole and not section.isHidden()
        )

    def _make_visible(self) -> None:
        """Make what fills the part of the sheet that is seen; the rest follows between the window's turns."""
        room, started = max(self.viewport().height(), 400), perf_counter()  # type: ignore[union-attr]
        high = 0
        for section in self.sections:
            high += section.heading.minimumHeight()
            while section.is_open and high < room and perf_counter() - started < 3 * _AT_ONCE:
                if section.make_row() is None:
                    break
                high += 64
        self._go_on()

    def _go_on(self) -> None:
        if next(self._waiting(), None) is not None:
            self._making.start()
        else:
            self._chain()

    def _make_some(self) -> None:
        started = perf_counter()
        while perf_counter() - started < _AT_ONCE:
            section = next(self._waiting(), None)
            if section is None:
                break
            section.make_row()
        self._go_on()

    def _chain(self) -> None:
        """Let Tab go through the fields in the order in which they stand."""
        before: QWidget | None = None
        for stop in self._stops():
            if before is not None:
                QWidget.setTabOrder(before, stop)
            before = stop

    def _stops(self) -> Iterator[QWidget]:
        for section in self.sections:
            yield section.heading
            for row in section.rows.values():
                yield from row.stops()

    # What is wrong

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say beside each field what is wrong with it."""
        self._problems = tuple(problems)
        for row in self._rows():
            row.show_problems(self._of(row.field))
        self._limit()
        self._count()

    def go_to(self, problem: Problem) -> None:
        """Show the field that a problem speaks of, and let the person write there."""
        name = next((field.name for field in self.kind.typed if problem in self._of(field)), None)
        if name is not None:
            row = self.reveal(name)
            row.touched = True
            row.show_problems(self._of(row.field))
            row.focus()

    def go_to_next_question(self) -> bool:
        """Let the person write in the next field that must be answered and is not; False where there is none."""
        fields = [field for section in self.sections for field in section.fields
                  if field.name not in section.hidden_fields]  # fmt: skip
        here = next((place for place, field in enumerate(fields) if self._has_focus(field)), -1)
        turned = [*fields[here + 1 :], *fields[: max(here, 0)]]
        wanted = next((field for field in turned if self._is_open(field)), None)
        if wanted is not None:
            self.reveal(wanted.name).focus()
        return wanted is not None

    def _has_focus(self, field: Field) -> bool:
        row, focus = self.row(field.name), QApplication.focusWidget()
        return row is not None and focus is not None and row.isAncestorOf(focus)

    def _is_open(self, field: Field) -> bool:
        """Whether a field must be answered and is not, or holds what cannot stay; a code is proposed."""
        if field.name == "code":
            return False
        asked = field.answer in (Answer.ASKED, Answer.NEEDED)
        told = any(problem.refuses or problem.value is None for problem in self._of(field))
        return told or (asked and not self._answered(field)) or field.name == self._also_asked()

    def _also_asked(self) -> str:
        """What an answer has made a question, known before the record is checked: hands type on meanwhile."""
        names = [field.name for field in self.kind.typed if self.draft.text(field.name)]
        return also_asked(self.kind.name, {name: self.draft.text(name) for name in names})

    def _of(self, field: Field) -> list[Problem]:
        """The problems of a field; those of reasons stand where the reason was given."""
        reason = reason_in(self.draft.text(field.name))
        return [
            problem
            for problem in self._problems
            if problem.field == field.name
            or (problem.field == NOT_RECORDED and reason is not None and problem.value == reason)
        ]

    def _count(self) -> None:
        for section in self.sections:
            told = [problem for field in section.fields for problem in self._of(field)]
            refusals = sum(1 for problem in told if problem.refuses)
            section.count(self._answered, len(told), refusals)

    def _answered(self, field: Field) -> bool:
        return bool(self.draft.text(field.name))

    # Sexual violence

    def _limit(self) -> None:
        """Hide what is not recorded of sexual violence, save where it holds something that has to be taken out."""
        guarded = any(says_sexual_violence(field, self.draft.text(field.name)) for field in self._guarded)
        self.notice.setVisible(guarded)
        allowed = allowed_for_sexual_violence(self.kind) if guarded else frozenset()
        hidden = {
            field.name
            for field in self.kind.typed
            if guarded and field.name not in allowed and not self.draft.text(field.name)
        }
        for section in self.sections:
            section.hide_fields(frozenset(hidden) & {field.name for field in section.fields})


_WHY_SO_LITTLE = say(
    "Of sexual violence so little is recorded that the register can expose no survivor: the settlement or coarser, "
    "a month or coarser, sex and age group, party, level, consent and the custodian's reference. The other fields are "
    "left out of this form."
)
