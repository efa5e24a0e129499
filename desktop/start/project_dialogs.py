"""What is asked before a project is open: a passphrase, or where and how a new project is made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.theme.icons import live_icon
from forensics.messages import say
from layers.language import Translator
from layers.project import SUFFIX


@dataclass(frozen=True)
class NewProject:
    """Where a new project is made, what it is called, and its passphrase or None."""

    folder: Path
    name: str
    passphrase: str | None


class NewProjectDialog(QDialog):
    """Encrypted unless a person says otherwise; says in a sentence what is still missing."""

    def __init__(self, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.translate = translate
        self.setWindowTitle(translate(say("New project")))
        self.name, self.folder = QLineEdit(), QLineEdit(str(Path.home()))
        self.first, self.second = QLineEdit(), QLineEdit()
        for line in (self.first, self.second):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.encrypted = QCheckBox(translate(say("Encrypt with a passphrase")))
        self.encrypted.setChecked(True)
        self.missing = QLabel()
        self.missing.setProperty("role", "hint")
        self.missing.setWordWrap(True)
        self._lay_out()
        for line in (self.name, self.folder, self.first, self.second):
            line.textChanged.connect(self._look)
        self.encrypted.toggled.connect(self._look)
        self._look()

    def _lay_out(self) -> None:
        translate, form = self.translate, QFormLayout()
        form.setSpacing(10)
        choose = QPushButton(live_icon("open"), translate(say("Choose…")))
        choose.clicked.connect(self._choose)
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(choose)
        form.addRow(translate(say("Name")), self.name)
        form.addRow(translate(say("In the folder")), where)
        form.addRow("", self.encrypted)
        form.addRow(translate(say("Passphrase")), self.first)
        form.addRow(translate(say("The same again")), self.second)
        self.buttons = QDialogButtonBox()
        self.make = self.buttons.addButton(translate(say("Make")), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(translate(say("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        if self.make is not None:
            self.make.setProperty("kind", "primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        warning = QLabel(translate(say("Without its passphrase nobody can open the project again, we neither.")))
        warning.setProperty("role", "hint")
        warning.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        column.addLayout(form)
        for widget in (warning, self.missing, self.buttons):
            column.addWidget(widget)
        self.setMinimumWidth(520)

    @property
    def asked(self) -> NewProject:
        """What was filled in."""
        name = self.name.text().strip()
        passphrase = self.first.text() if self.encrypted.isChecked() else None
        return NewProject(Path(self.folder.text()) / f"{name}{SUFFIX}", name, passphrase)

    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.windowTitle(), self.folder.text())
        if name:
            self.folder.setText(name)

    def _look(self) -> None:
        for line in (self.first, self.second):
            line.setEnabled(self.encrypted.isChecked())
        missing = self._missing()
        self.missing.setText(missing)
        if self.make is not None:
            self.make.setEnabled(not missing)

    def _missing(self) -> str:
        name = self.name.text().strip()
        if not name or any(letter in name for letter in '/\\:*?"<>|'):
            return self.translate(say("The name is missing, or has a sign that no folder may have."))
        if not Path(self.folder.text()).is_dir():
            return self.translate(say("There is no such folder."))
        if self.encrypted.isChecked() and not self.first.text():
            return self.translate(say("The passphrase is missing."))
        if self.encrypted.isChecked() and self.first.text() != self.second.text():
            return self.translate(say("The two passphrases differ."))
        return ""


def ask_new_project(parent: QWidget, translate: Translator) -> NewProject | None:
    """Ask where and how a new project is to be made; None where the person gives up."""
    dialog = NewProjectDialog(translate, parent)
    return dialog.asked if dialog.exec() == QDialog.DialogCode.Accepted else None


def ask_passphrase(parent: QWidget, translate: Translator, folder: Path) -> str | None:
    """Ask for the passphrase of an encrypted project; None where the person gives up."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(translate(say("Passphrase")))
    words = QLabel(translate(say("“{project}” is encrypted.", project=folder.stem)))
    words.setWordWrap(True)
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setPlaceholderText(translate(say("Passphrase")))
    buttons = QDialogButtonBox()
    accept = buttons.addButton(translate(say("Open")), QDialogButtonBox.ButtonRole.AcceptRole)
    buttons.addButton(translate(say("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
    if accept is not None:
        accept.setProperty("kind", "primary")
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 20, 24, 16)
    column.setSpacing(14)
    for widget in (words, line, buttons):
        column.addWidget(widget)
    dialog.setMinimumWidth(400)
    return line.text() if dialog.exec() == QDialog.DialogCode.Accepted else None
