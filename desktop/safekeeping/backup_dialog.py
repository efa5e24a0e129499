"""The whole project into one file, from the window."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QDateTime
from PyQt6.QtWidgets import QFileDialog, QWidget

from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.messages import Message, say
from layers.backup.making import Made, back_up

ENDING = ".zip"


class BackupDialog(WorkDialog):
    """Asks where to; others may go on working in the project meanwhile."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Back up the project"), say("Back up"), parent)
        self.session = session
        stamp = QDateTime.currentDateTime().toString("yyyy-MM-dd HHmm")
        self.file = self.line(str(Path.home() / f"{session.project.folder.stem} {stamp}{ENDING}"))
        encrypted = session.project.encrypted
        hint = (
            say("It is encrypted as the project is, and opens with the passphrase that the project has now.")
            if encrypted
            else say("The project is not encrypted, so whoever has the file can read all of it.")
        )
        self.add(say("File"), self.with_choice(self.file, self._choose), hint)
        self.look()

    def missing(self) -> Message | None:
        return self.missing_file(self.file)

    @property
    def out(self) -> Path:
        """Where the backup goes."""
        return self.file_of(self.file, ENDING)

    def begin(self) -> None:
        project, out = self.session.project, self.out
        self.work(lambda progress: back_up(project, out, progress), self._done)

    def _done(self, made: Made) -> None:
        if made.manifest.missing:
            self.tell(
                "warning",
                say(
                    "Wrote {file}, without what is missing in the project: {names}.", file=str(made.path),
                    names=", ".join(made.manifest.missing[:3]),
                ),
            )  # fmt: skip
        elif made.unnoted is not None or made.left_out is not None:
            self.tell("warning", made.unnoted or made.left_out)
        else:
            said = say(
                "Wrote {file}: {files:,} files, {size:,} bytes. Keep it away from this computer.", file=str(made.path),
                files=len(made.manifest.members), size=made.bytes,
            )  # fmt: skip
            self.tell("good", said)

    def _choose(self) -> str:
        named, _ = QFileDialog.getSaveFileName(self, self.windowTitle(), self.file.text(), f"ZIP (*{ENDING})")
        return named


def show_backup(session: Session, window: QWidget) -> BackupDialog:
    """Open the dialog over a window."""
    dialog = BackupDialog(session, window)
    dialog.show_over()
    return dialog
