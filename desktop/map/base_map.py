"""The background of the map, from the open project's country pack: land, regions, borders, water, names of places."""

from __future__ import annotations

import numpy as np

from desktop.canvas.columns import Labels, ShapeColumns, point_columns, shape_columns
from desktop.canvas.layer import MapLayer, base_layer, places_layer
from layers.countries.gazetteer import Gazetteer, gazetteer
from layers.countries.outlines import Shapes, outlines
from layers.countries.pack import CountryPack

NAMED_FROM = 1
"""People in the smallest place of the gazetteer that is named on the map; where nobody counted, none is named."""


def base_map(pack: CountryPack) -> tuple[MapLayer, ...]:
    """The layers of the background from the bottom up. Blocking, some tenths of a second."""
    found = outlines(pack)
    return (
        base_layer("beyond", _columns(found.neighbours, named=True)),
        base_layer("country", _columns(found.country, named=False)),
        base_layer("sea", _columns(found.water, named=False)),
        base_layer("region", _columns(found.regions, named=True)),
        base_layer("border", _columns(found.country, named=False)),
        places(gazetteer(pack)),
    )


def places(found: Gazetteer) -> MapLayer:
    """The names of the gazetteer's places, the more populous first."""
    rows = np.flatnonzero(found.population >= NAMED_FROM)
    named = {language: [names[row] for row in rows.tolist()] for language, names in found.names.items()}
    in_any = [next(filter(None, names), "") for names in zip(*named.values(), strict=True)] or [""] * len(rows)
    labels = {"": in_any} | {
        language: [name or other for name, other in zip(names, in_any, strict=True)]
        for language, names in named.items()
    }
    return places_layer(
        point_columns(rows, found.lon[rows], found.lat[rows], labels=labels, rank=found.population[rows])
    )


def _columns(shapes: Shapes, named: bool) -> ShapeColumns:
    labels: Labels = shapes.names if named else {}
    return shape_columns(np.arange(len(shapes)), list(shapes.geometry), labels=labels)
