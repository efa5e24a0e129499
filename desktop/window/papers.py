"""What the window does with paper: forms, labels, scanned sheets, the numbers of a site, and the log of the day."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QDate, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QCursor
from PyQt6.QtWidgets import QMenu, QWidget

from desktop import tasks
from desktop.actions.finding_things import Entry
from desktop.inspector.inspector import Inspector
from desktop.paper.saving import SheetKeying, ask_form, ask_pdf
from desktop.session import Session
from desktop.siteplan.printing import NEVER
from desktop.tables.table import RecordTable
from forensics.messages import say
from forensics.ports import Found
from layers.belonging import site_of
from layers.exports.profiles import shipped

if TYPE_CHECKING:
    from layers.paper.day_log import Today


class Papers(QObject):
    """Follows the selection of one window; what asks the register runs on a thread."""

    begin = pyqtSignal(str, dict)
    """A new record of a type is to be begun with these texts."""

    def __init__(self, session: Session, inspector: Inspector, table: RecordTable, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._inspector, self._table, self._window = session, inspector, table, window
        self.keying = SheetKeying(session, inspector)

    def save_blank_form(self) -> None:
        """The form of the type that is under the hand, else of the one that the table lists."""
        draft = self._inspector.draft
        ask_form(self._session, self._window, draft.kind.name if draft is not None else self._table.type)

    def take_in_sheet(self) -> None:
        """A scanned sheet for the record that is shown, or for the one that it asks for."""
        self.keying.ask(self._window)

    def print_labels(self) -> None:
        """The labels of what is selected."""
        from desktop.paper.labels_dialog import LabelsDialog, labels_of_selection

        chosen = self._session.selected
        LabelsDialog(self._session, labels_of_selection(chosen.type, chosen.ids), self._window).open()

    def scan_label(self, follow: Callable[[Entry], None]) -> None:
        """Read a label by camera, picture or keys, and go to what it names."""
        from desktop.paper.scan_dialog import ScanDialog

        dialog = ScanDialog(self._session, self._window)
        dialog.found.connect(follow)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_site_log(self) -> None:
        """Today's log of the site under the hand: the one that was begun, or a new one."""
        from layers.paper.day_log import log_of_day  # all that exports ask for comes with it

        project, chosen = self._session.project, self._session.selected
        day = QDate.currentDate().toString(Qt.DateFormat.ISODate)
        tasks.start(
            lambda progress: log_of_day(project, day, chosen.type, chosen.record),
            done=self._show_log, refused=self._session.refused.emit, failed=self._session.failed.emit,
        )  # fmt: skip

    def _show_log(self, today: Today | None) -> None:
        from layers.paper.day_log import LOG

        if today is not None and today.record:
            self._session.select(LOG, today.record)
            return
        self.begin.emit(LOG, today.texts if today is not None else {})

    def print_log(self) -> None:
        """Choose the profile under which the log that is selected is printed, then where it goes."""
        menu = QMenu(self._window)
        for profile in (name for name in shipped() if name not in NEVER):
            action = menu.addAction(self._session.translate(say("Profile {profile}…", profile=profile)))
            if action is not None:
                action.triggered.connect(partial(self._ask_log, profile))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(QCursor.pos())

    def _ask_log(self, profile: str) -> None:
        ask_pdf(self._session, self._window, say("Save the log of the day"), "log", partial(self.save_log, profile))

    def save_log(self, profile: str, out: Path) -> None:
        """Write the log that is selected, in order with what is being written, since it enters the ledger."""
        from desktop.paper.log_page import print_log

        session, log = self._session, self._session.selected.record
        tasks.start(
            lambda progress: print_log(session.project, out, session.project.register.find(log), profile=profile,
                                       language=session.language),
            done=lambda unnoted: session.told.emit(unnoted or say("Wrote {file}.", file=out.name)),
            refused=session.refused.emit, failed=session.failed.emit, in_order=True,
        )  # fmt: skip

    def show_numbers(self) -> None:
        """The numbers of the site that the selection belongs to."""
        register, chosen = self._session.project.register, self._session.selected

        def find() -> Found | None:
            site = site_of(register, chosen.type, chosen.record)
            return register.titles([site]).get(site) if site else None

        tasks.start(lambda progress: find(), done=self._show_numbers, refused=self._session.refused.emit,
                    failed=self._session.failed.emit)  # fmt: skip

    def _show_numbers(self, site: Found | None) -> None:
        from desktop.paper.numbers_dialog import NumbersDialog

        if site is not None:
            NumbersDialog(self._session, site, self._window).open()
