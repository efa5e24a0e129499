"""The main window's side of the vault: it starts the vault's process, and ends it; it never hears a name."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, pyqtSignal

from desktop.vault.told import IDLE_SECONDS, Told
from layers.project import Project

HOUSE = Path(__file__).parents[2]
PATIENCE = 1500
"""Milliseconds in which the process ends by itself; then it is killed."""


class VaultDoor(QObject):
    """At most one vault's window of one open project."""

    RECIPIENTS = 2
    """The page of those who may open it."""

    failed = pyqtSignal()
    """The process did not come to show a window."""
    ended = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.command: Sequence[str] = (sys.executable, "-m", "desktop.vault")
        self.idle = IDLE_SECONDS
        self._process: QProcess | None = None

    @property
    def is_open(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.state() != QProcess.ProcessState.NotRunning

    def open(self, project: Project, language: str, theme: str, code: str = "", page: int = 0) -> None:
        """Open the vault's window at a page, or bring the one that is open to the front; `code` stands in its line."""
        key = None if project.key is None else project.key.hex()
        told = Told(str(project.folder.resolve()), key, language, theme, code, self.idle, page)
        if self._process is None or not self.is_open:
            self._process = self._start()
        self._process.write(told.to_line())

    def end(self) -> None:
        """End the process: it ends by itself when it hears no more of us, and is killed where it does not."""
        if self._process is not None and self.is_open:
            self._process.closeWriteChannel()
            QTimer.singleShot(PATIENCE, self._process.kill)

    def end_now(self) -> None:
        """End the process and wait until it is gone: for locking, and for closing the main window."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.state() != QProcess.ProcessState.NotRunning:
            process.closeWriteChannel()
            if not process.waitForFinished(PATIENCE):
                process.kill()
                process.waitForFinished(PATIENCE)
        process.deleteLater()

    def _start(self) -> QProcess:
        """A process that nothing is heard of: a name that it printed would be in this one's memory."""
        process = QProcess(self)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        surroundings = QProcessEnvironment.systemEnvironment()
        paths = [str(HOUSE), *filter(None, [surroundings.value("PYTHONPATH")])]
        surroundings.insert("PYTHONPATH", os.pathsep.join(paths))
        process.setProcessEnvironment(surroundings)
        process.errorOccurred.connect(self._look_whether_started)
        process.finished.connect(self._finished)
        process.start(self.command[0], list(self.command[1:]))
        return process

    def _finished(self, status: int, how: QProcess.ExitStatus) -> None:
        if how == QProcess.ExitStatus.NormalExit and status:
            self.failed.emit()
        self.ended.emit()

    def _look_whether_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.failed.emit()
