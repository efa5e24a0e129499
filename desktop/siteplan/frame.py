"""What part of a view is seen, and how large: metres of the view to units of a picture, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainterPath, QPolygonF
from shapely import get_coordinates, get_parts, get_rings
from shapely.geometry.base import BaseGeometry

from layers.siteplan.drawing import Stroke

Extent = tuple[float, float, float, float]
CLOSEST, FARTHEST = 3000.0, 0.2
"""Units to a metre between which one may look."""


@dataclass(frozen=True)
class Frame:
    """`scale` units to a metre; x = `west` lies at the left edge of `room`, y = `north` at its upper one."""

    room: QRectF
    west: float
    north: float
    scale: float

    @property
    def extent(self) -> Extent:
        """West, south, east, north of what is seen, in metres of the view."""
        wide, high = self.room.width() / self.scale, self.room.height() / self.scale
        return self.west, self.north - high, self.west + wide, self.north

    def at(self, x: float, y: float) -> QPointF:
        """Where a point lies in the picture."""
        return QPointF(self.room.left() + (x - self.west) * self.scale, self.room.top() + (self.north - y) * self.scale)

    def metres(self, px: float, py: float) -> tuple[float, float]:
        """The point of the view at a place in the picture."""
        return self.west + (px - self.room.left()) / self.scale, self.north - (py - self.room.top()) / self.scale

    def zoomed(self, factor: float, px: float, py: float) -> Frame:
        """Larger or smaller around a place in the picture."""
        x, y = self.metres(px, py)
        scale = min(max(self.scale * factor, FARTHEST), CLOSEST)
        return replace(
            self, scale=scale, west=x - (px - self.room.left()) / scale, north=y + (py - self.room.top()) / scale
        )

    def moved(self, dx: float, dy: float) -> Frame:
        """What is seen when the picture is pushed so many units to the right and down."""
        return replace(self, west=self.west - dx / self.scale, north=self.north + dy / self.scale)

    def resized(self, room: QRectF) -> Frame:
        """The same middle in another room."""
        x, y = self.metres(self.room.center().x(), self.room.center().y())
        return replace(
            self, room=room, west=x - room.width() / 2 / self.scale, north=y + room.height() / 2 / self.scale
        )

    def within(self, room: QRectF) -> Frame:
        """The same picture, of which more is seen: a room around this one."""
        left, top = self.room.left() - room.left(), self.room.top() - room.top()
        return replace(self, room=room, west=self.west - left / self.scale, north=self.north + top / self.scale)

    def polygon(self, shape: BaseGeometry) -> QPainterPath:
        """The rings of an area, closed; holes are left out by the odd-even rule."""
        path = QPainterPath()
        for ring in get_rings(get_parts(shape)):
            path.addPolygon(QPolygonF([self.at(x, y) for x, y in get_coordinates(ring).tolist()]))
            path.closeSubpath()
        return path

    def lines(self, strokes: Sequence[Stroke]) -> QPainterPath:
        """Several strokes as one path."""
        path = QPainterPath()
        for stroke in strokes:
            path.addPath(self.line(stroke.points))
        return path

    def line(self, points: tuple[tuple[float, float], ...]) -> QPainterPath:
        """A line through points."""
        path = QPainterPath(self.at(*points[0]))
        for point in points[1:]:
            path.lineTo(self.at(*point))
        return path


def fitted(room: QRectF, extent: Extent) -> Frame:
    """The frame that shows a whole extent as large as the room lets it be."""
    west, south, east, north = extent
    scale = min(room.width() / max(east - west, 0.1), room.height() / max(north - south, 0.1))
    return centred(room, extent, min(max(scale, FARTHEST), CLOSEST))


def centred(room: QRectF, extent: Extent, scale: float) -> Frame:
    """The frame of a scale whose middle is that of an extent."""
    west, south, east, north = extent
    return Frame(
        room, (west + east) / 2 - room.width() / 2 / scale, (south + north) / 2 + room.height() / 2 / scale, scale
    )
