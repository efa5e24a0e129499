"""The tool that is there when no other is: drag to pan, click to select, Shift and drag for a rectangle."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPen

from desktop.canvas.camera import Camera
from desktop.canvas.tools.tool import Map, Pointer, Tool
from desktop.theme.theme import Theme
from forensics.messages import say

STILL = 4.0  # pixels that a hand may tremble in a click


class PanTool(Tool):
    """Pans, identifies, selects."""

    cursor = Qt.CursorShape.ArrowCursor
    hint = say("Click to select, drag to move the map, Shift and drag to select in a rectangle")

    def __init__(self, canvas: Map, parent: QObject | None = None, always_rectangle: bool = False) -> None:
        super().__init__(canvas, parent)
        self._always_rectangle = always_rectangle
        self._from: Pointer | None = None
        self._last: Pointer | None = None
        self._dragging = False
        self._rectangle = False

    def press(self, pointer: Pointer) -> bool:
        if pointer.button != Qt.MouseButton.LeftButton:
            return False
        self._from = self._last = pointer
        self._dragging = False
        self._rectangle = self._always_rectangle or bool(pointer.keys & Qt.KeyboardModifier.ShiftModifier)
        return True

    def move(self, pointer: Pointer) -> bool:
        if self._from is None or self._last is None:
            hits = self.map.hits(pointer.px, pointer.py)
            self.map.hover(hits[0] if hits else None)
            self.map.set_cursor(Qt.CursorShape.PointingHandCursor if hits else self.cursor)
            return False
        far = abs(pointer.px - self._from.px) + abs(pointer.py - self._from.py) > STILL
        if not self._dragging and far:
            self._dragging = True
            self.map.hover(None)
            self.map.set_cursor(Qt.CursorShape.CrossCursor if self._rectangle else Qt.CursorShape.ClosedHandCursor)
        if self._dragging and not self._rectangle:
            self.map.look(self.map.camera.moved(pointer.px - self._last.px, pointer.py - self._last.py))
        self._last = pointer
        self.map.repaint_tools()
        return True

    def release(self, pointer: Pointer) -> bool:
        begun, self._from = self._from, None
        if begun is None or pointer.button != Qt.MouseButton.LeftButton:
            return False
        if not self._dragging:
            self.map.choose(self.map.hits(pointer.px, pointer.py), pointer.adding)
        elif self._rectangle:
            added = bool(pointer.keys & Qt.KeyboardModifier.ControlModifier)
            self.map.choose_between(begun.px, begun.py, pointer.px, pointer.py, added)
        self._dragging = False
        self.map.set_cursor(self.cursor)
        self.map.repaint_tools()
        return True

    def double_click(self, pointer: Pointer) -> bool:
        self._from = None
        self.map.glide(self.map.camera.zoomed(2.0, pointer.px, pointer.py), (pointer.px, pointer.py))
        return True

    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.map.choose([], adding=False)
            return True
        return False

    def leave(self) -> None:
        self.map.hover(None)

    def cancel(self) -> None:
        self._from = None
        self._dragging = False

    def paint(self, painter: QPainter, camera: Camera, theme: Theme) -> None:
        if self._dragging and self._rectangle and self._from is not None and self._last is not None:
            rect = QRectF(self._from.px, self._from.py, self._last.px - self._from.px, self._last.py - self._from.py)
            painter.fillRect(rect.normalized(), theme.colour("selected", 0.12))
            painter.setPen(QPen(theme.colour("selected"), 1.4, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.normalized())


class SelectTool(PanTool):
    """Every drag selects in a rectangle."""

    cursor = Qt.CursorShape.CrossCursor
    hint = say("Drag a rectangle to select; hold Ctrl to add to the selection")

    def __init__(self, canvas: Map, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent, always_rectangle=True)
