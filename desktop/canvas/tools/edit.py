"""Editing a shape: vertices are moved, put in between two others, and taken out; parts and holes stay what they are."""

from __future__ import annotations

import numpy as np
import shapely
from PyQt6.QtCore import QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QPainter, QPen
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera
from desktop.canvas.mercator import Floats, to_metres
from desktop.canvas.paths import to_polygon
from desktop.canvas.tools.draw import DrawTool, crossing, paint_handle
from desktop.canvas.tools.tool import Drawn, Map, Pointer
from desktop.theme.theme import Theme
from forensics.messages import say

GRIP = 12.0  # pixels around a vertex in which it is taken hold of
MOST_HANDLES = 600


class EditShapeTool(DrawTool):
    """Drag a vertex to move it, drag a ring between two to put one in, Delete takes the chosen one out.

    Enter tells the new shape (`drawn`), Esc gives the old one back; Backspace takes the last step back.
    """

    changed = pyqtSignal()
    """Corners were moved, put in or taken out, or another shape is being changed."""
    hint = say("Drag corners to move them, drag a ring to add one, Delete to remove one; Enter to keep, Esc to give up")

    def __init__(self, canvas: Map, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent)
        self._rings: list[Floats] = []
        self._parts: list[int] = []  # to which part each ring belongs
        self._kind = "Polygon"
        self._chosen: tuple[int, int] | None = None
        self._held = False
        self._accuracy = 0.0
        self._before: list[list[Floats]] = []

    def edit(self, geometry: BaseGeometry, source: tuple[str, int] | None = None) -> None:
        """Begin with polygons or lines in degrees; they do not snap to their own `source` (layer, row)."""
        self.not_snapping_to = source
        parts = shapely.get_parts(geometry)
        self._kind = geometry.geom_type
        rings, owner = shapely.get_rings(parts, return_index=True) if self._closed else (parts, np.arange(len(parts)))
        last = -1 if self._closed else None
        self._rings = [shapely.get_coordinates(ring)[:last] for ring in rings]
        self._parts = [int(part) for part in owner]
        self._chosen, self._held, self._accuracy, self._before = None, False, 0.0, []
        self._tell()

    @property
    def rings(self) -> tuple[Floats, ...]:
        """The rings or lines in degrees, rings without their last corner, which is the first."""
        return tuple(self._rings)

    @property
    def is_changed(self) -> bool:
        """Whether any corner was moved, put in or taken out."""
        return bool(self._before)

    def set_vertex(self, ring: int, at: int, lon: float, lat: float) -> None:
        """Put a corner exactly there; Backspace takes it back."""
        self._remember()
        self._rings[ring] = self._rings[ring].copy()
        self._rings[ring][at] = lon, lat
        self._chosen = ring, at
        self._tell()

    def choose_vertex(self, ring: int, at: int) -> None:
        """Show one corner as the one that is meant."""
        self._chosen = ring, at
        self.map.repaint_tools()

    @property
    def geometry(self) -> BaseGeometry | None:
        """The shape as it is now, in degrees."""
        if not self._rings:
            return None
        if not self._closed:
            lines = [shapely.LineString(ring) for ring in self._rings]
            return lines[0] if self._kind == "LineString" else shapely.MultiLineString(lines)
        areas = []
        for part in dict.fromkeys(self._parts):
            shell, *holes = [ring for ring, owner in zip(self._rings, self._parts, strict=True) if owner == part]
            areas.append(shapely.Polygon(shell, holes))
        return areas[0] if self._kind == "Polygon" else shapely.MultiPolygon(areas)

    def press(self, pointer: Pointer) -> bool:
        if pointer.button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton) or not self._rings:
            return False
        vertex = self._nearest(pointer, between=False)
        if pointer.button == Qt.MouseButton.RightButton:
            self._chosen = vertex
            return vertex is not None and self._remove()
        if vertex is None and (gap := self._nearest(pointer, between=True)) is not None:
            self._remember()
            ring, at = gap
            self._rings[ring] = np.insert(self._rings[ring], at + 1, (pointer.lon, pointer.lat), axis=0)
            vertex = (ring, at + 1)
        elif vertex is not None:
            self._remember()
        self._chosen, self._held = vertex, vertex is not None
        self.map.repaint_tools()
        return self._held

    def move(self, pointer: Pointer) -> bool:
        if not self._held or self._chosen is None:
            near = self._nearest(pointer, between=False) or self._nearest(pointer, between=True)
            self.map.set_cursor(Qt.CursorShape.SizeAllCursor if near else Qt.CursorShape.ArrowCursor)
            return False
        vertex = self.aim(pointer)
        ring, at = self._chosen
        self._rings[ring] = self._rings[ring].copy()
        self._rings[ring][at] = vertex.lon, vertex.lat
        self._accuracy = max(self._accuracy, vertex.accuracy_m)
        self.map.repaint_tools()
        return True

    def release(self, pointer: Pointer) -> bool:
        held, self._held, self._snapped = self._held, False, None
        self._tell()
        return held

    def double_click(self, pointer: Pointer) -> bool:
        return bool(self._rings)

    def key(self, event: QKeyEvent) -> bool:
        if not self._rings:
            return False
        match event.key():
            case Qt.Key.Key_Delete:
                self._remove()
            case Qt.Key.Key_Backspace:
                if self._before:
                    self._rings = self._before.pop()
                    self._chosen = None
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.finish()
            case Qt.Key.Key_Escape:
                self.cancel()
            case _:
                return False
        self._tell()
        return True

    def finish(self) -> None:
        """Tell the new shape; one that crosses itself is refused and stays to be mended."""
        geometry = self.geometry
        if geometry is None:
            return
        problem = crossing(geometry) if self._closed else None
        if problem is not None:
            self.refused.emit(problem)
            return
        drawn = Drawn(geometry, self._accuracy or self.map.camera.accuracy_m())
        self.cancel()
        self.drawn.emit(drawn)

    def cancel(self) -> None:
        self._rings, self._parts, self._before, self._chosen, self._held = [], [], [], None, False
        self.changed.emit()
        super().cancel()

    def paint(self, painter: QPainter, camera: Camera, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for ring_number, ring in enumerate(self._rings):
            placed = _pixels(ring, camera)
            outline = to_polygon(np.vstack([placed, placed[:1]]) if self._closed else placed)
            for colour, width in (("casing", 4.5), ("selected", 2.2)):
                painter.setPen(QPen(theme.colour(colour), width, join=Qt.PenJoinStyle.RoundJoin))
                painter.drawPolyline(outline)
            middles = _middles(placed, self._closed)
            for at in _in_view(middles, camera):
                paint_handle(painter, QPointF(*middles[at]), theme, "between")
            for at in _in_view(placed, camera):
                kind = "chosen" if (ring_number, at) == self._chosen else "vertex"
                paint_handle(painter, QPointF(*placed[at]), theme, kind)
        super().paint(painter, camera, theme)

    @property
    def _closed(self) -> bool:
        return self._kind.endswith("Polygon")

    def _tell(self) -> None:
        self.changed.emit()
        self.map.repaint_tools()

    def _remember(self) -> None:
        self._before.append(list(self._rings))

    def _remove(self) -> bool:
        if self._chosen is None:
            return False
        ring, at = self._chosen
        least = 3 if self._closed else 2
        if len(self._rings[ring]) <= least:
            self.refused.emit(say("A shape keeps at least {least} points; this part has no more.", least=least))
            return True
        self._remember()
        self._rings[ring] = np.delete(self._rings[ring], at, axis=0)
        self._chosen = None
        self.map.repaint_tools()
        return True

    def _nearest(self, pointer: Pointer, between: bool) -> tuple[int, int] | None:
        best: tuple[float, tuple[int, int]] | None = None
        for number, ring in enumerate(self._rings):
            placed = _pixels(ring, self.map.camera)
            points = _middles(placed, self._closed) if between else placed
            if len(points):
                distances = np.hypot(points[:, 0] - pointer.px, points[:, 1] - pointer.py)
                at = int(distances.argmin())
                if distances[at] <= GRIP and (best is None or distances[at] < best[0]):
                    best = float(distances[at]), (number, at)
        return best[1] if best else None


def _pixels(ring: Floats, camera: Camera) -> Floats:
    return camera.pixels_of_rows(np.column_stack(to_metres(ring[:, 0], ring[:, 1])))


def _middles(placed: Floats, closed: bool) -> Floats:
    following = np.roll(placed, -1, axis=0)
    middles: Floats = (placed + following) / 2
    long_enough = np.hypot(*(following - placed).T) > 3 * GRIP
    return np.where(long_enough[:, None], middles, np.inf)[: len(placed) if closed else -1]


def _in_view(points: Floats, camera: Camera) -> list[int]:
    """Those that are to be seen, none where they are too many to take hold of."""
    inside = (points >= 0).all(axis=1) & (points[:, 0] <= camera.width) & (points[:, 1] <= camera.height)
    found: list[int] = np.flatnonzero(inside).tolist()
    return found if len(found) <= MOST_HANDLES else []
