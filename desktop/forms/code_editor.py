"""One code of a vocabulary, picked by its label; unknown, not recorded and not applicable stand apart."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtWidgets import QWidget

from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.picker import Choice, Picker
from forensics.errors import TaphosError
from forensics.fields import Answer, Field
from forensics.folding import finds
from forensics.messages import say
from forensics.reading import NOT_RECORDED, folded, read_value
from forensics.vocabulary.declaring import NO_VALUE


def choices_of(field: Field, desk: Desk, typed: str = "", taken: Iterable[str] = ()) -> list[Choice]:
    """The codes whose label, in any language, or whose code fits what was typed; those for no value last."""
    listed = field.vocabulary.all_codes if field.vocabulary else {}
    held, wanted = set(taken), folded(typed)
    ways = {code: (code, *desk.reading.labels(label)) for code, label in listed.items()}
    fitting = [code for code, texts in ways.items() if any(wanted in folded(text) for text in texts)]
    fitting = fitting or [code for code, texts in ways.items() if any(finds(typed, text) for text in texts)]
    fitting.sort(key=lambda code: (code in NO_VALUE, _how_far(wanted, ways[code])))
    return [
        Choice(code, desk.session.label(listed[code]), apart=code in NO_VALUE, checked=code in held) for code in fitting
    ]


def _how_far(wanted: str, texts: Iterable[str]) -> int:
    """0 for what was typed, 1 for what begins so, 2 for what only holds it; all the same where nothing was typed."""
    written = [folded(text) for text in texts]
    if not wanted or wanted in written:
        return 0
    return 1 if any(text.startswith(wanted) for text in written) else 2


class CodeEditor(Editor):
    """The text is a code, or whatever was typed while that is none."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line = Picker(self)
        self._code = ""
        self.column.addWidget(self.line)
        self.line.wanted.connect(self._offer)
        self.line.picked.connect(self._pick)
        self.line.textEdited.connect(self._typed)
        self.line.left.connect(self._settle)
        self.line.returnPressed.connect(self._entered)
        self.name(self.line)
        desk.spoken.text(self.line, self.line.set_prompt, say("Choose or type to search"))
        desk.spoken.made(self, lambda text: self._show(), lambda: "")

    def text(self) -> str:
        return self._code or self.line.text()

    def set_text(self, text: str) -> None:
        self._code = self._code_of(text)
        if self._code:
            self._show()
        elif self.line.text() != text:
            self.line.setText(text)

    def stops(self) -> list[QWidget]:
        return [self.line]

    def _code_of(self, text: str) -> str:
        """The one code that a text means, as reading it finds; nothing where it means none."""
        try:
            value = read_value(self.field, text, self.desk.reading)
        except TaphosError:
            return ""
        return value if isinstance(value, str) else ""

    def _show(self) -> None:
        listed = self.field.vocabulary.all_codes if self.field.vocabulary else {}
        if self._code:
            self.line.setText(self.desk.session.label(listed.get(self._code, self._code)))
            self.line.setCursorPosition(0)

    def _offer(self, typed: str) -> None:
        self.line.offer(choices_of(self.field, self.desk, typed, [self._code]))

    def _typed(self, text: str) -> None:
        self._code = ""
        self.edited.emit()

    def _pick(self, code: str) -> None:
        if code == NOT_RECORDED and self.field.answer is Answer.ASKED:
            self.reason_wanted.emit()
            return
        self._code = code
        self._show()
        self.edited.emit()

    def _settle(self) -> None:
        """Take what was typed for the code that it means, or the only one that it can become."""
        typed = self.line.text()
        if self._code or not typed.strip():
            return
        found = self._code_of(typed) or self._only(typed)
        if found:
            self._pick(found)

    def _only(self, typed: str) -> str:
        fitting = choices_of(self.field, self.desk, typed)
        return fitting[0].value if len(fitting) == 1 else ""

    def _entered(self) -> None:
        self._settle()
        self.focusNextChild()
