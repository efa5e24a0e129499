"""`python -m desktop.vault`: the process of the vault's window, which the main window starts and speaks to."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication

from desktop.choices import forget_folders, remember_no_folders
from desktop.speech import speak
from desktop.theme.stylesheet import apply
from desktop.theme.theme import theme
from desktop.vault.clipboard import let_nothing_out
from desktop.vault.told import Listening, Told, standard_input
from desktop.vault.window import VaultWindow
from forensics.errors import TaphosError
from layers.core_dumps import forbid_core_dumps, forbid_looking_in
from layers.language import Translator
from layers.project import open_with_key

NOT_OPENED = 3
"""The exit status that tells the main window that there is no vault's window."""


class VaultProcess(QObject):
    """The window, made when the main window has said which project; closing it ends the process."""

    def __init__(self, shown: Callable[[VaultWindow], None] | None = None) -> None:
        super().__init__()
        self._shown = shown
        self.window: VaultWindow | None = None

    def hear(self, told: Told) -> None:
        """Make the window, or bring it to the front with another code."""
        if self.window is None:
            self._make(told)
        elif told.code:
            self.window.put_code(told.code)
        if self.window is not None:
            if told.page:
                self.window.turn_to(told.page)
            self.window.show()
            self.window.raise_()
            self.window.activateWindow()

    def _make(self, told: Told) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply(app, theme(told.theme))
        speak(told.language)
        try:
            project = open_with_key(told.folder, told.raw_key)
        except TaphosError:
            os._exit(NOT_OPENED)
        self.window = VaultWindow(project, Translator(told.language), told.code, told.idle)
        self.window.closed.connect(lambda: end(project.close))
        if self._shown is not None:
            self._shown(self.window)


def end(close: Callable[[], Any]) -> None:
    """The process ends with its window, whatever is still under way."""
    close()
    os._exit(0)


def say_nothing(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """A fault that nothing caught: its words may hold a name, so they are not printed."""


def main(shown: Callable[[VaultWindow], None] | None = None) -> int:
    """Run until the window is closed or the main window falls silent; `shown` is told of the window."""
    forbid_core_dumps()
    forbid_looking_in()
    sys.excepthook = say_nothing
    app = QApplication(sys.argv[:1])
    app.setApplicationName("taphos")
    app.setDesktopFileName("taphos")
    let_nothing_out()
    remember_no_folders()
    app.aboutToQuit.connect(forget_folders)
    process = VaultProcess(shown)
    listening = Listening(standard_input())
    listening.heard.connect(process.hear)
    listening.start()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main())
