"""Receipts from the window: where one is saved, and the scan that comes back signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QWidget

from desktop import tasks
from desktop.session import Session
from forensics.messages import say
from forensics.ports import Found, Progress, Receipt


def selected_event(session: Session) -> Found:
    """The custody event that is selected."""
    return session.project.register.titles([session.selected.record], ("custody",))[session.selected.record]


def ask_receipt(session: Session, window: QWidget) -> None:
    """Ask where the receipt of the selected hand-over is saved."""
    event = selected_event(session)
    title = session.translate(say("Save the receipt"))
    named, _ = QFileDialog.getSaveFileName(window, title, str(Path.home() / f"{event.code}.pdf"), "PDF (*.pdf)")
    if named:
        out = Path(named)
        save_receipt(session, event, out if out.suffix else out.with_suffix(".pdf"))


def save_receipt(session: Session, event: Found, out: Path) -> None:
    """Write it after what is under way; the person is told where it is, or why not."""

    def call(progress: Progress) -> Path:
        from desktop.custody.receipt import write_receipt

        return write_receipt(session.project, event, out, session.language).path

    def done(path: Path) -> None:
        session.told.emit(
            say("The receipt is in {file}. When it comes back signed, take its scan in from the event.", file=path.name)
        )

    tasks.start(call, done=done, refused=session.refused.emit, failed=session.failed.emit, in_order=True)


def ask_signed_receipt(session: Session, window: QWidget) -> None:
    """Ask for the scan of the signed receipt of the selected event."""
    event = selected_event(session)
    title = session.translate(say("The scan of the signed receipt"))
    named, _ = QFileDialog.getOpenFileName(window, title)
    if named:
        take_signed_receipt(session, event, Path(named))


def take_signed_receipt(
    session: Session, event: Found, scan: Path, saved: Callable[[Receipt], None] | None = None
) -> None:
    """Take a scan in by its hash and name it in all that was handed over with the event, in one commit."""

    def call(progress: Progress) -> Receipt:
        from layers.custody.receipts import events_of, take_in_receipt

        project = session.project
        return take_in_receipt(project, events_of(project, event), scan).receipt

    session.write(call, session.translate(say("Receipt {event}", event=event.code)), saved=saved)
