"""Questions that are asked again before they are answered: only the newest answer arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from desktop import tasks
from forensics.errors import TaphosError
from forensics.ports import Progress


class Latest(QObject):
    """Asks on a thread, after a pause in which no other question came; an answer that is overtaken is dropped."""

    answered = pyqtSignal(object)
    refused = pyqtSignal(object)
    failed = pyqtSignal(object)
    progressed = pyqtSignal(int, int)

    def __init__(self, parent: QObject, pause: int = 0) -> None:
        super().__init__(parent)
        self._number = 0
        self._call: Callable[[Progress], Any] | None = None
        self._task: tasks.Task[Any] | None = None
        self._timer = once(self, pause, self._start)

    @property
    def waiting(self) -> bool:
        """Whether a question waits for its pause to end."""
        return self._timer.isActive()

    def ask(self, call: Callable[[], Any]) -> None:
        """Ask `call` on a thread once the pause is over; earlier questions are forgotten."""
        self.ask_long(lambda _: call())

    def ask_long(self, call: Callable[[Progress], Any]) -> None:
        """Ask what tells how far it is, and is stopped where another question overtakes it."""
        self.forget()
        self._call = call
        if self._timer.interval():
            self._timer.start()
        else:
            self._start()

    def ask_now(self, call: Callable[[], Any]) -> None:
        """Ask without a pause."""
        self.forget()
        self._call = lambda _: call()
        self._start()

    def forget(self) -> None:
        """Wait for no answer any more."""
        self._number += 1
        self._timer.stop()
        self._call = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _start(self) -> None:
        call, number = self._call, self._number
        if call is None:
            return
        answer = _Answer(self, number)
        self._task = tasks.start(call, done=answer.done, refused=answer.refused, failed=answer.failed)
        self._task.progressed.connect(answer.progressed)

    def is_newest(self, number: int) -> bool:
        """Whether nothing was asked since question `number`."""
        return number == self._number


def once(parent: QObject, milliseconds: int, call: Callable[[], object]) -> QTimer:
    """A timer that calls once after a pause; starting it again begins the pause again."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(call)
    return timer


class _Answer(QObject):
    """Where the answer to one question arrives: a child of who asked, so that it reaches nobody who is gone."""

    def __init__(self, asker: Latest, number: int) -> None:
        super().__init__(asker)
        self._asker = asker
        self._number = number

    def progressed(self, done: int, total: int) -> None:
        if self._asker.is_newest(self._number):
            self._asker.progressed.emit(done, total)

    def done(self, answer: object) -> None:
        if self._asker.is_newest(self._number):
            self._asker.answered.emit(answer)
        self.deleteLater()

    def refused(self, refusal: TaphosError) -> None:
        if self._asker.is_newest(self._number):
            self._asker.refused.emit(refusal)
        self.deleteLater()

    def failed(self, failure: Exception) -> None:
        if self._asker.is_newest(self._number):
            self._asker.failed.emit(failure)
        self.deleteLater()
