"""One field on the sheet: its label and badges, its editor, what is wrong or still open, and why it has no value."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.forms.answers_view import AnswersView
from desktop.forms.carried_tag import CarriedTag
from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.editors import editor_of
from desktop.forms.look import IconLabel, Said, set_property, wrapped
from desktop.forms.reason_line import ReasonLine
from desktop.forms.texts import reason_in, reason_text
from forensics.fields import Answer, Field, Kind, Sensitivity
from forensics.messages import say
from forensics.problems import Problem

_BADGES = {
    Sensitivity.RESTRICTED: ("lock", say("Restricted: leaves with the court profile alone")),
    Sensitivity.SEALED: ("eye-off", say("Sealed: leaves with no profile")),
}


class FieldRow(QWidget):
    """The label stands above the editor; what is said of the field stands below it."""

    edited = pyqtSignal(str)
    """The name of the field that a person changed."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.desk = desk
        self.touched = False
        self._locked = False
        self._reason: ReasonLine | None = None
        self._problems: Sequence[Problem] = ()
        self._problem: Said | None = None
        self._tag: CarriedTag | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._head())
        self.editor: Editor = editor_of(field, desk, self)
        column.addWidget(self.editor)
        if field.hint:
            hint = wrapped("", "hint")
            hint.setProperty("small", True)
            desk.spoken.label(hint, hint.setText, field.hint)
            column.addWidget(hint)
        self.editor.edited.connect(self._edited)
        self.editor.reason_wanted.connect(self.ask_reason)
        for stop in self.editor.stops():
            stop.installEventFilter(self)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.label = wrapped("", "label")
        self.desk.spoken.label(self.label, self.label.setText, self.field.label)
        self.label.setToolTip(self.field.protocol)
        row.addWidget(self.label, 1)
        self._open = IconLabel("info", "warning", 14, self)
        self._open.hide()
        row.addWidget(self._open, 0, Qt.AlignmentFlag.AlignVCenter)
        if self.field.answer is Answer.NEEDED:
            needed = QLabel(self)
            needed.setProperty("role", "hint")
            needed.setProperty("small", True)
            self.desk.spoken.text(needed, needed.setText, say("needed"))
            row.addWidget(needed)
        if self.field.sensitivity in _BADGES:
            name, message = _BADGES[self.field.sensitivity]
            badge = IconLabel(name, "muted", 14, self)
            self.desk.spoken.text(badge, badge.setToolTip, message)
            self.desk.spoken.text(badge, badge.setAccessibleName, message)
            row.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        if self.field.answer is Answer.ASKED:
            self.unrecorded = QPushButton(self)
            self.unrecorded.setProperty("kind", "small")
            self.unrecorded.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.desk.spoken.text(self.unrecorded, self.unrecorded.setText, say("Not recorded…"))
            self.desk.spoken.text(self.unrecorded, self.unrecorded.setToolTip, say("Give the reason instead (Alt+R)"))
            self.unrecorded.clicked.connect(self.ask_reason)
            row.addWidget(self.unrecorded)
        return row

    # Text

    def text(self) -> str:
        """What stands in the field: a value, or why there is none."""
        if self._reason is not None and not self._reason.isHidden():
            return reason_text(self._reason.reason())
        return self.editor.text()

    def set_text(self, text: str) -> None:
        """Show a value, or the reason why there is none."""
        reason = reason_in(text) if self.field.answer is Answer.ASKED else None
        if reason is not None:
            self._show_reason(reason)
            self.editor.set_text("")
            return
        self._hide_reason()
        self.editor.set_text(text)

    def ask_reason(self) -> None:
        """Ask why nothing was recorded, in place of the value."""
        if self._locked or self.field.answer is not Answer.ASKED:
            return
        self._show_reason("")
        assert self._reason is not None
        self._reason.line.setFocus()
        self._edited()

    def _show_reason(self, reason: str) -> None:
        if self._reason is None:
            self._reason = ReasonLine(self.desk, self)
            self._reason.edited.connect(self._edited)
            self._reason.given_up.connect(self._give_up_reason)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(2, self._reason)
        self._reason.set_reason(reason)
        self._reason.show()
        self.editor.hide()
        self.unrecorded.hide()

    def _hide_reason(self) -> None:
        if self._reason is not None:
            self._reason.hide()
        if self.field.answer is Answer.ASKED:
            self.unrecorded.setHidden(self._locked)
        self.editor.show()

    def _give_up_reason(self) -> None:
        self._hide_reason()
        self.focus()
        self._edited()

    # What repeats another record

    @property
    def carried(self) -> bool:
        """Whether what stands here is shown as carried over."""
        return self._tag is not None and not self._tag.isHidden()

    def show_carried(self, carried: bool) -> None:
        """Show whether the value repeats the last record and was typed by nobody."""
        if carried == self.carried:
            return
        if self._tag is None:
            self._tag = CarriedTag(self.desk, self)
            self._tag.clicked.connect(self.clear_carried)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(2, self._tag, 0, Qt.AlignmentFlag.AlignLeft)
        self._tag.setVisible(carried)
        for stop in self.editor.stops():
            set_property(stop, "carried", "true" if carried else "false")

    def clear_carried(self) -> None:
        """Let go of what was carried over."""
        if self.carried:
            self.editor.set_text("")
            self._edited()

    def propose(self, code: str) -> None:
        """Show in the empty line what the register would give."""
        for line in self.editor.stops():
            if isinstance(line, QLineEdit):
                line.setPlaceholderText(code)

    # What is said of it

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong or open; a question that nobody came to yet is an icon, until one does."""
        self._problems = problems
        refusal = next((problem for problem in problems if problem.refuses), None)
        said = refusal or next(iter(problems), None)
        only_open = said is not None and said.value is None and not said.refuses and not self.touched
        sentence = self.desk.say(said.message) if said else ""
        self._open.setVisible(only_open)
        self._open.setToolTip(sentence if only_open else "")
        self._say("" if only_open else sentence, refuses=refusal is not None)
        self.editor.mark(refusal is not None)

    @property
    def sentence(self) -> str:
        """What is said below the editor now."""
        return self._problem.words.text() if self._problem is not None and not self._problem.isHidden() else ""

    @property
    def refused(self) -> bool:
        """Whether the field keeps the record out."""
        return any(problem.refuses for problem in self._problems)

    def _say(self, sentence: str, *, refuses: bool) -> None:
        if self._problem is None:
            if not sentence:
                return
            self._problem = Said("problem", "problem", self)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.addWidget(self._problem)
        self._problem.change(*(("problem", "problem") if refuses else ("warning", "warning")))
        self._problem.say(sentence)

    # Where it stands

    def stops(self) -> list[QWidget]:
        """What Tab reaches."""
        if self._reason is not None and not self._reason.isHidden():
            return [self._reason.line, self._reason.cross]
        return self.editor.stops()

    def focus(self) -> None:
        """Let the person write here."""
        stops = self.stops()
        if stops:
            stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def lock(self, locked: bool) -> None:
        """Keep the field from being changed."""
        self._locked = locked
        self.editor.lock(locked)
        if self._reason is not None:
            self._reason.setEnabled(not locked)
        if self.field.answer is Answer.ASKED:
            self.unrecorded.setHidden(locked or not self.editor.isVisibleTo(self))

    def know(self, labels: dict[str, str]) -> None:
        """Take the labels of all fields, for the view of answers."""
        if self.field.kind is Kind.ANSWERS and isinstance(self.editor, AnswersView):
            self.editor.know(labels)

    def _edited(self) -> None:
        self.touched = True
        self.edited.emit(self.field.name)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.FocusOut and not self.touched:
            self.touched = True
            self.show_problems(self._problems)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _asks_reason(event):
            self.ask_reason()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _lets_go(event) and self.carried:
            self.clear_carried()
            return True
        return super().eventFilter(watched, event)


def _lets_go(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape


def _asks_reason(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_R and event.modifiers() == Qt.KeyboardModifier.AltModifier
