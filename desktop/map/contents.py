"""What the map of the open project holds: which types are shown and how strongly, read anew where something changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from desktop import tasks
from desktop.canvas.layer import MapLayer, PointLayer, ShapeLayer
from desktop.filters.filters import Filters
from desktop.filters.narrow import NarrowTables
from desktop.map.base_map import base_map
from desktop.map.base_maps import BaseMaps
from desktop.map.layers import AT_FIRST, FROM_BELOW, TypeLayers, read_type
from desktop.session import Session
from forensics.ports import MapColumns
from layers.drawing import BETWEEN
from layers.kept_looks import keep_look, kept_looks
from layers.looks import By

HELD_BACK = 150
"""Milliseconds that the base map waits for the records, so that both are mostly drawn at once."""


class MapContents(QObject):
    """Reads types into layers on threads, filters them, and keeps them in their order; the canvas shows `layers`."""

    layers_changed = pyqtSignal(object)
    """The layers from the bottom up, as a tuple."""
    type_read = pyqtSignal(str)
    """A type was read: other records, for the first time or again."""
    shown_changed = pyqtSignal()
    """Other types are switched on or off."""
    ready = pyqtSignal()
    """The base map and all records are there, for the first time."""

    def __init__(self, session: Session, tables: NarrowTables, filters: Filters, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._tables, self.filters = session, tables, filters
        self._base: tuple[MapLayer, ...] = ()
        self._held: dict[str, TypeLayers] = {}
        self._filtered: dict[str, tuple[MapLayer, ...]] = {}
        self._reading: dict[str, int] = {}
        self._shown = {name: set(types) for name, types in AT_FIRST.items()}
        self._workspace = next(iter(AT_FIRST))
        self._opacity: dict[str, float] = {}
        self._looks: dict[str, By | None] = {}
        self._base_visible, self._waiting, self._filtering, self._again = True, 1, False, False
        self.is_ready = False
        self.base_maps = BaseMaps(session, self)
        self.base_maps.changed.connect(self._tell)
        tables.arrived.connect(self._arrived)
        filters.changed.connect(self.filter)

    @property
    def types(self) -> tuple[str, ...]:
        """The types that the map knows to draw, from the bottom up."""
        known = {kind.name for kind in self._session.project.catalogue.spatial} | set(BETWEEN)
        named = tuple(type_ for type_ in FROM_BELOW if type_ in known)
        return (*(type_ for type_ in sorted(known) if type_ not in named), *named)

    def read(self) -> None:
        """Read the base map; records come as the tables do, those first that are there already."""
        self.base_maps.read()
        pack = self._session.project.pack
        if pack is None:
            self._take_base(())
        else:
            tasks.start(
                lambda progress: base_map(pack), done=self._take_base,
                refused=self._no_base, failed=self._session.failed.emit,
            )  # fmt: skip
        for type_ in self._tables.types:
            self._arrived(type_)

    def held(self, type_: str) -> TypeLayers | None:
        """What was read of a type."""
        return self._held.get(type_)

    def type_of(self, key: str) -> str:
        """The record type of a layer."""
        return key.partition(".")[0]

    def keys_of(self, type_: str) -> tuple[str, ...]:
        """The layers of a type."""
        held = self._held.get(type_)
        return held.keys if held is not None else ()

    # What is shown

    def turn_to(self, workspace: str) -> None:
        """Show what a workspace shows; each keeps its own choice."""
        if workspace != self._workspace:
            self._workspace = workspace
            self._tell()
            self.shown_changed.emit()

    def visible(self, type_: str) -> bool:
        return type_ in self._shown[self._workspace]

    @property
    def shown(self) -> tuple[str, ...]:
        """The types that are switched on."""
        return tuple(type_ for type_ in self.types if self.visible(type_))

    def show(self, type_: str, visible: bool) -> None:
        """Switch a type on or off."""
        if visible != self.visible(type_):
            shown = self._shown[self._workspace]
            (shown.add if visible else shown.discard)(type_)
            self._tell()
            self.shown_changed.emit()

    def show_only(self, types: Iterable[str]) -> None:
        """Switch these types on, and all others off."""
        wanted = set(types) & set(self.types)
        if wanted != set(self.shown):
            self._shown[self._workspace] = wanted
            self._tell()
            self.shown_changed.emit()

    @property
    def base_visible(self) -> bool:
        return self._base_visible

    def show_base(self, visible: bool) -> None:
        """Switch the background on or off."""
        self._base_visible = visible
        self._tell()
        self.shown_changed.emit()

    def opacity(self, type_: str) -> float:
        """1 for opaque."""
        return self._opacity.get(type_, 1.0)

    def set_opacity(self, type_: str, opacity: float) -> None:
        """Draw a type more faintly or more strongly."""
        self._opacity[type_] = min(max(opacity, 0.1), 1.0)
        self._tell()

    def by(self, type_: str) -> By | None:
        """What a type is styled by, where a person chose that; known when it was read."""
        return self._looks.get(type_)

    def style(self, type_: str, by: By | None) -> None:
        """Style a type by another field, and remember that in this copy of the project; None for its own."""
        self._looks[type_] = by
        self._arrived(type_)
        project, session = self._session.project, self._session
        tasks.start(
            lambda progress: keep_look(project, type_, by), done=lambda done: None,
            refused=session.refused.emit, failed=session.failed.emit, in_order=True,
        )  # fmt: skip

    @property
    def layers(self) -> tuple[MapLayer, ...]:
        """The layers as they are to be drawn, from the bottom up."""
        base = tuple(_altered(layer, self._base_visible, 1.0) for layer in self._base)
        records = [
            _altered(layer, self.visible(type_), self.opacity(type_))
            for type_ in self.types
            for layer in self._filtered.get(type_, ())
        ]
        return (
            *base,
            *self.base_maps.layers,
            *(layer for layer in records if isinstance(layer, ShapeLayer)),
            *_points(records),
        )

    # Reading

    def _no_base(self, refusal: Exception) -> None:
        self._session.refused.emit(refusal)
        self._take_base(())

    def _take_base(self, layers: tuple[MapLayer, ...]) -> None:
        self._base = layers
        self._waiting -= 1
        self._look_whether_ready()
        if not self.is_ready:
            QTimer.singleShot(HELD_BACK, self._tell_of_the_base)

    def _arrived(self, type_: str) -> None:
        columns = self._tables.columns(type_)
        if columns is None or type_ not in self.types:
            return
        number = self._reading.get(type_, 0) + 1
        self._reading[type_] = number
        self._read(type_, columns, number)

    def _read(self, type_: str, columns: MapColumns, number: int) -> None:
        project, chosen = self._session.project, dict(self._looks)

        def read() -> TypeLayers:
            by = chosen[type_] if type_ in chosen else kept_looks(project).get(type_)
            self._looks.setdefault(type_, by)
            return read_type(project, type_, columns, by)

        tasks.start(
            lambda progress: read(),
            done=lambda held: self._take(type_, number, held),
            refused=self._session.refused.emit,
            failed=self._session.failed.emit,
        )

    def _take(self, type_: str, number: int, held: TypeLayers) -> None:
        if self._reading.get(type_) != number:
            return
        del self._reading[type_]
        self._held[type_] = held
        self._filtered[type_] = held.looked_at(self.filters.mask(type_, held.narrow))
        if self.is_ready:
            self._tell()
        self.type_read.emit(type_)
        self._look_whether_ready()

    def _look_whether_ready(self) -> None:
        if not self.is_ready and not self._waiting and set(self.types) <= set(self._held):
            self.is_ready = True
            self._tell()
            self.ready.emit()

    # Filtering

    def filter(self) -> None:
        """Apply the filters on a thread; while that is under way, one more run waits for what was set last."""
        if self._filtering:
            self._again = True
            return
        self._filtering, self._again = True, False
        held = dict(self._held)
        filters = self.filters
        masks = {type_: filters.mask(type_, one.narrow) for type_, one in held.items()}
        tasks.start(
            lambda progress: {type_: one.looked_at(masks[type_]) for type_, one in held.items()},
            done=lambda found: self._take_filtered(held, found),
            failed=self._session.failed.emit,
        )

    def _take_filtered(self, held: dict[str, TypeLayers], found: dict[str, tuple[MapLayer, ...]]) -> None:
        self._filtering = False
        self._filtered.update({type_: found[type_] for type_, one in held.items() if self._held.get(type_) is one})
        self._tell()
        if self._again:
            self.filter()

    def _tell_of_the_base(self) -> None:
        if not self.is_ready:
            self._tell()

    def _tell(self) -> None:
        self.layers_changed.emit(self.layers)


def _altered(layer: MapLayer, visible: bool, opacity: float) -> MapLayer:
    if (layer.visible, layer.opacity) == (visible, opacity) or not isinstance(layer, PointLayer | ShapeLayer):
        return layer
    return replace(layer, visible=visible, opacity=opacity)


def _points(layers: Iterable[MapLayer]) -> tuple[MapLayer, ...]:
    return tuple(layer for layer in layers if isinstance(layer, PointLayer))
