"""The page that tells who may open what is put in."""

from __future__ import annotations

from PyQt6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.forms.look import wrapped
from desktop.vault.page import Page
from forensics.messages import say
from layers.language import Translator
from layers.vault.ledger import Recipient
from layers.vault.vault import Vault


class RecipientsPage(Page):
    """A card for each recipient; they are named and removed with `taphos vault`."""

    def __init__(self, vault: Vault, translate: Translator, parent: QWidget | None = None) -> None:
        super().__init__(vault, translate, parent)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self.column.addLayout(self._cards)
        self.column.addSpacing(8)
        self.column.addWidget(
            wrapped(
                translate(
                    say(
                        "A lead names and removes recipients with the command “taphos vault”. A removed one keeps what "
                        "they copied."
                    )
                ),
                "hint",
            )
        )
        self.column.addStretch(1)

    def shown(self) -> None:
        """Read anew who they are."""
        self.work(lambda: (self.vault.recipients(), [kept.to for kept in self.vault.files()]), self._show)

    def _show(self, found: tuple[list[Recipient], list[tuple[str, ...]]]) -> None:
        recipients, files = found
        while (item := self._cards.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in recipients:
            self._cards.addWidget(self._card(one, sum(one.key in to for to in files), len(files)))
        if recipients:
            self.told.emit("hint", None)
        else:
            self.told.emit("warning", say("The vault has no recipient yet, so nothing can be put in."))

    def _card(self, one: Recipient, opens: int, files: int) -> QFrame:
        card, name, key = QFrame(), QLabel(one.name), QLabel(f"{one.key[:16]}…{one.key[-8:]}")
        card.setProperty("role", "card")
        name.setProperty("role", "strong")
        key.setToolTip(one.key)
        told = wrapped(
            self.translate(
                say(
                    "Named by {by}, {day}; opens {opens:,} of {files:,}", by=one.by, day=one.since[:10], opens=opens,
                    files=files,
                )
            ),
            "hint",
        )  # fmt: skip
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(2)
        for label in (name, key, told):
            column.addWidget(label)
        return card
