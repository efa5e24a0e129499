"""The report from the window: of what, under which profile, in which language and where to; written on a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.report.writing import Written, write_report
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Selected, Session
from desktop.theme.icons import live_icon
from forensics.errors import TaphosError
from forensics.messages import Message, say, say_count
from forensics.ports import Found
from layers.belonging import site_of
from layers.custody.checking import Wrong
from layers.exports.custody_gaps import CustodyBroken, told
from layers.exports.preview import Preview
from layers.exports.profiles import shipped
from layers.language import language_name, languages
from layers.project import Project
from layers.report.making import Wanted
from layers.report.preview import preview_report

ENDING = ".pdf"
_GAPS_HIGH = 170
NEVER = ("field",)
"""The profile of packs that travel on phones, under which no report is written."""


@dataclass(frozen=True)
class Subjects:
    """What a report can be of: the case that is selected, its grave or the one that is selected, then the others."""

    cases: tuple[Found, ...]
    sites: tuple[Found, ...]

    @property
    def all(self) -> tuple[Found, ...]:
        """Graves that are meant first, then the case that is selected, then the other graves."""
        return (*self.sites[:1], *self.cases, *self.sites[1:]) if self.sites else self.cases


def read_subjects(project: Project, selected: Selected) -> Subjects:
    """Look up the graves of a project, that of what is selected first; asked on a thread."""
    register = project.register
    own = site_of(register, selected.type, selected.record) if selected.record else ""
    sites = [Found("site", id_, code) for code, id_ in sorted(register.codes("site").items())]
    sites.sort(key=lambda one: one.id != own)
    titles = register.titles([selected.record], ["case"]) if selected.type == "case" else {}
    return Subjects(tuple(titles.values()), tuple(sites))


class ReportDialog(WorkDialog):
    """There is no default profile: nothing is written before one is chosen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Write a report"), say("Write"), parent)
        self.session = session
        self.subject = QComboBox()
        self.profile = QComboBox()
        self.profile.addItem(self.translate(say("Choose who may see what")), "")
        for name in shipped():
            if name not in NEVER:
                self.profile.addItem(name, name)
        self.language = QComboBox()
        for code in languages():
            self.language.addItem(language_name(code), code)
        self.language.setCurrentIndex(self.language.findData(session.language))
        self.file = self.line()
        self.gaps, self.with_gaps = (
            QListWidget(),
            QCheckBox(self.translate(say("Write it with these gaps all the same"))),
        )
        self.gaps.setAccessibleName(self.translate(say("Gaps in custody and order")))
        self.gaps.setWordWrap(True)
        self.preview = QPushButton(live_icon("eye"), self.translate(say("What leaves, and what stays home")))
        self.preview.clicked.connect(self.look_ahead)
        self.account = QPlainTextEdit()
        self.account.setReadOnly(True)
        self.account.setAccessibleName(self.preview.text())
        self._named = ""
        self._lay_out_fields()
        self._asking = Latest(self)
        self._asking.answered.connect(self._show_subjects)
        self._asking.failed.connect(session.failed)
        project, selected = session.project, session.selected
        self._asking.ask_now(lambda: read_subjects(project, selected))
        self.look()

    def _lay_out_fields(self) -> None:
        kept = say("What the profile does not name stays home; the report says what it left out.")
        self.add(say("Of"), self.subject)
        self.add(say("Profile"), self.profile, kept)
        self.add(say("Language"), self.language)
        plain = say("The file is not encrypted: whoever has it can read it.")
        self.add(say("File"), self.with_choice(self.file, self._choose), plain)
        self.add(say("Gaps"), self.gaps)
        self.add(Message(""), self.with_gaps, say("The cover and the first section then name each of them."))
        self.form.addRow("", self.preview)
        self.column.insertWidget(1, self.account, 100)
        self.account.hide()
        for box in (self.subject, self.profile):
            box.currentIndexChanged.connect(self._chosen)
        self._show_gaps(())

    def _show_subjects(self, found: Subjects) -> None:
        for one in found.all:
            label = self.session.label(self.session.project.catalogue[one.type].about.label)
            self.subject.addItem(f"{label} {one.code}", one)
        if self.session.selected.type == "case" and found.cases:
            self.subject.setCurrentIndex(found.all.index(found.cases[0]))
        self._chosen()

    def _chosen(self) -> None:
        """Name the file by what it is of, unless the person named it; gaps are those of what was asked for before."""
        self._show_gaps(())
        self.account.hide()
        subject = self.subject.currentData()
        if isinstance(subject, Found) and self.file.text() == self._named:
            marked = self.profile.currentData() or ""
            self._named = str(Path.home() / ("-".join(filter(None, (subject.code, marked))) + ENDING))
            self.file.setText(self._named)
        self.look()

    def look(self) -> None:
        super().look()
        self.preview.setEnabled(self.missing() is None)

    def missing(self) -> Message | None:
        if not isinstance(self.subject.currentData(), Found):
            return say("There is no grave to report on yet.")
        if not self.profile.currentData():
            return say("Choose the profile: there is no default one.")
        return self.missing_file(self.file)

    @property
    def out(self) -> Path:
        """Where the report goes."""
        return self.file_of(self.file, ENDING)

    @property
    def wanted(self) -> Wanted:
        """What the report is asked for."""
        return Wanted(self.profile.currentData(), self.language.currentData(), with_gaps=self.with_gaps.isChecked())

    def look_ahead(self) -> None:
        """Say what would leave and what stays home, and write nothing."""
        project, subject, wanted = self.session.project, self.subject.currentData(), self.wanted
        self.work(
            lambda progress: preview_report(project, subject.id, subject.type, wanted, progress), self._show_account
        )

    def _show_account(self, preview: Preview) -> None:
        self.account.setPlainText("\n".join(map(self.translate, preview.lines)))
        self._show_gaps(preview.wrong)
        self.account.show()
        self.resize(self.width(), self.sizeHint().height())
        self.tell("hint", say("Nothing was written."))

    def begin(self) -> None:
        project, out, subject, wanted = self.session.project, self.out, self.subject.currentData(), self.wanted
        self.work(
            lambda progress: write_report(project, out, subject.id, subject.type, wanted, progress), self._done,
            in_order=True,
        )  # fmt: skip

    def _refused(self, refusal: TaphosError) -> None:
        super()._refused(refusal)
        if isinstance(refusal, CustodyBroken) and self.isVisible():
            self._show_gaps(refusal.wrong)
            self.tell("problem", say_count(
                "{count} fault keeps this from a court: mend it, or let it be written with its gaps.",
                "{count} faults keep this from a court: mend them, or let it be written with its gaps.",
                count=len(refusal.wrong),
            ))  # fmt: skip

    def _show_gaps(self, wrong: Sequence[Wrong]) -> None:
        """What keeps it from a court, with the choice that lets it leave all the same."""
        self.gaps.clear()
        self.gaps.addItems([self.translate(told(one)) for one in wrong])
        self.with_gaps.setChecked(False)
        self.gaps.setFixedHeight(_GAPS_HIGH)
        for field in (self.gaps, self.with_gaps):
            row = self.form.getWidgetPosition(field)[0]
            self.form.setRowVisible(row, bool(wrong))
        self.form.setRowVisible(self.form.getWidgetPosition(self.with_gaps)[0] + 1, bool(wrong))
        self.adjustSize()

    def _done(self, written: Written) -> None:
        if written.unnoted is not None:
            self.tell("warning", written.unnoted)
            return
        said = say_count(
            "Wrote {file}: {count} page.", "Wrote {file}: {count} pages.", count=written.pages, file=str(written.path)
        )
        self.tell("good", said)

    def _choose(self) -> str:
        named, _ = QFileDialog.getSaveFileName(self, self.windowTitle(), self.file.text(), f"PDF (*{ENDING})")
        return named


def show_report(session: Session, window: QWidget) -> ReportDialog:
    """Open the dialog over a window."""
    dialog = ReportDialog(session, window)
    dialog.show_over()
    return dialog
