"""A project out of its backup, from the window or the first page."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QCheckBox, QFileDialog, QWidget

from desktop.safekeeping.work_dialog import WorkDialog
from forensics.messages import Message, say
from layers.backup.restoring import Restored, restore
from layers.language import Translator
from layers.project import SUFFIX


class RestoreDialog(WorkDialog):
    """Asks which backup, and which project it becomes; it is verified before it gets its name."""

    def __init__(self, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(translate, say("Restore a backup"), say("Restore"), parent)
        self.file, self.folder = self.line(), self.line()
        self.passphrase = self.line(secret=True)
        self.problems = QCheckBox(translate(say("Also a project in which something is wrong")))
        self.add(say("Backup"), self.with_choice(self.file, self._choose_file))
        self.add(
            say("Becomes the project"), self.with_choice(self.folder, self._choose_folder),
            say("A new folder; what is there already is never written over."),
        )  # fmt: skip
        self.add(say("Passphrase"), self.passphrase, say("The one that the project had then, where it is encrypted."))
        self.form.addRow("", self.problems)
        self.file.textChanged.connect(self._propose)
        self.look()

    def missing(self) -> Message | None:
        if not Path(self.file.text().strip()).expanduser().is_file():
            return say("Choose the file of the backup.")
        if not self.folder.text().strip():
            return say("Name the project that it becomes.")
        return None

    def begin(self) -> None:
        archive = Path(self.file.text().strip()).expanduser()
        folder, passphrase = Path(self.folder.text().strip()).expanduser(), self.passphrase.text()
        allowed = self.problems.isChecked()
        self.work(
            lambda progress: restore(archive, folder, lambda: passphrase, progress, with_problems=allowed), self._done
        )

    def _done(self, done: Restored) -> None:
        self.passphrase.clear()
        if done.verdict.ok:
            self.tell(
                "good",
                say("Restored and verified: {folder}. It is opened like any project.", folder=str(done.folder)),
            )
        else:
            self.tell(
                "warning",
                say(
                    "Restored, but something is wrong in {folder}: {problem}", folder=str(done.folder),
                    problem=done.verdict.first,
                ),
            )  # fmt: skip

    def _propose(self) -> None:
        """A name for the project beside its backup, until a person names another."""
        archive = Path(self.file.text().strip()).expanduser()
        proposed = str(archive.with_name(f"{archive.stem}{SUFFIX}")) if archive.name else ""
        if not self.folder.text() or not self.folder.isModified():
            self.folder.setText(proposed)

    def _choose_file(self) -> str:
        named, _ = QFileDialog.getOpenFileName(self, self.windowTitle(), str(Path.home()), "ZIP (*.zip)")
        return named

    def _choose_folder(self) -> str:
        title = self.translate(say("Where shall the project be made?"))
        chosen = QFileDialog.getExistingDirectory(self, title, str(Path.home()))
        name = Path(self.folder.text()).name or f"{Path(self.file.text()).stem}{SUFFIX}"
        return str(Path(chosen) / name) if chosen else ""


def show_restore(translate: Translator, window: QWidget) -> RestoreDialog:
    """Open the dialog over a window or the first page."""
    dialog = RestoreDialog(translate, window)
    dialog.show_over()
    return dialog
