"""The window's import: choose a file, look at it, see what a trial comes to, attach what was rejected, import."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop import tasks
from desktop.fieldpack.review_dialog import show_review
from desktop.forms.desk import Desk
from desktop.forms.latest import Latest
from desktop.importing.columns import ColumnsPane
from desktop.importing.doubts import DoubtsPane
from desktop.importing.head import FileHead
from desktop.importing.outcome import Outcome
from desktop.importing.rejected import RejectedPane
from desktop.importing.request import Request
from desktop.session import Session
from forensics.errors import TaphosError
from forensics.messages import say
from forensics.ports import Progress, Receipt
from layers.fieldpack.returned import is_field_pack
from layers.imports.by_hand import write_rejected
from layers.imports.importing import ImportReport
from layers.imports.preview import Preview
from layers.imports.remembering import Meant, mapping_of
from layers.imports.staging import Given

SIZE = QSize(1080, 730)
NOTHING_CHANGED = Receipt("", {}, 0)


class ImportDialog(QDialog):
    """Every change of the request is looked at and tried anew on a thread; importing is one commit, or none."""

    def __init__(self, session: Session, type_: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.desk = Desk(session, self)
        self.head = FileHead(self.desk, type_)
        self.columns, self.rows, self.doubts = ColumnsPane(self.desk), RejectedPane(self.desk), DoubtsPane(self.desk)
        self.outcome = Outcome(self.desk)
        self.request: Request | None = None
        self.report: ImportReport | None = None
        self.given: Given = {}
        self._mapping: dict[str, str] = {}
        self._as_before = False
        self._importing: tasks.Task[Receipt] | None = None
        self._looking, self._trying, self._reading = Latest(self), Latest(self), Latest(self, pause=1)
        self.setWindowTitle(session.translate(say("Import a file")))
        self._lay_out()
        self._connect()
        self._show_state()
        self.resize(SIZE)

    # Putting together

    def _lay_out(self) -> None:
        translate = self.session.translate
        self.tabs, self.pages = QTabBar(), QStackedWidget()
        self.tabs.setExpanding(False)
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        pages = (
            (self.columns, say("Columns")), (self.rows, say("Rejected rows")), (self.doubts, say("Pointed out")),
        )  # fmt: skip
        for page, text in pages:
            self.pages.addWidget(page)
            self.tabs.addTab(translate(text))
        self.save_list = QPushButton(translate(say("Save the rejected rows…")))
        self.cancel, self.accept_button = QPushButton(), QPushButton()
        self.accept_button.setProperty("kind", "primary")
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.save_list)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        column.addWidget(self.head)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        column.addWidget(self.outcome)
        column.addLayout(foot)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter is for the line that has the focus

    def _connect(self) -> None:
        self.head.changed.connect(self._asked)
        self.columns.mapped.connect(self._mapped)
        self.rows.given.connect(self._give)
        self.rows.looked_at.connect(self._read_row)
        self.save_list.clicked.connect(self._save_list)
        self.cancel.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.take_in)
        self._looking.answered.connect(self._seen)
        self._looking.refused.connect(self._not_readable)
        self._trying.progressed.connect(self.outcome.progress)
        self._trying.answered.connect(self._tried)
        self._trying.refused.connect(self._refused)
        self._reading.answered.connect(lambda found: self.rows.attaching.show_cells(*found))
        for asking in (self._looking, self._trying):
            asking.failed.connect(self._failed)
        self._reading.failed.connect(self.session.failed)
        self.desk.open_record.connect(self._open_record)

    # Looking

    def choose(self, path: Path) -> None:
        """Take this file, as if it had been chosen."""
        self.head.name_file(path)

    def _asked(self) -> None:
        before = self.request
        request = self.head.request(self._mapping)
        if request is None:
            return
        other_file = before is None or before.file != request.file
        if other_file and is_field_pack(request.file):  # it is compared and not imported
            show_review(self.session, request.file, self.parentWidget())
            self.reject()
            return
        if before is None or (before.file, before.type, before.layer) != (request.file, request.type, request.layer):
            self._mapping, self.given, self._as_before = {}, {}, False
            self.rows.forget()
            request = self.head.request(self._mapping)
        self.request = request
        self._look(guess=other_file)

    def _mapped(self, column: str, field: str) -> None:
        self._mapping = {other: name for other, name in self._mapping.items() if not field or name != field}
        self._mapping[column] = field
        self.request = self.head.request(self._mapping)
        self._look()

    def _look(self, *, guess: bool = False) -> None:
        request, project = self.request, self.session.project
        if request is not None:
            self.report = None
            self._trying.forget()
            self.outcome.wait(self.desk.say(say("Reading the file")))
            self._looking.ask(lambda: request.look(project, guess=guess))
            self._show_state()

    def _seen(self, seen: Preview) -> None:
        if seen.remembered != Meant() and not self._mapping:
            self._take_up(seen.remembered)
        self.columns.show_file(seen)
        self.head.follow(seen)
        self.request = self.head.request(self._mapping)
        if seen.refusal is not None:
            self.outcome.refuse(seen.refusal)
            self._show_state()
        else:
            self._try()

    def _take_up(self, meant: Meant) -> None:
        """Mean the columns as they were meant when such a file was last taken in; each can be meant otherwise."""
        self._mapping, self._as_before = mapping_of(meant.pairs), True
        self.head.mean(meant.crs, meant.day_first)

    def _not_readable(self, refusal: TaphosError) -> None:
        self.columns.show_file(None)
        self._refused(refusal)

    # Trying

    def _try(self) -> None:
        request, project, given = self.request, self.session.project, self.given
        if request is not None:
            self.report = None
            self.outcome.wait(self.desk.say(say("Trying what it would come to")))
            self._trying.ask_long(lambda progress: request.take(project, given, progress, dry_run=True))
            self._show_state()

    def _tried(self, report: ImportReport) -> None:
        self.report = report
        self.outcome.tell(report, len(self.given), as_before=self._as_before)
        self._list_rejected(report)
        self._show_state()

    def _refused(self, refusal: TaphosError) -> None:
        self.outcome.refuse(refusal.message)
        self._show_state()

    def _failed(self, failure: Exception) -> None:
        self.outcome.rest()
        self.session.failed.emit(failure)
        self._show_state()

    def _list_rejected(self, report: ImportReport) -> None:
        if self.request is not None:
            self.rows.show_rejected(self.request.type, report.rejected, self.given)
            self.doubts.model.show(self.request.type, report.doubts)
        self.tabs.setTabText(1, self.desk.say(say("Rejected rows ({count:,})", count=len(report.rejected))))
        self.tabs.setTabText(2, self.desk.say(say("Pointed out ({count:,})", count=len(report.doubts))))

    # Rows that were rejected

    def _give(self, given: Given) -> None:
        self.given = given
        self._try()

    def _read_row(self, number: int) -> None:
        request, project = self.request, self.session.project
        if request is not None:
            self._reading.ask(lambda: (number, request.row(project, number)))

    def _save_list(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.save_list.text(), "rejected.csv", "CSV (*.csv)")
        if name:
            self.save_rejected(Path(name))

    def save_rejected(self, path: Path) -> None:
        """Write the rejected rows as a list that can be filled in elsewhere."""
        request, report, translate = self.request, self.report, self.session.translate
        if request is not None and report is not None:
            tasks.start(
                lambda progress: write_rejected(path, request.file, report.rejected, translate),
                refused=self._refused, failed=self._failed,
            )  # fmt: skip

    def _open_record(self, record: str) -> None:
        found = self.desk.names.get(record)
        if found is not None:
            self.session.select(found.type, record)

    # Importing

    def take_in(self) -> None:
        """Import as one commit; it is cancelled with the button beside, and then nothing was changed."""
        request, project, given = self.request, self.session.project, self.given
        if request is None or self._importing is not None:
            return

        def call(progress: Progress) -> Receipt:
            self._reported = request.take(project, given, progress, dry_run=False)
            request.remember(project)
            return self._reported.receipt or NOTHING_CHANGED

        self._trying.forget()
        self.outcome.wait(self.desk.say(say("Importing")))
        what = self.desk.say(say("Import of {file}", file=request.file.name))
        self._importing = self.session.write(
            call, what, saved=self._taken_in, refused=self._import_refused, failed=self._import_failed
        )
        self._importing.progressed.connect(self.outcome.progress)
        self._show_state()

    def _taken_in(self, _: Receipt) -> None:
        self._importing = None
        self.report = self._reported
        self.outcome.tell(self.report, len(self.given), done=True)
        self._list_rejected(self.report)
        self._show_state()

    def _import_refused(self, refusal: TaphosError) -> None:
        self._importing = None
        self._refused(refusal)

    def _import_failed(self, failure: Exception) -> None:
        self._importing = None
        self._failed(failure)

    def reject(self) -> None:
        """Close; while a file is being imported, stop that instead."""
        if self._importing is not None:
            self._importing.cancel()
            return
        for asking in (self._looking, self._trying, self._reading):
            asking.forget()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Escape closes, but not over values that were given by hand and would be lost: then it goes to the button."""
        if event is not None and event.key() == Qt.Key.Key_Escape and self.given and not self.imported:
            self.cancel.setFocus()
        else:
            super().keyPressEvent(event)

    # What can be pressed

    @property
    def imported(self) -> bool:
        """Whether what is shown has been taken in."""
        return self.report is not None and self.report.receipt is not None

    def _show_state(self) -> None:
        report, busy = self.report, self._importing is not None
        changes = report is not None and not self.imported and bool(report.added + report.updated)
        self.accept_button.setText(self.desk.say(say("Import")))
        self.accept_button.setEnabled(changes and not busy)
        self.cancel.setText(self.desk.say(say("Cancel") if busy or not self.imported else say("Close")))
        for part in (self.head, self.columns, self.rows):
            part.setEnabled(not busy)
        self.save_list.setVisible(report is not None and bool(report.rejected))


def show_import(session: Session, window: QWidget) -> ImportDialog:
    """Open the import over a window."""
    selected = session.selected.type
    dialog = ImportDialog(session, selected or "settlement", window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.head.file.setFocus()
    return dialog
