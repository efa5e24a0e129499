"""Answers field by field, to be looked at: each is given beside the field that it answers."""

from __future__ import annotations

import json

from PyQt6.QtWidgets import QWidget

from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.look import wrapped
from forensics.fields import Field
from forensics.messages import say


class AnswersView(Editor):
    """Says of each field why nothing was recorded; the labels are those of the record's own type."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._text = ""
        self._labels: dict[str, str] = {}
        self.words = wrapped("", "hint")
        self.column.addWidget(self.words)
        desk.spoken.made(self, self.words.setText, self._said)

    def know(self, labels: dict[str, str]) -> None:
        """Take the labels of the fields that are spoken of."""
        self._labels = labels
        self.words.setText(self._said())

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        self._text = text
        self.words.setText(self._said())

    def stops(self) -> list[QWidget]:
        return []

    def _said(self) -> str:
        try:
            answers = json.loads(self._text) if self._text else {}
        except ValueError:
            return self._text
        label = self.desk.session.label
        lines = [f"{label(self._labels.get(name, name))}: {reason}" for name, reason in answers.items()]
        return "\n".join(lines) or self.desk.say(say("Nothing; reasons are given beside the fields."))
