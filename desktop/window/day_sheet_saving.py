"""The day-sheet from the window: where to save it is asked, and it is written on a thread."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QDateTime
from PyQt6.QtWidgets import QFileDialog, QWidget

from desktop import tasks
from desktop.layouts.day_sheet import Written, write_day_sheet
from desktop.session import Session
from forensics.messages import say


def ask_day_sheet(session: Session, window: QWidget) -> None:
    """Ask where the page goes; the signed document is put beside it."""
    name = f"{session.project.folder.stem} {QDateTime.currentDateTime().toString('yyyy-MM-dd HHmm')}.pdf"
    title = session.translate(say("Save the day-sheet"))
    named, _ = QFileDialog.getSaveFileName(window, title, str(Path.home() / name), "PDF (*.pdf)")
    if named:
        out = Path(named)
        save_day_sheet(session, out if out.suffix else out.with_suffix(".pdf"))


def save_day_sheet(session: Session, out: Path) -> tasks.Task[Written]:
    """Write it after what is under way; the person is told where it is, or why not."""

    def done(written: Written) -> None:
        session.told.emit(
            say(
                "The day-sheet is in {file}, and {anchor} beside it. Print it, and keep both away from this computer.",
                file=written.sheet.name, anchor=written.document.name,
            )
        )  # fmt: skip

    return tasks.start(
        lambda progress: write_day_sheet(session.project, out, session.language),
        done=done, refused=session.refused.emit, failed=session.failed.emit, in_order=True,
    )  # fmt: skip
