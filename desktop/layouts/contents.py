"""The layers of a page: the base map, and over it what the profile discloses, in the symbols of the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray

from desktop.canvas.columns import Labels, ShapeColumns, point_columns, shape_columns
from desktop.canvas.layer import EVERY_SCALE, MapLayer, PointLayer, ShapeLayer
from desktop.canvas.mercator import to_degrees, to_metres
from desktop.canvas.point_index import index_points
from desktop.canvas.shape_index import index_shapes
from desktop.canvas.styles import Symbol, aggregate_of
from desktop.map.layers import CLOSE_UP, NAMED, PARTS_CLOSE_UP
from forensics.dates import is_uncertain
from forensics.messages import Message, say
from layers.drawing import (
    BETWEEN,
    EVIDENCE,
    OCCUPATION,
    OCCUPIED,
    OTHER,
    OTHER_PERIODS,
    dates_of_period,
    evidence_labels,
    height,
    is_placed_exactly,
    tells_occupation,
)
from layers.errors import ExportRefused
from layers.exports.disclosed import Disclosed, DisclosedType
from layers.looks import By, Looks, looks_of

LEFT_OUT = ("visit", "missing_person", "media", "disposition", "team")
"""Types that no page shows unless they are asked for by name; it says that it left them out."""
BESIDE: Mapping[str, float] = {"occupation": 1.0, "occupation.other": -1.0}
"""Layers whose points stand for a whole settlement: they are drawn beside its own mark, to the right or to the left."""
BESIDE_WORDS = say(
    "Periods of control stand beside their settlement: occupation on the right, other periods on the left."
)
ASIDE, APART = 16.0, 10.5
"""Units between the middle of such a mark and its settlement's, or the place of its own that it has."""


@dataclass(frozen=True)
class Contents:
    """What a page draws from the bottom up."""

    layers: tuple[MapLayer, ...]

    @property
    def base(self) -> tuple[MapLayer, ...]:
        """The country's own outlines, which the inset draws; base maps of the person's own are for the map alone."""
        return tuple(layer for layer in self.layers if layer.background and layer.key.startswith("base."))


def shown_types(disclosed: Disclosed) -> list[DisclosedType]:
    """The types that are drawn, from the bottom up: those of LEFT_OUT only where they were asked for by name."""
    left_out = {one.kind.name for one in left_out_types(disclosed)}
    held = (one for one in disclosed.types if one.records and one.kind.name not in left_out)
    return sorted(held, key=lambda one: height(one.kind.name))


def left_out_types(disclosed: Disclosed) -> list[DisclosedType]:
    """Disclosed types with records that a page does not show unless it is asked to."""
    asked = set(disclosed.selection.types)
    return [one for one in disclosed.types if one.records and one.kind.name in LEFT_OUT and one.kind.name not in asked]


def extent_of(types: Iterable[DisclosedType]) -> tuple[float, float, float, float] | None:
    """West, south, east, north in EPSG:3857 metres of all that has a place."""
    bounds = [shapely.total_bounds(one.places) for one in types if one.without_place < len(one.records)]
    if not bounds:
        return None
    held = np.array(bounds)
    (west, south), (east, north) = held[:, :2].min(axis=0), held[:, 2:].max(axis=0)
    (left, right), (bottom, top) = to_metres(np.array([west, east]), np.array([south, north]))
    return float(left), float(bottom), float(right), float(top)


def contents_of(
    types: Iterable[DisclosedType], base: tuple[MapLayer, ...], name_fields: Mapping[str, str], mpp: float,
    styles: Mapping[str, By] = MappingProxyType({}),
) -> Contents:  # fmt: skip
    """The layers of a page at a scale (metres of the map per unit); `name_fields` gives by language the field of names,
    `styles` by type what it is styled by.

    Blocking.
    """
    made = [layer for one in types for layer in type_layers(one, name_fields, mpp, styles.get(one.kind.name))]
    shapes = [layer for layer in made if isinstance(layer, ShapeLayer)]
    points = [layer for layer in made if isinstance(layer, PointLayer)]
    return Contents((*base, *shapes, *points))


def refuse_unstylable(disclosed: Disclosed, styles: Mapping[str, By]) -> None:
    """Raise ExportRefused where a type is to be styled by what the profile does not carry, or is on no page."""
    shown = {one.kind.name: one for one in disclosed.types}
    for type_, by in styles.items():
        if type_ not in shown:
            raise ExportRefused("Nothing of “{type}” is on this map, so it cannot be styled.", type=type_)
        if by.field not in shown[type_].by_name:
            raise ExportRefused(
                "The profile “{profile}” does not carry “{field}” of {type}, so it cannot be styled by that.",
                profile=disclosed.profile.name, field=by.field, type=type_,
            )  # fmt: skip


def type_layers(
    one: DisclosedType, name_fields: Mapping[str, str], mpp: float, by: By | None = None
) -> list[MapLayer]:  # fmt: skip
    """The layers of one type: its records as areas, lines and points, and its further areas and lines."""
    looks = _looks(one, by)
    labels: Labels = one.labels(name_fields) if one.kind.name in NAMED else {}
    if one.kind.name in BETWEEN and EVIDENCE in one.by_name:
        labels = evidence_labels(one.kind, [values.get(EVIDENCE) or () for values in one.records])
    layers: list[MapLayer] = [
        layer for field, geometries in one.parts.items() if (layer := _part(one, field, geometries, looks))
    ]
    placed = ~shapely.is_missing(one.places)
    is_point = shapely.get_type_id(one.places) == 0
    areas = np.flatnonzero(placed & ~is_point)
    close = CLOSE_UP.get(one.kind.name, EVERY_SCALE)
    if len(areas):
        shapes = shape_columns(areas, list(one.places[areas]), looks.codes[areas], labels=_chosen(labels, areas))
        layers.append(_areas(f"{one.kind.name}.area", one.kind.about.plural, shapes, looks, close))
    for key, title, colour, rows in _groups(one, np.flatnonzero(placed & is_point)):
        x, y = _beside(one.places[rows], BESIDE.get(key, 0.0) * np.where(one.borrowed[rows], ASIDE, APART) * mpp)
        columns = point_columns(rows, x, y, looks.codes[rows], labels=_chosen(labels, rows), rank=_rank(one, rows))
        shape, own = aggregate_of(one.kind.name)
        layers.append(
            PointLayer(
                key, title, index_points(columns), looks.symbols, looks.titles, (shape, colour or own), from_mpp=close,
                by=looks.by or "",
            )
        )  # fmt: skip
    return layers


def _looks(one: DisclosedType, by: By | None) -> Looks:
    """How the records look; those of a type whose own style may not be told are neither certain nor uncertain."""
    uncertain = one.borrowed if is_placed_exactly(one.kind) else None
    dates = [name for name in dates_of_period(one.kind) if name in one.by_name]
    if dates:
        told = ([str(values.get(name) or "") for name in dates] for values in one.records)
        uncertain = np.array([any(map(is_uncertain, ends)) for ends in told], bool)
    if by is not None:
        return looks_of(one.kind, [values.get(by.field) for values in one.records], by, uncertain)
    made = looks_of(one.kind, one.style_values(), None, uncertain)
    return made if one.style is not None else replace(made, symbols=tuple(_plain(symbol) for symbol in made.symbols))


def _areas(key: str, title: Message | str, columns: ShapeColumns, looks: Looks, from_mpp: float) -> ShapeLayer:
    return ShapeLayer(
        key, title, index_shapes(columns), looks.areas, looks.titles, from_mpp=from_mpp, by=looks.by or ""
    )


def _groups(one: DisclosedType, rows: NDArray[np.int64]) -> Iterable[tuple[str, Message | str, str, NDArray[np.int64]]]:
    """Key, title, colour of the aggregates (empty: the type's) and rows of each layer of points."""
    if one.style is None or not tells_occupation(one.kind):
        return [(one.kind.name, one.kind.about.plural, "", rows)] if len(rows) else []
    occupied = np.array([value == OCCUPIED for value in one.style_values()], bool)[rows]
    groups = (
        (one.kind.name + OTHER, OTHER_PERIODS, "grey", rows[~occupied]),
        (one.kind.name, OCCUPATION, "", rows[occupied]),
    )
    return [group for group in groups if len(group[3])]


def _plain(symbol: Symbol) -> Symbol:
    """The symbol of a type whose style may not be told: neither certain nor uncertain, nothing on it."""
    return replace(symbol, glyph="none", hollow=False, dashed=False)


def _part(
    one: DisclosedType, field: str, geometries: NDArray[np.object_], looks: Looks
) -> MapLayer | None:  # fmt: skip
    """A further area or line of the records, without names; points of a body or a datum are for the site plan."""
    rows = np.flatnonzero(~shapely.is_missing(geometries))
    declared = one.by_name[field]
    if not len(rows) or declared.geometry == "Point":
        return None
    title = say("{type}: {part}", type=say(one.kind.about.plural), part=say(declared.label))
    columns = shape_columns(rows, list(geometries[rows]), looks.codes[rows])
    close = min(CLOSE_UP.get(one.kind.name, EVERY_SCALE), PARTS_CLOSE_UP)
    return _areas(f"{one.kind.name}.{field}", title, columns, looks, close)


def _beside(
    points: NDArray[np.object_], metres: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes of points, moved by so many metres of the map to the east."""
    x, y = to_metres(shapely.get_x(points), shapely.get_y(points))
    return to_degrees(x + metres, y)


def _rank(one: DisclosedType, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """The larger settlements are named first."""
    return np.array([float(one.records[row].get("population") or 0) for row in rows.tolist()])


def _chosen(labels: Labels, rows: NDArray[np.int64]) -> Labels:
    return {language: [texts[row] for row in rows.tolist()] for language, texts in labels.items()}
