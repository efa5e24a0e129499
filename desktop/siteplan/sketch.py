"""What is being drawn on the plan, and how it looks until it is finished."""

from __future__ import annotations

from dataclasses import dataclass, field

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QPainter, QPen

from desktop.canvas.tools.draw import paint_handle, paint_sketch
from desktop.siteplan.frame import Frame
from desktop.theme.theme import Theme
from forensics.messages import Message, say
from layers.siteplan.drawing import Point
from layers.surveying.placing import FEWEST
from layers.surveying.sketching import Vertex

FIGURE = "figure"
"""Skull, pelvis and feet of a body: three points that are three fields."""
POINTS_OF_FIGURE = ("skull", "pelvis", "feet")
HINTS = {
    "Point": say("Click where it lies, or type its measurements."),
    "MultiLineString": say("Click or type point after point; Enter finishes, Backspace takes one back."),
    "MultiPolygon": say("Click or type corner after corner; Enter or a click on the first finishes."),
}
HINTS_OF_FIGURE = (
    say("Skull: click its middle, or type its measurements."),
    say("Pelvis: click its middle, or type its measurements."),
    say("Feet: click between them, or type their measurements."),
)


@dataclass
class Sketch:
    """Vertices of one geometry, in metres of the grid; in a section `across` names the axis that runs across."""

    geometry: str
    across: str = "x"
    up: str = "y"
    vertices: list[Vertex] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether it takes no further vertex."""
        return len(self.vertices) >= {"Point": 1, FIGURE: 3}.get(self.geometry, 10**9)

    @property
    def may_finish(self) -> bool:
        """Whether there are enough vertices."""
        return len(self.vertices) >= (3 if self.geometry == FIGURE else FEWEST[self.geometry])

    @property
    def hint(self) -> Message:
        """What is to be done next."""
        if self.geometry == FIGURE:
            return HINTS_OF_FIGURE[min(len(self.vertices), 2)]
        return HINTS[self.geometry]

    def seen(self, vertex: Vertex) -> Point:
        """A vertex in metres of the view."""
        return (vertex.x if self.across == "x" else vertex.y), (vertex.y if self.up == "y" else vertex.z or 0.0)

    def closes(self, x: float, y: float) -> bool:
        """Whether a point of the view is the first corner of an area that may be closed."""
        return self.geometry == "MultiPolygon" and self.may_finish and (x, y) == self.seen(self.vertices[0])


def paint_sketched(
    painter: QPainter, sketch: Sketch, frame: Frame, theme: Theme, hover: Point | None, snapped: bool
) -> None:
    """The vertices so far and the way to the pointer, over everything."""
    painter.save()
    set_ = [frame.at(*sketch.seen(one)) for one in sketch.vertices]
    points = [*set_, frame.at(*hover)] if hover is not None else set_
    if sketch.geometry != "Point":
        paint_sketch(painter, points, theme, closed=sketch.geometry == "MultiPolygon")
    for point in set_:
        paint_handle(painter, point, theme)
    if hover is not None:
        _paint_pointer(painter, points[-1], theme, snapped)
    painter.restore()


def _paint_pointer(painter: QPainter, at: QPointF, theme: Theme, snapped: bool) -> None:
    """A cross where the next vertex would go; a square about what it snaps to."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in (("casing", 4.0), ("vermillion" if snapped else "selected", 2.0)):
        painter.setPen(QPen(theme.colour(colour), width))
        painter.drawLine(at + QPointF(-9, 0), at + QPointF(9, 0))
        painter.drawLine(at + QPointF(0, -9), at + QPointF(0, 9))
        if snapped:
            painter.drawRect(int(at.x()) - 7, int(at.y()) - 7, 14, 14)
