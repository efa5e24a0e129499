"""The page on which a name is read: a code, a secret key, a reason; what is shown hides itself again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.theme.icons import live_icon
from desktop.vault.fields import SecretLine, secret_label
from desktop.vault.page import Page
from forensics.messages import Message, say, say_count
from forensics.vault import VaultEntry
from layers.language import Translator
from layers.vault.identities import Identity, read_identity, read_identity_file
from layers.vault.vault import Opened, Vault

SHOWN = 60_000
"""Milliseconds after which what was read hides itself."""
_SECRET = "AGE-SECRET-KEY-1"


class KeyLine(SecretLine):
    """Where a secret key lies, or the key itself, which is then masked; a file may be dropped on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.textChanged.connect(self._mask)

    def _mask(self, text: str) -> None:
        secret = text.strip().upper().startswith(_SECRET)
        self.setEchoMode(self.EchoMode.Password if secret else self.EchoMode.Normal)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        data = None if event is None else event.mimeData()
        if event is not None and data is not None and data.hasUrls():
            event.acceptProposedAction()
            return
        super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent | None) -> None:
        data = None if event is None else event.mimeData()
        if data is not None and data.hasUrls():
            self.setText(data.urls()[0].toLocalFile())
            return
        super().dropEvent(event)

    def read(self, passphrase: str) -> Identity:
        """The key; raises IdentityRefused, SourceRefused."""
        return identity_of(self.text(), passphrase)


def identity_of(text: str, passphrase: str) -> Identity:
    """The secret key that was typed, or lies where that says; raises IdentityRefused, SourceRefused."""
    text = text.strip()
    if text.upper().startswith(_SECRET):
        return read_identity(text.encode(), lambda: passphrase)
    return read_identity_file(Path(text).expanduser(), lambda: passphrase)


class ReadingPage(Page):
    """Reads names; each time is a commit of who, when, which code and why."""

    def __init__(self, vault: Vault, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(vault, translate, parent)
        self.code, self.key = SecretLine(), KeyLine()
        self.passphrase, self.reason = SecretLine(masked=True), SecretLine()
        self.open = QPushButton(live_icon("unlock", "on_accent"), translate(say("Read the name")))
        self.open.setProperty("kind", "primary")
        self.add(say("Code"), self.code)
        self.add(
            say("Secret key"), self.key,
            say("A recipient's key of age: type where its file lies, or drop it here. The key itself will do too."),
        )  # fmt: skip
        self.add(say("Passphrase of the key, if it has one"), self.passphrase)
        self.add(say("Reason"), self.reason, say("Who, when, which code and why is kept in the journal."))
        self.hide_again = QPushButton(live_icon("eye-off"), translate(say("Hide")))
        self.hide_again.clicked.connect(self.hide_names)
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addWidget(self.hide_again)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addSpacing(6)
        self._result = QVBoxLayout()
        self._result.setContentsMargins(0, 0, 0, 0)
        self._result.setSpacing(8)
        self.column.addWidget(scrolling(self._result), 1)
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(SHOWN)
        self._hiding.timeout.connect(self.hide_names)
        self.open.clicked.connect(self._open)
        self.reason.returnPressed.connect(self._open)
        self.hide_again.hide()

    def _open(self) -> None:
        self.hide_names()
        code, reason, key, passphrase = self.code.text(), self.reason.text(), self.key, self.passphrase.text()
        self.work(lambda: self.vault.open(code, key.read(passphrase), reason), self._show)

    def _show(self, opened: Opened) -> None:
        for entry in opened.entries:
            self._result.addWidget(EntryCard(entry, self.translate))
        if opened.earlier:
            self._result.addWidget(_Earlier(opened.earlier, self.translate), alignment=Qt.AlignmentFlag.AlignLeft)
        self._result.addStretch(1)
        self.hide_again.show()
        self._hiding.start()
        self.told.emit(*_summary(opened))

    @property
    def shows_names(self) -> bool:
        """Whether anything that was read is to be seen."""
        return self._result.count() > 0

    def hide_names(self) -> None:
        """Take what was read off the screen and let go of it."""
        if self.shows_names:
            self.told.emit("hint", None)
        while (item := self._result.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._hiding.stop()
        self.hide_again.hide()


class EntryCard(QFrame):
    """One entry: the name, the contact, who put it in and when."""

    def __init__(self, entry: VaultEntry, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.name, self.contact, told = secret_label("title"), secret_label(), secret_label("hint")
        self.name.setText(entry.name)
        self.contact.setText(entry.contact)
        self.contact.setVisible(bool(entry.contact))
        time = entry.at[:16].replace("T", " ")
        told.setText(
            translate(say("{code}, put in by {author}, {time} UTC", code=entry.code, author=entry.author, time=time))
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(4)
        for label in (self.name, self.contact, told):
            column.addWidget(label)


class _Earlier(QWidget):
    """A button, and the earlier entries once it was pressed."""

    def __init__(self, entries: Sequence[VaultEntry], translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        button = QPushButton(
            translate(say_count("{count:,} earlier entry", "{count:,} earlier entries", count=len(entries)))
        )
        button.setProperty("kind", "quiet")
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        cards = [EntryCard(entry, translate) for entry in entries]
        for card in cards:
            card.hide()
            column.addWidget(card)
        for card in cards:
            button.clicked.connect(card.show)


def _summary(opened: Opened) -> tuple[str, Message]:
    if opened.problems:
        return "problem", opened.problems[0]
    if len(opened.entries) > 1:
        return "warning", say("These were put in on devices that did not know of each other; put in again what holds.")
    return "hint", say("It hides itself in a minute.")


def scrolling(layout: QVBoxLayout) -> QScrollArea:
    """What grows, with a bar beside it where it is longer than its room."""
    inner = QWidget()
    inner.setLayout(layout)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(inner)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
