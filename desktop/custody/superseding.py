"""A signed event, opinion or consent in the window: another one takes its place, with what differs and the reason."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.field_row import FieldRow
from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.forms.quiet_scroll import QuietScroll
from desktop.forms.texts import text_of
from desktop.inspector.writing import Opened, read_record
from desktop.over_selection import open_over_selection
from desktop.session import Session
from forensics.catalogue import RecordType
from forensics.custody.deeds import CustodyRefused
from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.ports import Found, Receipt
from forensics.records.base import ADMINISTRATION
from forensics.signed import REASONS
from layers.custody.superseding import SIGNED, supersede

BOUND: Mapping[str, tuple[str, ...]] = {
    "custody": ("item", "sequence", "moved_with", "made", *SIGNED),
    "opinion": ("case",),
    "consent": ("interview", "purpose", "recipient"),
}
"""By type what a record and the one that takes its place have in common, and what each signs for itself."""
_WIDTH, _HEIGHT = 560, 720


def changeable(kind: RecordType) -> list[str]:
    """The fields of a type in which what takes a record's place may differ from it, in their order."""
    apart = ("code", "supersedes", REASONS[kind.name], *BOUND[kind.name])
    return [one.name for one in kind.fields if one.typed and one.group != ADMINISTRATION and one.name not in apart]


class SupersedingDialog(QDialog):
    """Shows what stands now; only what is changed here differs, and nothing is recorded without a reason."""

    def __init__(self, session: Session, found: Found, parent: QWidget | None = None, first: str = "") -> None:
        super().__init__(parent)
        self._session, self.found, self._first = session, found, first
        self._before: dict[str, str] = {}
        self.desk = Desk(session, self)
        kind = session.project.catalogue[found.type]
        label = session.label(kind.about.label)
        self.setWindowTitle(self._say(say("In place of {type} {code}", type=say(kind.about.label), code=found.code)))
        self.about = wrapped(self._say(say(
            "{type} {code} is signed: it stays in sight as it is. Change here what is otherwise; this device signs it.",
            type=label, code=found.code,
        )))  # fmt: skip
        self.rows = {name: FieldRow(kind.by_name[name], self.desk, self) for name in changeable(kind)}
        self.because, self._why = QLineEdit(self), QLabel(self._say(say("Why it is superseded")), self)
        self._why.setProperty("role", "label")
        self._why.setBuddy(self.because)
        self.because.setAccessibleName(self._why.text())
        self.said = Said("warning", "warning", self)
        self.as_happened = QCheckBox(self._say(say("It happened so all the same")), self)
        self.as_happened.hide()
        self._lay_out()
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(session.failed)
        for row in self.rows.values():
            row.edited.connect(lambda name: self._look())
        self.because.textEdited.connect(lambda text: self._look())
        self._asking.ask_now(lambda: read_record(session.project, found.type, found.id))
        self._look()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.record = QPushButton(self._say(say("Supersede")))
        self.record.setProperty("kind", "primary")
        self.record.setShortcut("Ctrl+Return")
        buttons.addButton(self.record, QDialogButtonBox.ButtonRole.ActionRole)
        self.record.clicked.connect(self._record)
        buttons.rejected.connect(self.reject)
        page = QWidget()
        page.setProperty("role", "sheet")
        inner = QVBoxLayout(page)
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(12)
        for row in self.rows.values():
            inner.addWidget(row)
        inner.addStretch(1)
        self.page = QuietScroll(self)
        self.page.setWidget(page)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for widget in (self.about, self.page, self._why, self.because, self.said, self.as_happened, buttons):
            column.addWidget(widget)
        column.setStretchFactor(self.page, 1)
        self.said.say("")
        self.resize(_WIDTH, _HEIGHT)

    def _arrived(self, opened: Opened) -> None:
        self.desk.learn(opened.names)
        for name, row in self.rows.items():
            row.set_text(text_of(row.field, (opened.values or {}).get(name)))
            self._before[name] = row.text()
        if self._first in self.rows:
            self.rows[self._first].focus()
            self.page.ensureWidgetVisible(self.rows[self._first])
        self._look()

    @property
    def differing(self) -> dict[str, str]:
        """What was changed, as text."""
        return {name: row.text() for name, row in self.rows.items() if row.text() != self._before.get(name)}

    def _look(self) -> None:
        self.record.setEnabled(bool(self._before and self.differing and self.because.text().strip()))

    def _record(self) -> None:
        project, found, texts = self._session.project, self.found, self.differing
        because, as_happened = self.because.text(), self.as_happened.isChecked()

        def call(progress: object) -> Receipt:
            return supersede(project, found, texts, because, as_happened=as_happened).receipt

        self.record.setEnabled(False)
        what = self._say(say("In place of {type} {code}", type=self._label(), code=found.code))
        self._session.write(call, what, saved=lambda receipt: self.accept(), refused=self._refused)

    def _label(self) -> Message:
        return say(self._session.project.catalogue[self.found.type].about.label)

    def _refused(self, refusal: TaphosError) -> None:
        self.said.say(self._say(refusal.message))
        self.as_happened.setVisible(isinstance(refusal, CustodyRefused))
        self._look()


def open_superseding(
    session: Session, type_: str, record: str, window: QWidget | None, first: str = ""
) -> SupersedingDialog:
    """Ask what takes the place of a signed record, beginning with the field called `first`."""
    found = session.project.register.titles([record], (type_,))[record]
    dialog = SupersedingDialog(session, found, window, first)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def show_superseding(session: Session, window: QWidget | None) -> SupersedingDialog | None:
    """Ask what takes the place of the selected record."""
    return open_over_selection(session, window, session.selected.type, SupersedingDialog)
