"""The dialog in which locking and what is remembered are chosen."""

from __future__ import annotations

from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.choices import LEAST, MOST, Choices, choices, choose
from desktop.start.recent import forget_encrypted
from forensics.messages import Message, say
from layers.language import Translator


class ChoosingDialog(QDialog):
    """Shows what is chosen; `accept` remembers it."""

    def __init__(self, settings: QSettings, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        held = choices(settings)
        self.setWindowTitle(translate(say("Locking and what is remembered")))
        self.minutes = QSpinBox()
        self.minutes.setRange(LEAST, MOST)
        self.minutes.setValue(held.minutes)
        self.never = QCheckBox(translate(say("Never lock by itself, encrypted projects neither")))
        self.never.setChecked(held.never)
        self.places = QCheckBox(translate(say("Remember where encrypted projects lie, on the first page")))
        self.places.setChecked(held.places)
        self.warning = _hint(
            translate, say("Whoever finds this computer open can then read everything, whenever that is.")
        )
        self.warning.setProperty("role", "problem")
        after = QHBoxLayout()
        after.addWidget(QLabel(translate(say("Lock after idle minutes"))))
        after.addWidget(self.minutes)
        after.addStretch(1)
        only = _hint(translate, say("Only the folder is remembered, never a name or anything inside."))
        buttons = QDialogButtonBox()
        accept = buttons.addButton(translate(say("Apply")), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(translate(say("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        if accept is not None:
            accept.setProperty("kind", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        column.addLayout(after)
        for widget in (self.never, self.warning, self.places, only, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(520)
        self.never.toggled.connect(self._follow)
        self._follow()

    def accept(self) -> None:
        chosen = Choices(self.minutes.value(), self.never.isChecked(), self.places.isChecked())
        choose(self._settings, chosen)
        if not chosen.places:
            forget_encrypted(self._settings)
        super().accept()

    def _follow(self) -> None:
        self.minutes.setEnabled(not self.never.isChecked())
        self.warning.setVisible(self.never.isChecked())
        self.adjustSize()


def _hint(translate: Translator, message: Message) -> QLabel:
    label = QLabel(translate(message))
    label.setProperty("role", "hint")
    label.setWordWrap(True)
    return label
