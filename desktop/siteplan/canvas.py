"""The plan in the window: a pyqtgraph view on a drawing in metres, painted by a thread and moved by hand meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph
import shapely
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PyQt6.QtWidgets import QGestureEvent, QGraphicsView, QPinchGesture, QWidget

from desktop import tasks
from desktop.canvas.camera import Camera
from desktop.canvas.furniture import NORTH, paint_watermark
from desktop.canvas.gestures import ARROWS, KEY_STEP, LARGER, NOTCH, PER_NOTCH, SMALLER
from desktop.canvas.pictures import blank, painting
from desktop.canvas.qt_enums import meet_qt_enums
from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.siteplan.frame import Extent, Frame, fitted
from desktop.siteplan.painting import Painted, Translate, paint_drawing
from desktop.siteplan.ruler import paint_axes, paint_bar, paint_grid, paint_north
from desktop.siteplan.sketch import Sketch, paint_sketched
from desktop.siteplan.snapping import REACH, nearest, vertices_of
from desktop.siteplan.underlay import Underlay, paint_underlay
from desktop.theme.theme import Theme, current
from layers.siteplan.drawing import Area, Drawing, Mark, Point
from layers.siteplan.scene import Item

NEAR = 13.0
"""Pixels about a symbol that a click may be off."""
STILL = 4.0
"""Pixels that a hand may tremble in a click."""
WIDEST_BAR, BELOW = 160.0, 80.0
"""Pixels of the scale bar at most, and of the band at the foot that is left to it and to words under the grave."""
LOOKING = TextStyle(11.0, bold=True, halo=0.0)
SKETCHING = {
    Qt.Key.Key_Return: "finished", Qt.Key.Key_Enter: "finished", Qt.Key.Key_Backspace: "taken_back",
    Qt.Key.Key_Escape: "stopped",
}  # fmt: skip
"""Keys while something is drawn, and the signal of each."""


@dataclass(frozen=True, eq=False)
class Picture:
    """What a thread painted: the picture, of which part of which drawing, and what was written on it."""

    image: QImage
    frame: Frame
    painted: Painted


class PlanCanvas(pyqtgraph.GraphicsView):
    """Shows one drawing. Its own numbers, bar and arrow are painted at once; the drawing when a thread has it ready."""

    clicked = pyqtSignal(object)
    """The Item under a click, or None."""
    pointed = pyqtSignal(float, float)
    """Metres of the view under the pointer."""
    failed = pyqtSignal(object)
    placed = pyqtSignal(float, float)
    """A click while something is drawn: metres of the view, snapped."""
    finished = pyqtSignal()
    taken_back = pyqtSignal()
    stopped = pyqtSignal()

    def __init__(self, translate: Translate, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        meet_qt_enums()
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.viewport().setMouseTracking(True)
        self._translate = translate
        self.drawing: Drawing | None = None
        self.bearing: float | None = None
        self.selected = ""
        self.underlay: Underlay | None = None
        self.watermark = ""
        self.picture: Picture | None = None
        self.sketch: Sketch | None = None
        self._vertices = np.zeros((0, 2))
        self._hover: tuple[Point, bool] | None = None
        self._frame = Frame(QRectF(0, 0, 1, 1), 0.0, 0.0, 1.0)
        self._painting = False
        self._wanted = False
        self._pulled: QPointF | None = None
        self._pressed: QPointF | None = None

    # What is shown

    def show_drawing(self, drawing: Drawing | None, bearing: float | None = None, keep: bool = False) -> None:
        """Show a drawing whole, or with `keep` from where one looks already."""
        self.drawing, self.bearing = drawing, bearing
        self._vertices = np.zeros((0, 2)) if drawing is None else vertices_of(drawing)
        if not keep:
            self.picture = None
            self.show_all()
        self._ask()

    def set_translate(self, translate: Translate) -> None:
        """Words in another language."""
        self._translate = translate
        self._ask()

    def select(self, record: str) -> None:
        """Show a record as selected."""
        if record != self.selected:
            self.selected = record
            self._ask()

    def lay_under(self, underlay: Underlay | None) -> None:
        """An orthophoto under the drawing, or none."""
        self.underlay = underlay
        self._ask()

    def take_sketch(self, sketch: Sketch | None) -> None:
        """Let clicks set vertices of something that is drawn; with none, clicks select."""
        self.sketch, self._hover = sketch, None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor if sketch is None else Qt.CursorShape.CrossCursor)
        if sketch is not None:
            self.setFocus()
        self.viewport().update()

    @property
    def frame(self) -> Frame:
        return self._frame

    @property
    def is_settled(self) -> bool:
        """Whether what is seen is what is to be seen."""
        return not self._painting

    def look(self, frame: Frame) -> None:
        """Look elsewhere."""
        self._frame = frame
        self._ask()

    def show_all(self) -> None:
        """All of the drawing."""
        if self.drawing is not None:
            room = QRectF(self.viewport().rect())
            self.look(fitted(room.adjusted(8, 8, -8, -BELOW), self.drawing.extent).within(room))

    def show_extent(self, extent: Extent) -> None:
        """A part of it."""
        self.look(fitted(QRectF(self.viewport().rect()), extent))

    # Painting

    def _ask(self) -> None:
        """Have the drawing painted as it is to be seen now, once what is being painted is ready."""
        self.viewport().update()
        if self.drawing is None or self._frame.room.width() < 2:
            return
        if self._painting:
            self._wanted = True
            return
        self._painting, self._wanted = True, False
        drawing, frame, theme, selected = self.drawing, self._frame, current(), self.selected
        translate, sharpness, underlay = self._translate, self.devicePixelRatioF(), self.underlay

        def paint(progress: object) -> Picture:
            return painted_picture(drawing, frame, theme, translate, selected, sharpness, underlay)

        tasks.start(paint, done=self._take, refused=self._give_up, failed=self._give_up)

    def _take(self, picture: Picture) -> None:
        self._painting, self.picture = False, picture
        if self._wanted:
            self._ask()
        self.viewport().update()

    def _give_up(self, reason: Exception) -> None:
        self._painting = False
        self.failed.emit(reason)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        theme = current()
        painter.fillRect(self._frame.room, theme.colour("ground"))
        if self.drawing is not None and self.drawing.measured:
            paint_grid(painter, self._frame, theme)
        if self.picture is not None and self.drawing is not None:
            self._lay_picture(painter, self.picture)

    def _lay_picture(self, painter: QPainter, picture: Picture) -> None:
        """What was painted, moved and stretched to where one looks by now."""
        scale = self._frame.scale / picture.frame.scale
        at = self._frame.at(picture.frame.west, picture.frame.north)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(QTransform(scale, 0, 0, scale, at.x(), at.y()), combine=True)
        painter.drawImage(QPointF(0, 0), picture.image)
        painter.restore()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        drawing, frame, theme, room = self.drawing, self._frame, current(), self._frame.room
        if self.watermark and drawing is not None:
            page = Camera(0.0, 0.0, 1.0, round(room.width()), round(room.height()))
            paint_watermark(painter, (self.watermark,), page, theme)
        if drawing is None or not drawing.measured:
            return
        zero = drawing.zero if drawing.up == "z" else 0.0
        paint_axes(painter, frame, theme, (drawing.across, drawing.up), self._translate, zero, False, drawing.backwards)
        painter.fillRect(QRectF(room.left() + 46, room.bottom() - 50, WIDEST_BAR + 40, 30), theme.colour("paper"))
        paint_bar(painter, room.left() + 54, room.bottom() - 28, frame.scale, WIDEST_BAR, theme, self._translate)
        if drawing.looking is not None:
            self._tell_looking(painter, self._translate(drawing.looking), theme)
        if self.bearing is not None:
            middle = QPointF(room.right() - 30, room.top() + 36)
            paint_north(painter, middle, 16, self.bearing, self._translate(NORTH), theme)
        if self.sketch is not None:
            paint_sketched(painter, self.sketch, frame, theme, *(self._hover or (None, False)))

    def _tell_looking(self, painter: QPainter, words: str, theme: Theme) -> None:
        """Which way the section looks, in lines over its upper edge."""
        room = self._frame.room
        for number, line in enumerate(words.split("; ")):
            wide, high = text_size(line, LOOKING)
            box = QRectF(room.left() + 46, room.top() + 8 + number * (high + 4), wide + 12, high + 4)
            painter.fillRect(box, theme.colour("paper"))
            paint_text(painter, line, box.center().x(), box.center().y(), LOOKING, theme)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "_painting"):
            self._ask()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_painting"):
            first = self._frame.room.width() < 2
            self._frame = self._frame.resized(QRectF(self.viewport().rect()))
            self.show_all() if first else self._ask()

    # Hands

    def item_at(self, px: float, py: float) -> Item | None:
        """The record that lies on top under a pixel."""
        if self.drawing is None:
            return None
        x, y = self._frame.metres(px, py)
        point, near = shapely.Point(x, y), NEAR / self._frame.scale
        for part in reversed(self.drawing.areas):
            if part.item is None:
                continue
            if isinstance(part, Mark):
                if np.hypot(part.at[0] - x, part.at[1] - y) <= near:
                    return part.item
            elif isinstance(part, Area) and part.shape.intersects(point):
                return part.item
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed = self._pulled = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pulled is not None and event.buttons():
            self.look(self._frame.moved(at.x() - self._pulled.x(), at.y() - self._pulled.y()))
            self._pulled = at
        if self.sketch is not None:
            self._hover = self._aim(at, event.modifiers())
            self.viewport().update()
        self.pointed.emit(*self._frame.metres(at.x(), at.y()))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at, begun = event.position(), self._pressed
        self._pulled = self._pressed = None
        if begun is not None and (at - begun).manhattanLength() <= STILL:
            if self.sketch is not None:
                self.placed.emit(*self._aim(at, event.modifiers())[0])
            else:
                self.clicked.emit(self.item_at(at.x(), at.y()))
        event.accept()

    def _aim(self, at: QPointF, keys: Qt.KeyboardModifier) -> tuple[Point, bool]:
        """Metres of the view under the pointer, and whether they are those of a vertex near it; Alt frees it."""
        x, y = self._frame.metres(at.x(), at.y())
        if keys & Qt.KeyboardModifier.AltModifier or self.sketch is None:
            return (x, y), False
        own = [self.sketch.seen(self.sketch.vertices[0])] if self.sketch.vertices else []
        known = np.concatenate([np.array(own, dtype=float).reshape(-1, 2), self._vertices])
        found = nearest(known, x, y, REACH / self._frame.scale)
        return ((x, y), False) if found is None else (found, True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.sketch is not None:
            self.finished.emit()
            event.accept()
            return
        self.look(self._frame.zoomed(2.0, event.position().x(), event.position().y()))
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self.look(self._frame.zoomed(PER_NOTCH ** (turned / NOTCH), event.position().x(), event.position().y()))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture) and pinch.scaleFactor() > 0:
                at = self.viewport().mapFromGlobal(pinch.centerPoint().toPoint())
                shift = pinch.centerPoint() - pinch.lastCenterPoint()
                self.look(self._frame.moved(shift.x(), shift.y()).zoomed(pinch.scaleFactor(), at.x(), at.y()))
                event.accept(pinch)
                return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.look(self._frame.zoomed(1 + event.value(), event.position().x(), event.position().y()))
            return True
        return bool(super().viewportEvent(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        middle, key = self._frame.room.center(), event.key()
        if key in ARROWS:
            right, down = ARROWS[Qt.Key(key)]
            step = KEY_STEP * (5 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            room = self._frame.room
            self.look(self._frame.moved(right * step * room.width(), down * step * room.height()))
        elif key in LARGER or key in SMALLER:
            self.look(self._frame.zoomed(2.0 if key in LARGER else 0.5, middle.x(), middle.y()))
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif self.sketch is not None and key in SKETCHING:
            getattr(self, SKETCHING[Qt.Key(key)]).emit()
        elif key == Qt.Key.Key_Escape:
            self.clicked.emit(None)
        else:
            event.ignore()


def painted_picture(
    drawing: Drawing, frame: Frame, theme: Theme, translate: Translate, selected: str = "", sharpness: float = 1.0,
    underlay: Underlay | None = None,
) -> Picture:  # fmt: skip
    """A part of a drawing as a picture, on any thread."""
    room = frame.room
    image = blank(room.width(), room.height(), sharpness)
    with painting(image) as painter:
        on_photo = underlay is not None and drawing.view == "plan"
        if underlay is not None and on_photo:
            paint_underlay(painter, underlay, frame)
        painted = paint_drawing(
            painter, drawing, frame, theme, translate, selected, all_labels=False, over_photo=on_photo
        )
    return Picture(image, frame, painted)
