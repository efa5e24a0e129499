"""Files are taken in as evidence from the window: in one commit, on the thread that writes, with progress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop import tasks
from desktop.session import Session
from forensics.messages import say_count
from forensics.ports import Progress, Receipt


def take_files_in(session: Session, paths: Sequence[Path], record: str) -> None:
    """Take files in as media that show a record; the originals are only read."""

    def call(progress: Progress) -> Receipt:
        from layers.evidence import take_in

        told = tasks.in_kilobytes(progress)
        return take_in(session.project, paths, attach=record, progress=told, words=session.translate).receipt

    what = say_count("{count} file taken in", "{count} files taken in", count=len(paths))
    session.write(call, session.translate(what))
