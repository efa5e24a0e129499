"""The map in the window: a pyqtgraph view that shows what the compositor has, and hands pointers and keys to a tool."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PyQt6.QtCore import QPoint, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QImage, QPainter, QResizeEvent, QTransform
from PyQt6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera, CameraModel
from desktop.canvas.columns import PointColumns, ShapeColumns
from desktop.canvas.compositor import Compositor, Scene, Swipe
from desktop.canvas.cross import Cross, paint_cross
from desktop.canvas.furniture import NORTH, Furniture, edges_taken, paint_furniture, scale_bar
from desktop.canvas.gestures import HandledView
from desktop.canvas.glide import Glide
from desktop.canvas.hits import Hit, count_between, hits_at, ids_between, ids_within
from desktop.canvas.hover import paint_hover
from desktop.canvas.layer import MapLayer, PointLayer, ShapeLayer
from desktop.canvas.mercator import to_degrees
from desktop.canvas.paint import Painted, paint_map, untranslated
from desktop.canvas.pictures import blank, painting
from desktop.canvas.qt_enums import meet_qt_enums
from desktop.canvas.refreshing import Refreshing
from desktop.canvas.tools.pan import PanTool
from desktop.canvas.tools.snapping import Snapped, snap
from desktop.canvas.tools.tool import Pointer, Tool
from desktop.canvas.workers import Workers
from desktop.theme.theme import Theme
from forensics.messages import Message, say

MOST_SELECTED = 100_000
"""Records that a hand may select at once; a filter says what more are."""
SYMBOL = 14.0
"""Pixels about the place of a record that its symbol takes."""
Chosen = Mapping[str, frozenset[int]]


class MapCanvas(HandledView):
    """Shows layers through a camera. Nothing is drawn here but ready pictures and what a tool is about."""

    camera_changed = pyqtSignal(object)  # Camera
    pointer_moved = pyqtSignal(float, float, float)  # lon, lat, half a pixel in metres on the ground
    pointer_left = pyqtSignal()
    identified = pyqtSignal(object)  # list[Hit]: everything under a click
    hovered = pyqtSignal(object)  # Hit or None
    selection_changed = pyqtSignal(object)  # dict[layer key, frozenset of row numbers]
    counts_changed = pyqtSignal(object)  # dict[layer key, rows in view]
    context_requested = pyqtSignal(object, object)  # QPoint on the screen, list[Hit]
    settled = pyqtSignal(object)  # Painted: the picture is complete and sharp
    tool_changed = pyqtSignal(object)  # Tool
    refused = pyqtSignal(object)  # Message: why what was asked for is not done
    failed = pyqtSignal(object)  # an exception while drawing

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, language: str = "en",
        translate: Callable[[Message | str], str] = untranslated, workers: int = 2,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.animated = True
        self.snapping = True
        self._translate = translate
        meet_qt_enums()
        self._hover: Hit | None = None
        self._cross: Cross | None = None
        self._model = CameraModel(Camera(width=max(self.width(), 1), height=max(self.height(), 1)))
        self._workers = Workers(workers, self)
        self._compositor = Compositor(Scene((), theme, language), self._workers, self)
        self._refreshing = Refreshing(self._workers, self.layer, self)
        self._glide = Glide(self.look, self)
        self._map_items = pyqtgraph.ItemGroup()
        self.addItem(self._map_items)
        self._model.listen(self._moved)
        self._compositor.changed.connect(self.viewport().update)
        self._compositor.settled.connect(self._settled)
        self._compositor.failed.connect(self.failed)
        self._refreshing.refreshed.connect(self._refreshed)
        self.pan_tool = PanTool(self, self)
        self._tool: Tool = self.pan_tool

    # The camera

    @property
    def model(self) -> CameraModel:
        """To subscribe to the camera, or to share it with another map."""
        return self._model

    @property
    def camera(self) -> Camera:
        return self._model.camera

    def look(self, camera: Camera) -> None:
        """Look elsewhere, at once."""
        self._model.camera = camera

    def glide(self, camera: Camera, around: tuple[float, float] | None = None) -> None:
        """Look elsewhere, in a short movement where movements are wanted."""
        if self.animated:
            self._glide.start(self.camera, camera, around)
        else:
            self.look(camera)

    def zoom(self, factor: float, px: float | None = None, py: float | None = None) -> None:
        """Larger or smaller around a pixel, on from where a movement under way is going."""
        goal = self._glide.goal if self._glide.running else self.camera
        at = (self.camera.width / 2 if px is None else px, self.camera.height / 2 if py is None else py)
        wanted = self.camera.zoomed(self.camera.mpp / goal.mpp * factor, *at)
        self.glide(wanted, at)

    def zoom_to_extent(self, west: float, south: float, east: float, north: float) -> None:
        """Show a whole extent in degrees."""
        self.glide(self.fitted(west, south, east, north))

    def fitted(self, west: float, south: float, east: float, north: float) -> Camera:
        """The camera that shows a whole extent in degrees, clear of what stands on the map and lies over it."""
        taken = edges_taken(self.furniture, self.camera)
        left, top, right, bottom = (edge + SYMBOL if edge else 0.0 for edge in taken)
        return self.camera.fitted(west, south, east, north, taken=(left, top, right, bottom))

    def zoom_to_all(self) -> None:
        """Show all records, or the base map where there are none."""
        records = [layer.extent for layer in self.layers if layer.visible and not layer.background]
        country = [layer.extent for layer in self.layers if layer.key == "base.country"]
        everything = [layer.extent for layer in self.layers]
        self._zoom_to(next((found for found in (records, country, everything) if any(found)), []))

    def zoom_to_layer(self, key: str) -> None:
        """Show all of one layer."""
        self._zoom_to([self.layer(key).extent])

    def zoom_to_selection(self) -> None:
        """Show all that is selected."""
        self._zoom_to([_extent_of(self.layer(key), ids) for key, ids in self.selection.items()])

    # The layers

    @property
    def layers(self) -> tuple[MapLayer, ...]:
        return self._compositor.scene.layers

    def layer(self, key: str) -> MapLayer:
        """The layer of a key. Raises KeyError."""
        return {layer.key: layer for layer in self.layers}[key]

    def set_layers(self, layers: Iterable[MapLayer]) -> None:
        """Show these, from the bottom up; points stand over areas whatever their order."""
        self._show(layers=tuple(layers))

    def replace_layer(self, layer: MapLayer) -> None:
        """Put a layer in the place of the one of its key."""
        self.set_layers(layer if shown.key == layer.key else shown for shown in self.layers)

    def set_visible(self, key: str, visible: bool) -> None:
        self._alter(key, visible=visible)

    def set_opacity(self, key: str, opacity: float) -> None:
        self._alter(key, opacity=min(max(opacity, 0.0), 1.0))

    def set_order(self, keys: Sequence[str]) -> None:
        """The layers in this order from the bottom up; those that it does not name stay where they are, below."""
        turn = {key: at for at, key in enumerate(keys)}
        self.set_layers(sorted(self.layers, key=lambda layer: turn.get(layer.key, -1)))

    def refresh(self, key: str, columns: PointColumns | ShapeColumns, removed: Collection[int] = ()) -> None:
        """Put changed rows in, and take removed ones out, on a worker; the map shows them when that is done."""
        self._refreshing.refresh(key, columns, removed)

    # Two images of one place

    @property
    def swipe_share(self) -> float:
        return self._compositor.share

    def swipe(self, swipe: Swipe | None) -> None:
        """Show two layers on the two sides of a line, or all layers everywhere."""
        if swipe != self._compositor.scene.swipe:
            self._show(swipe=swipe)

    def move_swipe(self, share: float) -> None:
        """Move the line; nothing is drawn anew."""
        self._compositor.share = share

    # What it looks like

    @property
    def theme(self) -> Theme:
        return self._compositor.scene.theme

    def set_theme(self, theme: Theme) -> None:
        self._show(theme=theme)

    def set_language(self, language: str, translate: Callable[[Message | str], str]) -> None:
        """Names and words in another language."""
        self._translate = translate
        self._show(language=language)

    @property
    def furniture(self) -> Furniture:
        return self._compositor.scene.furniture

    def set_furniture(self, furniture: Furniture) -> None:
        """Attribution, scale bar, north, the watermark of what is invented, and where buttons lie over the map."""
        if furniture != self.furniture:
            self._show(furniture=furniture)

    @property
    def cross(self) -> Cross | None:
        """The place that is marked, if any."""
        return self._cross

    def mark(self, cross: Cross | None) -> None:
        """Mark a place in the stead of the one before, or none."""
        self._cross = cross
        self.viewport().update()

    def picture(self, width: int, height: int, sharpness: float = 1.0) -> QImage:
        """The same map as a picture of its own, painted at once; blocking."""
        scene, image = self._compositor.scene, blank(width, height, sharpness)
        with painting(image) as painter:
            paint_map(
                painter, scene.layers, self.camera.resized(width, height), scene.theme, language=scene.language,
                furniture=replace(scene.furniture, bars=()), selection=scene.selection, translate=self._translate,
            )  # fmt: skip
        return image

    # Selecting and identifying

    @property
    def selection(self) -> Chosen:
        return self._compositor.scene.selection or {}

    @property
    def painted(self) -> Painted | None:
        """What stands on the map now: marks with their places, names, counts."""
        return self._compositor.painted

    @property
    def is_settled(self) -> bool:
        return self._compositor.is_settled

    def select(self, selection: Mapping[str, Iterable[int]]) -> None:
        """Show these rows as selected, and say so when that is new."""
        chosen = {key: frozenset(int(row) for row in rows) for key, rows in selection.items()}
        chosen = {key: rows for key, rows in chosen.items() if rows}
        if chosen != self.selection:
            self._show(selection=chosen)
            self.selection_changed.emit(chosen)

    def hits(self, px: float, py: float) -> list[Hit]:
        """Everything under a pixel, within 12 pixels."""
        return hits_at(self.layers, self.painted, self.camera, px, py)

    def choose(self, hits: list[Hit], adding: bool) -> None:
        """A click: select what lies on top, or change whether it is selected; tell of all that lies there."""
        if not hits or self._not_too_many(hits[0].count):
            top = {hits[0].layer: frozenset(hits[0].ids.tolist())} if hits else {}
            self.select(_toggled(self.selection, top) if adding else top)
        self.identified.emit(hits)

    def choose_between(self, left: float, top: float, right: float, bottom: float, adding: bool) -> None:
        """A rectangle in pixels: select all that it holds."""
        if not self._not_too_many(count_between(self.layers, self.camera, left, top, right, bottom)):
            return
        self._select_rows(ids_between(self.layers, self.camera, left, top, right, bottom), adding)

    def choose_within(self, area: BaseGeometry, adding: bool) -> None:
        """An area in degrees: select all points within it, and all shapes that meet it."""
        rows = ids_within(self.layers, self.camera, area)
        if self._not_too_many(sum(len(ids) for ids in rows.values())):
            self._select_rows(rows, adding)

    def say(self, message: Message) -> str:
        """A message in the language of the map."""
        return self._translate(message)

    def hover(self, hit: Hit | None) -> None:
        """Show what lies under the pointer."""
        if hit is self._hover or (hit is not None and hit.same_as(self._hover)):
            return
        self._hover = hit
        self.hovered.emit(hit)
        self.viewport().update()

    # Tools

    @property
    def tool(self) -> Tool:
        return self._tool

    def take(self, tool: Tool | None) -> None:
        """Take a tool in hand; None puts it down and leaves panning."""
        self._tool.cancel()
        self.hover(None)
        self._tool = tool or self.pan_tool
        self.set_cursor(self._tool.cursor)
        self.tool_changed.emit(self._tool)
        self.viewport().update()

    def snapped(
        self, px: float, py: float, more: tuple[BaseGeometry, ...] = (), without: tuple[str, int] | None = None
    ) -> Snapped | None:
        if not self.snapping:
            return None
        return snap(self.layers, self.camera, px, py, more, without)

    def repaint_tools(self) -> None:
        self.viewport().update()

    def set_cursor(self, shape: Qt.CursorShape) -> None:
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def add_map_item(self, item: QGraphicsItem) -> None:
        """Put any item of pyqtgraph's or Qt's on the map; its coordinates are EPSG:3857 metres, y growing north."""
        item.setParentItem(self._map_items)
        self._place_items()

    def end(self) -> None:
        """End the threads; called when the window closes."""
        self._glide.stop()
        self._compositor.end()

    # Inside

    def told(self, pointer: Pointer | None) -> None:
        if pointer is None:
            self.pointer_left.emit()
        else:
            self.pointer_moved.emit(pointer.lon, pointer.lat, self.camera.accuracy_m(pointer.py))

    def context(self, where: QPoint, px: float, py: float) -> None:
        self.context_requested.emit(where, self.hits(px, py))

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        self._compositor.paint(painter, self.camera)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        scene, camera = self._compositor.scene, self.camera
        if self._hover is not None:
            paint_hover(painter, self._hover, scene.layers, self.painted, camera, scene.theme)
        if self._cross is not None:
            paint_cross(painter, self._cross, camera, scene.theme)
        self._tool.paint(painter, camera, scene.theme)
        words = self._translate(scale_bar(camera)[1])
        paint_furniture(painter, scene.furniture, camera, scene.theme, words, self._translate(NORTH))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_model"):
            size = self.viewport().size()
            self.look(self.camera.resized(size.width(), size.height()))

    def _select_rows(self, rows: Mapping[str, NDArray[np.int64]], adding: bool) -> None:
        found = {key: frozenset(ids.tolist()) for key, ids in rows.items()}
        if adding:
            held = self.selection
            found = {key: found.get(key, frozenset()) | held.get(key, frozenset()) for key in {*found, *held}}
        self.select(found)

    def _not_too_many(self, count: int) -> bool:
        if count > MOST_SELECTED:
            self.refused.emit(
                say("{count:,} records are too many to select at once: zoom in, or filter first.", count=count)
            )
        return count <= MOST_SELECTED

    def _show(self, **altered: Any) -> None:
        self._compositor.show(replace(self._compositor.scene, **altered))
        self.viewport().update()

    def _alter(self, key: str, **altered: Any) -> None:
        layer = self.layer(key)
        if isinstance(layer, PointLayer | ShapeLayer):
            self.replace_layer(replace(layer, **altered))

    def _refreshed(self, layer: MapLayer) -> None:
        if isinstance(layer, PointLayer | ShapeLayer) and any(shown.key == layer.key for shown in self.layers):
            self._alter(layer.key, index=layer.index)

    def _moved(self, camera: Camera) -> None:
        self._compositor.look(camera, self.devicePixelRatioF())
        self._place_items()
        self.viewport().update()
        self.camera_changed.emit(camera)

    def _place_items(self) -> None:
        camera = self.camera
        scale = 1 / camera.mpp
        self._map_items.setTransform(QTransform(scale, 0, 0, -scale, -camera.left * scale, camera.top * scale))

    def _settled(self, painted: Painted) -> None:
        self.counts_changed.emit(dict(painted.counts))
        self.settled.emit(painted)

    def _zoom_to(self, extents: Iterable[tuple[float, float, float, float] | None]) -> None:
        known = np.array([extent for extent in extents if extent is not None])
        if len(known):
            (west, south), (east, north) = known[:, :2].min(axis=0), known[:, 2:].max(axis=0)
            lon, lat = to_degrees(np.array([west, east]), np.array([south, north]))
            self.zoom_to_extent(float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1]))


def _extent_of(layer: MapLayer, ids: frozenset[int]) -> tuple[float, float, float, float] | None:
    """The extent of some rows in EPSG:3857 metres."""
    rows = np.fromiter(ids, np.int64, len(ids))
    if isinstance(layer, PointLayer):
        x, y = layer.index.metres(layer.index.places_of(rows))
        return (float(x.min()), float(y.min()), float(x.max()), float(y.max())) if len(x) else None
    if isinstance(layer, ShapeLayer):
        bounds = layer.index.bounds[np.isin(layer.index.ids, rows)]
        if len(bounds):
            west, south = bounds[:, :2].min(axis=0)
            east, north = bounds[:, 2:].max(axis=0)
            return float(west), float(south), float(east), float(north)
    return None


def _toggled(selection: Chosen, rows: Chosen) -> dict[str, frozenset[int]]:
    """The selection with these rows in it, or without them where all were in it."""
    changed = dict(selection)
    for key, ids in rows.items():
        held = changed.get(key, frozenset())
        changed[key] = held - ids if ids <= held else held | ids
    return changed
