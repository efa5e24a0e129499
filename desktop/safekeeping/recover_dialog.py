"""A project whose passphrase is lost: enough shares of its recovery key give it a new one."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QWidget

from desktop.safekeeping.keys_dialog import DIFFER
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.vault.fields import SecretText
from forensics.messages import Message, say
from layers.language import Translator
from layers.recovery import recover
from layers.shares import read_share


class RecoverDialog(WorkDialog):
    """Asks for the project, for shares, and for the new passphrase."""

    def __init__(self, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(translate, say("Open a project by its shares"), say("Set the new passphrase"), parent)
        self.folder = self.line()
        self.shares = SecretText()
        self.shares.setFixedHeight(130)
        self.shares.textChanged.connect(self.look)
        self.first, self.second = self.line(secret=True), self.line(secret=True)
        self.add(say("Project"), self.with_choice(self.folder, self._choose))
        self.add(say("Shares"), self.shares, say("One a line, as they were written down."))
        self.add(say("New passphrase"), self.first)
        self.add(say("The same again"), self.second)
        self.look()

    def missing(self) -> Message | None:
        named = self.folder.text().strip()
        if not named:
            return say("Choose the folder of the project.")
        if not Path(named).expanduser().is_dir():
            return say("There is no such folder.")
        if not self.shares.toPlainText().strip():
            return say("The shares are missing.")
        if not self.first.text():
            return say("The passphrase is missing.")
        return None if self.first.text() == self.second.text() else DIFFER

    def begin(self) -> None:
        folder = Path(self.folder.text().strip()).expanduser()
        lines, new = self.shares.toPlainText().splitlines(), self.first.text()
        self.work(lambda progress: recover(folder, [read_share(one) for one in lines if one.strip()], new), self._done)

    def _done(self, _: None) -> None:
        self.shares.forget()
        for line in (self.first, self.second):
            line.clear()
        self.tell("good", say("The new passphrase opens the project, and the one before no longer does."))

    def _choose(self) -> str:
        return QFileDialog.getExistingDirectory(self, self.windowTitle(), str(Path.home()))


def show_recover(translate: Translator, window: QWidget) -> RecoverDialog:
    """Open the dialog over a window or the first page."""
    dialog = RecoverDialog(translate, window)
    dialog.show_over()
    return dialog
