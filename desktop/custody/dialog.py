"""Items pass from hand to hand in the window: what is done, with which items, to whom, under which seal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.custody.seals import SealsRead
from desktop.forms.desk import Desk
from desktop.forms.field_row import FieldRow
from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.forms.quiet_scroll import QuietScroll
from desktop.session import Session
from forensics.custody.deeds import BEGINS, DEEDS, HAND_OVERS, Step, refuse_senseless
from forensics.custody.holding import NOBODY, Hand, Standing
from forensics.errors import TaphosError
from forensics.messages import Message, say, say_count
from forensics.ports import Found, Receipt
from layers.custody.chains import CUSTODY, holder_named, now, read_fields
from layers.custody.steps import Proposed, Recorded, propose, record_step
from layers.project import Project

FIELDS = (
    "action", "from_outside", "to_holder", "to_outside", "no_receipt", "seal_condition", "seal_after", "at", "facility",
    "purpose", "authority", "condition",
)  # fmt: skip
"""The fields of an event that a person says; the others come from the chain."""
_OF_STEP = ("action", "at", "to_holder", "to_outside", "seal_after")
_MOVING = ("to_holder", "to_outside", "facility", "authority")
_SEALING = ("sealed", "relabelled", "packed", "collected", "found")
_WIDTH, _HEIGHT, _SHOWN = 540, 720, 8


@dataclass(frozen=True)
class Written:
    """What stands in the dialog, as texts."""

    texts: Mapping[str, str]
    into: str = ""
    because: str = ""
    seals: Mapping[str, str] = field(default_factory=dict)


def step_of(project: Project, written: Written) -> Step:
    """The step that was written; raises ValueRefused and UnknownName for what cannot be read."""
    texts = {name: text for name, text in written.texts.items() if text.strip()}
    further = read_fields(project, {name: text for name, text in texts.items() if name not in _OF_STEP})
    action = str(read_fields(project, {"action": texts.get("action", "")}).get("action") or "")
    outside, holder = texts.get("to_outside", "").strip(), texts.get("to_holder", "")
    to = Hand(outside=outside) if outside else Hand(holder_named(project, holder).id) if holder else NOBODY
    moment = str(read_fields(project, {"at": texts.get("at") or now()})["at"])
    because, sealed = written.because.strip(), texts.get("seal_after", "").strip()
    step = Step(action, moment, to, NOBODY, sealed, "", because, further, written.seals)
    refuse_senseless(step)
    return step


class CustodyDialog(QDialog):
    """One commit on “Record”; while it is written the chains are asked, and what they say against it stands here."""

    def __init__(self, session: Session, items: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._items = session, items
        self._proposed: Proposed | None = None
        self.recorded: Recorded | None = None
        self.desk = Desk(session, self)
        self.setWindowTitle(self._say(say("Hand over, seal or open")))
        fields = session.project.catalogue[CUSTODY].by_name
        self.rows = {name: FieldRow(fields[name], self.desk, self) for name in FIELDS}
        package = session.project.catalogue["artefact"].by_name["package"]
        self.into = FieldRow(package, self.desk, self)
        self.seals = SealsRead(session, self)
        self.because, self._why = QLineEdit(self), QLabel(self._say(say("Why it is recorded all the same")), self)
        self._why.setProperty("role", "label")
        self._why.setBuddy(self.because)
        self.because.setAccessibleName(self._why.text())
        self.about, self.against = wrapped(""), Said("warning", "warning", self)
        self._lay_out()
        self._asking = Latest(self, pause=150)
        self._asking.answered.connect(self._arrived)
        self._asking.refused.connect(self._refused)
        self._asking.failed.connect(session.failed)
        for row in (*self.rows.values(), self.into):
            row.edited.connect(lambda name: self._look())
        self.because.textEdited.connect(lambda text: self._look())
        self.seals.edited.connect(self._look)
        self._look()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _lay_out(self) -> None:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.record = QPushButton(self._say(say("Record")))
        self.record.setProperty("kind", "primary")
        self.record.setShortcut("Ctrl+Return")
        self.buttons.addButton(self.record, QDialogButtonBox.ButtonRole.ActionRole)
        self.record.clicked.connect(self._record)
        self.buttons.rejected.connect(self.reject)
        page = QWidget()
        page.setProperty("role", "sheet")
        inner = QVBoxLayout(page)
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(12)
        hands = FIELDS.index("seal_condition")
        for row in (self.rows["action"], self.into, *(self.rows[name] for name in FIELDS[1:hands]), self.seals,
                    *(self.rows[name] for name in FIELDS[hands:])):  # fmt: skip
            inner.addWidget(row)
        inner.addStretch(1)
        self.page = QuietScroll(self)
        self.page.setWidget(page)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for widget in (self.about, self.page, self.against, self._why, self.because, self.buttons):
            column.addWidget(widget)
        column.setStretchFactor(self.page, 1)
        self._ask_why(False)
        self.resize(_WIDTH, _HEIGHT)

    # What is asked for

    @property
    def action(self) -> str:
        """The code of what is done."""
        return self.rows["action"].text()

    @property
    def written(self) -> Written:
        """What stands in the rows that are shown."""
        texts = {name: row.text() for name, row in self.rows.items() if not row.isHidden()}
        into = "" if self.into.isHidden() else self.into.text()
        because = "" if self.because.isHidden() else self.because.text()
        return Written(texts, into, because, {} if self.seals.isHidden() else self.seals.numbers)

    @property
    def reads(self) -> bool:
        """Whether who takes the items reads the numbers on their seals: none is shown then."""
        deed = DEEDS.get(self.action)
        return deed is not None and deed.reads

    def _look(self) -> None:
        deed = DEEDS.get(self.action)
        for name in _MOVING:
            self.rows[name].setVisible(deed is not None and deed.moves)
        begins = self.action == BEGINS
        outside = any(self.rows[name].text().strip() for name in ("from_outside", "to_outside"))
        self.rows["from_outside"].setVisible(begins)
        self.rows["no_receipt"].setVisible(begins and outside)
        self.rows["seal_after"].setVisible(self.action in _SEALING)
        self._ask_seals()
        self.into.setVisible(self.action == "packed")
        project, items, written = self._session.project, self._items, self.written
        self._asking.ask(lambda: propose(project, items, _whole_step(project, written)))

    def _arrived(self, proposed: Proposed) -> None:
        self._proposed = proposed
        self._ask_seals()
        self.about.setText("\n".join(self._about(proposed)))
        begun = any(proposed.standings[item.id].begun for item in proposed.items)
        if not self.action and not begun:
            self.rows["action"].set_text(BEGINS)
            self._look()
        self._ask_why(bool(proposed.against) or bool(self.because.text()))
        self.against.say("\n".join(self._say(one) for one in proposed.against))

    def _ask_seals(self) -> None:
        proposed = self._proposed
        sealed = [item for item in proposed.items if proposed.standings[item.id].seal] if proposed else []
        self.seals.ask(sealed if self.reads else [])
        self.rows["seal_condition"].setVisible(bool(sealed) and self.reads)

    def _ask_why(self, asked: bool) -> None:
        self._why.setVisible(asked)
        self.because.setVisible(asked)

    def _about(self, proposed: Proposed) -> list[str]:
        """Each item with who holds it, under which seal; and how many lie inside and go with it."""
        lines = []
        for item in proposed.items[:_SHOWN]:
            standing = proposed.standings[item.id]
            holders = " + ".join(proposed.holders.get(hand.holder, "") or hand.outside for hand in standing.hands)
            lines.append(self._say(self._stands(item, standing, holders)))
        more = len(proposed.items) - _SHOWN
        if more > 0:
            lines.append(self._say(say_count("and {count} more item", "and {count} more items", count=more)))
        if proposed.inside:
            inside = say_count(
                "{count} item inside goes with it", "{count} items inside go with it", count=len(proposed.inside)
            )
            lines.append(self._say(inside))
        return lines

    def _stands(self, item: Found, standing: Standing, holders: str) -> Message:
        """Who holds an item; the number of its seal is not shown to who is to read it."""
        if not standing.begun:
            return say("{item}: its custody has not begun.", item=item.code)
        if self.reads and standing.seal:
            return say("{item}: {holder}, under seal", item=item.code, holder=holders)
        return say("{item}: {holder}, seal {seal}", item=item.code, holder=holders, seal=standing.seal or say("none"))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Enter in a line, which a scanner presses after each number, presses no button of the dialog."""
        if event is None or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    # Recording

    def _record(self) -> None:
        project, items, written = self._session.project, self._items, self.written
        made: list[Recorded] = []

        def call(progress: object) -> Receipt:
            step = step_of(project, written)
            into = project.register.find(written.into, ("package",)).id if written.into else ""
            made.append(record_step(project, items, step, into=into))
            return made[0].receipt

        def saved(receipt: Receipt) -> None:
            self.recorded = made[0]
            self.accept()

        self.record.setEnabled(False)
        self._session.write(call, self._title(), saved=saved, refused=self._refused)

    def _title(self) -> str:
        action = self.rows["action"].field.vocabulary
        label = action.codes.get(self.action, "") if action is not None else ""
        items = self._proposed.items if self._proposed is not None else ()
        return " ".join(filter(None, [self._session.label(label) if label else "", *(one.code for one in items[:2])]))

    def _refused(self, refusal: TaphosError) -> None:
        self.record.setEnabled(True)
        self.against.say(self._say(refusal.message))

    @property
    def hands_over(self) -> bool:
        """Whether what was recorded is a hand-over, of which a receipt can be printed."""
        return self.recorded is not None and self.action in HAND_OVERS


def _whole_step(project: Project, written: Written) -> Step | None:
    """The step, as far as it is whole already; while something is missing only the standings are asked for."""
    try:
        return step_of(project, written)
    except TaphosError:
        return None


def hand_on(
    session: Session, parent: QWidget, done: Callable[[CustodyDialog], object] | None = None
) -> CustodyDialog | None:
    """Ask what is done with the selected items; None where no items are selected."""
    from forensics.records.evidence import ITEMS

    if session.selected.type not in ITEMS or not session.selected.ids:
        return None
    dialog = CustodyDialog(session, session.selected.ids, parent)
    if done is not None:
        dialog.accepted.connect(lambda: done(dialog))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
