"""Printing from the window: a profile and a scale are chosen, then where to; the sheet is made on a thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop import tasks
from desktop.session import Session
from forensics.messages import say
from layers.exports.profiles import shipped

SCALES = (20, 50)
NEVER = ("field",)
"""Profiles for packs that travel on phones: no sheet is printed under one."""


def printing_menu(parent: QWidget, session: Session, site: str, view: str) -> QMenu:
    """A menu of what may be printed: each scale under each profile, since there is no default one."""
    menu = QMenu(parent)
    for profile in (name for name in shipped() if name not in NEVER):
        for scale in SCALES:
            text = session.translate(say("1 : {scale}, profile {profile}…", scale=scale, profile=profile))
            action = menu.addAction(text)
            if action is not None:
                action.triggered.connect(partial(_choose, parent, session, site, view, profile, scale))
    return menu


def _choose(parent: QWidget, session: Session, site: str, view: str, profile: str, scale: int) -> None:
    title = session.translate(say("Print the plan…"))
    name, _ = QFileDialog.getSaveFileName(parent, title, f"{site}-{view}-{scale}.pdf", "PDF (*.pdf);;SVG (*.svg)")
    if name:
        start_printing(session, site, view, profile, scale, Path(name))


def start_printing(session: Session, site: str, view: str, profile: str, scale: int, out: Path) -> None:
    """Make the sheet on a thread, in order with what is being written, since it enters the ledger."""
    from desktop.siteplan.page import print_plan

    project, language = session.project, session.language
    tasks.start(
        lambda progress: print_plan(
            project, out, site, profile=profile, scale=scale, view=view, language=language
        ),
        done=lambda printed: session.told.emit(say("Wrote {file}, at 1 : {scale:,}.", file=str(out), scale=scale)),
        refused=session.refused.emit, failed=session.failed.emit, in_order=True,
    )  # fmt: skip
