"""One page of the vault's window: it works on a thread, and tells in a sentence what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop import tasks
from forensics.errors import TaphosError
from forensics.messages import Message, say
from layers.language import Translator
from layers.vault.vault import Vault

Result = TypeVar("Result")


class Page(QFrame):
    """A column of fields with their labels above them."""

    told = pyqtSignal(str, object)
    """Kind (good, hint, problem) and a Message for the foot of the window, or None."""

    def __init__(self, vault: Vault, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vault, self.translate = vault, translate
        self.setProperty("role", "panel")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 18, 24, 12)
        self.column.setSpacing(6)

    def add(self, label: Message, field: QWidget, hint: Message | None = None) -> None:
        """A field with its label above it, and what is to be known of it below."""
        words = QLabel(self.translate(label))
        words.setProperty("role", "label")
        words.setBuddy(field)
        field.setAccessibleName(words.text())
        self.column.addWidget(words)
        self.column.addWidget(field)
        if hint is not None:
            below = QLabel(self.translate(hint))
            below.setProperty("role", "hint")
            below.setWordWrap(True)
            self.column.addWidget(below)
        self.column.addSpacing(6)

    def work(self, call: Callable[[], Result], done: Callable[[Result], None]) -> None:
        """Run `call` on a thread while nothing can be pressed here."""
        self.told.emit("hint", say("One moment…"))
        self.setEnabled(False)

        def finished(result: Result) -> None:
            self.setEnabled(True)
            done(result)

        tasks.start(lambda progress: call(), done=finished, refused=self._refuse, failed=self._fail, in_order=True)

    def shown(self) -> None:
        """The page was turned to."""

    def _refuse(self, refusal: TaphosError) -> None:
        self.setEnabled(True)
        self.told.emit("problem", refusal.message)

    def _fail(self, fault: BaseException) -> None:
        """A fault of the program is told by its kind alone: its words may hold a name."""
        self.setEnabled(True)
        self.told.emit(
            "problem", say("A fault of the program ({fault}): nothing was put in or read.", fault=type(fault).__name__)
        )
