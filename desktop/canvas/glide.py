"""Short movements of the camera, by the clock: a slow machine shows fewer steps and arrives at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import hypot, log2

from PyQt6.QtCore import QElapsedTimer, QObject, QTimer

from desktop.canvas.camera import Camera

LASTS = 150  # milliseconds
STEP = 12
FARTHEST = 2.5  # views; what is further away, or more than 16 times larger, is jumped to


class Glide(QObject):
    """Moves from one camera to another; a new goal takes over from wherever the last had come to."""

    def __init__(self, show: Callable[[Camera], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._start = self.goal = Camera()
        self._around: tuple[float, float] | None = None
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(STEP)
        self._timer.timeout.connect(self._step)

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def start(self, start: Camera, goal: Camera, around: tuple[float, float] | None = None) -> None:
        """Go from `start` to `goal`; when zooming `around` a pixel, what is under it stays there."""
        self._start, self.goal, self._around = start, goal, around
        far = hypot(goal.x - start.x, goal.y - start.y) > FARTHEST * start.width * max(start.mpp, goal.mpp)
        if far or abs(log2(goal.mpp / start.mpp)) > 4:
            self.stop()
            self._show(goal)
            return
        self._clock.start()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _step(self) -> None:
        part = min(self._clock.elapsed() / LASTS, 1.0)
        if part >= 1.0:
            self._timer.stop()
            self._show(self.goal)
            return
        eased = 1 - (1 - part) ** 3
        mpp = self._start.mpp * (self.goal.mpp / self._start.mpp) ** eased
        if self._around is not None:
            self._show(self._start.zoomed(self._start.mpp / mpp, *self._around))
            return
        x = self._start.x + (self.goal.x - self._start.x) * eased
        y = self._start.y + (self.goal.y - self._start.y) * eased
        self._show(replace(self.goal, x=x, y=y, mpp=mpp))
