"""A dialog about the one record that is selected, opened over its window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PyQt6.QtWidgets import QDialog, QWidget

from desktop.session import Session
from forensics.ports import Found

Made = TypeVar("Made", bound=QDialog)


def open_over_selection(
    session: Session, parent: QWidget | None, type_: str, make: Callable[[Session, Found, QWidget | None], Made]
) -> Made | None:  # fmt: skip
    """Make and open it; None where no record of this type is selected. Closed, it is gone."""
    found = session.project.register.titles([session.selected.record]).get(session.selected.record)
    if found is None or found.type != type_:
        return None
    dialog = make(session, found, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
