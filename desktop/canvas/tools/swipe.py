"""Swiping between two images of one place: left of a line the earlier is seen, right of it the later."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QPointF, QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPainterPath, QPen

from desktop.canvas.camera import Camera
from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.canvas.tools.pan import PanTool
from desktop.canvas.tools.tool import Map, Pointer
from desktop.theme.theme import Theme
from forensics.messages import say

GRIP = 16.0
"""Pixels beside the line from which it can be taken hold of: for a hand in a glove."""
STEP = 0.02
"""The share of the view by which an arrow key moves the line."""
WORDS = TextStyle(12.0, bold=True, colour="place", halo=0.0)


class SwipeTool(PanTool):
    """Drags the line; anywhere else it pans and selects as without a tool. `words` stand beside the line."""

    hint = say("Drag the line, or press ← and →: the earlier image is on its left, the later on its right")

    def __init__(self, canvas: Map, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent)
        self.words = ("", "")
        self._holds = False

    @property
    def _x(self) -> float:
        return self.map.swipe_share * self.map.camera.width

    def press(self, pointer: Pointer) -> bool:
        self._holds = pointer.button == Qt.MouseButton.LeftButton and abs(pointer.px - self._x) <= GRIP
        return True if self._holds else super().press(pointer)

    def move(self, pointer: Pointer) -> bool:
        if self._holds:
            self.map.move_swipe(pointer.px / max(self.map.camera.width, 1))
            return True
        done = super().move(pointer)
        if abs(pointer.px - self._x) <= GRIP:
            self.map.set_cursor(Qt.CursorShape.SplitHCursor)
        return done

    def release(self, pointer: Pointer) -> bool:
        held, self._holds = self._holds, False
        return True if held else super().release(pointer)

    def key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}.get(Qt.Key(event.key()))
        if step is None:
            return super().key(event)
        self.map.move_swipe(self.map.swipe_share + step)
        return True

    def cancel(self) -> None:
        self._holds = False
        super().cancel()

    def paint(self, painter: QPainter, camera: Camera, theme: Theme) -> None:
        super().paint(painter, camera, theme)
        x, y = self._x, camera.height / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in (("casing", 5.0), ("selected", 2.0)):
            painter.setPen(QPen(theme.colour(colour), width))
            painter.drawLine(QPointF(x, 0), QPointF(x, camera.height))
        painter.setPen(QPen(theme.colour("casing"), 2))
        painter.setBrush(theme.colour("selected"))
        painter.drawEllipse(QPointF(x, y), GRIP, GRIP)
        for side in (-1, 1):
            arrow = QPainterPath(QPointF(x + side * 4, y - 5))
            arrow.lineTo(x + side * 9, y)
            arrow.lineTo(x + side * 4, y + 5)
            painter.strokePath(arrow, QPen(theme.colour("casing"), 2.2))
        self._paint_words(painter, x, theme)

    def _paint_words(self, painter: QPainter, x: float, theme: Theme) -> None:
        for side, words in zip((-1, 1), self.words, strict=True):
            wide, high = text_size(words, WORDS)
            left = x + 10 if side > 0 else x - 10 - wide
            top = self.map.camera.height / 2 + GRIP + 8
            painter.fillRect(QRectF(left - 5, top, wide + 10, high + 8), theme.colour("paper"))
            paint_text(painter, words, left + wide / 2, top + 4 + high / 2, WORDS, theme)
