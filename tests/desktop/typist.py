"""Somebody who has a keyboard and nothing else: every key goes where a person's would, and is counted."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.actions.command_palette import CommandPalette
from tests.desktop.form_projects import press, settle, wake

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER, NEXT, DOWN, NOW, ESC = (Qt.Key.Key_Return, Qt.Key.Key_F8, Qt.Key.Key_Down, Qt.Key.Key_F5, Qt.Key.Key_Escape)

GLANCE = 200
"""Milliseconds of pauses that are waited for: those after which something is shown, not those until it is on disk."""


class Typist:
    """Waits after each word as a person would who looks at the screen; `keys` counts presses, Ctrl and Shift too."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.keys = 0

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press these keys, one after another."""
        for key in keys:
            self.keys += 1 + sum(1 for one in (CTRL, SHIFT, Qt.KeyboardModifier.AltModifier) if held & one)
            press(self.qtbot, key, held)
            settle(self.qtbot, GLANCE)

    def write(self, text: str, *then: Qt.Key) -> None:
        """Type a word where the focus is, then press these keys."""
        for letter in text:
            wake(self.qtbot)
            receiver = QApplication.activePopupWidget() or QApplication.focusWidget()
            assert receiver is not None
            self.qtbot.keyClicks(receiver.focusWidget() or receiver, letter)
            self.keys += 1 + int(letter.isupper())
        settle(self.qtbot, GLANCE)
        self.press(*then)

    def begin(self, window: object, type_name: str) -> None:
        """Ctrl+N, the beginning of a type's name, Enter."""
        self.press(Qt.Key.Key_N, held=CTRL)
        palette = getattr(window, "palette_box", None)
        assert isinstance(palette, CommandPalette)
        self.qtbot.waitUntil(palette.isVisible)
        self.write(type_name, ENTER)
