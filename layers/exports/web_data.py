"""What the web map draws, as one document: base map, layers, symbols, disclosed fields, texts, search keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from forensics.folding import search_keys
from forensics.messages import say
from layers.drawing import (
    OCCUPATION,
    OCCUPIED,
    OTHER_PERIODS,
    height,
    in_order,
    is_placed_exactly,
    tells_occupation,
    value_title,
)
from layers.exports.disclosed import Disclosed, DisclosedType
from layers.exports.web_base import base_document, letters_for_search
from layers.exports.web_fields import Telling, field_columns
from layers.exports.web_shapes import shape_document
from layers.exports.web_symbols import area_look, point_look, several_look
from layers.language import Translator
from layers.project import Project
from layers.symbols import UNCERTAIN

UNITS = 1_000_000
"""Steps of a degree in which places are given: about 0.1 m."""
AT_FIRST_OFF = (
    "visit", "missing_person", "media", "disposition", "team", "track", "context", "case", "sample", "artefact",
)  # fmt: skip
PARTS_ON = ("settlement", "occupation")
NAMED = ("settlement", "site", "exhumation", "survey_area", "facility")
ASIDE = {"occupation": 17, "occupation.other": -17}
"""Pixels to the right by which marks that stand for a whole settlement stand beside its own."""
SEVERAL_ASIDE = {
    "occupation": (19, 0), "occupation.other": (-19, 0), "incident": (0, 21), "interview": (0, 21),
    "facility": (0, -21), "site": (-19, -21), "exhumation": (19, -21), "visit": (-19, 21), "case": (19, 21),
}  # fmt: skip
"""Pixels to the right and down by which marks for several records of different types make room for each other."""

TEXTS = {
    "nothing": say("Nothing is called so."),
    "hidden": say("hidden"),
    "map": say("Map; move it with the arrow keys, zoom with + and −"),
}


def web_document(project: Project, disclosed: Disclosed, translate: Translator) -> dict[str, Any]:
    """Everything that the page's script reads; no id is in it, and no field that is not disclosed."""
    names = {added.language: added.name for added in project.catalogue.pack.fields if added.language}
    telling = Telling(project, disclosed, translate, names)
    shown = sorted((one for one in disclosed.types if one.records), key=lambda one: -height(one.kind.name))
    layers = [layer for one in shown for layer in _layers(one, telling)]
    return {
        "language": translate.language,
        "texts": {name: translate(message) for name, message in TEXTS.items()},
        "bounds": _bounds(layers, project),
        "letters": letters_for_search(),
        "layers": layers,
        **base_document(project.pack, translate.language),
    }


def _layers(one: DisclosedType, telling: Telling) -> list[dict[str, Any]]:
    """The layers of one type, from the top down: points, areas, and further areas and lines."""
    given = one.style_values()
    if is_placed_exactly(one.kind):
        given = [value + UNCERTAIN if borrowed else value for value, borrowed in zip(given, one.borrowed, strict=True)]
    values = np.array(given, object)
    placed = ~shapely.is_missing(one.places)
    points = placed & (shapely.get_type_id(one.places) == 0)
    made = [
        _points(one, rows, values, key, title, telling) for key, title, rows in _groups(one, np.flatnonzero(points))
    ]
    areas = np.flatnonzero(placed & ~points)
    if len(areas):
        title = telling.translate(one.kind.about.plural)
        made.append(_areas(one, areas, one.places, values, f"{one.kind.name}.area", title, telling))
    for name, geometries in one.parts.items():
        rows = np.flatnonzero(~shapely.is_missing(geometries))
        declared = one.by_name[name]
        if len(rows) and declared.geometry != "Point":
            title = telling.translate(
                "{type}: {part}", type=say(one.kind.about.plural), part=say(declared.label)
            )  # fmt: skip
            made.append(_areas(one, rows, geometries, values, f"{one.kind.name}.{name}", title, telling))
    return made


def _groups(one: DisclosedType, rows: NDArray[np.int64]) -> list[tuple[str, Any, NDArray[np.int64]]]:
    """Key, title and rows of each layer of points: occupation apart from other periods of control."""
    groups: list[tuple[str, Any, NDArray[np.int64]]] = [(one.kind.name, say(one.kind.about.plural), rows)]
    if one.style is not None and tells_occupation(one.kind):
        occupied = np.array([value == OCCUPIED for value in one.style_values()], bool)[rows]
        groups = [
            (one.kind.name, OCCUPATION, rows[occupied]),
            (f"{one.kind.name}.other", OTHER_PERIODS, rows[~occupied]),
        ]
    return [group for group in groups if len(group[2])]


def _common(
    one: DisclosedType, rows: NDArray[np.int64], values: NDArray[np.object_], key: str, title: str, telling: Telling
) -> tuple[dict[str, Any], tuple[str, ...]]:
    order = in_order(one.kind, list(values[rows]))
    numbers = {value: number for number, value in enumerate(order)}
    records = [one.records[row] for row in rows.tolist()]
    layer = {
        "key": key,
        "title": title,
        "type": telling.translate(one.kind.about.label),
        "on": one.kind.name not in AT_FIRST_OFF,
        "named": one.kind.name in NAMED,
        "style": [numbers[value] for value in values[rows]],
        "names": [telling.called(one, record) for record in records],
        "fields": field_columns(one, records, telling),
    }
    return layer, order


def _points(
    one: DisclosedType, rows: NDArray[np.int64], values: NDArray[np.object_], key: str, title: Any, telling: Telling
) -> dict[str, Any]:
    layer, order = _common(one, rows, values, key, telling.translate(title), telling)
    xy = np.column_stack([shapely.get_x(one.places[rows]), shapely.get_y(one.places[rows])])
    plain = one.style is None
    layer["x"], layer["y"] = (np.round(xy[:, axis], 6).tolist() for axis in (0, 1))
    layer["styles"] = [
        {"label": telling.translate(value_title(one.kind, value)), **point_look(one.kind.name, value, plain)}
        for value in order
    ]
    layer["aside"] = ASIDE.get(key, 0)
    layer["several_aside"] = SEVERAL_ASIDE.get(key, (0, 0))
    layer |= several_look(one.kind.name, grey=key.endswith(".other"))
    if one.kind.name in NAMED:
        layer |= _search(one, rows, telling)
    return layer


def _search(one: DisclosedType, rows: NDArray[np.int64], telling: Telling) -> dict[str, Any]:
    """By row the keys under which it is found, by its names in every language, and what tells it from its like."""
    records = [one.records[row] for row in rows.tolist()]
    return {
        "keys": [" " + " ".join(search_keys(" ".join(telling.every_name(one, record)))) + " " for record in records],
        "sizes": [int(record.get("population") or 0) for record in records],
        "hints": [telling.hint(one, record) for record in records],
    }


def _areas(
    one: DisclosedType, rows: NDArray[np.int64], geometries: NDArray[np.object_], values: NDArray[np.object_], key: str,
    title: str, telling: Telling,
) -> dict[str, Any]:  # fmt: skip
    layer, order = _common(one, rows, values, key, title, telling)
    layer["named"] = False
    layer["on"] = layer["on"] and (one.kind.name in PARTS_ON or key.endswith(".area"))
    layer["shapes"] = [shape_document(geometry, UNITS) for geometry in geometries[rows]]
    layer["styles"] = [
        {"label": telling.translate(value_title(one.kind, value)), **area_look(one.kind.name, value)} for value in order
    ]
    return layer


def _bounds(layers: list[dict[str, Any]], project: Project) -> list[list[float]]:
    """South-west and north-east of all points, else of the country."""
    xs = [x for layer in layers for x in layer.get("x", ())]
    ys = [y for layer in layers for y in layer.get("y", ())]
    if xs:
        return [[min(ys), min(xs)], [max(ys), max(xs)]]
    west, south, east, north = project.pack.bounds if project.pack else (-170.0, -60.0, 170.0, 75.0)
    return [[south, west], [north, east]]


def hatches(document: Mapping[str, Any]) -> dict[str, tuple[str, str, float]]:
    """The hatchings that the document's areas ask for: id to kind, colour and opacity of the ground."""
    return {
        style["hatch"]: tuple(style["hatching"])
        for layer in document["layers"]
        for style in layer["styles"]
        if style.get("hatch")
    }
