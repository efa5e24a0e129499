"""A label is read back by the camera where there is one, from a picture or as typed; what it names is opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QImage, QPixmap
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import tasks
from desktop.actions.finding_things import Entry, scanned
from desktop.forms.look import Said
from desktop.paper.saving import PICTURES
from desktop.paper.scanning import codes_in
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import Message, say

if TYPE_CHECKING:
    from PyQt6.QtMultimedia import QVideoSink

    from desktop.paper.camera import Camera

_VIEW = QSize(480, 320)
_WIDTH = 620


class ScanDialog(QDialog):
    """Closes with what was found; a code that names nothing here is said, and the next one is waited for."""

    found = pyqtSignal(object)
    """An Entry: a record, or a new one under a number that was reserved."""

    def __init__(self, session: Session, parent: QWidget | None = None, sink: QVideoSink | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._camera: Camera | None = None
        self._last = ""
        self.setWindowTitle(self._say(say("Scan a label")))
        self.view = QLabel()
        self.view.setMinimumSize(_VIEW)
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.setAccessibleName(self._say(say("What the camera sees")))
        self.no_camera = Said("info", "hint", self)
        self.line = QLineEdit()
        self.line.setPlaceholderText(self._say(say("Type the code, or let a reader type it, and press Enter")))
        self.line.setAccessibleName(self.line.placeholderText())
        self.line.returnPressed.connect(lambda: self._look([self.line.text()]))
        self.picture = QPushButton(live_icon("open"), self._say(say("From a picture…")))
        self.picture.setAutoDefault(False)
        self.picture.clicked.connect(self._ask_picture)
        self.said = Said("problem", "problem", self)
        self.said.say("")
        self._lay_out()
        self._watch(sink)
        self.line.setFocus()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in buttons.buttons():
            button.setAutoDefault(False)  # type: ignore[attr-defined]
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.picture)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.view, 1)
        column.addWidget(self.no_camera)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(buttons)
        self.setMinimumWidth(_WIDTH)

    # What is seen

    def _watch(self, sink: QVideoSink | None) -> None:
        """Follow a source of pictures: the one that is given, else the camera's; without one say so."""
        if sink is None:
            sink = self._camera_sink()
        self.view.setVisible(sink is not None)
        without = say("No camera was found here: type the code, or read it from a picture.")
        self.no_camera.say("" if sink is not None else self._say(without))
        if sink is not None:
            from desktop.paper.camera import FrameReader

            reader = FrameReader(sink, self)
            reader.seen.connect(self._show)
            reader.read.connect(self._look)
            reader.failed.connect(self._session.failed)

    def _camera_sink(self) -> QVideoSink | None:
        try:
            from desktop.paper.camera import Camera
        except ImportError:  # a system without what QtMultimedia stands on
            return None
        camera = Camera(self)
        if not camera.start():
            return None
        self._camera = camera
        return camera.sink

    def _show(self, image: QImage) -> None:
        fitted = image.scaled(
            self.view.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self.view.setPixmap(QPixmap.fromImage(fitted))

    def _ask_picture(self) -> None:
        named, _ = QFileDialog.getOpenFileName(self, self.windowTitle(), str(Path.home()), PICTURES)
        if named:
            self.read_picture(Path(named))

    def read_picture(self, path: Path) -> None:
        """Read the codes on a picture or PDF."""

        def done(codes: list[str]) -> None:
            if codes:
                self._look(codes)
            else:
                self.said.say(self._say(say("No code could be read on {file}.", file=path.name)))

        tasks.start(lambda progress: codes_in(path), done=done, refused=self._session.refused.emit,
                    failed=self._session.failed.emit)  # fmt: skip

    # What it names

    def _look(self, codes: Sequence[str]) -> None:
        """Look the codes up, once while the same are held before the camera."""
        asked = "\n".join(code.strip() for code in codes)
        if not asked or (asked == self._last and not self.line.text()):
            return
        self._last = asked
        session = self._session
        tasks.start(
            lambda progress: [entry for code in codes for entry in scanned(session, code.strip())],
            done=lambda entries: self._found(codes, entries), failed=session.failed.emit,
        )  # fmt: skip

    def _found(self, codes: Sequence[str], entries: Sequence[Entry]) -> None:
        if not entries:
            self.said.say(self._say(say("“{code}” names nothing in this project.", code=codes[0].strip()[:80])))
            return
        self.found.emit(entries[0])
        self.accept()

    def done(self, result: int) -> None:
        if self._camera is not None:
            self._camera.stop()
        super().done(result)
