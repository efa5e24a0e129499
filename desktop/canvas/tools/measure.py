"""Measuring on the ground: the geodesic length of a line, and the area that it encloses; nothing is written."""

from __future__ import annotations

import shapely
from PyQt6.QtCore import QObject, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QPainter
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera
from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.canvas.tools.draw import DrawLineTool, Vertex, paint_handle, paint_sketch
from desktop.canvas.tools.tool import Map, Pointer
from desktop.theme.theme import Theme
from forensics.geodesy import area_km2, distance_m, length_m
from forensics.messages import Message, say

WORDS = TextStyle(12.0, bold=True, colour="place", halo=0.0)
LEG = TextStyle(11.0, colour="place", halo=2.0)
KILOMETRE, HECTARE_KM2 = 1000.0, 0.01
FOOT = 60.0
"""Pixels at the lower edge where scale bar and attribution stand."""
LEAST_LEG = 60.0
"""Pixels of a leg that has its own length written beside it."""


def length_words(metres: float) -> Message:
    """A length as a surveyor says it."""
    if metres >= KILOMETRE:
        return say("{length:,.3f} km", length=metres / KILOMETRE)
    return say("{length:,.2f} m", length=metres)


def area_words(km2: float) -> Message:
    """An area in square metres, hectares or square kilometres."""
    if km2 < HECTARE_KM2:
        return say("{area:,.1f} m²", area=km2 * 1e6)
    if km2 < 1:
        return say("{area:,.3f} ha", area=km2 * 100)
    return say("{area:,.3f} km²", area=km2)


class MeasureTool(DrawLineTool):
    """Clicks are points; what was measured stays until the next click begins anew, or Esc."""

    hint = say("Click along what is measured; with three points the area too. Double-click or Enter ends, Esc clears")
    measured = pyqtSignal(object)  # Message: what was measured, when it is ended

    def __init__(self, canvas: Map, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent)
        self._ended = False

    def release(self, pointer: Pointer) -> bool:
        if self._ended and pointer.button == Qt.MouseButton.LeftButton:
            self._vertices.clear()
            self._ended = False
        return super().release(pointer)

    def finish(self) -> None:
        """The points that are set; they stay to be read."""
        if len(self._vertices) >= self.least:
            self._ended = True
            self.measured.emit(self.words(self._line(self._vertices)))
            self.map.repaint_tools()

    def key(self, event: QKeyEvent) -> bool:
        self._ended = self._ended and event.key() != Qt.Key.Key_Escape
        return super().key(event)

    def cancel(self) -> None:
        self._ended = False
        super().cancel()

    def words(self, line: BaseGeometry) -> Message:
        """Length along the line, and the area within it where it encloses one."""
        enclosed = self._enclosed(line)
        if enclosed is None:
            return length_words(length_m(line))
        return say("{length} · area {area}", length=length_words(length_m(line)), area=area_words(enclosed))

    def paint(self, painter: QPainter, camera: Camera, theme: Theme) -> None:
        shown = list(self._vertices)
        if self._pointer is not None and not self._ended:
            at = self._snapped or self._pointer
            shown.append(Vertex(at.lon, at.lat, 0))
        points = [QPointF(*camera.pixels_of_lonlat(vertex.lon, vertex.lat)) for vertex in shown]
        line = self._line(shown) if len(shown) > 1 else None
        paint_sketch(painter, points, theme, closed=line is not None and self._enclosed(line) is not None)
        for point in points[: len(self._vertices)]:
            paint_handle(painter, point, theme)
        if line is not None:
            self._paint_legs(painter, shown, points, theme)
            self._paint_words(painter, points[-1], self.map.say(self.words(line)), camera, theme)

    def _paint_legs(self, painter: QPainter, shown: list[Vertex], points: list[QPointF], theme: Theme) -> None:
        for one, other, start, end in zip(shown, shown[1:], points, points[1:], strict=False):
            if (end - start).manhattanLength() > LEAST_LEG and len(shown) > 2:
                middle = (start + end) / 2
                words = self.map.say(length_words(distance_m(one.lon, one.lat, other.lon, other.lat)))
                paint_text(painter, words, middle.x(), middle.y(), LEG, theme)

    def _paint_words(self, painter: QPainter, at: QPointF, words: str, camera: Camera, theme: Theme) -> None:
        wide, high = text_size(words, WORDS)
        x = min(max(at.x() + 14 + wide / 2, wide / 2 + 8), camera.width - wide / 2 - 8)
        above = at.y() + 20 + high > camera.height - FOOT  # there scale bar and attribution would hide it
        y = max(at.y() - 22 if above else at.y() + 22, high)
        painter.fillRect(QRectF(x - wide / 2 - 5, y - high / 2 - 3, wide + 10, high + 6), theme.colour("paper"))
        paint_text(painter, words, x, y, WORDS, theme)

    def _line(self, shown: list[Vertex]) -> BaseGeometry:
        return shapely.LineString([(vertex.lon, vertex.lat) for vertex in shown])

    def _enclosed(self, line: BaseGeometry) -> float | None:
        """Square kilometres within the line, closed; None where it has too few points or crosses itself."""
        places = shapely.get_coordinates(line)
        if len(places) < 3:
            return None
        area = shapely.Polygon(places)
        return area_km2(area) if shapely.is_valid(area) else None
