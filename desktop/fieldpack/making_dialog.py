"""A field pack from the window: of the area that is selected, or of what the map shows."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QComboBox, QFileDialog, QWidget

from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.messages import Message, say
from forensics.ports import Box
from layers.exports.selecting import Selection
from layers.fieldpack.area import area_of
from layers.fieldpack.making import Made, told, write_field_pack
from layers.language import language_name, languages

ENDING = ".gpkg"


class PackDialog(WorkDialog):
    """Asks where to and in which language; the phone keeps what is in it unencrypted."""

    def __init__(self, session: Session, shown: Box, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Field pack"), say("Write"), parent)
        self.session, self._shown = session, shown
        self.area = QComboBox()
        if session.selected.record:
            self.area.addItem(self.translate(say("The area of the selected record")), session.selected.record)
        self.area.addItem(self.translate(say("What the map shows")), "")
        self.language = QComboBox()
        for code in languages():
            self.language.addItem(language_name(code), code)
        self.language.setCurrentIndex(self.language.findData(session.language))
        self.file = self.line(str(Path.home() / f"field{ENDING}"))
        self.add(say("Area"), self.area)
        self.add(say("Language of the forms"), self.language)
        self.add(
            say("File"), self.with_choice(self.file, self._choose),
            say(
                "The phone keeps it unencrypted: it holds no restricted field, and of interviews only the form for a "
                "new one."
            ),
        )  # fmt: skip
        self.look()

    def missing(self) -> Message | None:
        return self.missing_file(self.file)

    def begin(self) -> None:
        project, out = self.session.project, self.file_of(self.file, ENDING)
        record, language = str(self.area.currentData()), str(self.language.currentData())
        box = None if record else self._shown
        self.work(
            lambda progress: write_field_pack(
                project, out, area_of(project, record, box), Selection(), language, progress
            ),
            self._done, in_order=True,
        )  # fmt: skip

    def _done(self, made: Made) -> None:
        unnoted = made.manifest.unnoted
        self.tell("good" if unnoted is None else "warning", unnoted or told(made))

    def _choose(self) -> str:
        named, _ = QFileDialog.getSaveFileName(self, self.windowTitle(), self.file.text(), f"GeoPackage (*{ENDING})")
        return named


def show_pack(session: Session, shown: Box, window: QWidget | None) -> PackDialog:
    """Open the dialog over a window."""
    dialog = PackDialog(session, shown, window)
    dialog.show_over()
    return dialog
