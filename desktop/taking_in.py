"""Files are taken in as evidence from the window: in one commit, on the thread that writes, with progress.

Custody begins with who has the files: whose key this device signs with, and where that is nobody, who is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from desktop import tasks
from desktop.forms.desk import Desk
from desktop.forms.field_row import FieldRow
from desktop.forms.look import wrapped
from desktop.session import Session
from forensics.fields import Answer
from forensics.messages import Message, say, say_count
from forensics.ports import Progress, Receipt

_WIDTH = 460
WHO = say("Who has the files?")


def take_files_in(session: Session, paths: Sequence[Path], record: str, parent: QWidget) -> None:
    """Take files in as media that show a record; the originals are only read."""

    def begin(holder: str) -> None:
        def call(progress: Progress) -> Receipt:
            from layers.evidence import take_in

            told, words = tasks.in_kilobytes(progress), session.translate
            return take_in(session.project, paths, attach=record, by=holder, progress=told, words=words).receipt

        what = say_count("{count} file taken in", "{count} files taken in", count=len(paths))
        session.write(call, session.translate(what))

    ask_holder(session, parent, begin)


def ask_holder(session: Session, parent: QWidget, then: Callable[[str], None]) -> None:
    """Go on with the id of who has the files now: whose key this device signs with, else who is named; none for nobody.

    Who was named last is offered first.
    """
    from layers.evidence_custody import who_takes_in

    project = session.project

    def known(holder: str) -> None:
        if holder:
            then(holder)
            return
        dialog = HolderDialog(session, parent)
        dialog.accepted.connect(lambda: then(dialog.holder))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    tasks.start(lambda progress: who_takes_in(project), done=known, failed=session.failed.emit)


class HolderDialog(QDialog):
    """Asks with whom the custody of files begins; without an answer it does not begin, which is a gap for a court."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self._say(WHO))
        holder = session.project.catalogue["custody"].by_name["to_holder"]
        asked = replace(holder, label=WHO.id, answer=Answer.OPTIONAL, hint="")
        self.row = FieldRow(asked, Desk(session, self), self)
        self.row.set_text(session.holder)
        self.row.edited.connect(lambda name: self._look())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go, self.without = QPushButton(self._say(say("Take in"))), QPushButton(self._say(say("Nobody yet")))
        self.go.setProperty("kind", "primary")
        for button in (self.without, self.go):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.go.clicked.connect(self.accept)
        self.without.clicked.connect(self._without)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        about = say(
            "Custody of the files begins with who has them now; the key of this device is enrolled for nobody alone. "
            "Without an answer no custody begins, which is a gap for a court."
        )
        for widget in (wrapped(self._say(about)), self.row, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(_WIDTH)
        self._look()
        self.row.focus()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    @property
    def holder(self) -> str:
        """The id of who was named; empty for nobody."""
        return self.row.text()

    def _look(self) -> None:
        self.go.setEnabled(bool(self.holder))

    def _without(self) -> None:
        self.row.set_text("")
        self.accept()

    def accept(self) -> None:
        self._session.holder = self.holder
        super().accept()
