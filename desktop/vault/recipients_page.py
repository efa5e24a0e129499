"""The page that tells who may open what is put in, and on which a lead names and removes recipients."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop import tasks
from desktop.forms.look import wrapped
from desktop.theme.icons import live_icon
from desktop.vault.fields import SecretLine
from desktop.vault.page import Page
from desktop.vault.reading_page import KeyLine, identity_of, scrolling
from forensics.errors import TaphosError
from forensics.messages import say, say_count
from forensics.ports import Progress
from layers.language import Translator
from layers.vault.identities import Identity, make_identity_file
from layers.vault.ledger import Recipient
from layers.vault.vault import Changed, Vault


class RecipientsPage(Page):
    """A card for each recipient; below, one more is named by a public key, or by a key that is made here."""

    def __init__(self, vault: Vault, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(vault, translate, parent)
        self.name, self.key = SecretLine(), SecretLine()
        self.identity, self.passphrase = KeyLine(), SecretLine(masked=True)
        self.put = self._button("add", translate(say("Name a recipient")), self._name)
        self.put.setProperty("kind", "primary")
        self.make = self._button("key", translate(say("With a new key…")), self._make)
        self.make.setToolTip(translate(say("The passphrase above, if there is one, becomes that of the new key.")))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = QPushButton(translate(say("Cancel")))
        self.stop.clicked.connect(self._stop)
        self._task: tasks.Task[Changed] | None = None
        self._cards = QVBoxLayout()
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(8)
        self._lay_out()
        self._show_working(False)

    def _lay_out(self) -> None:
        self.column.addWidget(scrolling(self._cards), 1)
        self.fields = QWidget()
        outside, self.column = self.column, QVBoxLayout(self.fields)
        self.column.setContentsMargins(0, 6, 0, 0)
        self.column.setSpacing(4)
        self.add(say("A code or a role; it stands in the journal"), self.name)
        self.add(say("Public key (age1…)"), self.key)
        self.add(
            say("Secret key that opens the vault, for what lies there already"), self.identity,
            say("With it everything is encrypted anew. A removed recipient keeps what they copied."),
        )  # fmt: skip
        self.add(say("Passphrase of the key, if it has one"), self.passphrase)
        row = QHBoxLayout()
        for button in (self.put, self.make):
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column = outside
        self.column.addWidget(self.fields)
        under_way = QHBoxLayout()
        under_way.addWidget(self.bar, 1)
        under_way.addWidget(self.stop)
        self.column.addLayout(under_way)

    def _button(self, icon: str, text: str, call: Callable[[], None]) -> QPushButton:
        button = QPushButton(live_icon(icon, "on_accent" if icon == "add" else ""), text)
        button.clicked.connect(call)
        return button

    # Who they are

    def shown(self) -> None:
        """Read anew who they are."""
        self.name.setFocus()
        self.work(lambda: (self.vault.recipients(), [kept.to for kept in self.vault.files()]), self._show)

    def _show(self, found: tuple[list[Recipient], list[tuple[str, ...]]]) -> None:
        self._show_cards(*found)
        if found[0]:
            self.told.emit("hint", None)
        else:
            self.told.emit("warning", say("The vault has no recipient yet, so nothing can be put in."))

    def _show_cards(self, recipients: list[Recipient], files: list[tuple[str, ...]]) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in recipients:
            opens = sum(one.key in to for to in files)
            self._cards.addWidget(RecipientCard(one, opens, len(files), self.translate, self._remove))
        self._cards.addStretch(1)

    # One more, one less

    def _name(self) -> None:
        name, key, identity = self.name.text(), self.key.text(), self._identity()
        self._change(lambda progress: self.vault.name_recipient(name, key, identity(), progress), removed=False)

    def _make(self) -> None:
        """Make a secret key in a file away from the project, and name whoever is to have it."""
        name, identity, passphrase = self.name.text(), self._identity(), self.passphrase.text()
        title = self.translate(say("Where shall the secret key be kept? Away from this computer."))
        named, _ = QFileDialog.getSaveFileName(self, title, str(Path.home() / "recipient.txt"))
        if not named:
            return

        def call(progress: Progress) -> Changed:
            self.vault.refuse_to_name(name)
            opened = identity()
            key = make_identity_file(Path(named), passphrase)
            return self.vault.name_recipient(name, key, opened, progress)

        self._change(call, removed=False)

    def _remove(self, one: Recipient) -> None:
        identity = self._identity()
        self._change(lambda progress: self.vault.remove_recipient(one.key, identity(), progress), removed=True)

    def _identity(self) -> Callable[[], Identity | None]:
        """What reads the secret key that was named, on the thread; None where none was."""
        key, passphrase = self.identity.text(), self.passphrase.text()
        return (lambda: identity_of(key, passphrase)) if key.strip() else (lambda: None)

    def _change(self, call: Callable[[Progress], Changed], *, removed: bool) -> None:
        self.told.emit("hint", say("One moment…"))
        self._show_working(True)
        self._task = tasks.start(
            call, done=lambda changed: self._changed(changed, removed=removed), refused=self._refuse, failed=self._fail,
            in_order=True,
        )  # fmt: skip
        self._task.progressed.connect(self._progress)

    def _refuse(self, refusal: TaphosError) -> None:
        self._show_working(False)
        super()._refuse(refusal)

    def _fail(self, fault: BaseException) -> None:
        self._show_working(False)
        super()._fail(fault)

    def _changed(self, changed: Changed, *, removed: bool) -> None:
        self._show_working(False)
        for line in (self.name, self.key, self.identity, self.passphrase):
            line.forget()

        def show(found: tuple[list[Recipient], list[tuple[str, ...]]]) -> None:
            self._show_cards(*found)
            self._tell(changed, removed=removed)

        self.work(lambda: (self.vault.recipients(), [kept.to for kept in self.vault.files()]), show)

    def _tell(self, changed: Changed, *, removed: bool) -> None:
        name = changed.recipient.name
        if changed.left:
            rest = (
                say_count(
                    "“{name}” opens nothing from now on; {count:,} entry that lies here can still be opened by them.",
                    "“{name}” opens nothing from now on; {count:,} entries that lie here can still be opened by them.",
                    count=changed.left, name=name,
                )
                if removed
                else say_count(
                    "“{name}” reads what is put in from now on; {count:,} entry that lies here stays closed to them.",
                    "“{name}” reads what is put in from now on; {count:,} entries that lie here stay closed to them.",
                    count=changed.left, name=name,
                )
            )  # fmt: skip
            self.told.emit("warning", rest)
        elif removed:
            self.told.emit("good", say("“{name}” opens nothing from now on.", name=name))
        else:
            self.told.emit("good", say("“{name}” reads all that is in the vault, and what is put in.", name=name))

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _show_working(self, on: bool) -> None:
        if not on:
            self._task = None
        self.fields.setEnabled(not on)
        for card in self.findChildren(RecipientCard):
            card.remove.setEnabled(not on)
        self.bar.setRange(0, 0)
        for widget in (self.bar, self.stop):
            widget.setVisible(on)


class RecipientCard(QFrame):
    """One recipient; whoever is to be removed is asked about a second time, on the button itself."""

    def __init__(
        self, one: Recipient, opens: int, files: int, translate: Translator, remove: Callable[[Recipient], None]
    ) -> None:
        super().__init__()
        self.one, self._translate, self._remove = one, translate, remove
        self.setProperty("role", "card")
        name, key = QLabel(one.name), QLabel(f"{one.key[:16]}…{one.key[-8:]}")
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setProperty("role", "strong")
        key.setToolTip(one.key)
        words = say(
            "Named by {by}, {day}; opens {opens:,} of {files:,}", by=one.by, day=one.since[:10], opens=opens,
            files=files,
        )  # fmt: skip
        self.remove = QPushButton(translate(say("Remove…")))
        self.remove.setProperty("kind", "danger")
        self.remove.clicked.connect(self._ask)
        self._asked = False
        column, row = QVBoxLayout(), QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        column.setSpacing(2)
        for label in (name, key, wrapped(translate(words), "hint")):
            column.addWidget(label)
        row.addLayout(column, 1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignVCenter)

    def _ask(self) -> None:
        if self._asked:
            self._remove(self.one)
            return
        self._asked = True
        self.remove.setText(self._translate(say("Remove for good?")))
