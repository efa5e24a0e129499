"""A public draft released from the window: the file that was looked at, where the edition goes, and why."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QWidget

from desktop.releasing import release_product
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.editions import Edition, standing_words
from forensics.messages import Message, say


class ReleaseDialog(WorkDialog):
    """Nothing is released but a file that is there; whether it may be is the register's to say."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Release a draft"), say("Release"), parent)
        self.session = session
        self.draft, self.file, self.why = self.line(), self.line(), self.line()
        self._named = ""
        looked_at = say("The very file that you looked at. Who made it, or its device, does not release it.")
        self.add(say("Draft"), self.with_choice(self.draft, self._choose_draft), looked_at)
        self.add(say("Edition"), self.with_choice(self.file, self._choose))
        self.add(say("Why"), self.why, say("Needed from the second edition on. It is printed on the product."))
        self.draft.textChanged.connect(self._name)
        self.look()

    def _name(self) -> None:
        """Name the edition beside its draft, unless the person named it."""
        draft = Path(self.draft.text().strip())
        if draft.name and self.file.text() == self._named:
            self._named = str(draft.with_name(f"{draft.stem}-released{draft.suffix}"))
            self.file.setText(self._named)

    def missing(self) -> Message | None:
        draft = Path(self.draft.text().strip()).expanduser()
        if not self.draft.text().strip():
            return say("Choose the draft that you looked at.")
        if not draft.exists():
            return say("There is no file “{file}”.", file=str(draft))
        return self.missing_file(self.file)

    def begin(self) -> None:
        project = self.session.project
        draft, out = (Path(line.text().strip()).expanduser() for line in (self.draft, self.file))
        why = self.why.text().strip()
        self.work(lambda progress: release_product(project, draft, out, why, progress), self._done, in_order=True)

    def _done(self, edition: Edition) -> None:
        self.tell("good", standing_words(edition))

    def _choose_draft(self) -> str:
        return QFileDialog.getOpenFileName(self, self.windowTitle(), self.draft.text())[0]

    def _choose(self) -> str:
        return QFileDialog.getSaveFileName(self, self.windowTitle(), self.file.text())[0]


def show_release(session: Session, window: QWidget | None) -> ReleaseDialog:
    """Open the dialog over a window."""
    dialog = ReleaseDialog(session, window)
    dialog.show_over()
    return dialog
