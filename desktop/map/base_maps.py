"""The base maps of the open project: opened on threads, remembered in the register as this copy's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from desktop import tasks
from desktop.canvas.backdrop import ROLE, Drawables, ImageLayer, TileLayer
from desktop.canvas.columns import shape_columns
from desktop.canvas.layer import MapLayer, base_layer
from desktop.canvas.mercator import to_degrees
from desktop.session import Session
from forensics.dates import read_date
from forensics.errors import TaphosError
from forensics.identifiers import new_id
from forensics.messages import say
from layers.basemaps.image import Image
from layers.basemaps.kept import BaseMap, base_maps, keep_base_maps
from layers.basemaps.online import OnlineTiles, host_of
from layers.basemaps.opening import Source, offered, open_base_map
from layers.basemaps.outlines import Outlines
from layers.basemaps.servers import Server
from layers.basemaps.vector_tiles import lines_of
from layers.crs import UnknownCrs

GATHERED = 200
"""Milliseconds in which tiles that arrive from a server are gathered before the map is drawn anew."""
LAYER = "basemap."


@dataclass(frozen=True)
class Shown:
    """A base map and what draws it; none where it could not be opened, and then why."""

    about: BaseMap
    layer: MapLayer | None = None
    fault: TaphosError | None = None


class BaseMaps(QObject):
    """Holds them from the bottom up; everything that reads a file runs on a thread."""

    changed = pyqtSignal()
    """Something else is to be drawn."""
    listed = pyqtSignal()
    """There are others, in another order, or one is called or dated otherwise."""
    crs_wanted = pyqtSignal(object, object, str)
    """A file that does not say its coordinate system, why it is asked for, and what was answered before."""
    added = pyqtSignal(object)
    """West, south, east, north in degrees of what a person has just added."""
    _faulty = pyqtSignal(object)
    _arrived = pyqtSignal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[Shown, ...] = ()
        self._opened: dict[str, Source] = {}
        self._come: set[str] = set()
        self._insisted: set[tuple[Path, str]] = set()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHERED)
        self._gather.timeout.connect(self._draw_what_came)
        self._faulty.connect(session.refused)
        self._arrived.connect(self._gathered)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """From the bottom up."""
        return self._shown

    @property
    def layers(self) -> tuple[MapLayer, ...]:
        return tuple(one.layer for one in self._shown if one.layer is not None)

    @property
    def attributions(self) -> tuple[str, ...]:
        """Whom the base maps that are seen are owed to."""
        return tuple(
            dict.fromkeys(one.about.attribution for one in self._shown if one.about.visible and one.about.attribution)
        )

    @property
    def hosts(self) -> tuple[str, ...]:
        """The servers that are asked for tiles now."""
        online = (one for one in self._shown if one.about.kind == "online" and one.layer is not None)
        asked = (host_of(one.about.source) for one in online if one.about.visible)
        return tuple(dict.fromkeys(asked))

    def two_dated(self) -> tuple[Shown, Shown] | None:
        """The earliest and the latest of those that are seen and have a date; None where there are no two."""
        dated = [(read_date(one.about.date).earliest, at) for at, one in enumerate(self._shown) if _is_dated(one)]
        ordered = [at for _, at in sorted(dated, key=lambda pair: (pair[0] or date.min, pair[1]))]
        return (self._shown[ordered[0]], self._shown[ordered[-1]]) if len(ordered) > 1 else None

    def read(self) -> None:
        """Open what the project remembers; what asks a server stays off until a person turns it on again."""
        project = self._session.project

        def opened(progress: object) -> list[tuple[BaseMap, Source | TaphosError]]:
            kept = (replace(one, visible=one.visible and one.kind != "online") for one in base_maps(project))
            return [(one, _opened(one)) for one in kept]

        tasks.start(opened, done=self._take, failed=self._session.failed.emit)

    def add(self, path: Path, crs: str = "") -> None:
        """Show a file, on top of the others; one without a coordinate system is asked about (`crs_wanted`)."""

        def refused(reason: TaphosError) -> None:
            if isinstance(reason, UnknownCrs):
                self.crs_wanted.emit(path, reason, crs)
            else:
                self._session.refused.emit(reason)

        def done(found: list[tuple[BaseMap, Source | TaphosError]]) -> None:
            made = tuple(self._made(about, source) for about, source in found)
            elsewhere = self._elsewhere(made)
            if elsewhere is not None and crs and (path, crs) not in self._insisted:
                self._insisted.add((path, crs))
                for one in made:
                    self._close(self._opened.pop(one.about.id, None))
                self.crs_wanted.emit(path, _doubted(path, crs, elsewhere), crs)
                return
            self._add(made)
            if elsewhere is not None:
                lon, lat = elsewhere
                outside = say("“{file}” lies at longitude {lon}, latitude {lat}, outside the area of this project.",
                              file=path.name, lon=f"{lon:.2f}", lat=f"{lat:.2f}")  # fmt: skip
                self._session.told.emit(outside)

        tasks.start(
            lambda progress: [(one, _opened(one)) for one in offered(path, crs)],
            done=done, refused=refused, failed=self._session.failed.emit,
        )  # fmt: skip

    def add_server(self, server: Server) -> None:
        """Remember a server; nothing is asked of it before its eye is opened. Raises BaseMapRefused."""
        about = BaseMap(
            new_id(),
            "online",
            server.address,
            server.name,
            attribution=server.attribution,
            visible=False,
            on_pages=False,
        )
        self._add((self._made(about, OnlineTiles(server.address, server.name, server.attribution)),))

    def remove(self, id_: str) -> None:
        """Show it no longer; the file stays where it is."""
        source = self._opened.pop(id_, None)
        self._set(tuple(one for one in self._shown if one.about.id != id_), listed=True)
        self._close(source)

    def move(self, id_: str, up: int) -> None:
        """Lay it over (1) or under (-1) its neighbour."""
        order = list(self._shown)
        at = next(at for at, one in enumerate(order) if one.about.id == id_)
        to = min(max(at + up, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        self._set(tuple(order), listed=True)

    def alter(self, id_: str, **altered: Any) -> None:
        """Show it otherwise: visible, opacity, name, date, on_pages, attribution."""
        shown = tuple(
            _altered(one, replace(one.about, **altered)) if one.about.id == id_ else one for one in self._shown
        )
        self._set(shown, listed=bool({"name", "date", "on_pages"} & set(altered)))

    def end(self) -> None:
        """Close what is open."""
        for source in self._opened.values():
            if not isinstance(source, Outlines):
                source.close()
        self._opened.clear()

    # Inside

    def _take(self, found: list[tuple[BaseMap, Source | TaphosError]]) -> None:
        if found:
            self._shown = (*self._shown, *(self._made(about, source) for about, source in found))
            self.listed.emit()
            self.changed.emit()
        for about, source in found:
            if isinstance(source, TaphosError) and about.visible:
                self._session.refused.emit(source)

    def _add(self, made: tuple[Shown, ...]) -> None:
        self._set((*self._shown, *made), listed=True)
        extent = _extent_of(made)
        if extent is not None:
            self.added.emit(extent)

    def _elsewhere(self, made: tuple[Shown, ...]) -> tuple[float, float] | None:
        """The middle of what lies outside the country of the project, in degrees; None of what meets it."""
        pack, extent = self._session.project.pack, _extent_of(made)
        if pack is None or extent is None:
            return None
        west, south, east, north = pack.bounds
        if extent[0] <= east and west <= extent[2] and extent[1] <= north and south <= extent[3]:
            return None
        return (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2

    def _close(self, source: Source | None) -> None:
        if source is not None and not isinstance(source, Outlines):
            tasks.start(lambda progress: source.close())

    def _made(self, about: BaseMap, source: Source | TaphosError) -> Shown:
        if isinstance(source, TaphosError):
            return Shown(about, fault=source)
        self._opened[about.id] = source
        if isinstance(source, OnlineTiles):
            source.arrived = lambda: self._arrived.emit(about.id)
            source.refused = _once(self._faulty.emit)
        return _altered(Shown(about, layer_of(about, source, self._faulty.emit)), about)

    def _set(self, shown: tuple[Shown, ...], listed: bool) -> None:
        self._shown = shown
        if listed:
            self.listed.emit()
        self.changed.emit()
        project, kept = self._session.project, [one.about for one in shown]
        tasks.start(
            lambda progress: keep_base_maps(project, kept),
            refused=self._session.refused.emit, failed=self._session.failed.emit, in_order=True,
        )  # fmt: skip

    def _gathered(self, id_: str) -> None:
        self._come.add(id_)
        self._gather.start()

    def _draw_what_came(self) -> None:
        """Another layer of the same tiles, so that what was drawn without them is drawn anew."""
        come, self._come = self._come, set()
        self._shown = tuple(_altered(one, one.about) if one.about.id in come else one for one in self._shown)
        self.changed.emit()


def layer_of(about: BaseMap, source: Source, told: Callable[[TaphosError], None]) -> MapLayer:
    """What draws an opened base map; `told` is called on a worker, once, where a part of it cannot be read."""
    key, told = LAYER + about.id, _once(told)
    if isinstance(source, Outlines):
        columns = shape_columns(np.arange(len(source.geometry)), list(source.geometry))
        return replace(base_layer(ROLE, columns), key=key)
    if isinstance(source, Image):
        return ImageLayer(key, about.name, source, told, date=about.date)
    drawables = Drawables(source, told, lines_of if source.outlines else None)
    return TileLayer(key, about.name, drawables, date=about.date)


def _extent_of(made: tuple[Shown, ...]) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees of those that have a place; None where none has."""
    extents = [one.layer.extent for one in made if one.layer is not None and one.about.kind != "online"]
    known = np.array([extent for extent in extents if extent is not None])
    if not len(known):
        return None
    (west, south), (east, north) = known[:, :2].min(axis=0), known[:, 2:].max(axis=0)
    lon, lat = to_degrees(np.array([west, east]), np.array([south, north]))
    return float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])


def _doubted(path: Path, crs: str, at: tuple[float, float]) -> UnknownCrs:
    return UnknownCrs(
        "In {crs} “{file}” would lie at longitude {lon}, latitude {lat}, outside the area of this project. Name "
        "another coordinate system, or give the same again to show it there.",
        crs=crs, file=path.name, lon=f"{at[0]:.2f}", lat=f"{at[1]:.2f}",
    )  # fmt: skip


def _is_dated(one: Shown) -> bool:
    return one.layer is not None and one.about.visible and bool(one.about.date)


def _opened(about: BaseMap) -> Source | TaphosError:
    try:
        return open_base_map(about)
    except TaphosError as reason:
        return reason


def _altered(one: Shown, about: BaseMap) -> Shown:
    """The same in the looks of `about`; always another layer."""
    if one.layer is None:
        return replace(one, about=about)
    looks: Mapping[str, Any] = {"visible": about.visible, "opacity": about.opacity}
    dated = {"date": about.date} if hasattr(one.layer, "date") else {}
    return replace(one, about=about, layer=replace(one.layer, **looks, **dated))  # type: ignore[type-var]


def _once(told: Callable[[TaphosError], None]) -> Callable[[TaphosError], None]:
    """Tells the first of several faults alone."""
    faults: list[TaphosError] = []

    def tell(reason: TaphosError) -> None:
        faults.append(reason)
        if len(faults) == 1:
            told(reason)

    return tell
