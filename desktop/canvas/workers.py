"""Threads that draw: the newest picture first, what nobody looks at any more dropped before it is begun."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

SWITCH = 0.0005
"""Seconds after which a drawing thread hands the interpreter over; Python's 5 ms are a third of a frame."""
_held = threading.local()
"""The pen that a thread holds."""


@contextmanager
def pen_down() -> Iterator[None]:
    """Let another thread paint while this one waits for a disk or a library that works without the interpreter."""
    pen: threading.Lock | None = getattr(_held, "pen", None)
    if pen is None:
        yield
        return
    pen.release()
    try:
        yield
    finally:
        pen.acquire()


@dataclass(order=True)
class _Job:
    turn: tuple[int, int]
    key: Hashable = field(compare=False)
    work: Callable[[], Any] = field(compare=False)


class Workers(QObject):
    """Jobs by key, at most one of each waiting; results arrive as `done(key, result)` on the thread that made this.

    There is one pen for all of its threads: two that paint at once take the interpreter from each other and from the
    frames, and are done no earlier.
    """

    done = pyqtSignal(object, object)
    failed = pyqtSignal(object, object)  # key, exception

    def __init__(self, count: int = 2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[Hashable, _Job] = {}
        self._drawing: set[Hashable] = set()
        self._condition = threading.Condition()
        self._pen = threading.Lock()
        self._number = itertools.count()
        self._ended = False
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH))
        self._threads = [threading.Thread(target=self._draw, name=f"map-{at}", daemon=True) for at in range(count)]
        for thread in self._threads:
            thread.start()

    @property
    def idle(self) -> bool:
        with self._condition:
            return not self._waiting and not self._drawing

    def ask(self, key: Hashable, work: Callable[[], Any], turn: int = 1) -> None:
        """Have `work` done on a thread; lower turns go first. A job of the same key that still waits is replaced."""
        with self._condition:
            if not self._ended:
                self._waiting[key] = _Job((turn, next(self._number)), key, work)
                self._condition.notify()

    def asked(self, key: Hashable) -> bool:
        with self._condition:
            return key in self._waiting or key in self._drawing

    def drop(self, unless: Callable[[Hashable], bool]) -> None:
        """Forget the waiting jobs whose key is no longer wanted."""
        with self._condition:
            self._waiting = {key: job for key, job in self._waiting.items() if unless(key)}

    def end(self) -> None:
        """Finish what is being drawn, forget the rest, end the threads."""
        with self._condition:
            self._ended = True
            self._waiting.clear()
            self._condition.notify_all()
        for thread in self._threads:
            thread.join()

    def _draw(self) -> None:
        _held.pen = self._pen
        while self._has_more():
            with self._pen:
                job = self._next()
                if job is None:
                    continue
                try:
                    told, result = self.done, job.work()
                except Exception as reason:
                    told, result = self.failed, reason
            with self._condition:
                self._drawing.discard(job.key)
            told.emit(job.key, result)

    def _has_more(self) -> bool:
        """Wait until there is a job; False at the end."""
        with self._condition:
            while not self._waiting and not self._ended:
                self._condition.wait()
            return not self._ended

    def _next(self) -> _Job | None:
        """The job to draw now, chosen with the pen in hand: one taken before could no longer be dropped or replaced."""
        with self._condition:
            if self._ended or not self._waiting:
                return None
            job = min(self._waiting.values())
            del self._waiting[job.key]
            self._drawing.add(job.key)
            return job
