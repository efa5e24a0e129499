"""Remains are joined, taken apart, split and re-associated in the window: what, with which, on what basis, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.forms.look import wrapped
from desktop.over_selection import open_over_selection
from desktop.session import Session
from desktop.skeleton.names import read_names
from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.ports import Found, Query, Receipt, Values
from forensics.vocabulary.remains import ASSOCIATION_BASIS
from layers.cases import Association, Moved, join, part, reassociate, split
from layers.skeleton.inventory import key_of

JOIN, PART, SPLIT, MOVE = "join", "part", "split", "move"
DEEDS: tuple[tuple[str, Message], ...] = (
    (JOIN, say("Join to other remains")), (PART, say("Take apart again")),
    (SPLIT, say("Give bones a number of their own")), (MOVE, say("Give bones to other remains")),
)  # fmt: skip
WITH_OTHERS, OF_BONES = (JOIN, MOVE), (SPLIT, MOVE)


@dataclass(frozen=True)
class _Around:
    """What was read: the case's bones, and the numbers of all remains."""

    bones: tuple[Values, ...]
    numbers: tuple[str, ...]
    people: tuple[str, ...]


class AssociatingDialog(QDialog):
    """One commit on “Record”; what a rule refuses is said here, and the person may give a reason."""

    def __init__(self, session: Session, case: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._case = session, case
        self.setWindowTitle(self._say(say("Remains {code}", code=case.code)))
        self.deed = QComboBox()
        for deed, message in DEEDS:
            self.deed.addItem(self._say(message), deed)
        self.other, self.bones = QLineEdit(), QListWidget()
        self.basis = {code: QCheckBox(session.label(label)) for code, label in ASSOCIATION_BASIS.codes.items()}
        self.reason, self.by, self.report = QLineEdit(), QLineEdit(), QLineEdit()
        self.wrong = wrapped("", "hint")
        self._lay_out()
        self.deed.currentIndexChanged.connect(lambda at: self._look())
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(session.failed)
        self._asking.ask_now(self._read)
        self.resize(480, 660)
        self._look()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _lay_out(self) -> None:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.record = QPushButton(self._say(say("Record")))
        self.record.setProperty("kind", "primary")
        self.record.setDefault(True)
        self.buttons.addButton(self.record, QDialogButtonBox.ButtonRole.ActionRole)
        self.record.clicked.connect(self._record)
        self.buttons.rejected.connect(self.reject)
        self._other_label, self._bones_label = QLabel(self._say(say("Other remains"))), QLabel(self._say(say("Bones")))
        basis, reason = QLabel(self._say(say("Basis"))), QLabel(self._say(say("Reason")))
        by, report = QLabel(self._say(say("Decided by"))), QLabel(self._say(say("Number of the report")))
        for label, widget in ((self._other_label, self.other), (self._bones_label, self.bones), (reason, self.reason),
                              (by, self.by), (report, self.report)):  # fmt: skip
            label.setBuddy(widget)
            widget.setAccessibleName(label.text())
        column = QVBoxLayout(self)
        boxes = self.basis.values()
        for one in (self.deed, self._other_label, self.other, self._bones_label, self.bones, basis, *boxes, reason,
                    self.reason, by, self.by, report, self.report, self.wrong, self.buttons):  # fmt: skip
            if one is self.wrong:
                column.addStretch(1)
            column.addWidget(one)

    def _read(self) -> _Around:
        register = self._session.project.register
        bones = tuple(register.select(Query("element", where=(("case", self._case.id),))))
        return _Around(bones, *(tuple(sorted(register.codes(type_))) for type_ in ("case", "practitioner")))

    def _arrived(self, around: _Around) -> None:
        names, session = read_names(), self._session
        for values in around.bones:
            said = names.name(key_of(values), session.language, session.label)
            item = QListWidgetItem(f"{said} · {values.get('code', '')}")
            item.setData(Qt.ItemDataRole.UserRole, (str(values["id"]), str(values.get("code", ""))))
            item.setCheckState(Qt.CheckState.Unchecked)
            self.bones.addItem(item)
        for line, codes in ((self.other, around.numbers), (self.by, around.people)):
            completer = QCompleter(list(codes), self)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            line.setCompleter(completer)

    def _look(self) -> None:
        deed = self.deed.currentData()
        for others in (self._other_label, self.other):
            others.setVisible(deed in WITH_OTHERS)
        for bones in (self._bones_label, self.bones):
            bones.setVisible(deed in OF_BONES)

    @property
    def chosen(self) -> list[Found]:
        """The bones that are ticked."""
        items = (self.bones.item(at) for at in range(self.bones.count()))
        ticked = (item.data(Qt.ItemDataRole.UserRole) for item in items
                  if item is not None and item.checkState() is Qt.CheckState.Checked)  # fmt: skip
        return [Found("element", id_, code) for id_, code in ticked]

    def _record(self) -> None:
        project, case, bones = self._session.project, self._case, self.chosen
        deed, other = self.deed.currentData(), self.other.text().strip()
        basis = tuple(code for code, box in self.basis.items() if box.isChecked())
        reason, by, report = (line.text().strip() for line in (self.reason, self.by, self.report))

        def done() -> Moved:
            decided = project.register.find(by, ("practitioner",)).id if by else ""
            why = Association(basis, reason, decided, report=report)
            if deed == PART:
                return part(project, case, why)
            if deed == SPLIT:
                return split(project, case, bones, why)
            to = project.register.find(other, ("case",))
            return join(project, case, to, why) if deed == JOIN else reassociate(project, bones, to, why)

        self._write(done)

    def _write(self, done: Callable[[], Moved]) -> None:
        def call(progress: object) -> Receipt:
            return done().receipt

        self.record.setEnabled(False)
        self._session.write(call, self._case.code, saved=lambda receipt: self.accept(), refused=self._refused)

    def _refused(self, refusal: TaphosError) -> None:
        self.record.setEnabled(True)
        self.wrong.setText(self._say(refusal.message))


def associate(session: Session, parent: QWidget) -> AssociatingDialog | None:
    """Ask what becomes of the selected remains; None where no remains are selected."""
    return open_over_selection(session, parent, "case", AssociatingDialog)
