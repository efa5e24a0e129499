"""Map layers: frozen, so that the workers draw one state while the window already holds the next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from desktop.canvas.columns import PointColumns, ShapeColumns
from desktop.canvas.point_index import PointIndex, index_points
from desktop.canvas.shape_index import ShapeIndex, index_shapes, lines_between
from desktop.canvas.styles import AreaStyle, Symbol, aggregate_of, area_styles, base_style, point_symbols
from forensics.messages import Message

EVERY_SCALE = float("inf")


class MapLayer(Protocol):
    """What every layer has; how it is drawn follows from its class."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Message | str: ...
    @property
    def visible(self) -> bool: ...
    @property
    def opacity(self) -> float: ...
    @property
    def from_mpp(self) -> float:
        """Drawn at this many metres per pixel and closer."""

    @property
    def background(self) -> bool:
        """Part of the base map: not identified, not counted, in no legend."""

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north in EPSG:3857 metres."""


@dataclass(frozen=True, eq=False)
class PointLayer:
    """Points: density far out, aggregates with their number in between, symbols close up."""

    key: str
    title: Message | str
    index: PointIndex
    symbols: tuple[Symbol, ...]  # by style code
    values: tuple[Message | str, ...] = ()  # what each symbol stands for, for the legend
    aggregate: tuple[str, str] = ("circle", "grey")  # shape and colour
    visible: bool = True
    opacity: float = 1.0
    from_mpp: float = EVERY_SCALE
    background: bool = False
    labels_only: bool = False  # places of the base map: a small dot and a name where there is room
    label_class: str = "place"
    few: int = 12  # points in a square of the map (desktop.canvas.marks) that are still drawn one by one
    beside: float = 0.0  # pixels to the right of its place that a symbol is drawn: for what shares it with others
    by: Message | str = ""  # what it is styled by, for the legend, where a person chose that

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        return self.index.extent

    def changed(self, columns: PointColumns, removed: Collection[int] = ()) -> PointLayer:
        """The layer with these rows put in or put anew and those removed. Blocking."""
        return replace(self, index=self.index.changed(columns, removed))


@dataclass(frozen=True, eq=False)
class ShapeLayer:
    """Lines and polygons, drawn into tiles below all points."""

    key: str
    title: Message | str
    index: ShapeIndex
    styles: tuple[AreaStyle, ...]  # by style code
    values: tuple[Message | str, ...] = ()
    visible: bool = True
    opacity: float = 1.0
    from_mpp: float = EVERY_SCALE
    background: bool = False
    label_class: str = "code"
    named: ShapeIndex | None = None  # the areas whose labels are written, where only the lines between them are drawn
    by: Message | str = ""  # as of points

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        return self.index.extent

    def changed(self, columns: ShapeColumns, removed: Collection[int] = ()) -> ShapeLayer:
        """The layer with these rows put in or put anew and those removed. Blocking."""
        return replace(self, index=self.index.changed(columns, removed))


def point_layer(
    key: str, title: Message | str, columns: PointColumns, record_type: str, values: Sequence[str],
    value_titles: Sequence[Message | str] = (),
) -> PointLayer:  # fmt: skip
    """A layer of records with the symbols of their type; `values[code]` is what a style code stands for. Blocking."""
    titles = tuple(value_titles or values)
    return PointLayer(
        key, title, index_points(columns), point_symbols(record_type, values), titles, aggregate_of(record_type)
    )


def shape_layer(
    key: str, title: Message | str, columns: ShapeColumns, record_type: str, values: Sequence[str],
    value_titles: Sequence[Message | str] = (),
) -> ShapeLayer:  # fmt: skip
    """A layer of records with the area or line styles of their type. Blocking."""
    return ShapeLayer(
        key, title, index_shapes(columns), area_styles(record_type, values), tuple(value_titles or values)
    )


def base_layer(role: str, columns: ShapeColumns, label_class: str = "") -> ShapeLayer:
    """A part of the background by its role (sea, beyond, country, region, lake … of areas.toml). Blocking.

    Regions and districts that come as polygons are drawn as the lines between them, each border once.
    """
    style, drawn = base_style(role), index_shapes(columns)
    named = drawn
    if role in ("region", "district") and len(drawn) and drawn.all_areas:
        drawn = index_shapes(lines_between(columns))
    return ShapeLayer(
        f"base.{role}", "", drawn, (style,), from_mpp=style.from_mpp, background=True,
        label_class=label_class or role, named=named,
    )  # fmt: skip


def places_layer(columns: PointColumns, key: str = "base.place") -> PointLayer:
    """Names of places on the base map: the largest first, as many as there is room for. Blocking."""
    symbol = Symbol(shape="circle", colour="town", size=6)
    return PointLayer(key, "", index_points(columns), (symbol,), background=True, labels_only=True, label_class="town")
