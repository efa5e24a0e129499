"""The pictures of a camera, and the codes that are on them: what QtMultimedia shows, zxing-cpp reads on a thread."""

from __future__ import annotations

from PyQt6.QtCore import QCameraPermission, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QImage
from PyQt6.QtMultimedia import QCamera, QMediaCaptureSession, QMediaDevices, QVideoFrame, QVideoSink
from PyQt6.QtWidgets import QApplication

from desktop import tasks
from desktop.paper.scanning import codes_on


class FrameReader(QObject):
    """Reads the frames of a sink; those that come while one is being read are shown and not read."""

    seen = pyqtSignal(QImage)
    """A frame, as it came."""
    read = pyqtSignal(list)
    """What the codes on a frame say, where there are any."""
    failed = pyqtSignal(BaseException)

    def __init__(self, sink: QVideoSink, parent: QObject) -> None:
        super().__init__(parent)
        self._busy = False
        self._sink = sink
        sink.videoFrameChanged.connect(self._take)

    def _take(self, frame: QVideoFrame) -> None:
        image = frame.toImage()
        if image.isNull():
            return
        self.seen.emit(image)
        if not self._busy:
            self._busy = True
            tasks.start(lambda progress: codes_on(image), done=self._done, failed=self._failed)

    def _done(self, codes: list[str]) -> None:
        self._busy = False
        if codes:
            self.read.emit(codes)

    def _failed(self, failure: BaseException) -> None:
        self._busy = False
        self.failed.emit(failure)


class Camera(QObject):
    """The computer's own camera, where it has one and the person lets it be used; it runs until it is stopped."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.sink = QVideoSink(self)
        self._session = QMediaCaptureSession(self)
        self._camera: QCamera | None = None

    def start(self) -> bool:
        """Begin, where there is a camera; a system that asks the person first shows its pictures after the yes."""
        device = QMediaDevices.defaultVideoInput()
        if device.isNull():
            return False
        self._camera = QCamera(device, self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self.sink)
        app, permission = QApplication.instance(), QCameraPermission()
        if app is not None and app.checkPermission(permission) is not Qt.PermissionStatus.Granted:
            app.requestPermission(permission, lambda asked: self._begin())
        else:
            self._begin()
        return True

    def _begin(self) -> None:
        if self._camera is not None:
            self._camera.start()

    def stop(self) -> None:
        """Let go of the camera, so that its light goes out."""
        if self._camera is not None:
            self._camera.stop()
            self._session.setCamera(None)
            self._camera = None
