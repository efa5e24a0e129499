"""A hand-over that is recorded already is signed in the window by the other of our sides, with this device's key."""

from __future__ import annotations

from PyQt6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.over_selection import open_over_selection
from desktop.session import Session
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
        for widget in (self.key, self.said, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(_WIDTH)
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.refused.connect(self._not_to_be_signed)
        self._asking.failed.connect(session.failed)
        self._asking.ask_now(lambda: hand_over_of(session.project, event))

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _arrived(self, handed: HandOver) -> None:
        lines = [self._say(say("{giver} → {taker}, {at}", giver=handed.giver or "–", taker=handed.taker or "–",
                               at=str(handed.first.get("at") or "–")))]  # fmt: skip
        lines += [
            self._say(say("{item}, seal {seal}", item=line.item.code, seal=line.seal or say("none")))
            for line in handed.lines[:_SHOWN]
        ]
        more = len(handed.lines) - _SHOWN
        if more > 0:
            lines.append(self._say(say_count("and {count} more item", "and {count} more items", count=more)))
        self.about.setText("\n".join(lines))
        self.sign.setEnabled(True)

    def _sign(self) -> None:
        project, event = self._session.project, self.event_
        side = next(side for side, button in self.sides.items() if button.isChecked())

        def call(progress: object) -> Receipt:
            return sign_events(project, events_of(project, event), side)

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
        self.sign.setEnabled(True)


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
