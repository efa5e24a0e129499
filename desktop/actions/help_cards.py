"""All actions with their keys, and what this application is."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.actions.actions import GROUPS, ActionSet, keys
from desktop.forms.look import IconLabel
from desktop.session import Session
from forensics.messages import Message, say

SOURCES = say("Free software under the GNU General Public License, version 3 or later.")


def show_shortcuts(window: QWidget, session: Session, actions: ActionSet) -> QDialog:
    """A sheet of every action with its keys."""
    dialog, grid, inside = _dialog(window, session.translate(say("Keyboard shortcuts"))), QGridLayout(), QWidget()
    grid.setHorizontalSpacing(14)
    row = 0
    for group, label in GROUPS.items():
        heading = QLabel(session.translate(label))
        heading.setProperty("role", "heading")
        heading.setContentsMargins(0, 10 if row else 0, 0, 2)
        grid.addWidget(heading, row, 0, 1, 3)
        for action in actions.of_group(group):
            row += 1
            sign, words, pressed = QLabel(), QLabel(action.text().removesuffix("…")), QLabel(keys(action))
            sign.setPixmap(action.icon().pixmap(QSize(16, 16)))
            pressed.setProperty("role", "key")
            grid.addWidget(sign, row, 0)
            grid.addWidget(words, row, 1)
            grid.addWidget(pressed, row, 2, Qt.AlignmentFlag.AlignRight)
        row += 1
    grid.setColumnStretch(1, 1)
    inside.setLayout(grid)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidget(inside)
    column = QVBoxLayout(dialog)
    column.addWidget(scroll)
    dialog.resize(QSize(520, 620))
    dialog.open()
    return dialog


def show_about(window: QWidget, session: Session) -> QDialog:
    """What this is, and whose data the map shows."""
    translate = session.translate
    dialog = _dialog(window, translate(say("About Taphos")))
    pack = session.project.pack
    sentences: list[Message | str] = [
        say("Forensic exhumation and site mapping: offline, signed, tamper-evident."),
        SOURCES,
        *(pack.attribution_lines(session.language) if pack is not None else ()),
    ]
    column = QVBoxLayout(dialog)
    column.setContentsMargins(28, 24, 28, 24)
    column.setSpacing(12)
    head, sign, name = QHBoxLayout(), IconLabel("site", "accent", 36), QLabel("Taphos")
    name.setProperty("role", "title")
    head.addWidget(sign)
    head.addWidget(name, 1)
    column.addLayout(head)
    for sentence in sentences:
        label = QLabel(translate(sentence) if isinstance(sentence, Message) else sentence)
        label.setWordWrap(True)
        column.addWidget(label)
    dialog.resize(QSize(460, 260))
    dialog.open()
    return dialog


def _dialog(window: QWidget, title: str) -> QDialog:
    dialog = QDialog(window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    return dialog
