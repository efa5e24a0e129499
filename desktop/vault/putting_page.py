"""The page on which a name is put in: it needs nobody's key, and forgets what was typed."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QPushButton, QWidget

from desktop.theme.icons import live_icon
from desktop.vault.fields import SecretLine, SecretText
from desktop.vault.page import Page
from forensics.messages import say
from layers.language import Translator
from layers.vault.vault import PutIn, Vault


class PuttingPage(Page):
    """Puts names in, encrypted to the recipients alone."""

    def __init__(self, vault: Vault, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(vault, translate, parent)
        self.code, self.name, self.contact = SecretLine(), SecretLine(), SecretText()
        self.contact.setFixedHeight(110)
        self.put = QPushButton(live_icon("lock", "on_accent"), translate(say("Put in")))
        self.put.setProperty("kind", "primary")
        self.add(say("Code"), self.code)
        self.add(say("Name of the person"), self.name)
        self.add(
            say("Contact"), self.contact,
            say("Once it is put in, only who holds a recipient's key can read it. What was put in before is kept."),
        )  # fmt: skip
        self.column.addWidget(self.put, alignment=Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self.put.clicked.connect(self._put)

    def _put(self) -> None:
        code, name, contact = self.code.text(), self.name.text(), self.contact.toPlainText()
        self.work(lambda: self.vault.put_in(code, name, contact), self._done)

    def _done(self, done: PutIn) -> None:
        self.forget()
        if done.known:
            self.told.emit("good", say("The name behind “{code}” is in the vault.", code=done.code))
        else:
            self.told.emit("warning", say("No record names “{code}” yet; the name is kept.", code=done.code))

    def forget(self) -> None:
        """Empty the fields."""
        for field in (self.code, self.name, self.contact):
            field.forget()
        self.code.setFocus()
