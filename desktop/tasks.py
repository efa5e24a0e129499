"""Slow work on a thread: plain blocking code with progress, cancel and callbacks on the interface's thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from typing import Any, Generic, TypeVar

from PyQt6.QtCore import QObject, pyqtSignal

from forensics.errors import TaphosError
from forensics.ports import Progress
from layers.errors import Cancelled

Result = TypeVar("Result")


class Task(QObject, Generic[Result]):
    """One piece of work under way. Its signals arrive on the interface's thread."""

    progressed = pyqtSignal(int, int)
    done = pyqtSignal(object)
    refused = pyqtSignal(object)
    """A TaphosError to be told to the person."""
    failed = pyqtSignal(object)
    """Any other exception: a bug."""
    ended = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self.writes = False

    def cancel(self) -> None:
        """Ask the work to stop; it does so at its next sign of progress."""
        self._stop.set()

    def tell(self, done: int, total: int) -> None:
        """Called by the work on its own thread; raises Cancelled where the person stopped it."""
        if self._stop.is_set():
            raise Cancelled
        self.progressed.emit(done, total)


def _work(task: Task[Any], call: Callable[[Progress], Any]) -> None:
    try:
        task.done.emit(call(task.tell))
    except TaphosError as refusal:
        task.refused.emit(refusal)
    except Exception as failure:
        task.failed.emit(failure)
    finally:
        task.ended.emit()


AT_ONCE = max(2, os.cpu_count() or 2)
_under_way: set[Task[Any]] = set()
_running: set[Future[None]] = set()
_writing: set[Future[None]] = set()


@cache
def _threads(writing: bool) -> ThreadPoolExecutor:
    """Threads of Python's: on Qt's own, what is local to a thread ends with each task, and pyproj crashes on that."""
    return ThreadPoolExecutor(1 if writing else AT_ONCE, "write" if writing else "task")


_KILOBYTE = 1024


def in_kilobytes(progress: Progress) -> Progress:
    """Progress in units that a signal can carry for files of any size."""
    return lambda done, total: progress(done // _KILOBYTE, total // _KILOBYTE)


def start(
    call: Callable[[Progress], Result],
    *,
    done: Callable[[Result], None] | None = None,
    refused: Callable[[TaphosError], None] | None = None,
    failed: Callable[[Exception], None] | None = None,
    in_order: bool = False,
) -> Task[Result]:
    """Run `call` on a thread; with `in_order` on the one thread on which everything that writes waits its turn."""
    task: Task[Result] = Task()
    task.writes = in_order
    for signal, slot in ((task.done, done), (task.refused, refused), (task.failed, failed)):
        if slot is not None:
            signal.connect(slot)
    _under_way.add(task)
    task.ended.connect(lambda: _let_go(task, future))
    future = _threads(in_order).submit(_work, task, call)
    for listed in (_running, _writing) if in_order else (_running,):
        listed.add(future)
        future.add_done_callback(listed.discard)
    return task


def _let_go(task: Task[Any], future: Future[None]) -> None:
    """It has ended, and goes with its slots: a signal holds them, and whatever they hold, as long as it lives."""
    _under_way.discard(task)
    wait((future,))  # its thread may still be on its way out of the signal
    task.deleteLater()


def cancel_reading() -> None:
    """Ask everything that only reads to stop."""
    for task in tuple(_under_way):
        if not task.writes:
            task.cancel()


def cancel_all() -> None:
    """Ask everything to stop; what is being written is then not written at all."""
    for task in tuple(_under_way):
        task.cancel()


def under_way() -> int:
    """How many tasks have not ended."""
    return len(_under_way)


def wait_for_work(seconds: float) -> None:
    """Block until nothing runs, for so long at most; what it sent has yet to arrive."""
    wait(tuple(_running), seconds)


def wait_for_writes(seconds: float | None = None) -> bool:
    """Block until everything that writes is written, for so long at most; whether it is."""
    return not wait(tuple(_writing), seconds).not_done
