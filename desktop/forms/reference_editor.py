"""One record or several, found by typing; shown by code and name, and opened from where they stand."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from desktop.forms.chips import ChipsEditor
from desktop.forms.desk import Desk
from desktop.forms.editor import Editor, Opener
from desktop.forms.finding import RecordFinder
from desktop.forms.picker import Choice, Picker
from forensics.fields import Field
from forensics.identifiers import is_id
from forensics.messages import say


class ReferenceEditor(Editor):
    """The text is the id of a record, or whatever was typed: a code is read as well."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line = Picker(self)
        self.opener = self.line.add_icon("link")
        self._record = ""
        self._finder = RecordFinder(field, desk, self)
        self.column.addWidget(self.line)
        self._connect()
        self.name(self.line)
        desk.spoken.text(self.line, self.line.set_prompt, say("Type a code or a name"))
        desk.spoken.text(self.opener, self.opener.setToolTip, say("Open this record (Alt+Enter)"))
        desk.spoken.made(self, lambda _: self._show(), lambda: "")
        self._show()

    def _connect(self) -> None:
        self.line.wanted.connect(self._finder.look_for)
        self._finder.found.connect(self._offer)
        self.line.picked.connect(self._pick)
        self.line.textEdited.connect(self._typed)
        self.line.left.connect(self._finder.forget)
        self.line.returnPressed.connect(self.focusNextChild)
        self.opener.triggered.connect(self.open)
        Opener(self.line).asked.connect(self.open)
        self.desk.named.connect(self._show)

    def text(self) -> str:
        return self._record or self.line.text()

    def set_text(self, text: str) -> None:
        if text == self.text():
            return
        self._record = text if is_id(text) else ""
        self.line.setText("" if self._record else text)
        self._show()

    def stops(self) -> list[QWidget]:
        return [self.line]

    def open(self) -> None:
        """Show the record that is named here."""
        if self._record:
            self.desk.open_record.emit(self._record)

    def _show(self) -> None:
        self.opener.setVisible(bool(self._record))
        if self._record:
            self.line.setText(self.desk.name(self._record))
            self.line.setCursorPosition(0)

    def _offer(self, choices: list[Choice]) -> None:
        self.line.offer(choices)

    def _typed(self, text: str) -> None:
        self._record = ""
        self.opener.setVisible(False)
        self.edited.emit()

    def _pick(self, record: str) -> None:
        self._record = record
        self._show()
        self.edited.emit()


class ReferencesEditor(ChipsEditor):
    """Several records as chips."""

    opens = True

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._finder = RecordFinder(field, desk, self)
        self._finder.found.connect(self._offer)
        self.line.left.connect(self._finder.forget)
        desk.named.connect(self._show)

    def called(self, value: str) -> str:
        return self.desk.name(value) if is_id(value) else value

    def offer(self, typed: str) -> None:
        self._finder.look_for(typed)

    def open(self, value: str) -> None:
        self.desk.open_record.emit(value)

    def settled(self, typed: str) -> str:
        """A code that was typed whole stands as a chip; reading finds its record, or refuses it."""
        return next((one.value for one in self.line.offered if one.label.split(" · ")[0] == typed), typed)

    def _offer(self, choices: list[Choice]) -> None:
        taken = set(self.values)
        self.line.offer([
            Choice(one.value, one.label, one.detail, checked=one.value in taken) for one in choices
        ])  # fmt: skip
