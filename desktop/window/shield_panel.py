"""What the shield found, record by record, and what can be done about each: adopt it, or restore the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop import tasks
from desktop.forms.look import IconLabel, wrapped
from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.window.explaining import checked_when
from forensics.messages import say
from forensics.ports import MISSING, Differing, Receipt, Verdict
from layers.mending import adopting, restoring

SIZE = QSize(640, 560)
MOST = 50
"""Records and other findings that are shown at once; `taphos mend` lists all."""


class RecordCard(QFrame):
    """One record that differs: what differs, and the two ways to put it right."""

    def __init__(
        self, session: Session, differing: Differing, done: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self.differing, self._done = session, differing, done
        translate = session.translate
        self.setProperty("role", "card")
        title = QLabel(
            f"{session.label(session.project.catalogue[differing.type].about.label)} {differing.code}".strip()
        )
        title.setProperty("role", "heading")
        self.adopt, self.restore = QPushButton(translate(say("Adopt…"))), QPushButton(translate(say("Restore…")))
        self.adopt.setEnabled(differing.how != MISSING)
        self.by, self.reason, self.confirm = QComboBox(), QLineEdit(), QPushButton()
        self.by.setPlaceholderText(translate(say("Whose edit it was (practitioner)")))
        self.by.setAccessibleName(self.by.placeholderText())
        self.reason.setPlaceholderText(translate(say("Reason")))
        self.reason.setAccessibleName(self.reason.placeholderText())
        self.confirm.setProperty("kind", "primary")
        self._adopts = True
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.addWidget(title)
        for problem in differing.problems:
            column.addWidget(wrapped(translate(problem)))
        buttons = QHBoxLayout()
        for button in (self.adopt, self.restore):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self._form = QWidget(self)
        form = QHBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in ((self.by, 1), (self.reason, 2), (self.confirm, 0)):
            form.addWidget(widget, stretch)
        column.addWidget(self._form)
        self._form.hide()
        self.adopt.clicked.connect(lambda: self._ask(True))
        self.restore.clicked.connect(lambda: self._ask(False))
        self.reason.textChanged.connect(self._look)
        self.by.currentIndexChanged.connect(self._look)
        self.confirm.clicked.connect(self._mend)

    def know(self, practitioners: Mapping[str, str]) -> None:
        """The practitioners of the project: code to id."""
        self.by.clear()
        for code, record in sorted(practitioners.items()):
            self.by.addItem(code, record)
        self.by.setCurrentIndex(-1)

    def _ask(self, adopts: bool) -> None:
        """Let the reason be given, and for an adoption whose edit it was."""
        self._adopts = adopts
        self.by.setVisible(adopts)
        self.confirm.setText(self._session.translate(say("Adopt") if adopts else say("Restore")))
        self._form.show()
        self._look()
        (self.by if adopts else self.reason).setFocus()

    def _look(self) -> None:
        named = not self._adopts or self.by.currentIndex() >= 0
        self.confirm.setEnabled(bool(self.reason.text().strip()) and named)

    def _mend(self) -> None:
        project, differing, reason = self._session.project, self.differing, self.reason.text()
        by, adopts = str(self.by.currentData() or ""), self._adopts
        code = differing.code or differing.id
        what = (
            say("{code} adopted as it was outside", code=code)
            if adopts
            else say("{code} restored from the journal", code=code)
        )
        self.setEnabled(False)
        self._session.write(
            lambda _: adopting(project, differing, by, reason) if adopts else restoring(project, differing, reason),
            self._session.translate(what), saved=self._saved, refused=self._refused,
        )  # fmt: skip

    def _saved(self, receipt: Receipt) -> None:
        self.hide()
        self._done()

    def _refused(self, refusal: Exception) -> None:
        self.setEnabled(True)
        self._session.refused.emit(refusal)


class ShieldPanel(QDialog):
    """Shows a verdict; whatever is put right is checked anew."""

    def __init__(
        self, session: Session, verdict: Verdict, checked: datetime, check: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._check, translate = check, session.translate
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(say("What the shield found")))
        self.resize(SIZE)
        sign, heading = IconLabel("shield-broken", "danger", 28), QLabel(translate(say("Something does not agree")))
        heading.setProperty("role", "title")
        head = QHBoxLayout()
        head.addWidget(sign)
        head.addWidget(heading, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(head)
        for sentence in (checked_when(session, checked, verdict), _ADVICE):
            column.addWidget(wrapped(translate(sentence), "hint"))
        page = QWidget()
        listed = QVBoxLayout(page)
        listed.setSpacing(10)
        for sign_of_others in verdict.signs:
            listed.addWidget(wrapped(translate(sign_of_others)))
        self.cards = [RecordCard(session, one, self._again, page) for one in verdict.differing[:MOST]]
        for card in self.cards:
            listed.addWidget(card)
        of_records = [problem for one in verdict.differing for problem in one.problems]
        others = [problem for problem in verdict.problems if problem not in of_records]
        for problem in others[:MOST]:
            listed.addWidget(wrapped(translate(problem), "problem"))
        listed.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        column.addWidget(area, 1)
        again = QPushButton(live_icon("refresh"), translate(say("Check again")))
        again.clicked.connect(self._again)
        column.addWidget(again, alignment=Qt.AlignmentFlag.AlignLeft)
        register = session.project.register
        tasks.start(lambda _: register.codes("practitioner"), done=self._know, failed=session.failed.emit)

    def _know(self, practitioners: Mapping[str, str]) -> None:
        for card in self.cards:
            card.know(practitioners)

    def _again(self) -> None:
        """What was seen is no longer what there is, once all that is under way is done."""
        if not any(card.isVisible() and not card.isEnabled() for card in self.cards):
            self._check()
            self.close()


_ADVICE = say(
    "Adopting takes what lies in the table as a signed edit of a practitioner; restoring writes the record as the "
    "journal has it. Both are noted in the journal."
)
