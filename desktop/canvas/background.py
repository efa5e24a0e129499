"""The background that a country pack brings: sea, neighbours, country, regions, and the names of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from desktop.canvas.columns import ShapeColumns, point_columns, shape_columns
from desktop.canvas.layer import MapLayer, base_layer, places_layer

if TYPE_CHECKING:
    from layers.countries.gazetteer import Gazetteer
    from layers.countries.outlines import Outlines, Shapes

LEAST_NAMED = 500  # inhabitants: smaller places get no name on the base map


def background(outlines: Outlines, gazetteer: Gazetteer | None = None) -> list[MapLayer]:
    """The layers of the base map from the bottom up. Blocking, some tenths of a second."""
    parts = {
        "sea": outlines.water, "beyond": outlines.neighbours, "country": outlines.country, "region": outlines.regions,
    }  # fmt: skip
    layers: list[MapLayer] = [base_layer(role, _columns(shapes)) for role, shapes in parts.items() if len(shapes)]
    if len(outlines.country):
        layers.append(base_layer("border", _columns(outlines.country, named=False)))
    if gazetteer is not None:
        layers.append(place_names(gazetteer))
    return layers


def place_names(gazetteer: Gazetteer, least: int = LEAST_NAMED) -> MapLayer:
    """The names of the gazetteer's places, the most populous first."""
    rows = np.flatnonzero(gazetteer.population >= least)
    labels = {
        language: [_name(row, names, gazetteer.names) for row in rows.tolist()]
        for language, names in gazetteer.names.items()
    }
    lon, lat, rank = gazetteer.lon[rows], gazetteer.lat[rows], gazetteer.population[rows]
    return places_layer(point_columns(rows, lon, lat, labels=labels, rank=rank))


def _name(row: int, names: Sequence[str], every_language: Mapping[str, Sequence[str]]) -> str:
    """A place's name, in another language where it has none in this one."""
    return names[row] or next((other[row] for other in every_language.values() if other[row]), "")


def _columns(shapes: Shapes, named: bool = True) -> ShapeColumns:
    return shape_columns(np.arange(len(shapes)), list(shapes.geometry), labels=shapes.names if named else {})
