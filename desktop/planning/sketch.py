"""What is laid over the map for a while: the parts of a division before they are written, the gaps of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QBrush, QColor, QPainterPath, QPen
from PyQt6.QtWidgets import QGraphicsPathItem, QWidget
from shapely.geometry.base import BaseGeometry

from desktop.canvas.canvas import MapCanvas
from desktop.canvas.mercator import transform_degrees
from desktop.canvas.outlines import outline_of
from desktop.theme.theme import current

WIDE = 2.0


@dataclass(frozen=True, eq=False)
class Sketched:
    """Outlines as one path in metres of the map, and their extent in degrees; made on any thread."""

    path: QPainterPath
    extent: tuple[float, float, float, float]
    count: int


def sketched(shapes: Sequence[BaseGeometry]) -> Sketched | None:
    """The areas of shapes in degrees, ready to be shown; None where there are none. Blocking."""
    path = QPainterPath()
    whole = [one for one in shapes if not one.is_empty and shapely.get_dimensions(one) == 2]
    for one in whole:
        areas = outline_of(shapely.transform(one, transform_degrees)).areas
        if areas is not None:
            path.addPath(areas)
    if not whole:
        return None
    west, south, east, north = (float(one) for one in shapely.total_bounds(whole))
    return Sketched(path, (west, south, east, north), len(whole))


class MapSketch(QObject):
    """One sketch over one map; another takes its place, and `clear` takes it away."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._item: QGraphicsPathItem | None = None
        self.shown: Sketched | None = None
        self.purpose = ""

    @property
    def window(self) -> QWidget | None:
        """The window of the map."""
        found: QWidget | None = self._canvas.window()
        return found

    def show(self, found: Sketched | None, purpose: str, *, hatched: bool = False) -> None:
        """Show a sketch for a purpose, such as `gaps`; none takes away what was shown for it."""
        self.clear()
        if found is None:
            return
        item = QGraphicsPathItem(found.path)
        colour = current().palette_colour("danger" if hatched else "accent")
        pen = QPen(colour, WIDE)
        pen.setCosmetic(True)
        item.setPen(pen)
        fill = QColor(colour)  # the theme keeps its own
        fill.setAlpha(150 if hatched else 36)
        item.setBrush(QBrush(fill, Qt.BrushStyle.BDiagPattern if hatched else Qt.BrushStyle.SolidPattern))
        self._canvas.add_map_item(item)
        self._item, self.shown, self.purpose = item, found, purpose

    def clear(self, purpose: str = "") -> None:
        """Take away what is shown, or only what is shown for a purpose."""
        if self._item is None or (purpose and purpose != self.purpose):
            return
        scene = self._item.scene()
        if scene is not None:
            scene.removeItem(self._item)
        self._item, self.shown, self.purpose = None, None, ""

    def go_to(self) -> None:
        """Have all of it in view."""
        if self.shown is not None:
            self._canvas.zoom_to_extent(*self.shown.extent)
