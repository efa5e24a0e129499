"""Texts that follow the language of the window: said once, said again when it changes."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6 import sip
from PyQt6.QtCore import QObject

from desktop.session import Session
from forensics.messages import Message

Setter = Callable[[str], object]
_SWEPT_FIRST = 512


class Spoken(QObject):
    """What one view has said; it belongs to that view and ends with it."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self._said: list[tuple[QObject, Setter, Callable[[], str]]] = []
        self._swept_at = _SWEPT_FIRST
        session.language_changed.connect(self._say_again)

    def text(self, owner: QObject, setter: Setter, message: Message) -> None:
        """Say a sentence of the window through `setter`, for as long as `owner` lives."""
        self._say(owner, setter, lambda: self.session.translate(message))

    def label(self, owner: QObject, setter: Setter, message_id: str) -> None:
        """Say a label of the declarations."""
        self._say(owner, setter, lambda: self.session.label(message_id))

    def made(self, owner: QObject, setter: Setter, make: Callable[[], str]) -> None:
        """Say what `make` gives, now and in each language to come."""
        self._say(owner, setter, make)

    def _say(self, owner: QObject, setter: Setter, make: Callable[[], str]) -> None:
        if len(self._said) >= self._swept_at:
            self._sweep()
        self._said.append((owner, setter, make))
        setter(make())

    def _say_again(self, _: str) -> None:
        self._sweep()
        for said in list(self._said):
            said[1](said[2]())

    def _sweep(self) -> None:
        """Forget what was said by those who are gone."""
        self._said = [said for said in self._said if not sip.isdeleted(said[0])]
        self._swept_at = max(_SWEPT_FIRST, 2 * len(self._said))
