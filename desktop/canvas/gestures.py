"""Hands on the map: mouse, wheel, touch pad, pinch and keys become pointers for the tool and moves of the camera."""

from __future__ import annotations

import pyqtgraph
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PyQt6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from desktop.canvas.camera import Camera
from desktop.canvas.tools.tool import Pointer, Tool

NOTCH = 120.0  # of a wheel
PER_NOTCH = 2**0.5  # how much larger one notch makes the map
KEY_STEP = 0.12  # of the view's size that an arrow key moves, with Shift five times that
LARGER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_PageUp)
SMALLER = (Qt.Key.Key_Minus, Qt.Key.Key_Underscore, Qt.Key.Key_PageDown)
ARROWS = {Qt.Key.Key_Left: (1, 0), Qt.Key.Key_Right: (-1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}


class HandledView(pyqtgraph.GraphicsView):
    """A view whose events go to a tool first and then move the camera; the canvas says how."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._pulled: QPointF | None = None  # where the middle button holds the map
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def camera(self) -> Camera:
        raise NotImplementedError

    @property
    def tool(self) -> Tool:
        raise NotImplementedError

    def look(self, camera: Camera) -> None:
        raise NotImplementedError

    def glide(self, camera: Camera, around: tuple[float, float] | None = None) -> None:
        raise NotImplementedError

    def zoom(self, factor: float, px: float | None = None, py: float | None = None) -> None:
        raise NotImplementedError

    def zoom_to_all(self) -> None:
        raise NotImplementedError

    def told(self, pointer: Pointer | None) -> None:
        """The pointer has moved, or left."""

    def context(self, where: QPoint, px: float, py: float) -> None:
        """A menu is asked for."""

    def pointer(self, event: QMouseEvent) -> Pointer:
        at = event.position()
        lon, lat = self.camera.lonlat(at.x(), at.y())
        return Pointer(at.x(), at.y(), lon, lat, event.button(), event.buttons(), event.modifiers())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pulled = event.position()
        elif not self.tool.press(self.pointer(event)):
            self._pulled = event.position() if event.button() == Qt.MouseButton.LeftButton else None
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pointer = self.pointer(event)
        if self._pulled is not None:
            shift = event.position() - self._pulled
            self._pulled = event.position()
            self.look(self.camera.moved(shift.x(), shift.y()))
        else:
            self.tool.move(pointer)
        self.told(pointer)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pulled is not None:
            self._pulled = None
        else:
            self.tool.release(self.pointer(event))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.tool.double_click(self.pointer(event))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.tool.leave()
        self.told(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context(event.globalPos(), event.pos().x(), event.pos().y())
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            at = event.position()
            self.zoom(PER_NOTCH ** (turned / NOTCH), at.x(), at.y())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.tool.key(event) and not self._moved_by_key(event):
            event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QGestureEvent):
            return self._pinched(event)
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.look(self.camera.zoomed(1 + event.value(), event.position().x(), event.position().y()))
            return True
        return bool(super().viewportEvent(event))

    def _pinched(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        at = self.viewport().mapFromGlobal(pinch.centerPoint().toPoint())
        shift = pinch.centerPoint() - pinch.lastCenterPoint()
        if pinch.scaleFactor() > 0:
            self.look(self.camera.moved(shift.x(), shift.y()).zoomed(pinch.scaleFactor(), at.x(), at.y()))
        event.accept(pinch)
        return True

    def _moved_by_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in ARROWS:
            right, down = ARROWS[Qt.Key(key)]
            step = KEY_STEP * (5 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            self.glide(self.camera.moved(right * step * self.camera.width, down * step * self.camera.height))
        elif key in LARGER:
            self.zoom(2.0)
        elif key in SMALLER:
            self.zoom(0.5)
        elif key == Qt.Key.Key_Home:
            self.zoom_to_all()
        else:
            return False
        return True
