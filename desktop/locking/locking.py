"""Locking step by step: blank at once, let what is written be finished, keep where one was, give the project back."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtGui import QPixmapCache
from PyQt6.QtWidgets import QApplication, QWidget

from desktop import tasks
from desktop.choices import forget_folders
from desktop.locking.clipboard import ClipboardWatch
from desktop.locking.lock_page import LockPage
from desktop.locking.whereabouts import Window, whereabouts
from desktop.vault.door import VaultDoor
from forensics.errors import TaphosError
from forensics.messages import say
from layers.passing import remove_passing

_STEP = 30
"""Milliseconds between two looks at what is under way."""


_ROUNDS = 4
"""Turns of the event loop in which a widget that is gone lets go of its slots, and those of what they held."""


class Lockable(Window, Protocol):
    """What is asked of the window that is locked."""

    vault: VaultDoor

    def stop_checking(self) -> None: ...
    def lock(self) -> None: ...
    def as_widget(self) -> QWidget: ...


class Locking(QObject):
    """One window being locked, and the page that stands in its place."""

    locked = pyqtSignal()
    """The project is closed and nothing of it is held any more."""

    def __init__(
        self, window: Lockable, clipboard: ClipboardWatch, forgotten: Callable[[], None], parent: QObject | None = None
    ) -> None:
        """`forgotten` is called when the window is closed, to drop what else refers to it."""
        super().__init__(parent)
        project = window.session.project
        self.folder: Path = project.folder
        self._window: Lockable | None = window
        self._clipboard, self._forgotten = clipboard, forgotten
        self.page = LockPage(project.folder.stem, project.encrypted, window.session.translate)
        self.page.hurried.connect(tasks.cancel_all)
        self._look = QTimer(self)
        self._look.setInterval(_STEP)
        self._look.timeout.connect(self._finish)

    def begin(self) -> None:
        """Blank, and see to it that everything comes to its end."""
        window = self._window
        if window is None:
            return
        self._blank(window)
        held = whereabouts(window)
        window.vault.end()
        window.stop_checking()
        tasks.cancel_reading()
        keeping, register = window.inspector.writing.keeping, window.session.project.register
        keeping.flush()
        tasks.start(lambda _: register.keep_whereabouts(held), refused=_say_nothing, in_order=True)
        writes = not tasks.wait_for_writes(0)
        self.page.show_forgetting(
            say("What is being written is finished first; then the key is forgotten."), can_hurry=writes
        )
        self._look.start()

    def _blank(self, window: Lockable) -> None:
        """The page in place of the window and of whatever stands over it."""
        shown = window.as_widget()
        if shown.isFullScreen() or shown.isMaximized():
            self.page.setWindowState(shown.windowState())
        else:
            self.page.setGeometry(shown.geometry())
        self.page.show()
        shown.hide()
        shown.setWindowTitle("Taphos")
        for widget in QApplication.topLevelWidgets():
            if widget not in (shown, self.page) and widget.isVisible():
                widget.close()
        self._clipboard.take_back()

    def _finish(self) -> None:
        window = self._window
        if window is None:
            return
        keeping = window.inspector.writing.keeping
        if tasks.under_way() or not keeping.is_idle:
            keeping.flush()
            return
        self._look.stop()
        self._window = None
        window.lock()
        window.as_widget().deleteLater()
        del window, keeping
        self._forgotten()
        self._forget(_ROUNDS)

    def _forget(self, rounds: int) -> None:
        """What the window drew and read goes with it, over some turns of the event loop."""
        QPixmapCache.clear()
        gc.collect()
        remove_passing()
        forget_folders()
        if rounds:
            QTimer.singleShot(_STEP, lambda: self._forget(rounds - 1))
        else:
            self.page.show_locked()
            self.locked.emit()


def _say_nothing(refusal: TaphosError) -> None:
    """Where one was could not be kept: the window opens as it opens at first."""
