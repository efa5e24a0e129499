"""Who may open an encrypted project: another passphrase, and a recovery key split among people."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QSpinBox, QWidget

from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from desktop.vault.fields import SecretText
from forensics.messages import Message, say
from layers.recovery import change_passphrase, has_recovery, split_recovery
from layers.shares import LEAST_NEEDED, MOST_SHARES

ROOM = 290
"""Pixels in which three shares are seen at once."""
DIFFER = say("The two passphrases differ.")


class PassphraseDialog(WorkDialog):
    """Another passphrase in place of the one before; one small file is written anew."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Change the passphrase"), say("Change"), parent)
        self.folder: Path = session.project.folder
        self.before, self.first, self.second = (self.line(secret=True) for _ in range(3))
        self.add(say("Passphrase until now"), self.before)
        self.add(say("New passphrase"), self.first)
        self.add(
            say("The same again"), self.second,
            say("Copies and backups that were made before still open with the one before."),
        )  # fmt: skip
        self.look()

    def missing(self) -> Message | None:
        if not (self.before.text() and self.first.text()):
            return say("The passphrase is missing.")
        return None if self.first.text() == self.second.text() else DIFFER

    def begin(self) -> None:
        before, new = self.before.text(), self.first.text()
        self.work(lambda progress: change_passphrase(self.folder, before, new), self._done, in_order=True)

    def _done(self, _: None) -> None:
        for line in (self.before, self.first, self.second):
            line.clear()
        self.tell("good", say("The new passphrase opens the project, and the one before no longer does."))


class RecoveryDialog(WorkDialog):
    """A recovery key split among people; its shares are shown this once and kept nowhere."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Split a recovery key"), say("Split"), parent)
        self.folder: Path = session.project.folder
        self.shares, self.needed = QSpinBox(), QSpinBox()
        for box, value in ((self.shares, 3), (self.needed, 2)):
            box.setRange(LEAST_NEEDED, MOST_SHARES)
            box.setValue(value)
            box.valueChanged.connect(self.look)
        self.passphrase = self.line(secret=True)
        self.shown = SecretText()
        self.shown.setReadOnly(True)
        self.shown.setStyleSheet(
            f"min-height: {ROOM}px; max-height: {ROOM}px"
        )  # the sheet of the window says less, and would win
        self.shown.hide()
        self.add(say("People who have a share"), self.shares)
        self.add(
            say("How many of them open the project"), self.needed,
            say("Each share is written on paper for one person; it cannot be copied from here, nor shown again."),
        )  # fmt: skip
        self.add(say("Passphrase"), self.passphrase)
        self.column.insertWidget(1, self.shown)
        self.look()

    def missing(self) -> Message | None:
        if self.needed.value() > self.shares.value():
            return say("More shares would be needed than there are.")
        return None if self.passphrase.text() else say("The passphrase is missing.")

    def begin(self) -> None:
        folder, passphrase = self.folder, self.passphrase.text()
        shares, needed = self.shares.value(), self.needed.value()
        replaced = has_recovery(folder)
        self.shown.forget()
        self.work(
            lambda progress: split_recovery(folder, passphrase, shares, needed),
            lambda lines: self._done(lines, needed, replaced), in_order=True,
        )  # fmt: skip

    def _done(self, lines: list[str], needed: int, replaced: bool) -> None:
        self.passphrase.clear()
        numbered = [
            f"{self.translate(say('Share {number} of {shares}:', number=number, shares=len(lines)))}\n{line}"
            for number, line in enumerate(lines, 1)
        ]
        self.shown.setPlainText("\n\n".join(numbered))
        self.shown.show()
        words = (
            say(
                "Any {needed} of these {shares} shares open the project; those given out before no longer do.",
                needed=needed, shares=len(lines),
            )
            if replaced
            else say("Any {needed} of these {shares} shares open the project.", needed=needed, shares=len(lines))
        )  # fmt: skip
        self.tell("good", words)
        self.resize(self.sizeHint())  # adjustSize stops at two thirds of the screen

    def done(self, result: int) -> None:
        """What was shown goes with the dialog."""
        self.shown.forget()
        super().done(result)


def show_passphrase(session: Session, window: QWidget) -> PassphraseDialog:
    """Open the dialog over a window."""
    dialog = PassphraseDialog(session, window)
    dialog.show_over()
    return dialog


def show_recovery(session: Session, window: QWidget) -> RecoveryDialog:
    """Open the dialog over a window."""
    dialog = RecoveryDialog(session, window)
    dialog.show_over()
    return dialog
