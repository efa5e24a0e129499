"""Several codes of one vocabulary, in the order in which they were given."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from desktop.forms.chips import ChipsEditor
from desktop.forms.code_editor import choices_of
from desktop.forms.desk import Desk
from forensics.errors import TaphosError
from forensics.fields import Answer, Field
from forensics.reading import NOT_RECORDED, NotRecorded, read_value
from layers.words import code_label


class CodesEditor(ChipsEditor):
    """Codes as chips; what is taken is ticked in the list, and picking it again lets it go."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line.picked.disconnect()
        self.line.picked.connect(self._pick)

    def called(self, value: str) -> str:
        return code_label(self.desk.session, self.field, value)

    def offer(self, typed: str) -> None:
        self.line.offer(choices_of(self.field, self.desk, typed, self.values))

    def settled(self, typed: str) -> str:
        try:
            value = read_value(self.field, typed, self.desk.reading)
        except TaphosError:
            fitting = choices_of(self.field, self.desk, typed)
            return fitting[0].value if len(fitting) == 1 else ""
        return "" if isinstance(value, NotRecorded) or len(value) != 1 else str(value[0])

    def set_text(self, text: str) -> None:
        """Labels and JSON are taken too: what can be read is shown as the codes that it means."""
        try:
            value = read_value(self.field, text, self.desk.reading)
        except TaphosError:
            value = None
        super().set_text("; ".join(value) if isinstance(value, tuple) else text)

    def _pick(self, code: str) -> None:
        if code == NOT_RECORDED and self.field.answer is Answer.ASKED:
            self.line.clear()
            self.reason_wanted.emit()
        else:
            self._add(code)
