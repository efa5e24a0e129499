"""What a trial or an import comes to: counts, what is to be said of the whole, how far it is, or why it was refused."""

from __future__ import annotations

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import Said
from forensics.messages import Message, say, say_count
from layers.imports.importing import ImportReport
from layers.language import format_number

_MOST_NOTES = 3
_AS_BEFORE = say("The columns are mapped as for the last file with these columns.")


class Outcome(QFrame):
    """A sentence that stands while nothing is under way, and a bar while something is."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.said = Said("info", "hint")
        self.notes = Said("warning", "warning")
        self.bar, self.far = QProgressBar(), QLabel()
        self.bar.setTextVisible(False)
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.far.setProperty("role", "number")
        self._of = 0
        under_way = QHBoxLayout()
        under_way.setSpacing(12)
        under_way.addWidget(self.bar, 1)
        under_way.addWidget(self.far)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.said)
        column.addWidget(self.notes)
        column.addLayout(under_way)
        self._say(
            "info", "hint", desk.say(say("Choose a file, or type where it is. Nothing is imported until you say so."))
        )

    def wait(self, text: str) -> None:
        """Something begins."""
        self._say("info", "hint", text)
        self.bar.setRange(0, 0)
        self._show_bar(True)

    def progress(self, done: int, total: int) -> None:
        """How far it is; where the file does not say how many rows it has, as many as were counted before."""
        of = total or self._of
        self.bar.setRange(0, of if of >= done else 0)
        self.bar.setValue(done)
        text = format_number(done, self.desk.session.language)
        whole = f" / {format_number(of, self.desk.session.language)}" if of >= done else ""
        self.far.setText(text + whole)

    def tell(self, report: ImportReport, given: int, *, done: bool = False, as_before: bool = False) -> None:
        """The counts of a trial, or of what was taken in; with `as_before` the columns are meant as they were once."""
        self._of = report.read
        translate = self.desk.session.translate
        text = translate(_counts(report, done))
        if given:
            text += " " + translate(
                say_count("{count} row has a value by hand.", "{count} rows have a value by hand.", count=given)
            )
        self._say(*(("check", "good") if done else ("info", "")), text)
        notes = (*((_AS_BEFORE,) if as_before else ()), *report.notes)
        self.notes.say(" ".join(translate(note) for note in notes[:_MOST_NOTES]))
        self.notes.setToolTip("\n".join(map(translate, notes)))

    def refuse(self, message: Message) -> None:
        """Why nothing could be read, tried or taken in."""
        self._say("problem", "problem", self.desk.say(message))

    def rest(self) -> None:
        """Nothing is under way any more."""
        self._say("info", "hint", "")

    def _say(self, icon: str, role: str, text: str) -> None:
        self.said.change(icon, role)
        self.said.say(text)
        self.notes.say("")
        self._show_bar(False)

    def _show_bar(self, on: bool) -> None:
        self.far.setText("")
        self.bar.setVisible(on)
        self.far.setVisible(on)


def _counts(report: ImportReport, done: bool) -> Message:
    counts = {
        "read": report.read, "added": report.added, "updated": report.updated, "unchanged": report.unchanged,
        "rejected": len(report.rejected),
    }  # fmt: skip
    if done:
        return say(
            "Imported. Of {read:,} rows {added:,} were added, {updated:,} updated, {unchanged:,} are unchanged, "
            "{rejected:,} were rejected.", **counts,
        )  # fmt: skip
    return say(
        "Of {read:,} rows {added:,} would be added, {updated:,} updated, {unchanged:,} are unchanged, {rejected:,} "
        "would be rejected.", **counts,
    )  # fmt: skip
