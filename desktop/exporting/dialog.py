"""Records exported from the window: under which profile, as what, where to; first a look at what stays home and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PyQt6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QPlainTextEdit, QPushButton, QWidget

from desktop.filters.words import words_of
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import Message, say
from forensics.vocabulary.testimony import CONSENT_RECIPIENT
from layers.exports.exporting import FORMATS, GEOPACKAGE, export_records
from layers.exports.manifest import Manifest
from layers.exports.profiles import recipients_of, shipped
from layers.exports.selecting import Selection

NEVER = ("field",)
"""The profile of packs that travel on phones, which are made elsewhere."""
COURT, PUBLIC = "court", "public"
NAMED = "export"
WIDTH, HEIGHT = 680, 760


class ExportDialog(WorkDialog):
    """There is no default profile: nothing is looked at or written before one is chosen."""

    def __init__(
        self, session: Session, parent: QWidget | None = None, looked_at: Selection = Selection()  # noqa: B008 - frozen
    ) -> None:  # fmt: skip
        super().__init__(session.translate, say("Export records"), say("Export"), parent)
        self.session = session
        self.profile, self.format, self.recipient = QComboBox(), QComboBox(), QComboBox()
        self.profile.addItem(self.translate(say("Choose who may see what")), "")
        for name in shipped():
            if name not in NEVER:
                self.profile.addItem(name, name)
        for ending in FORMATS:
            self.format.addItem(ending, ending)
        self.file, self.authority = self.line(), self.line()
        self.with_gaps = QCheckBox(self.translate(say("With faults of custody and order, each named")))
        self.looked_at, self.only_looked_at = looked_at, QCheckBox(self.translate(say("Only what is looked at")))
        self.only_looked_at.setChecked(looked_at != Selection())
        self.only_looked_at.toggled.connect(lambda on: self._chosen())
        self.preview = QPushButton(live_icon("eye"), self.translate(say("What stays home")))
        self.preview.clicked.connect(self.look_ahead)
        self.account = QPlainTextEdit()
        self.account.setReadOnly(True)
        self.account.setPlaceholderText(
            self.translate(say("Rule by rule what the profile keeps home, and how many: nothing is written for that."))
        )
        self._named = ""
        self._lay_out_fields()
        self._chosen()

    def _lay_out_fields(self) -> None:
        kept = say("What the profile does not name stays home. What is for everybody is a draft until it is released.")
        self.add(say("Profile"), self.profile, kept)
        whom = say("Consents are asked for this recipient: what was said to one is not for another.")
        self.add(say("Recipient"), self.recipient, whom)
        self.add(say("Format"), self.format)
        plain = say("The file is not encrypted: whoever has it can read it.")
        self.add(say("File"), self.with_choice(self.file, self._choose), plain)
        only = say("For a court: what was done under it; empty for all. What contradicts it always comes along.")
        self.add(say("Authority"), self.authority, only)
        self.form.addRow("", self.with_gaps)
        if self.looked_at != Selection():
            words = QLabel("; ".join(words_of(self.looked_at, self.session)))
            words.setWordWrap(True)
            words.setProperty("role", "hint")
            self.form.addRow("", self.only_looked_at)
            self.form.addRow("", words)
        self.form.addRow("", self.preview)
        self.column.insertWidget(1, self.account, 100)
        self.resize(WIDTH, HEIGHT)
        for box in (self.profile, self.format):
            box.currentIndexChanged.connect(self._chosen)
        self.profile.currentIndexChanged.connect(self._offer_recipients)
        self.recipient.currentIndexChanged.connect(self._chosen)
        self._offer_recipients()

    def _offer_recipients(self) -> None:
        """Those that the profile is for; where there are several, none is taken before it is chosen."""
        profile, types = self.profile.currentData(), tuple(self.session.project.catalogue.types)
        offered = recipients_of(profile, types) if profile else ()
        self.recipient.blockSignals(True)
        self.recipient.clear()
        if len(offered) > 1:
            self.recipient.addItem(self.translate(say("Choose for whom it is")), "")
        for code in offered:
            self.recipient.addItem(self.session.label(CONSENT_RECIPIENT.all_codes[code]), code)
        self.recipient.blockSignals(False)
        self.recipient.setEnabled(len(offered) > 1)
        self._chosen()

    def _chosen(self) -> None:
        """Name the file by its profile, unless the person named it; what was looked at is of another choice."""
        profile, ending = self.profile.currentData(), self.format.currentData() or GEOPACKAGE
        if self.file.text() == self._named:
            self._named = str(Path.home() / ("-".join(filter(None, (NAMED, profile))) + ending))
            self.file.setText(self._named)
        for widget in (self.authority, self.with_gaps):
            widget.setEnabled(profile == COURT)
        self.account.clear()
        self.look()

    def look(self) -> None:
        super().look()
        self.preview.setEnabled(self.go.isEnabled())

    def missing(self) -> Message | None:
        if not self.profile.currentData():
            return say("Choose the profile: there is no default one.")
        if self.recipient.count() > 1 and not self.recipient.currentData():
            return say("Choose for whom it is: what a consent covers depends on that.")
        return self.missing_file(self.file)

    @property
    def out(self) -> Path:
        """Where the records go."""
        return self.file_of(self.file, self.format.currentData())

    def look_ahead(self) -> None:
        """Ask what would leave and what stays home, and write nothing."""
        self._export(dry_run=True)

    def begin(self) -> None:
        self._export(dry_run=False)

    def _export(self, *, dry_run: bool) -> None:
        project, out, profile = self.session.project, self.out, self.profile.currentData()
        court = profile == COURT
        asked = self.looked_at if self.only_looked_at.isChecked() else Selection()
        authority = self.authority.text().strip() if court else ""
        selection = replace(asked, authority=authority, recipient=self.recipient.currentData() or "")
        gaps = court and self.with_gaps.isChecked()
        self.work(
            lambda progress: export_records(project, out, profile, selection, progress, with_gaps=gaps,
                                            dry_run=dry_run),
            self._show_account if dry_run else self._done, in_order=True,
        )  # fmt: skip

    def _show_account(self, manifest: Manifest) -> None:
        lines = [self.translate(say("What stays home, rule by rule:"))]
        lines += [self.translate(one.words) for one in manifest.account]
        lines += ["", *self._leaving(manifest)]
        self.account.setPlainText("\n".join(lines))
        self.tell("hint", say("Nothing was written."))

    def _leaving(self, manifest: Manifest) -> Sequence[str]:
        rows = [one for one in manifest.tables if one["rows"]]
        said = [self.translate(say("What leaves:"))]
        return [*said, *(f"{one['name']}: {one['rows']}" for one in rows)]

    def _done(self, manifest: Manifest) -> None:
        file = str(manifest.path.with_name(str(manifest.document["file"]["name"])))
        if manifest.unnoted is not None:
            self.tell("warning", manifest.unnoted)
        elif manifest.document["standing"] is not None:
            self.tell("good", say("Wrote {file}, a draft: a second person releases it on their own device.", file=file))
        else:
            self.tell("good", say("Wrote {file}.", file=file))

    def _choose(self) -> str:
        ending = self.format.currentData()
        named, _ = QFileDialog.getSaveFileName(self, self.windowTitle(), self.file.text(), f"*{ending}")
        return named


def show_export(
    session: Session, window: QWidget | None, looked_at: Selection = Selection()  # noqa: B008 - frozen
) -> ExportDialog:  # fmt: skip
    """Open the dialog over a window that looks at some records only."""
    dialog = ExportDialog(session, window, looked_at)
    dialog.show_over()
    return dialog
