"""The one way a map is painted: on the screen, into PNG, SVG and PDF.

The ground (areas, lines) and what stands over it (marks, names) are painted apart, since the screen keeps the ground in
tiles; a page paints both at once with `paint_map`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QPainter, QPen

from desktop.canvas.camera import Camera
from desktop.canvas.furniture import (
    NORTH,
    Furniture,
    paint_furniture,
    paint_watermark,
    rooms_of_furniture,
    scale_bar,
)
from desktop.canvas.labels import Label, place_labels
from desktop.canvas.layer import MapLayer, PointLayer, ShapeLayer
from desktop.canvas.marks import Marks, marks_of
from desktop.canvas.mercator import Floats
from desktop.canvas.paint_ground import paint_geometry, paint_ground
from desktop.canvas.paint_marks import paint_marks, place_marks, rooms_of, rooms_of_leaders
from desktop.canvas.styles import AreaStyle
from desktop.canvas.text import paint_text
from desktop.theme.theme import Theme
from forensics.messages import Message

Selection = Mapping[str, frozenset[int]]
"""The numbers of the selected rows by layer."""
SELECTED_EDGE = AreaStyle(stroke="selected", width=3.0)
SELECTED_CASING = AreaStyle(stroke="casing", width=6.0)


@dataclass(frozen=True, eq=False)
class Painted:
    """What was painted over the ground: the marks with their places in pixels, the names, how many of each layer."""

    camera: Camera
    marks: tuple[Marks, ...] = ()
    places: tuple[tuple[Floats, Floats], ...] = ()
    labels: tuple[Label, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """All names on the map, for the title of a picture whose text is outlines."""
        return tuple(label.text for label in self.labels)


def untranslated(message: Message | str) -> str:
    """The English of a message, for pictures that are given no translator."""
    return str(message)


def paint_map(
    painter: QPainter, layers: Sequence[MapLayer], camera: Camera, theme: Theme, *, language: str = "en",
    furniture: Furniture | None = None, selection: Selection | None = None,
    translate: Callable[[Message | str], str] = untranslated,
) -> Painted:  # fmt: skip
    """The whole map into the rectangle (0, 0, camera.width, camera.height) of a painter, from the bottom layer up."""
    painter.save()
    painter.setClipRect(QRectF(0, 0, camera.width, camera.height))
    paint_background(painter, layers, camera, theme)
    painted = paint_over(
        painter, layers, camera, theme, language=language, selection=selection or {}, furniture=furniture
    )
    if furniture is not None:
        paint_furniture(painter, furniture, camera, theme, translate(scale_bar(camera)[1]), translate(NORTH))
        if furniture.watermark:
            paint_watermark(painter, (furniture.watermark,), camera, theme)
    painter.restore()
    return painted


def paint_background(painter: QPainter, layers: Sequence[MapLayer], camera: Camera, theme: Theme) -> None:
    """The colour of what is not known, and over it every layer that lies below the points."""
    painter.fillRect(QRectF(0, 0, camera.width, camera.height), empty_colour(layers, theme))
    for layer in drawn(layers, camera):
        if not isinstance(layer, PointLayer):
            paint_ground(layer, painter, camera, theme)


def empty_colour(layers: Sequence[MapLayer], theme: Theme) -> QColor:
    """What lies where nothing is drawn: land beyond, where the base map draws the sea, else water."""
    has_sea = any(layer.key == "base.sea" for layer in layers)
    return theme.colour("beyond" if has_sea else "water")


def paint_over(
    painter: QPainter, layers: Sequence[MapLayer], camera: Camera, theme: Theme, *, language: str,
    selection: Selection, furniture: Furniture | None = None, beyond: float = 0.0,
) -> Painted:  # fmt: skip
    """Selected areas, marks and names (clear of the furniture); `beyond` the edge marks are drawn so many pixels."""
    shown = list(drawn(layers, camera))
    _paint_selected_areas(painter, shown, camera, theme, selection)
    points = [layer for layer in shown if isinstance(layer, PointLayer) and not layer.labels_only]
    marks = [marks_of(layer, camera, selected_tally(layer, selection), beyond) for layer in points]
    taken = rooms_of_furniture(furniture or Furniture(scale_bar=False, north=False), camera)
    places = place_marks(points, marks, camera, taken)
    paint_marks(painter, points, marks, places, camera, theme)
    rooms = [rooms_of(layer, found, x, y) for layer, found, (x, y) in zip(points, marks, places, strict=True)]
    rooms += [rooms_of_leaders(found, x, y, camera) for found, (x, y) in zip(marks, places, strict=True)]
    named = {found.key: found for found in marks}
    labels = place_labels(shown, named, camera, language, np.concatenate([*rooms, taken]))
    for label in labels:
        _paint_label(painter, label, theme)
    counts = {found.key: found.total for found in marks} | count_shapes(shown, camera)
    return Painted(camera, tuple(marks), tuple(places), tuple(labels), counts)


def drawn(layers: Sequence[MapLayer], camera: Camera) -> Sequence[MapLayer]:
    """The layers that are to be seen at this scale, in their order."""
    return [layer for layer in layers if layer.visible and camera.ground_mpp <= layer.from_mpp]


def count_shapes(layers: Sequence[MapLayer], camera: Camera) -> dict[str, int]:
    """How many shapes of each layer meet the view."""
    return {
        layer.key: len(layer.index.meeting(*camera.bounds))
        for layer in layers
        if isinstance(layer, ShapeLayer) and not layer.background
    }


def selected_tally(layer: PointLayer, selection: Selection) -> NDArray[np.int32] | None:
    """How many of the first k sorted points are selected, or None where none is."""
    ids = selection.get(layer.key)
    return layer.index.tally_of(ids) if ids else None


def _paint_selected_areas(
    painter: QPainter, layers: Sequence[MapLayer], camera: Camera, theme: Theme, selection: Selection
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for layer in layers:
        ids = selection.get(layer.key)
        if ids and isinstance(layer, ShapeLayer):
            rows = layer.index.meeting(*camera.padded(8), exactly=False)
            rows = rows[np.isin(layer.index.ids[rows], np.fromiter(ids, np.int64, len(ids)))]
            for geometry in layer.index.at_scale(camera.mpp)[rows]:
                paint_geometry(painter, geometry, SELECTED_CASING, camera, theme)
                paint_geometry(painter, geometry, SELECTED_EDGE, camera, theme)


def _paint_label(painter: QPainter, label: Label, theme: Theme) -> None:
    if label.dot is not None:
        painter.setPen(QPen(theme.colour("halo"), 1.4))
        painter.setBrush(theme.colour(label.style.colour))
        painter.drawEllipse(QPointF(*label.dot), 2.6, 2.6)
    paint_text(painter, label.text, label.x, label.y, label.style, theme)
