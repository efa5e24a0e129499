"""Nobody at the window: after some minutes without a key or a move of the mouse it is to be locked."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QApplication

_SIGNS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TabletMove, QEvent.Type.InputMethod,
})  # fmt: skip
LOOK = 5.0
"""Seconds between two looks at the clock, at the most."""


class IdleWatch(QObject):
    """Counts from the last sign of a person anywhere in the application.

    Every event of the application would pass through Python while it listens, so it listens only until the first sign
    after each look. Both clocks count: the steady one stands still while a laptop sleeps, the other may be set.
    """

    over = pyqtSignal()

    def __init__(self, seconds: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seconds = seconds
        self._last = _now()
        self._listens = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._listen()
        self.allow(seconds)

    def allow(self, seconds: float) -> None:
        """Let so many seconds pass from now on; 0 for as long as one likes."""
        self._seconds = seconds
        self._last = _now()
        if seconds:
            self._timer.start(int(min(LOOK, seconds / 4) * 1000))
        else:
            self._timer.stop()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() in _SIGNS:
            self._last = _now()
            self._deaf()
        return False

    def _look(self) -> None:
        if max(now - then for now, then in zip(_now(), self._last, strict=True)) >= self._seconds:
            self._last = _now()
            self.over.emit()
        self._listen()

    def _listen(self) -> None:
        app = QApplication.instance()
        if app is not None and not self._listens:
            self._listens = True
            app.installEventFilter(self)

    def _deaf(self) -> None:
        app = QApplication.instance()
        if app is not None and self._listens:
            self._listens = False
            app.removeEventFilter(self)


_CLOCKS: tuple[Callable[[], float], ...] = (time.monotonic, time.time)


def _now() -> tuple[float, ...]:
    return tuple(clock() for clock in _CLOCKS)
