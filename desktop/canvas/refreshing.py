"""Changed rows put into a layer on a worker, one change after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection

from PyQt6.QtCore import QObject, pyqtSignal

from desktop.canvas.columns import PointColumns, ShapeColumns
from desktop.canvas.layer import MapLayer, PointLayer, ShapeLayer
from desktop.canvas.workers import Workers

Change = tuple[PointColumns | ShapeColumns, Collection[int]]


class Refreshing(QObject):
    """Keeps the changes of each layer in their order; `refreshed` brings the layer with its new index."""

    refreshed = pyqtSignal(object)

    def __init__(self, workers: Workers, layer_of: Callable[[str], MapLayer], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers, self._layer_of = workers, layer_of
        self._waiting: dict[str, deque[Change]] = {}
        workers.done.connect(self._done)

    def refresh(self, key: str, columns: PointColumns | ShapeColumns, removed: Collection[int]) -> None:
        """Put rows in and take rows out as soon as earlier changes are in."""
        begun = key in self._waiting
        self._waiting.setdefault(key, deque()).append((columns, tuple(removed)))
        if not begun:
            self._next(key)

    def _next(self, key: str) -> None:
        columns, removed = self._waiting[key][0]
        layer = self._layer_of(key)
        self._workers.ask(("refresh", key), lambda: change_layer(layer, columns, removed), turn=0)

    def _done(self, job: object, result: object) -> None:
        if not (isinstance(job, tuple) and job[0] == "refresh"):
            return
        key = str(job[1])
        self._waiting[key].popleft()
        self.refreshed.emit(result)
        if self._waiting[key]:
            self._next(key)
        else:
            del self._waiting[key]


def change_layer(layer: MapLayer, columns: PointColumns | ShapeColumns, removed: Collection[int]) -> MapLayer:
    """The layer with changed rows; raises TypeError where columns and layer are not of a kind."""
    if isinstance(layer, PointLayer) and isinstance(columns, PointColumns):
        return layer.changed(columns, removed)
    if isinstance(layer, ShapeLayer) and isinstance(columns, ShapeColumns):
        return layer.changed(columns, removed)
    raise TypeError(f"{type(columns).__name__} do not fit {type(layer).__name__} {layer.key}")
