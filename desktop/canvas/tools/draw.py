"""Tools that draw: a point, a line, a polygon; each tells what was drawn and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from PyQt6.QtCore import QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QPainter, QPainterPath, QPen
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera
from desktop.canvas.mercator import to_metres
from desktop.canvas.tools.snapping import Snapped
from desktop.canvas.tools.tool import Drawn, Map, Pointer, Tool
from desktop.theme.theme import Theme
from forensics.geometry import fault_of
from forensics.messages import Message, say

HANDLE = 4.5  # pixels


@dataclass(frozen=True)
class Vertex:
    """A vertex in degrees, and half a pixel of the scale at which it was set."""

    lon: float
    lat: float
    accuracy_m: float


class DrawTool(Tool):
    """What the drawing tools share: the snapped pointer, and the signals."""

    drawn = pyqtSignal(object)  # Drawn
    refused = pyqtSignal(object)  # Message: why what was drawn cannot be taken

    def __init__(self, canvas: Map, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent)
        self._pointer: Pointer | None = None
        self._snapped: Snapped | None = None
        self.not_snapping_to: tuple[str, int] | None = None

    def aim(self, pointer: Pointer, more: tuple[BaseGeometry, ...] = ()) -> Vertex:
        """The pointer's place, or the vertex or edge that it snaps to (not while Alt is held)."""
        free = bool(pointer.keys & Qt.KeyboardModifier.AltModifier)
        self._pointer = pointer
        self._snapped = None if free else self.map.snapped(pointer.px, pointer.py, more, self.not_snapping_to)
        accuracy = self.map.camera.accuracy_m(pointer.py)
        if self._snapped is not None:
            return Vertex(self._snapped.lon, self._snapped.lat, accuracy)
        return Vertex(pointer.lon, pointer.lat, accuracy)

    def move(self, pointer: Pointer) -> bool:
        self.aim(pointer)
        self.map.repaint_tools()
        return False

    def leave(self) -> None:
        self._pointer = self._snapped = None
        self.map.repaint_tools()

    def cancel(self) -> None:
        self.leave()

    def paint(self, painter: QPainter, camera: Camera, theme: Theme) -> None:
        if self._snapped is not None:
            paint_snap(painter, self._snapped, camera, theme)


class AddPointTool(DrawTool):
    """A click is a point."""

    hint = say("Click where the point is; hold Alt to switch snapping off")

    def press(self, pointer: Pointer) -> bool:
        return pointer.button == Qt.MouseButton.LeftButton

    def release(self, pointer: Pointer) -> bool:
        if pointer.button != Qt.MouseButton.LeftButton:
            return False
        vertex = self.aim(pointer)
        self.drawn.emit(Drawn(shapely.Point(vertex.lon, vertex.lat), vertex.accuracy_m))
        return True


class DrawLineTool(DrawTool):
    """Clicks are vertices; a double click or Enter ends, Backspace takes the last back, Esc drops all."""

    hint = say("Click for each point; double-click or Enter to finish, Backspace to take one back, Esc to stop")
    least = 2

    def __init__(self, canvas: Map, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent)
        self._vertices: list[Vertex] = []

    @property
    def vertices(self) -> tuple[Vertex, ...]:
        return tuple(self._vertices)

    def press(self, pointer: Pointer) -> bool:
        return pointer.button == Qt.MouseButton.LeftButton

    def move(self, pointer: Pointer) -> bool:
        self.aim(pointer, self._own())
        self.map.repaint_tools()
        return False

    def release(self, pointer: Pointer) -> bool:
        if pointer.button != Qt.MouseButton.LeftButton:
            return False
        vertex = self.aim(pointer, self._own())
        if self._closes(vertex):
            self.finish()
        elif not self._vertices or (vertex.lon, vertex.lat) != (self._vertices[-1].lon, self._vertices[-1].lat):
            self._vertices.append(vertex)
        self.map.repaint_tools()
        return True

    def double_click(self, pointer: Pointer) -> bool:
        self.finish()
        return True

    def key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._vertices:
            self._vertices.pop()
        elif key == Qt.Key.Key_Escape and self._vertices:
            self._vertices.clear()
        else:
            return False
        self.map.repaint_tools()
        return True

    def finish(self) -> None:
        """Tell what was drawn, or why it cannot be taken; then everything drawn stays to be mended."""
        problem = self._problem()
        if problem is not None:
            self.refused.emit(problem)
            return
        drawn = Drawn(self._geometry(), max(vertex.accuracy_m for vertex in self._vertices))
        self.cancel()
        self.drawn.emit(drawn)

    def cancel(self) -> None:
        self._vertices.clear()
        super().cancel()

    def paint(self, painter: QPainter, camera: Camera, theme: Theme) -> None:
        points = [_pixels(vertex, camera) for vertex in self._vertices]
        if self._pointer is not None:
            points.append(
                QPointF(self._pointer.px, self._pointer.py) if self._snapped is None
                else _pixels(Vertex(self._snapped.lon, self._snapped.lat, 0), camera)
            )  # fmt: skip
        paint_sketch(painter, points, theme, closed=self.least == 3)
        for point in points[: len(self._vertices)]:
            paint_handle(painter, point, theme)
        super().paint(painter, camera, theme)

    def _own(self) -> tuple[BaseGeometry, ...]:
        """The first vertex, to which a polygon closes."""
        return ()

    def _closes(self, vertex: Vertex) -> bool:
        return False

    def _geometry(self) -> BaseGeometry:
        return shapely.LineString([(vertex.lon, vertex.lat) for vertex in self._vertices])

    def _problem(self) -> Message | None:
        if len(self._vertices) < self.least:
            return say("A line needs at least two points; it has {count}.", count=len(self._vertices))
        return None


class DrawPolygonTool(DrawLineTool):
    """The same for an area; a click on the first vertex closes it too."""

    hint = say("Click for each corner; double-click, Enter or a click on the first corner to finish, Esc to stop")
    least = 3

    def _own(self) -> tuple[BaseGeometry, ...]:
        if len(self._vertices) < self.least:
            return ()
        return (shapely.Point(self._vertices[0].lon, self._vertices[0].lat),)

    def _closes(self, vertex: Vertex) -> bool:
        first = self._vertices[0] if len(self._vertices) >= self.least else None
        return first is not None and (vertex.lon, vertex.lat) == (first.lon, first.lat)

    def _geometry(self) -> BaseGeometry:
        return shapely.Polygon([(vertex.lon, vertex.lat) for vertex in self._vertices])

    def _problem(self) -> Message | None:
        if len(self._vertices) < self.least:
            return say("An area needs at least three corners; it has {count}.", count=len(self._vertices))
        return crossing(self._geometry())


def crossing(area: BaseGeometry) -> Message | None:
    """Where an area crosses itself, as a sentence; None where it does not."""
    if shapely.is_valid(area):
        return None
    _, (lon, lat) = fault_of(area)
    return say("The area crosses itself near {lat}, {lon}.", lat=f"{lat:.6f}", lon=f"{lon:.6f}")


def paint_sketch(painter: QPainter, points: list[QPointF], theme: Theme, closed: bool) -> None:
    """What is being drawn: a line, and for an area its inside; dashed where it is not yet set."""
    if len(points) < 2:
        return
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if closed and len(points) > 2:
        painter.fillPath(path, theme.colour("selected", 0.12))
        back = QPainterPath(points[-1])
        back.lineTo(points[0])
        painter.strokePath(back, QPen(theme.colour("selected"), 1.4, Qt.PenStyle.DashLine))
    painter.strokePath(path, QPen(theme.colour("casing"), 4.5, cap=Qt.PenCapStyle.RoundCap))
    painter.strokePath(path, QPen(theme.colour("selected"), 2.2, cap=Qt.PenCapStyle.RoundCap))


def paint_handle(painter: QPainter, at: QPointF, theme: Theme, kind: str = "vertex") -> None:
    """A vertex to take hold of: a square, full when it is the chosen one, a small ring between two vertices."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("selected"), 1.8))
    painter.setBrush(theme.colour("selected") if kind == "chosen" else theme.colour("casing"))
    if kind == "between":
        painter.drawEllipse(at, HANDLE - 1.5, HANDLE - 1.5)
    else:
        side = HANDLE + (1.5 if kind == "chosen" else 0)
        painter.drawRect(int(at.x() - side), int(at.y() - side), int(2 * side), int(2 * side))


def paint_snap(painter: QPainter, snapped: Snapped, camera: Camera, theme: Theme) -> None:
    """Where the pointer snaps to: a square around a vertex, a cross on an edge."""
    at = _pixels(Vertex(snapped.lon, snapped.lat, 0), camera)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in (("casing", 4.0), ("vermillion", 2.0)):
        painter.setPen(QPen(theme.colour(colour), width))
        if snapped.kind == "vertex":
            painter.drawRect(int(at.x()) - 8, int(at.y()) - 8, 16, 16)
        else:
            painter.drawLine(at + QPointF(-7, -7), at + QPointF(7, 7))
            painter.drawLine(at + QPointF(-7, 7), at + QPointF(7, -7))


def _pixels(vertex: Vertex, camera: Camera) -> QPointF:
    x, y = camera.pixels(*to_metres(vertex.lon, vertex.lat))
    return QPointF(float(x), float(y))
