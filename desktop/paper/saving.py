"""Forms, labels and scans from the window: what is asked of the person, and the work on a thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QFileDialog, QWidget

from desktop import tasks
from desktop.inspector.inspector import Inspector
from desktop.session import Session
from forensics.marks import SheetMark
from forensics.messages import Message, say
from forensics.ports import Found, Progress, Receipt

if TYPE_CHECKING:
    from desktop.paper.form import Printed

PICTURES = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.heic *.heif"


def ask_pdf(session: Session, window: QWidget, title: Message, name: str, then: Callable[[Path], object]) -> None:
    """Ask where a PDF goes, and go on with it."""
    said = session.translate(title)
    named, _ = QFileDialog.getSaveFileName(window, said, str(Path.home() / f"{name}.pdf"), "PDF (*.pdf)")
    if named:
        then(Path(named) if Path(named).suffix else Path(named).with_suffix(".pdf"))


def ask_form(session: Session, window: QWidget, type_: str) -> None:
    """Ask where the blank form of a type goes."""
    ask_pdf(session, window, say("Save the blank form"), type_, lambda out: save_form(session, type_, out))


def save_form(session: Session, type_: str, out: Path) -> tasks.Task[Printed]:
    """Write the blank form of a type in the window's language."""
    from desktop.paper.form import print_form

    return tasks.start(
        lambda progress: print_form(session.project, type_, out, session.language),
        done=lambda printed: session.told.emit(
            say("Wrote {file}: form {numbers}.", file=out.name, numbers=", ".join(printed.numbers))
        ),
        refused=session.refused.emit,
        failed=session.failed.emit,
    )


class SheetKeying(QObject):
    """The scan of a sheet belongs to the record that is keyed from it: the one that is shown, or the new one."""

    def __init__(self, session: Session, inspector: Inspector) -> None:
        super().__init__(inspector)
        self._session, self._inspector = session, inspector
        self._waiting: dict[str, tuple[Path, SheetMark | None]] = {}
        inspector.writing.kept_new.connect(self._kept)

    def ask(self, window: QWidget) -> None:
        """Ask which scan it is."""
        title = self._session.translate(say("The scanned sheet"))
        named, _ = QFileDialog.getOpenFileName(window, title, str(Path.home()), PICTURES)
        if named:
            self.take(Path(named))

    def take(self, scan: Path) -> None:
        """Read what sheet it is, and link it to the record that is shown, or begin the record that it asks for."""
        from desktop.paper.scanning import codes_in
        from layers.paper.sheets import sheet_mark

        tasks.start(
            lambda progress: sheet_mark(codes_in(scan)),
            done=lambda mark: self._read(scan, mark),
            refused=self._session.refused.emit,
            failed=self._session.failed.emit,
        )

    def _read(self, scan: Path, mark: SheetMark | None) -> None:
        draft = self._inspector.draft
        fits = draft is not None and (mark is None or draft.kind.name == mark.type)
        if draft is not None and fits and not draft.is_new:
            self._link(scan, mark, Found(draft.kind.name, draft.record, str(draft.held.get("code", ""))))
            return
        if not fits and mark is not None and mark.type in self._session.project.catalogue.types:
            self._inspector.new_record(mark.type)
            draft = self._inspector.draft
        if draft is None:
            self._session.told.emit(say("No code of a form could be read on {file}.", file=scan.name))
            return
        self._waiting[draft.key] = (scan, mark)
        self._session.told.emit(say("{file} will be linked to the record when it is saved.", file=scan.name))

    def _kept(self, key: str, record: Found) -> None:
        if key in self._waiting:
            self._link(*self._waiting.pop(key), record)

    def _link(self, scan: Path, mark: SheetMark | None, record: Found) -> None:
        session = self._session

        def call(progress: Progress) -> Receipt:
            from layers.paper.sheets import take_in_sheet

            return take_in_sheet(session.project, scan, record, mark, words=session.translate).receipt

        session.write(call, session.translate(say("The sheet of {record} taken in", record=record.code)))
