"""A hand-over that is recorded already is signed in the window by the other of our sides, with this device's key."""

from __future__ import annotations

from collections.abc import Iterator

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.custody.seals import SealsRead
from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.over_selection import open_over_selection
from desktop.session import Session
from forensics.custody.deeds import BEGINS
from forensics.errors import TaphosError
from forensics.messages import Message, say, say_count
from forensics.ports import Found, Receipt
from forensics.signed import BY_KEY
from layers.custody.chains import CUSTODY
from layers.custody.receipts import HandOver, events_of, hand_over_of
from layers.custody.superseding import GIVER, RECEIVER, sign_events
from layers.signing import sign_record

_SHOWN = 10
_WIDTH = 520


class SigningDialog(QDialog):
    """Says what is signed and with which key; one press signs all that was handed over together, in one commit."""

    def __init__(self, session: Session, event: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.event_ = session, event
        self.setWindowTitle(self._say(say("Sign the hand-over {event}", event=event.code)))
        self.about = wrapped(self._say(say("One moment…")))
        self.sides = {
            RECEIVER: QRadioButton(self._say(say("I received this")), self),
            GIVER: QRadioButton(self._say(say("I gave this")), self),
        }
        self.sides[RECEIVER].setChecked(True)
        group = QButtonGroup(self)
        device = session.project.device
        self.key = wrapped(
            self._say(say("It is signed with this device's key {key}, as {author}; a signature is not undone.",
                          key=device.fingerprint, author=device.author)), "hint",
        )  # fmt: skip
        self.said = Said("problem", "problem", self)
        self.said.say("")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.sign = QPushButton(self._say(say("Sign")))
        self.sign.setProperty("kind", "primary")
        self.sign.setEnabled(False)
        buttons.addButton(self.sign, QDialogButtonBox.ButtonRole.ActionRole)
        self.sign.clicked.connect(self._sign)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self.about)
        for side in self.sides.values():
            group.addButton(side)
            column.addWidget(side)
            side.toggled.connect(lambda on: self._ask_seals())
        self.seals = SealsRead(session, self)
        self.seals.edited.connect(self._look)
        column.addWidget(self.seals)
        for widget in (self.key, self.said, buttons):
            column.addWidget(widget)
        self._handed: HandOver | None = None
        self.setMinimumWidth(_WIDTH)
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.refused.connect(self._not_to_be_signed)
        self._asking.failed.connect(session.failed)
        self._asking.ask_now(lambda: hand_over_of(session.project, event))

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _arrived(self, handed: HandOver) -> None:
        self._handed = handed
        self.sides[GIVER].setVisible(handed.first.get("action") != BEGINS)  # nobody of ours gave what was taken up
        self._ask_seals()

    @property
    def receives(self) -> bool:
        """Whether who receives is about to sign."""
        return self.sides[RECEIVER].isChecked()

    def _ask_seals(self) -> None:
        """Who receives reads the number on each seal that nobody has read yet; none is shown to who is to read it."""
        if self._handed is None:
            return
        unread = [line.item for line in self._handed.lines if line.is_unread] if self.receives else []
        self.seals.ask(unread)
        self.about.setText("\n".join(self._told(self._handed, {item.id for item in unread})))
        self._look()

    def _told(self, handed: HandOver, unread: set[str]) -> Iterator[str]:
        yield self._say(say("{giver} → {taker}, {at}", giver=handed.giver or "–", taker=handed.taker or "–",
                            at=str(handed.first.get("at") or "–")))  # fmt: skip
        for line in handed.lines[:_SHOWN]:
            seal = line.seal or say("none")
            told = say("{item}, seal {seal}", item=line.item.code, seal=seal)
            yield self._say(say("{item}, under seal", item=line.item.code) if line.item.id in unread else told)
        more = len(handed.lines) - _SHOWN
        if more > 0:
            yield self._say(say_count("and {count} more item", "and {count} more items", count=more))

    def _look(self) -> None:
        """Signed is only once every seal was read."""
        self.sign.setEnabled(self._handed is not None and len(self.seals.numbers) == len(self.seals.lines))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Enter in a line, which a scanner presses after each number, presses no button of the dialog."""
        if event is None or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _sign(self) -> None:
        project, event, read = self._session.project, self.event_, self.seals.numbers
        side = next(side for side, button in self.sides.items() if button.isChecked())
        named = {line.item.id: line.event for line in self._handed.lines} if self._handed is not None else {}

        def call(progress: object) -> Receipt:
            events = events_of(project, event)
            seals = {one.id: read[item] for one in events for item in read if named[item] == one.code}
            return sign_events(project, events, side, seals)

        self.sign.setEnabled(False)
        what = self._say(say("Sign the hand-over {event}", event=event.code))
        self._session.write(call, what, saved=lambda receipt: self.accept(), refused=self._refused)

    def _not_to_be_signed(self, refusal: TaphosError) -> None:
        self.about.setText(self._say(say("Custody event {event}", event=self.event_.code)))
        self.said.say(self._say(refusal.message))
        for side in self.sides.values():
            side.setEnabled(False)

    def _refused(self, refusal: TaphosError) -> None:
        self.said.say(self._say(refusal.message))
        self._look()


def show_signing(session: Session, window: QWidget | None) -> SigningDialog | None:
    """Sign the selected hand-over; an opinion is signed at once, with the key of whose device this is."""
    if session.selected.type in BY_KEY:
        sign_opinion(session)
        return None
    return open_over_selection(session, window, CUSTODY, SigningDialog)


def sign_opinion(session: Session) -> None:
    """Sign the selected opinion with this device's key; where that is not its signatory's, it is refused and told."""
    selected, project = session.selected, session.project
    found = project.register.titles(selected.ids, (selected.type,))[selected.ids[0]]
    session.write(lambda progress: sign_record(project, found), session.translate(say("Sign the opinion")))
