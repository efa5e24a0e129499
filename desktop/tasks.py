"""Slow work on a thread: plain blocking code with progress, cancel and callbacks on the interface's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PyQt6.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal

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

    def cancel(self) -> None:
        """Ask the work to stop; it does so at its next sign of progress."""
        self._stop.set()

    def tell(self, done: int, total: int) -> None:
        """Called by the work on its own thread; raises Cancelled where the person stopped it."""
        if self._stop.is_set():
            raise Cancelled
        self.progressed.emit(done, total)


class _Work(QRunnable):
    def __init__(self, task: Task[Any], call: Callable[[Progress], Any]) -> None:
        super().__init__()
        self._task = task
        self._call = call

    def run(self) -> None:
        task = self._task
        try:
            task.done.emit(self._call(task.tell))
        except TaphosError as refusal:
            task.refused.emit(refusal)
        except Exception as failure:
            task.failed.emit(failure)
        finally:
            task.ended.emit()


_under_way: set[Task[Any]] = set()
_writer: QThreadPool | None = None


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
    for signal, slot in ((task.done, done), (task.refused, refused), (task.failed, failed)):
        if slot is not None:
            signal.connect(slot)
    _under_way.add(task)
    task.ended.connect(lambda: _under_way.discard(task))
    pool = _writing_pool() if in_order else QThreadPool.globalInstance()
    assert pool is not None
    pool.start(_Work(task, call))
    return task


def under_way() -> int:
    """How many tasks have not ended."""
    return len(_under_way)


def wait_for_writes(milliseconds: int = -1) -> bool:
    """Block until everything that writes is written; for closing and for tests."""
    return _writing_pool().waitForDone(milliseconds)


def _writing_pool() -> QThreadPool:
    global _writer
    if _writer is None:
        _writer = QThreadPool()
        _writer.setMaxThreadCount(1)
        _writer.setExpiryTimeout(-1)
    return _writer
