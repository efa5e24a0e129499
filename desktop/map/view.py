"""The map of the open project: canvas, strips and bars over it, bound to the session."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QEvent, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from desktop.actions.actions import ActionSet
from desktop.canvas.camera import Camera
from desktop.canvas.canvas import MapCanvas
from desktop.canvas.cross import Cross
from desktop.canvas.furniture import Furniture
from desktop.canvas.hits import Hit
from desktop.canvas.marks import number_text
from desktop.canvas.mercator import to_degrees
from desktop.map.base_map_dialog import BaseMapAsking
from desktop.map.contents import MapContents
from desktop.map.drawing import MapDrawing
from desktop.map.identified import IdentifiedList
from desktop.map.overlays import TOOLS, ZOOMS, Chooser, HintBar, ToolStrip
from desktop.map.reshaping import Reshaping
from desktop.map.selection import Extent, MapSelection
from desktop.map.views import Views
from desktop.session import Session
from desktop.theme.theme import current
from forensics.messages import Message, say

PIXEL_M = 0.28e-3
"""The side of a pixel by which scales are told, in metres (OGC 06-042, standardised rendering pixel)."""
CLOSE_M = 2_000.0
"""Metres of the ground that a view shows at least when a single place is gone to."""
NEAR_M = 10_000.0
"""Metres of the ground across a view that need not be left for a place within it."""
EDGE, FOOT, NORTH = 10, 34, 62
"""Pixels that strips and bars keep from the edges, from the scale bar, and from the arrow that points north."""


class MapView(QWidget):
    """Shows what MapContents reads; `drawing` tells what a hand drew, `selection` where what is selected lies."""

    place_under = pyqtSignal(float, float)
    """Longitude and latitude under the cursor."""
    scale_changed = pyqtSignal(float)
    counts_changed = pyqtSignal(object)
    """Rows in view by layer key."""
    settled = pyqtSignal()
    """The picture is complete and sharp."""

    def __init__(self, session: Session, contents: MapContents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.contents = session, contents
        self.canvas = MapCanvas(current(), self, session.language, self._say)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.canvas)
        self._bars: tuple[tuple[float, float, float, float], ...] = ()
        self.strip, self.zooms = ToolStrip(self), ToolStrip(self)
        self.hint, self.chooser = HintBar(session, self), Chooser(session, self)
        self.identified = IdentifiedList(session, self)
        for bar in (self.hint, self.chooser, self.identified):
            bar.hide()
            bar.installEventFilter(self)
        self.drawing = MapDrawing(session, contents, self.canvas, self.hint, self)
        self.base_maps = BaseMapAsking(contents.base_maps, session, self)
        self.selection = MapSelection(
            session, contents, self.canvas, self.chooser, self.identified, self.go_to_extent, self
        )
        self.reshaping = Reshaping(session, self)
        self.views = Views(session, contents, self.canvas, self)
        self._connect()
        self.furnish()
        self._framed = False

    def _connect(self) -> None:
        canvas, session = self.canvas, self._session
        self.contents.layers_changed.connect(canvas.set_layers)
        self.contents.base_maps.changed.connect(self.furnish)
        self.contents.base_maps.added.connect(self.bring_extent)
        self.contents.ready.connect(self.frame_records)
        self.drawing.split_drawn.connect(self.reshaping.split)
        self.drawing.place_heard.connect(self.point_out)
        canvas.pointer_moved.connect(lambda lon, lat, accuracy: self.place_under.emit(lon, lat))
        canvas.camera_changed.connect(self._tell_scale)
        canvas.counts_changed.connect(self.counts_changed)
        canvas.settled.connect(lambda painted: self.settled.emit())
        canvas.failed.connect(session.failed)
        canvas.hovered.connect(self._tell_hit)
        session.language_changed.connect(self._relabel)

    def put_actions(self, actions: ActionSet) -> None:
        """Fill the strip of tools, and let their single keys count here."""
        self.strip.fill(actions, TOOLS)
        self.zooms.fill(actions, ZOOMS)
        actions.put_on_map(self)
        self._arrange()

    # What is shown

    def furnish(self) -> None:
        """Attribution, scale bar, north; EXAMPLE where the project's records are invented."""
        pack = self._session.project.pack
        lines = pack.attribution_lines(self._session.language) if pack is not None else ()
        lines = (*lines, *self.contents.base_maps.attributions)
        invented = bool(self._session.project.register.settings.get("example"))
        watermark = self._session.translate(say("EXAMPLE")) if invented else ""
        self.canvas.set_furniture(Furniture(" · ".join(lines), watermark=watermark, bars=self._bars))

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "canvas"):
            self.canvas.set_theme(current())
        elif event is not None and event.type() == QEvent.Type.StyleChange and hasattr(self, "strip"):
            self._arrange()

    def _relabel(self, language: str) -> None:
        self.canvas.set_language(language, self._say)
        self.furnish()

    def _say(self, message: Message | str) -> str:
        return self._session.label(message) if isinstance(message, str) else self._session.translate(message)

    def _tell_hit(self, hit: Hit | None) -> None:
        """What lies under the pointer, as a tool tip: its type, and how many or of which value."""
        self.canvas.setToolTip("" if hit is None else self._words_of(hit))

    def _words_of(self, hit: Hit) -> str:
        kind = self._session.project.catalogue[self.contents.type_of(hit.layer)]
        held = self.contents.held(kind.name)
        if hit.count > 1:
            apart = next((group.title for group in held.groups if group.key == hit.layer), None) if held else None
            return f"{self._say(apart or kind.about.plural)}: {number_text(hit.count)}"
        looks = held.looks if held is not None else None
        title = looks.titles[looks.certain(next(iter(hit.styles)))] if looks is not None and hit.styles else ""
        words = [self._session.label(kind.about.label), self._say(title) if title else ""]
        return " · ".join(dict.fromkeys(filter(None, words)))

    # Where one looks

    def _frame_country(self) -> None:
        pack = self._session.project.pack
        if pack is not None:
            self.canvas.look(self.canvas.fitted(*pack.bounds))

    def frame_records(self) -> None:
        """At the first opening: all records, where there are any."""
        animated, self.canvas.animated = self.canvas.animated, False
        self.canvas.zoom_to_all()
        self.canvas.animated = animated

    def zoom_to_selection(self) -> None:
        """All that is selected; a single point from near by."""
        extent = self.selection.extent
        if extent is not None:
            self.go_to_extent(extent)

    def go_to(self, lon: float, lat: float, words: str = "") -> None:
        """A place from near by; with words, it is marked with them."""
        if words:
            self.canvas.mark(Cross(lon, lat, words))
        self.go_to_extent((lon, lat, lon, lat))

    def point_out(self, lon: float, lat: float) -> None:
        """Mark a place with its coordinate, and go to it where it is not in view, or hardly to be told from others."""
        west, south, east, north = self.canvas.camera.extent()
        camera, words = self.canvas.camera, f"{lat:.6f}, {lon:.6f}"
        if west < lon < east and south < lat < north and camera.ground_mpp * camera.width <= NEAR_M:
            self.canvas.mark(Cross(lon, lat, words))
        else:
            self.go_to(lon, lat, words)

    def go_to_extent(self, extent: Extent) -> None:
        """An extent in degrees, never nearer than CLOSE_M."""
        west, south, east, north = extent
        camera = self.canvas.fitted(west, south, east, north)
        least = CLOSE_M / max(camera.width, 1)
        if camera.ground_mpp < least:
            camera = camera.at((west + east) / 2, (south + north) / 2, camera.mpp * least / camera.ground_mpp)
        self.canvas.glide(camera)

    def bring_extent(self, extent: Extent) -> None:
        """An extent in degrees, where it is not in view at all."""
        west, south, east, north = self.canvas.camera.extent()
        if extent[0] > east or extent[2] < west or extent[1] > north or extent[3] < south:
            self.go_to_extent(extent)

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of the view."""
        lon, lat = to_degrees(self.canvas.camera.x, self.canvas.camera.y)
        return float(lon), float(lat)

    def _tell_scale(self, camera: Camera) -> None:
        self.scale_changed.emit(camera.ground_mpp / PIXEL_M)

    # Places over the map

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if not self._framed and self.width() > 100:
            self._framed = True
            self.canvas.resize(self.size())
            self.frame_records() if self.contents.is_ready else self._frame_country()
        self._arrange()

    def eventFilter(self, watched: object, event: QEvent | None) -> bool:
        if event is not None and event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._arrange()
        return False

    def _arrange(self) -> None:
        for strip, above in ((self.strip, EDGE), (self.zooms, NORTH)):
            strip.fit(self.height() - above - FOOT)
        self.strip.move(EDGE, EDGE)
        self.zooms.move(self.width() - self.zooms.width() - EDGE, NORTH)
        self._keep_clear_of_bars()
        beside = self.strip.width() + 2 * EDGE
        self.identified.place(self.width(), self.height(), EDGE)
        for bar, at_top in ((self.hint, True), (self.chooser, False)):
            bar.setMaximumWidth(max(self.width() - 2 * beside, 240))
            bar.adjustSize()
            x = max((self.width() - bar.width()) // 2, beside)
            bar.move(x, EDGE if at_top else self.height() - bar.height() - FOOT)
            bar.raise_()

    def _keep_clear_of_bars(self) -> None:
        """Names, numbers and what is zoomed to stay out from under the buttons over the map."""
        places = (strip.geometry() for strip in (self.strip, self.zooms))
        self._bars = tuple((p.left() + 0.0, p.top() + 0.0, p.right() + 1.0, p.bottom() + 1.0) for p in places)
        self.canvas.set_furniture(replace(self.canvas.furniture, bars=self._bars))

    def end(self) -> None:
        """End the drawing threads, and close the files of base maps."""
        self.canvas.end()
        self.contents.base_maps.end()
