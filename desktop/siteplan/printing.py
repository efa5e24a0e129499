"""Printing from the window: a profile and a scale are chosen, then where to; the sheet is made on a thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop import tasks
from desktop.session import Session
from forensics.messages import say
from forensics.ports import Progress
from layers.exports.profiles import shipped

SCALES = (20, 50)
NEVER = ("field",)
"""Profiles for packs that travel on phones: no sheet is printed under one."""


def printing_menu(parent: QWidget, session: Session, site: str, view: str, media: str = "") -> QMenu:
    """A menu of what may be printed: each scale under each profile, since there is no default one.

    `media` is the orthophoto that lies under the plan.
    """
    menu = QMenu(parent)
    for profile in (name for name in shipped() if name not in NEVER):
        for scale in SCALES:
            text = session.translate(say("1 : {scale}, profile {profile}…", scale=scale, profile=profile))
            action = menu.addAction(text)
            if action is not None:
                action.triggered.connect(partial(_choose, parent, session, site, view, profile, scale, media))
    return menu


def _choose(
    parent: QWidget, session: Session, site: str, view: str, profile: str, scale: int, media: str
) -> None:  # fmt: skip
    title = session.translate(say("Print the plan…"))
    name, _ = QFileDialog.getSaveFileName(parent, title, f"{site}-{view}-{scale}.pdf", "PDF (*.pdf);;SVG (*.svg)")
    if name:
        start_printing(session, site, view, profile, scale, Path(name), media)


def start_printing(
    session: Session, site: str, view: str, profile: str, scale: int, out: Path, media: str = ""
) -> None:  # fmt: skip
    """Make the sheet on a thread, in order with what is being written, since it enters the ledger.

    A photograph that the profile keeps is left out, and that is told.
    """
    from desktop.siteplan.page import PrintedPlan, print_plan
    from layers.siteplan.photographs import may_leave
    from layers.siteplan.records import grave_records

    project, language = session.project, session.language

    def make(progress: Progress) -> tuple[PrintedPlan, bool]:
        shown = media if media and may_leave(grave_records(project, profile), media) else None
        return print_plan(
            project, out, site, profile=profile, scale=scale, view=view, language=language, photo=shown
        ), bool(media) and shown is None  # fmt: skip

    def tell(made: tuple[PrintedPlan, bool]) -> None:
        words = say("Wrote {file}, at 1 : {scale:,}.", file=str(out), scale=scale)
        if made[1]:
            words = say(
                "Wrote {file}, at 1 : {scale:,}, without the photograph: the profile “{profile}” keeps it.",
                file=str(out), scale=scale, profile=profile,
            )  # fmt: skip
        session.told.emit(words)

    tasks.start(
        make, done=tell,
        refused=session.refused.emit, failed=session.failed.emit, in_order=True,
    )  # fmt: skip
