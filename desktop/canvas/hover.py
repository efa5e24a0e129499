"""What lies under the pointer, shown: a ring around a mark, the outline of a shape."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QPainter, QPen

from desktop.canvas.camera import Camera
from desktop.canvas.hits import Hit
from desktop.canvas.layer import MapLayer, ShapeLayer
from desktop.canvas.paint import Painted
from desktop.canvas.paint_ground import paint_geometry
from desktop.canvas.styles import AreaStyle
from desktop.theme.theme import Theme

EDGE = AreaStyle(stroke="selected", width=2.0)
CASING = AreaStyle(stroke="casing", width=4.5)


def paint_hover(
    painter: QPainter, hit: Hit, layers: Sequence[MapLayer], painted: Painted | None, camera: Camera, theme: Theme
) -> None:
    """Mark what a hit stands for."""
    layer = next((layer for layer in layers if layer.key == hit.layer and layer.visible), None)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if isinstance(layer, ShapeLayer):
        rows = np.flatnonzero(layer.index.ids == hit.ids[0])
        for geometry in shapely.clip_by_rect(layer.index.at_scale(camera.mpp)[rows], *camera.padded(50)):
            paint_geometry(painter, geometry, CASING, camera, theme)
            paint_geometry(painter, geometry, EDGE, camera, theme)
    elif layer is not None:
        x, y, radius = _mark_of(hit, painted, camera)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in (("casing", 4.5), ("selected", 2.2)):
            painter.setPen(QPen(theme.colour(colour), width))
            painter.drawEllipse(QPointF(x, y), radius, radius)


def _mark_of(hit: Hit, painted: Painted | None, camera: Camera) -> tuple[float, float, float]:
    """Where the mark stands now in pixels: beside its place, if it had to give way to another."""
    x, y = (float(value) for value in camera.pixels(*hit.anchor))
    if painted is not None:
        for marks, (placed_x, placed_y) in zip(painted.marks, painted.places, strict=True):
            if marks.key != hit.layer:
                continue
            for at in np.flatnonzero((marks.x == hit.anchor[0]) & (marks.y == hit.anchor[1])).tolist():
                then_x, then_y = painted.camera.pixels(*hit.anchor)
                radius = float(marks.radius[at]) if marks.code[at] < 0 else 12.0
                return x + float(placed_x[at] - then_x), y + float(placed_y[at] - then_y), radius + 3
    return x, y, 14.0
