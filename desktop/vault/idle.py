"""Nobody at the keys: after some minutes without a key, a click or a turn of the wheel, something ends."""

from __future__ import annotations

from PyQt6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QApplication

_SIGNS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.InputMethod,
})  # fmt: skip
_LOOK = 250
"""Milliseconds between two looks at the clock."""


class Idle(QObject):
    """Counts from the last sign of a person anywhere in the application."""

    left_changed = pyqtSignal(int)
    """Seconds that are left."""
    over = pyqtSignal()

    def __init__(self, seconds: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._milliseconds = int(seconds * 1000)
        self._told = -1
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() in _SIGNS:
            self._clock.restart()
        return False

    def _look(self) -> None:
        left = self._milliseconds - self._clock.elapsed()
        if left <= 0:
            self._timer.stop()
            self.over.emit()
        elif left // 1000 != self._told:
            self._told = left // 1000
            self.left_changed.emit(self._told)
