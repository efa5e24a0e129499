"""What the window does with paper: forms, labels, scanned sheets, the numbers of a site, and the log of the day."""

from __future__ import annotations

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from desktop import tasks
from desktop.inspector.inspector import Inspector
from desktop.paper.labels_dialog import LabelsDialog, labels_of_selection
from desktop.paper.numbers_dialog import NumbersDialog
from desktop.paper.saving import SheetKeying, ask_form
from desktop.session import Session
from desktop.tables.table import RecordTable
from forensics.ports import Found
from layers.belonging import site_of


class Papers(QObject):
    """Follows the selection of one window; what asks the register runs on a thread."""

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
        chosen = self._session.selected
        LabelsDialog(self._session, labels_of_selection(chosen.type, chosen.ids), self._window).open()

    def show_numbers(self) -> None:
        """The numbers of the site that the selection belongs to."""
        register, chosen = self._session.project.register, self._session.selected

        def find() -> Found | None:
            site = site_of(register, chosen.type, chosen.record)
            return register.titles([site]).get(site) if site else None

        tasks.start(lambda progress: find(), done=self._show_numbers, refused=self._session.refused.emit,
                    failed=self._session.failed.emit)  # fmt: skip

    def _show_numbers(self, site: Found | None) -> None:
        if site is not None:
            NumbersDialog(self._session, site, self._window).open()
