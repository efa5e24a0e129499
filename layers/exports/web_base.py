"""The base map of a web page: outlines simplified, names of towns and regions, the letters that search reads alike."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import shapely

from forensics.folding import fold
from layers.countries.gazetteer import gazetteer
from layers.countries.outlines import Shapes, outlines
from layers.countries.pack import CountryPack
from layers.exports.web_shapes import shape_document
from layers.symbols import base_style, colours

TOLERANCE = 0.004
"""Degrees by which a simplified outline may be off: some 400 m."""
UNITS = 10_000
LEAST_NAMED = 3000
LEAST_AT = (10**9, 10**9, 10**9, 10**9, 10**9, 500_000, 200_000, 80_000, 30_000, 12_000, 5_000, 3_000)
"""People in the smallest town that is named, by zoom."""


def base_document(pack: CountryPack | None, language: str) -> dict[str, Any]:
    """The outlines from the bottom up, and the names, the more populous first."""
    if pack is None:
        return {"base": [], "towns": [], "regions": [], "least": list(LEAST_AT)}
    found = outlines(pack)
    parts = [
        *_areas(found.neighbours, "beyond"), *_areas(found.country, "country"), *_areas(found.water, "sea"),
        *_borders(found.regions), *_outline(found.country),
    ]  # fmt: skip
    return {
        "base": parts,
        "towns": _towns(pack, language),
        "regions": _regions(found.regions, language),
        "least": list(LEAST_AT),
    }


def _look(role: str) -> dict[str, Any]:
    style, named = base_style(role), colours()
    return {
        "fill": named[style.fill][:7] if style.fill else "",
        "stroke": named[style.stroke][:7] if style.stroke else "",
        "width": style.width,
        "dash": " ".join(f"{length:g}" for length in style.dash),
    }


def _areas(shapes: Shapes, role: str) -> list[dict[str, Any]]:
    if not len(shapes):
        return []
    simple = shapely.coverage_simplify(shapes.geometry, TOLERANCE)
    return [{**_look(role), **shape_document(geometry, UNITS)} for geometry in simple]


def _borders(shapes: Shapes) -> list[dict[str, Any]]:
    """The lines between regions, each once."""
    if len(shapes) < 2:
        return []
    simple = shapely.coverage_simplify(shapes.geometry, TOLERANCE)
    edges = shapely.union_all(shapely.boundary(simple))
    inner = shapely.line_merge(shapely.difference(edges, shapely.boundary(shapely.union_all(simple))))
    return [{**_look("region"), "fill": "", **shape_document(inner, UNITS)}]


def _outline(shapes: Shapes) -> list[dict[str, Any]]:
    simple = shapely.simplify(shapes.geometry, TOLERANCE)
    return [{**_look("border"), "fill": "", **shape_document(geometry, UNITS)} for geometry in simple]


def _towns(pack: CountryPack, language: str) -> list[list[Any]]:
    found = gazetteer(pack)
    rows = np.flatnonzero(found.population >= LEAST_NAMED)
    rows = rows[np.argsort(-found.population[rows], kind="stable")]
    return [
        [round(float(found.lon[row]), 4), round(float(found.lat[row]), 4), _name(found.names, row, language),
         int(found.population[row])]
        for row in rows.tolist()
    ]  # fmt: skip


def _regions(shapes: Shapes, language: str) -> list[list[Any]]:
    if not len(shapes):
        return []
    middles = shapely.point_on_surface(shapes.geometry)
    return [
        [round(middle.x, 4), round(middle.y, 4), _name(shapes.names, row, language)]
        for row, middle in enumerate(middles)
    ]


def _name(names: Any, row: int, language: str) -> str:
    """The name in a language, else in whichever there is."""
    own = names.get(language)
    if own is not None and own[row]:
        return str(own[row])
    return next((str(texts[row]) for texts in names.values() if texts[row]), "")


def letters_for_search() -> dict[str, str]:
    """What each letter is spelled as when names are compared (forensics.folding), for the page's own search."""
    spelled = {}
    for code in [*range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x400, 0x530)]:
        letter = chr(code)
        if unicodedata.category(letter) == "Ll":
            spelled[letter] = fold(letter)
    return {letter: key for letter, key in spelled.items() if key != letter}
