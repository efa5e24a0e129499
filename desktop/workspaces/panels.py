"""Headings and panels of the left side."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.forms.look import IconLabel
from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.workspaces.record_tree import RecordTree
from forensics.messages import Message

HEIGHT = 40


class PanelHeading(QFrame):
    """The name of a panel with its sign, and what is put beside it."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "head")
        self.setFixedHeight(HEIGHT)
        sign, self._words = IconLabel(icon, "muted", 18), QLabel()
        self._words.setProperty("role", "panel-title")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 8, 0)
        self._row.setSpacing(8)
        self._row.addWidget(sign)
        self._row.addWidget(self._words, 1)

    def set_text(self, text: str) -> None:
        self._words.setText(text)

    def add(self, widget: QWidget) -> None:
        """Put something at the end."""
        self._row.addWidget(widget)


class TreePanel(QFrame):
    """One or several trees of records, each behind a button of its own."""

    def __init__(
        self, session: Session, trees: Sequence[tuple[Message, str, RecordTree]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._labels = session, [label for label, _, _ in trees]
        self.trees = {type_: tree for _, type_, tree in trees}
        self._stack, self._buttons, group = QStackedWidget(), [], QButtonGroup(self)
        head = QFrame()
        head.setProperty("role", "head")
        head.setFixedHeight(HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(2)
        for at, (_, type_, tree) in enumerate(trees):
            button = QPushButton()
            if len(trees) == 1:  # several names want the room
                button.setIcon(live_icon(type_))
            button.setProperty("kind", "tab")
            button.setCheckable(True)
            button.setChecked(not at)
            button.clicked.connect(lambda checked, at=at: self._stack.setCurrentIndex(at))
            group.addButton(button)
            row.addWidget(button)
            self._buttons.append(button)
            self._stack.addWidget(tree)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack, 1)
        session.language_changed.connect(lambda language: self._relabel())
        self._relabel()

    _buttons: list[QPushButton]

    def _relabel(self) -> None:
        for button, label in zip(self._buttons, self._labels, strict=True):
            button.setText(self._session.translate(label))
