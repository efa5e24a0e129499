"""What a button of the status bar means, in a card that hangs over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.forms.look import IconLabel
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import Message, say
from forensics.ports import Verdict
from layers.devices import lies_open, where_it_lies
from layers.language import format_date

WIDTH, MOST = 380, 5


class Card(QFrame):
    """A heading with a sign, some sentences, perhaps one thing to do; gone with the next click elsewhere."""

    def __init__(self, over: QWidget, icon: str, colour: str, heading: str, sentences: Sequence[str]) -> None:
        super().__init__(over, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "bubble")
        sign, words = IconLabel(icon, colour, 22), QLabel(heading)
        words.setProperty("role", "title")
        top = QHBoxLayout()
        top.addWidget(sign)
        top.addWidget(words, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 16, 18, 16)
        self._column.setSpacing(10)
        self._column.addLayout(top)
        for sentence in sentences:
            label = QLabel(sentence)
            label.setWordWrap(True)
            self._column.addWidget(label)
        self.setFixedWidth(WIDTH)

    def offer(self, text: str, call: Callable[[], None]) -> QPushButton:
        """One thing to do, after which the card goes."""
        button = QPushButton(text)
        button.clicked.connect(self.close)
        button.clicked.connect(call)
        self._column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        return button

    def show_over(self, over: QWidget) -> None:
        """Stand above `over`, within its window."""
        height = max(self.sizeHint().height(), self.heightForWidth(WIDTH))
        corner = over.mapToGlobal(QPoint(0, -height - 6))
        window = over.window()
        if window is not None:
            right = window.mapToGlobal(QPoint(window.width(), 0)).x() - WIDTH - 8
            corner.setX(min(corner.x(), right))
        self.setGeometry(corner.x(), corner.y(), WIDTH, height)
        self.show()


def explain_integrity(
    over: QWidget,
    session: Session,
    state: str,
    verdict: Verdict | None,
    check: Callable[[], None],
    checked: datetime | None = None,
) -> Card:
    """What the shield says, and what it was told by."""
    translate = session.translate
    icon, colour, heading, sentence = _STATES[state]
    sentences = [translate(sentence)]
    if verdict is not None and state in ("ok", "broken"):
        if verdict.ok and checked is not None:
            sentences.append(translate(checked_when(session, checked, verdict)))
        sentences += [translate(problem) for problem in (*verdict.problems[:MOST], *verdict.clock[:1])]
    device = session.project.device
    if lies_open(device):
        sentences.append(translate(where_it_lies(device)))
    card = Card(over, icon, colour, translate(heading), sentences)
    if state != "checking":
        card.offer(translate(say("Check again")), check).setIcon(live_icon("refresh"))
    card.show_over(over)
    return card


def explain_network(over: QWidget, session: Session, hosts: tuple[str, ...] = ()) -> Card:
    """That nothing goes out, or to whom a base map sends."""
    translate = session.translate
    icon, colour, heading = ("link", "warning", say("Online")) if hosts else ("offline", "muted", say("Offline"))
    told = say(
        "The parts of the map that you look at are asked of {hosts}. Close the eye of that base map to stop it.",
        hosts=", ".join(hosts),
    ) if hosts else say("Taphos opens no connection: base map, gazetteer and fonts are on this computer.")  # fmt: skip
    card = Card(over, icon, colour, translate(heading), [translate(told)])
    card.show_over(over)
    return card


def checked_when(session: Session, checked: datetime, verdict: Verdict) -> Message:
    """When the project was checked in this session, and how much of it."""
    counts = {"commits": 0, "payloads": 0, "records": 0, "files": 0, **verdict.checked}
    return say(
        "Checked on {when}: {commits:,} commits, {payloads:,} entries, {records:,} records, {files:,} files.",
        when=format_date(checked, session.language), **counts,
    )  # fmt: skip


_STATES = {
    "unknown": (
        "shield-unknown", "muted", say("Not checked yet"),
        say("Nobody has looked yet whether journal, records, signatures and evidence agree."),
    ),
    "checking": (
        "shield-unknown", "muted", say("Being checked"),
        say("Every entry of the journal is compared with the records, every signature and every file of evidence."),
    ),
    "ok": (
        "shield-ok", "good", say("The project is intact"),
        say("Every record is what was signed, nothing was changed behind the application's back."),
    ),
    "broken": (
        "shield-broken", "danger", say("Something does not agree"),
        say("Do not go on with this copy before it is clear what happened. The first things that are wrong:"),
    ),
}  # fmt: skip
