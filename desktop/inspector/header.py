"""Over the form: which record this is, where it stands, and what can be done with it as a whole."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.draft import Draft
from desktop.forms.look import IconButton, IconLabel, set_property, wrapped
from desktop.forms.reason_popup import ReasonPopup
from forensics.messages import Message, say


class Header(QWidget):
    """Type, code, name and state of the record; back, void and restore."""

    back = pyqtSignal()
    void = pyqtSignal(str)
    restore = pyqtSignal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._draft: Draft | None = None
        self._proposed = ""
        self.symbol = IconLabel("form", "accent", 22, self)
        self.kind = QLabel(self)
        self.kind.setProperty("role", "hint")
        self.code = wrapped("", "title")
        self.name = wrapped("", "hint")
        self.state = QLabel(self)
        self.state.setProperty("role", "tag")
        self.back_button = IconButton("chevron-left", self)
        self.void_button = IconButton("void", self)
        self.restore_button = IconButton("refresh", self)
        self._lay_out()
        self._connect()
        desk.spoken.made(self, lambda _: self._show(), lambda: "")
        desk.named.connect(self._show)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.kind)
        first.addWidget(self.state)
        first.addStretch(1)
        words.addLayout(first)
        words.addWidget(self.code)
        words.addWidget(self.name)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 10, 8)
        row.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.back_button, 0, top)
        row.addWidget(self.symbol, 0, top)
        row.addLayout(words, 1)
        row.addWidget(self.restore_button, 0, top)
        row.addWidget(self.void_button, 0, top)
        self.back_button.hide()

    def _connect(self) -> None:
        spoken = self.desk.spoken
        for button, message in (
            (self.back_button, say("Back to the record before (Alt+Left)")),
            (self.void_button, say("Void this record")),
            (self.restore_button, say("Lift the void")),
        ):
            spoken.text(button, button.setToolTip, message)
            spoken.text(button, button.setAccessibleName, message)
        self.back_button.clicked.connect(self.back)
        self.restore_button.clicked.connect(self.restore)
        self.void_button.clicked.connect(self.ask_void)

    def show_draft(self, draft: Draft) -> None:
        """Name the record that is shown."""
        self._draft = draft
        self._proposed = ""
        self._show()

    def propose(self, code: str) -> None:
        """Show the code that a new record would get."""
        self._proposed = code
        self._show()

    def ask_void(self) -> None:
        """Ask for the reason, and void the record with it."""
        question = say("Nothing is ever deleted: a voided record stays in the history, out of maps, lists and counts.")
        popup = ReasonPopup(self.desk.session, question, say("Void"), self)
        popup.given.connect(self.void)
        popup.ask_below(self.void_button)

    def _new_code(self) -> str:
        code = self._proposed
        return self.desk.say(say("{code} (proposed)", code=code) if code else say("New record"))

    def _show(self) -> None:
        draft = self._draft
        if draft is None:
            return
        self.symbol.show_icon(draft.kind.name, "accent")
        self.kind.setText(self.desk.session.label(draft.kind.about.label))
        self.code.setText(draft.text("code") or self._new_code())
        name = self.desk.words.title(draft.kind, draft.held)
        self.name.setText(name)
        self.name.setVisible(bool(name))
        state = _state(draft)
        self.state.setVisible(state is not None)
        if state is not None:
            self.state.setText(self.desk.say(state[0]))
            set_property(self.state, "state", state[1])
        self.void_button.setVisible(not draft.is_new and not draft.voided)
        self.restore_button.setVisible(draft.voided)


def _state(draft: Draft) -> tuple[Message, str] | None:
    if draft.is_new:
        return say("New"), "new"
    if draft.voided:
        return say("Voided"), "voided"
    if draft.locked:
        return say("Locked"), "locked"
    if draft.held.get("review") == "reviewed":
        return say("Reviewed"), "reviewed"
    return None
