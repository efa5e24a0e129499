"""Erasing a person from the window: what goes and who has copies is read first, then the code typed to confirm."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import QWidget

from desktop.forms.look import set_property
from desktop.forms.tab_order import in_reading_order
from desktop.safekeeping.erasure_account import Account
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.messages import Message, say, say_count
from forensics.ports import Found, Receipt
from layers.erasure import Erasure, Outlook, erase, foresee, order_of, seal_what_is_held
from layers.register.erasing import Ground

WIDTH, HEIGHT, HELD_HEIGHT = 700, 780, 300


class ErasingDialog(WorkDialog):
    """`unsaved` says how many records are written and not saved: what they quote would be typed anew by saving them."""

    def __init__(
        self, session: Session, found: Found, unsaved: Callable[[], int], parent: QWidget | None = None
    ) -> None:
        super().__init__(session.translate, say("Erase a person's values"), say("Erase for good"), parent)
        self.session, self.found, self._unsaved = session, found, unsaved
        self.outlook: Outlook | None = None
        self.erased: Erasure | None = None
        self._order, self._erasing = "", False
        self.account = Account(session, self)
        self.requested, self.ground, self.code = self.line(), self.line(), self.line()
        self.add(say("At whose request"), self.requested)
        self.add(
            say("On what ground"), self.ground,
            say("Both stay in the journal for good: a code or a role, no name, and nothing of what is to go."),
        )  # fmt: skip
        self.add(say("Type {code} to confirm", code=found.code or found.id), self.code)
        self.column.insertWidget(0, self.account, 100)
        set_property(self.go, "kind", "danger")
        for button in (self.go, self.leave):  # nobody erases, nor turns away from the list, by Enter in a line
            button.setDefault(False)
            button.setAutoDefault(False)
        self.resize(WIDTH, HEIGHT)
        self.read()

    # Reading

    def read(self) -> None:
        """Read what would go, what a legal hold keeps, and who has copies."""
        project, found = self.session.project, self.found

        def call() -> tuple[Outlook, str]:
            outlook = foresee(project, found)
            return outlook, order_of(project, outlook) if outlook.held else ""

        self.work(lambda progress: call(), self._foreseen)

    def _foreseen(self, read: tuple[Outlook, str]) -> None:
        self.outlook, self._order = read
        self.account.foretell(self.outlook)
        in_reading_order(self)
        self.fields.setVisible(not self.outlook.held)
        if self.outlook.held:
            self.go.setText(self.translate(say("Seal it instead")))
            self.resize(WIDTH, HELD_HEIGHT)
        self.look()
        (self.leave if self.outlook.held else self.requested).setFocus()

    def look(self) -> None:
        super().look()
        if self.outlook is not None and self.outlook.held:
            self.tell("problem", self._held_by(self.outlook))

    def _held_by(self, outlook: Outlook) -> Message:
        one, by = outlook.held[0]
        if one.id == by.id:
            return say(
                "{record} is under a legal hold ({hold}): nothing of it may be erased. It can be sealed, so that it "
                "leaves with no profile.",
                record=one.code, hold=self._order,
            )  # fmt: skip
        return say(
            "{record} is evidence of {other}, which is under a legal hold ({hold}): nothing of it may be erased. It "
            "can be sealed, so that it leaves with no profile.",
            record=one.code, other=by.code, hold=self._order,
        )  # fmt: skip

    def missing(self) -> Message | None:
        if self.outlook is None:
            return say("One moment…")
        if self.outlook.held:
            return None
        if self.outlook.is_empty:
            return say("Nothing restricted is held of this person any more.")
        if unsaved := self._unsaved():
            return say_count(
                "{count} record is not saved: save or discard it first, since it may quote the person.",
                "{count} records are not saved: save or discard them first, since they may quote the person.",
                count=unsaved,
            )
        if not self.ground.text().strip():
            return say("Say on what ground.")
        code = self.found.code or self.found.id
        return None if self.code.text().strip() == code else say("Type {code} to confirm", code=code)

    # Doing

    def begin(self) -> None:
        project, outlook, found = self.session.project, self.outlook, self.found
        if outlook is None:
            return
        if outlook.held:
            self.work(lambda progress: seal_what_is_held(project, outlook), self._sealed, in_order=True)
            return
        ground = Ground(self.ground.text().strip(), self.requested.text().strip())
        self._erasing = True
        self.work(lambda progress: erase(project, found, ground), self._done, in_order=True)
        self.leave.setEnabled(False)  # what is begun is done whole, and who has copies is read afterwards

    def _ended(self) -> bool:
        self._erasing = False
        return super()._ended()

    def _sealed(self, receipt: Receipt) -> None:
        if receipt.commit:
            self.session.changed.emit(receipt)
        self.go.hide()
        self.tell("good", say("It was sealed: it leaves with no profile, and nothing of it was erased."))

    def _done(self, erased: Erasure) -> None:
        self.erased = erased
        types = {one.type for one in erased.records}
        changed = {type_: tuple(one.id for one in erased.records if one.type == type_) for type_ in types}
        self.session.changed.emit(Receipt(erased.commit, changed, len(erased.records)))
        self.account.tell(erased)
        in_reading_order(self)
        self.fields.hide()
        self.go.hide()
        if erased.undone is not None:
            self.tell("warning", erased.undone)
        elif erased.carriers:
            self.tell("good", say("Erased. Copy or save the list of those who have copies before you close this."))
        else:
            self.tell("good", say("Erased."))
        self.leave.setFocus()

    def reject(self) -> None:
        """Nobody turns away while it is being erased."""
        if not self._erasing:
            super().reject()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if not self._erasing:
            super().closeEvent(event)
        elif event is not None:
            event.ignore()


def show_erasing(session: Session, unsaved: Callable[[], int], window: QWidget | None) -> ErasingDialog | None:
    """Open it over a window, about the record that is selected."""
    found = session.project.register.titles([session.selected.record]).get(session.selected.record)
    if found is None:
        return None
    dialog = ErasingDialog(session, found, unsaved, window)
    dialog.show_over()
    return dialog
