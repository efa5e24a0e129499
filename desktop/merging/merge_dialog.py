"""Another copy of the project is brought in: which one, its passphrase, which files come along."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QComboBox, QFileDialog, QPushButton, QWidget

from desktop.merging.conflicts_dialog import show_conflicts
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.messages import Message, say
from forensics.ports import Receipt
from layers.merging.files import Evidence
from layers.merging.merge import Merged, merge, told

SAYS = {
    Evidence.ALL: say("All that the other copy holds"),
    Evidence.REFERENCED: say("Those that a record names"),
    Evidence.NONE: say("None"),
}


class MergeDialog(WorkDialog):
    """Merges on a thread, in order after what is being saved; views refresh what came."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Merge another copy"), say("Merge"), parent)
        self.session = session
        self.other, self.passphrase = self.line(), self.line(secret=True)
        self.evidence = QComboBox()
        for which, words in SAYS.items():
            self.evidence.addItem(self.translate(words), which)
        self.conflicts = QPushButton(self.translate(say("Show what waits to be decided…")))
        self.conflicts.setAutoDefault(False)
        self.conflicts.clicked.connect(self._show_conflicts)
        self.conflicts.hide()
        self.add(
            say("Other copy"), self.with_choice(self.other, self._choose),
            say("The folder of a project, or a backup of it; nothing in it is changed."),
        )  # fmt: skip
        if session.project.encrypted:
            self.add(say("Passphrase"), self.passphrase, say("The one of the other copy."))
        self.add(say("Files of evidence"), self.evidence)
        self.column.insertWidget(self.column.count() - 2, self.conflicts)
        self.look()

    def missing(self) -> Message | None:
        if not self.other.text().strip() or not Path(self.other.text().strip()).expanduser().exists():
            return say("Choose the other copy.")
        return None

    def begin(self) -> None:
        project, other = self.session.project, Path(self.other.text().strip()).expanduser()
        passphrase, evidence = self.passphrase.text(), Evidence(self.evidence.currentData())
        self.conflicts.hide()
        self.work(
            lambda progress: merge(project, other, lambda: passphrase, evidence=evidence, progress=progress),
            self._done, in_order=True,
        )  # fmt: skip

    def _done(self, merged: Merged) -> None:
        self.passphrase.clear()
        waits = bool(merged.conflicts or merged.problems)
        self.tell("warning" if waits or merged.strangers else "good", told(merged))
        self.conflicts.setVisible(waits)
        if merged.changed:
            self.session.changed.emit(Receipt("", merged.changed, sum(map(len, merged.changed.values()))))

    def _show_conflicts(self) -> None:
        show_conflicts(self.session, self)

    def _choose(self) -> str:
        """A folder is chosen by its project.toml, a backup by itself."""
        title = self.windowTitle()
        named, _ = QFileDialog.getOpenFileName(
            self, title, str(Path.home()), f"{self.translate(say('Project or backup'))} (project.toml *.zip)"
        )
        return str(Path(named).parent) if Path(named).name == "project.toml" else named


def show_merge(session: Session, window: QWidget | None) -> MergeDialog:
    """Open the dialog over a window."""
    dialog = MergeDialog(session, window)
    dialog.show_over()
    return dialog
